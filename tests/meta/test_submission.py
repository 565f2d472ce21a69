"""Reading what was handed in: the expected files from every usual form, nothing from the others."""

import io
import os
import tarfile
import zipfile

import pytest

from tests.classroom import archive, submission
from tests.classroom.submission import SubmissionError, read_submission

STAGES = ("tokenizer", "attention")
SECRET = b"the teacher's solution"


def fill(folder, files: dict):
    for name, raw in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(raw)
    return folder


def as_zip(path, files: dict, compression=zipfile.ZIP_DEFLATED):
    with zipfile.ZipFile(path, "w", compression) as opened:
        for name, raw in files.items():
            opened.writestr(name, raw)
    return path


def as_tar(path, files: dict, mode="w:gz"):
    with tarfile.open(path, mode) as opened:
        for name, raw in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(raw)
            opened.addfile(member, io.BytesIO(raw))
    return path


WRITERS = {
    "folder": lambda at, files: fill(at / "hand-in", files),
    "zip": lambda at, files: as_zip(at / "hand-in.zip", files),
    "tar": lambda at, files: as_tar(at / "hand-in.tar", files, "w"),
    "tar.gz": lambda at, files: as_tar(at / "hand-in.tar.gz", files),
    "tar.xz": lambda at, files: as_tar(at / "hand-in.tar.xz", files, "w:xz"),
    "tar.bz2": lambda at, files: as_tar(at / "hand-in.tar.bz2", files, "w:bz2"),
}


@pytest.fixture(params=WRITERS)
def hand_in(request, tmp_path):
    def write(files: dict):
        (tmp_path / "hand-in").mkdir(exist_ok=True)
        return WRITERS[request.param](tmp_path, files)

    return write


@pytest.mark.parametrize(
    "prefix", ["", "exercises/", "ada/", "ada/exercises/", "./exercises/", "小明/exercises/"]
)
def test_the_files_are_found_wherever_students_put_them(hand_in, prefix):
    files = {f"{prefix}tokenizer.py": b"T", f"{prefix}attention.py": b"\xef\xbb\xbfA\r\n"}
    found = read_submission(hand_in(files), STAGES)
    assert found.sources == {"tokenizer": b"T", "attention": b"\xef\xbb\xbfA\r\n"}
    assert not found.problems
    assert not found.stray


def test_exercises_wins_in_a_whole_repository(hand_in):
    rooms = ("solutions", "reference", "tests/mistakes", "exercises", ".venv/exercises")
    files = {f"kata/{room}/attention.py": room.encode() for room in rooms}
    assert read_submission(hand_in(files), STAGES).sources == {"attention": b"exercises"}


def test_stray_and_planted_files_are_named_and_not_read(hand_in):
    files = {"attention.py": b"A", "torch.py": b"evil", "conftest.py": b"evil", "notes.txt": b""}
    found = read_submission(hand_in(files), STAGES)
    assert found.sources == {"attention": b"A"}
    assert found.stray == ["conftest.py", "torch.py"]


def test_a_file_too_large_costs_only_its_own_stage(hand_in):
    files = {"attention.py": b"#" * (archive.FILE_LIMIT + 1), "tokenizer.py": b"T"}
    found = read_submission(hand_in(files), STAGES)
    assert found.sources == {"tokenizer": b"T"}
    assert "larger than" in found.problems["attention"]


def test_two_folders_with_the_files_are_ambiguous(hand_in):
    with pytest.raises(SubmissionError, match="several folders: a, b"):
        read_submission(hand_in({"a/attention.py": b"1", "b/attention.py": b"2"}), STAGES)


def test_nothing_expected_is_said_with_what_was(hand_in):
    with pytest.raises(SubmissionError, match=r"none of the expected files: tokenizer.py, att"):
        read_submission(hand_in({"essay.pdf": b"%PDF"}), STAGES)


def test_an_empty_submission_is_said_to_be_empty(hand_in):
    with pytest.raises(SubmissionError, match="empty"):
        read_submission(hand_in({}), STAGES)


def test_one_file_alone_is_enough(tmp_path):
    fill(tmp_path, {"attention.py": b"A"})
    assert read_submission(tmp_path / "attention.py", STAGES).sources == {"attention": b"A"}


@pytest.mark.parametrize("name", ["missing", "nul\0name"])
def test_a_path_that_cannot_be_opened_is_a_sentence(tmp_path, name):
    with pytest.raises(SubmissionError, match="cannot be opened"):
        read_submission(tmp_path / name, STAGES)


@pytest.mark.parametrize(
    "raw", [b"", b"PK\x03\x04 broken", b"\x1f\x8b broken", b"hello", b"\0" * 10240]
)
def test_a_file_that_is_no_archive_is_a_sentence(tmp_path, raw):
    (tmp_path / "hand-in.zip").write_bytes(raw)
    with pytest.raises(SubmissionError, match=r"hand-in.zip (cannot be read|is empty)"):
        read_submission(tmp_path / "hand-in.zip", STAGES)


# -- links and worse ---------------------------------------------------------------------------


def test_a_linked_file_is_not_followed(tmp_path):
    (tmp_path / "secret.py").write_bytes(SECRET)
    folder = fill(tmp_path / "ada", {"tokenizer.py": b"T"})
    (folder / "attention.py").symlink_to(tmp_path / "secret.py")
    found = read_submission(folder, STAGES)
    assert found.sources == {"tokenizer": b"T"}
    assert "it is a link" in found.problems["attention"]


def test_a_linked_folder_is_not_followed(tmp_path):
    fill(tmp_path / "solutions", {"attention.py": SECRET})
    folder = fill(tmp_path / "ada", {"notes.txt": b""})
    (folder / "exercises").symlink_to(tmp_path / "solutions")
    with pytest.raises(SubmissionError, match="none of the expected"):
        read_submission(folder, STAGES)


def test_a_submission_that_is_itself_a_link_is_refused(tmp_path):
    fill(tmp_path / "solutions", {"attention.py": SECRET})
    (tmp_path / "ada").symlink_to(tmp_path / "solutions")
    with pytest.raises(SubmissionError, match="it is a link"):
        read_submission(tmp_path / "ada", STAGES)


def test_a_pipe_does_not_make_the_grader_wait(tmp_path):
    folder = fill(tmp_path / "ada", {"tokenizer.py": b"T"})
    os.mkfifo(folder / "attention.py")
    found = read_submission(folder, STAGES)
    assert "not a regular file" in found.problems["attention"]


def test_a_folder_named_like_a_file_is_not_read(tmp_path):
    fill(tmp_path / "ada", {"tokenizer.py": b"T", "attention.py/attention.py": b"A"})
    assert read_submission(tmp_path / "ada", STAGES).sources == {"tokenizer": b"T"}


def test_links_in_a_zip_are_refused(tmp_path):
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as opened:
        member = zipfile.ZipInfo("attention.py")
        member.external_attr = 0o120777 << 16
        opened.writestr(member, "/etc/passwd")
    found = read_submission(tmp_path / "a.zip", STAGES)
    assert not found.sources
    assert "is a link" in found.problems["attention"]


@pytest.mark.parametrize(
    "kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.FIFOTYPE, tarfile.CHRTYPE]
)
def test_links_and_devices_in_a_tar_are_refused(tmp_path, kind):
    with tarfile.open(tmp_path / "a.tar", "w") as opened:
        opened.addfile(tarfile.TarInfo("tokenizer.py"))
        member = tarfile.TarInfo("attention.py")
        member.type, member.linkname = kind, "tokenizer.py"
        opened.addfile(member)
    found = read_submission(tmp_path / "a.tar", STAGES)
    assert found.sources == {"tokenizer": b""}
    assert "is a link" in found.problems["attention"]


@pytest.mark.parametrize("name", ["../attention.py", "/attention.py", "a/../../attention.py"])
def test_members_that_lead_out_of_an_archive_are_not_read(tmp_path, name):
    for path in (
        as_zip(tmp_path / "a.zip", {name: b"A"}),
        as_tar(tmp_path / "a.tgz", {name: b"A"}),
    ):
        with pytest.raises(SubmissionError):
            read_submission(path, STAGES)


def test_backslashes_of_windows_are_folders(tmp_path):
    path = as_zip(tmp_path / "a.zip", {"exercises\\attention.py": b"A"})
    assert read_submission(path, STAGES).sources == {"attention": b"A"}


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_member_that_is_there_twice_is_refused(tmp_path):
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as opened:
        opened.writestr("attention.py", "1")
        opened.writestr("attention.py", "2")
    found = read_submission(tmp_path / "a.zip", STAGES)
    assert not found.sources
    assert "more than once" in found.problems["attention"]


def test_a_zip_bomb_is_read_up_to_the_limit_only(tmp_path):
    path = as_zip(tmp_path / "a.zip", {"attention.py": b"\0" * (50 << 20), "tokenizer.py": b"T"})
    found = read_submission(path, STAGES)
    assert found.sources == {"tokenizer": b"T"}
    assert "larger than" in found.problems["attention"]


def test_a_tar_bomb_is_a_sentence(tmp_path, monkeypatch):
    monkeypatch.setattr(archive, "UNPACKED_LIMIT", 1 << 20)
    path = as_tar(tmp_path / "a.tar.gz", {"attention.py": b"A", "zeros": b"\0" * (2 << 20)})
    with pytest.raises(SubmissionError, match="unpacks to more than"):
        read_submission(path, STAGES)


def test_an_archive_of_very_many_files_is_a_sentence(tmp_path, monkeypatch):
    monkeypatch.setattr(archive, "ENTRY_LIMIT", 10)
    files = {f"{n}.txt": b"" for n in range(11)}
    for path in (as_zip(tmp_path / "a.zip", files), as_tar(tmp_path / "a.tar", files, "w")):
        with pytest.raises(SubmissionError, match="more than 10 files"):
            read_submission(path, STAGES)


def test_a_folder_of_very_many_files_is_a_sentence(tmp_path, monkeypatch):
    monkeypatch.setattr(submission, "ENTRY_LIMIT", 10)
    with pytest.raises(SubmissionError, match="too many files"):
        read_submission(fill(tmp_path / "a", {f"{n}/x.txt": b"" for n in range(6)}), STAGES)


@pytest.mark.parametrize("form", [tarfile.GNU_FORMAT, tarfile.PAX_FORMAT])
@pytest.mark.parametrize("folder", ["x" * 150, "小明 " * 20, "é"])
def test_long_names_in_a_tar_are_read_whole(tmp_path, form, folder):
    with tarfile.open(tmp_path / "hand-in.tar", "w", format=form) as opened:
        for name in ("notes.txt", f"{folder}/attention.py"):
            member = tarfile.TarInfo(name)
            member.size = len(name)
            opened.addfile(member, io.BytesIO(name.encode()[: len(name)]))
    found = read_submission(tmp_path / "hand-in.tar", STAGES)
    assert list(found.sources) == ["attention"]
    assert not found.problems


def test_an_encrypted_member_is_a_sentence(tmp_path):
    raw = bytearray(as_zip(tmp_path / "a.zip", {"attention.py": b"A"}).read_bytes())
    raw[6] |= 1  # the flag in the local header
    raw[raw.index(b"PK\x01\x02") + 8] |= 1  # and in the directory
    (tmp_path / "a.zip").write_bytes(raw)
    assert "encrypted" in read_submission(tmp_path / "a.zip", STAGES).problems["attention"]


def test_a_damaged_member_costs_only_its_own_stage(tmp_path):
    path = as_zip(tmp_path / "a.zip", {"attention.py": b"AAAA", "tokenizer.py": b"T"}, 0)
    raw = path.read_bytes().replace(b"AAAA", b"AABA")
    path.write_bytes(raw)
    found = read_submission(path, STAGES)
    assert found.sources == {"tokenizer": b"T"}
    assert "damaged" in found.problems["attention"]


def test_names_in_sentences_move_no_cursor(tmp_path):
    folder = fill(tmp_path / "ada", {"attention.py": b"A", "x\x1b[2J.py": b"", "\udcff.py": b""})
    for name in read_submission(folder, STAGES).stray:
        assert name.isprintable()
