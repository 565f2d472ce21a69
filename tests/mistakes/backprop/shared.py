"""How the files here write a mistake."""

from tests.mistakes import mistake

RULE = "The chain rule"


def wrong(of, id, at, advice, numpy, torch, read):
    """A mistake with its parts in the order in which they are told."""
    return mistake(id, of=of, at=at, advice=advice, numpy=numpy, torch=torch, read=read)
