"""A sentence in English that whoever shows it can tell in another language."""

from __future__ import annotations


class Sentence(str):
    """The text of a sentence, which remembers its parts.

    Whoever finds something out says it so, and needs to know no language. To everybody else it is
    English text: to be compared, searched, raised in an exception, written to a file.

    >>> Sentence("{} of {} values differ", 3, 12)
    '3 of 12 values differ'
    """

    def __new__(cls, text: str, *fields) -> Sentence:
        """`text` has a hole `{}` for each field: plain data, or a sentence again."""
        fields = tuple(field if isinstance(field, str) else str(field) for field in fields)
        made = super().__new__(cls, text.format(*fields))
        made.text, made.fields = text, fields
        return made

    def __getnewargs__(self) -> tuple[str, ...]:
        """What a copy is made from."""
        return self.text, *self.fields
