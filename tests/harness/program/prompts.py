"""What a sample begins with: the prompt that was asked for, or one that the model has learnt."""

from __future__ import annotations

from collections.abc import Sequence

import torch

from reference.sentence import Sentence

PIECES = 4  # samples shown where the text consists of short pieces


def check_prompt(prompt: str, chars: Sequence[str]) -> None:
    """ValueError that names the characters the model cannot read."""
    unknown = sorted(set(prompt) - set(chars))
    if unknown:
        told = "The prompt has {}, which the model has never seen: it knows only {}."
        raise ValueError(Sentence(told, ", ".join(map(repr, unknown)), repr("".join(chars))))


def prompts(
    asked: str, chars: Sequence[str], openings: Sequence[str], generator: torch.Generator
) -> list[str]:
    """One for each sample: several where the text consists of pieces, which `openings` begin."""
    if asked:
        return [asked] * (PIECES if openings else 1)
    drawn = torch.randint(max(1, len(openings)), (PIECES,), generator=generator)
    return [openings[i] for i in drawn] if openings else [first_of(chars)]


def first_of(chars: Sequence[str]) -> str:
    """A prompt when none was given: a new line, else the first character there is."""
    return "\n" if "\n" in chars else chars[0]
