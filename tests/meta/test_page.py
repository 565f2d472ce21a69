"""The class page and the submissions' pages: right numbers, nothing but themselves, no harm."""

from html.parser import HTMLParser

from tests.classroom import page
from tests.classroom.page import Class
from tests.meta.records import ada, mallory

VOID = {"meta", "br", "hr", "img", "link", "input"}


class Structure(HTMLParser):
    """Tags, attributes and text; complains where tags do not match."""

    def __init__(self, text: str):
        super().__init__()
        self.open, self.tags, self.links, self.text = [], [], [], ""
        self.feed(text)
        assert self.open == []

    def handle_starttag(self, tag, attributes):
        self.tags.append(tag)
        self.links += [value for key, value in attributes if key in ("href", "src", "action")]
        assert not [key for key, _ in attributes if key.startswith("on")]
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.text += data


def room() -> Class:
    return Class([ada(), mallory()], ["Not a submission: <i>notes</i>.txt"], seed=424242)


def test_pages_are_well_formed_and_load_nothing(tmp_path):
    page.write_pages(tmp_path, room())
    found = list(tmp_path.rglob("*.html"))
    assert len(found) == 3
    for path in found:
        structure = Structure(path.read_text(encoding="utf-8"))
        assert not {"script", "img", "link", "iframe", "form", "b>"} & set(structure.tags)
        assert not [link for link in structure.links if "//" in link or ":" in link]
        assert "url(" not in path.read_text(encoding="utf-8")


def test_every_link_of_the_class_page_leads_somewhere(tmp_path):
    page.write_pages(tmp_path, room())
    links = Structure((tmp_path / "index.html").read_text(encoding="utf-8")).links
    assert links
    assert [link for link in links if not (tmp_path / link).is_file()] == []


def test_what_a_student_wrote_is_shown_and_does_nothing():
    text = page.submission_page(ada())
    assert '<script>alert("1")' not in text
    assert '<script>alert("1")' in Structure(text).text
    assert "<b>" in Structure(page.class_page(room())).text  # Mallory's name
    assert "<i>notes</i>" in Structure(page.class_page(room())).text


def test_only_the_teacher_sees_seed_and_attempts():
    assert "424242" in page.class_page(room())
    assert "/etc/shadow" in page.class_page(room())
    for text in map(page.submission_page, room().records):
        assert "424242" not in text
        assert "shadow" not in text


def test_known_mistakes_are_counted_once_for_each_submission():
    twice = ada()
    twice.name = "Grace"
    (row,) = Class([ada(), twice, mallory()]).mistakes()
    assert row["id"] == "softmax-ignores-dim"
    assert [record.name for record in row["by"]] == ["Ada Löve", "Grace"]
    assert row["known"].advice.split("`")[0] in page.class_page(room())


def test_a_mistake_that_left_the_bank_is_still_shown():
    record = ada()
    record.stages[1].functions[0].claims[0].failure.suspects = [["no-such-mistake"]]
    assert "no-such-mistake" in page.class_page(Class([record]))


def test_the_distribution_counts_everyone_once():
    bins = room().distribution()
    assert [bin["count"] for bin in bins] == [1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0]
    assert len(bins) == page.BINS + 1


def test_the_heat_map_tells_written_from_graded():
    softmax, mask, *_ = ada().stages[1].functions
    assert page.shade(softmax) == "failed f1"
    assert page.shade(mask) == "failed f0"
    assert page.mark(mallory().stages[1].functions[0]) == "–"
    assert "Known mistake: softmax-ignores-dim" in page.tooltip(softmax)


def test_an_empty_class_has_a_page():
    assert "0" in Structure(page.class_page(Class([]))).text


def test_slugs_are_readable_harmless_and_different():
    names = [
        "Zoë Müller",
        "Zoe\u0308 Mu\u0308ller",
        "../../etc",
        "zoë müller",
        "李华",
        "",
        "a" * 999,
        "𠀀" * 60,  # four bytes each, and a file system counts bytes
    ]
    slugs = [page.slug(name) for name in names]
    assert len({slug.casefold() for slug in slugs}) == len(names)
    assert slugs[0].startswith("Zoë-Müller-")
    assert not [slug for slug in slugs if "/" in slug or slug.startswith(".") or len(slug) > 80]
    assert max(len(slug.encode()) for slug in slugs) < 200  # of 255, with what is put around it
