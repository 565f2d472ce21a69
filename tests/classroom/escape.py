"""Words of a submission as they may be shown: a function for every place they can end up in.

A student chooses the text of exceptions, of output and of file names. None of it may move a cursor,
close a tag, start a formula or give an order to the program that shows it.
"""

from __future__ import annotations

import html
import re
import unicodedata

UNSEEN = "\ufffd"
# Cc moves cursors and colours terminals, Cf turns the direction of writing, Cs is half a character
JOINERS = "\u200c\u200d"  # part of how names are spelt
HIDDEN = ("Cc", "Cf", "Cs", "Co", "Cn")
FORMULA = ("=", "+", "-", "@", "\t", "\r")
MARKDOWN = re.compile(r"([\\`*_{}\[\]()#+\-.!|~<>&@:$])")


def plain(text: str, limit: int = 20_000) -> str:
    """Text without control characters (line ends and tabs stay), cut with a mark."""
    text = text.replace("\r\n", "\n")[: limit + 1]
    shown = text if text.isprintable() else "".join(map(seen, text))
    return shown if len(shown) <= limit else f"{shown[:limit]}\n[cut]"


def seen(char: str) -> str:
    shown = char in "\n\t" + JOINERS or unicodedata.category(char) not in HIDDEN
    return char if shown else UNSEEN


def line(text: str, limit: int = 200) -> str:
    """The same in one line."""
    return " ".join(plain(text, limit).split())


def markup(text: str) -> str:
    """For HTML and XML, also inside a quoted attribute."""
    # XML 1.0 has no way at all to write U+FFFE and U+FFFF
    return html.escape(plain(text).translate({0xFFFE: UNSEEN, 0xFFFF: UNSEEN}), quote=True)


def markdown(text: str) -> str:
    """One line as Markdown that shows exactly these characters."""
    return MARKDOWN.sub(r"\\\1", html.escape(line(text), quote=False).replace("&", "\0")).replace(
        "\0", "&"
    )


def fenced(text: str) -> str:
    """A block of Markdown code that its own content cannot end."""
    longest = max((len(run) for run in re.findall(r"`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}text\n{workflow(plain(text))}\n{fence}"


def workflow(text: str) -> str:
    """For the output of a GitHub Actions step, where some lines would be orders to the runner."""
    text = re.sub(r"(?m)^([ \t]*):(?=:)", r"\1" + ": ", text)
    return text.replace("##[", "# #[")


def cell(text: str) -> str:
    """For a CSV cell that a spreadsheet opens: text stays text, never a formula."""
    text = line(text)
    return f"'{text}" if text.startswith(FORMULA) else text
