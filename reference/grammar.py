"""A small written grammar of stories whose entropy per character is known exactly.

Every story is one line of 64 characters, its newline included, so that it fills one window of the
model. A window that begins where a story begins asks for characters 2 to 64 of this story and for
the first of the next: together the information of exactly one story. So the loss of a perfect
model, averaged over such windows, *is* the entropy of the text per character (Shannon 1948, §7).
"""

import random
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from math import log
from string import Formatter


@dataclass(frozen=True)
class Grammar:
    """A story is an opening and an ending, each drawn evenly, with a word drawn evenly per slot.

    A slot that is named again is a copy: nothing but the story so far can tell its word.
    The words of a slot have one length, so each character's place is known before any is drawn.
    """

    openings: tuple[str, ...]
    endings: tuple[str, ...]
    words: Mapping[str, str]

    def patterns(self) -> list[str]:
        """Every opening with every ending."""
        return [opening + ending for opening, ending in product(self.openings, self.endings)]

    def choices(self, slot: str) -> list[str]:
        """The words a slot may show."""
        return self.words[slot].split()


STORIES = Grammar(
    openings=(
        "One day {name} had a {kind} {thing}. ",
        "{name} found a {kind} {thing} today. ",
        "Granny gave {name} a {kind} {thing}. ",
        "The {kind} {thing} was {name}'s own. ",
        "A {kind} {thing} was all {name} had. ",
        "In May {name} made a {kind} {thing}. ",
    ),
    endings=(
        "A {animal} ran away with {name}'s {thing}.\n",
        "The {thing} got lost and {name} cried.\n",
        "But {name} lost the {thing} in a {place}.\n",
        "{name} gave the {thing} to a shy {animal}.\n",
        "The {thing} broke and {name} fixed it.\n",
        "{name} took the {thing} to bed at ten.\n",
        "{name} hid the {thing} under the tree.\n",
        "Now {name} and a {animal} use the {thing}.\n",
    ),
    words={
        "name": "Anna Cleo Emma Finn Hugo Ivan Jack Lena Lily Mila Noah Nora Otto Rosa Ruby Theo",
        "thing": "ball bell boat book cake coin doll drum flag harp kite lamp ring rope sled vase",
        "kind": "blue dark fine gold gray nice pink tiny",
        "animal": "bear crow deer frog goat hare mole wolf",
        "place": "barn cave lake park pond shed tent well",
    },
)


def slots(pattern: str) -> list[str]:
    """The slots of a pattern in the order it names them, copies included."""
    return [slot for _, slot, _, _ in Formatter().parse(pattern) if slot]


def tell(count: int, seed: int, grammar: Grammar = STORIES) -> list[str]:
    """`count` stories, drawn independently of one another. The same seed tells the same stories."""
    generator = random.Random(seed)
    patterns = grammar.patterns()
    choices = {slot: grammar.choices(slot) for slot in grammar.words}
    stories = []
    for _ in range(count):
        pattern = generator.choice(patterns)
        words = {slot: generator.choice(choices[slot]) for slot in dict.fromkeys(slots(pattern))}
        stories.append(pattern.format_map(words))
    return stories


def story_length(grammar: Grammar = STORIES) -> int:
    """Characters of a story, newline included. ValueError unless every story has the same."""
    uneven = [slot for slot in grammar.words if len(set(map(len, grammar.choices(slot)))) != 1]
    if uneven:
        raise ValueError(f"The words of {', '.join(uneven)} must all have one length.")
    lengths = {len(_symbols(pattern, grammar)) for pattern in grammar.patterns()}
    if len(lengths) != 1:
        raise ValueError(
            f"Stories have {sorted(lengths)} characters; they must all have one length."
        )
    return lengths.pop()


def floor(grammar: Grammar = STORIES) -> float:
    """Entropy of the text in nats per character: what a perfect model loses.

    (ln #patterns + the mean over patterns of Σ ln #words over their distinct slots) / story length.
    Exact as long as no two draws spell the same story.
    """
    return _nats(grammar, [set(slots(pattern)) for pattern in grammar.patterns()])


def no_copying(grammar: Grammar = STORIES) -> float:
    """Loss of the best predictor that knows the grammar but takes every mention for a new draw.

    The floor's formula with each slot counted as often as the pattern names it.
    """
    return _nats(grammar, [slots(pattern) for pattern in grammar.patterns()])


def _nats(grammar: Grammar, drawn: list) -> float:
    choosing = [sum(log(len(grammar.choices(slot))) for slot in slots) for slots in drawn]
    return (log(len(drawn)) + sum(choosing) / len(drawn)) / story_length(grammar)


def ngram_weights(n: int, grammar: Grammar = STORIES) -> dict[str, float]:
    """How often each n-gram occurs in an endless text of stories: exact, up to a common factor.

    Windows that cross into the next story meet its opening, at least n - 1 characters long.
    """
    windows = Counter()
    for pattern, opening in product(grammar.patterns(), grammar.openings):
        symbols = _symbols(pattern + opening.replace("{", "{next "), grammar)
        windows.update(tuple(symbols[i : i + n]) for i in range(story_length(grammar)))
    weights = Counter()
    for window, count in windows.items():
        spellings = list(_spellings(window, grammar))
        for text in spellings:
            weights[text] += count / len(spellings)
    return weights


def _symbols(pattern: str, grammar: Grammar) -> list[tuple[str, str | int]]:
    """What stands at each place of a pattern: ("", character) or (slot, index into its word)."""
    symbols = []
    for literal, slot, _, _ in Formatter().parse(pattern):
        symbols += [("", character) for character in literal]
        if slot:
            symbols += [(slot, i) for i in range(len(_choices(slot, grammar)[0]))]
    return symbols


def _spellings(window: tuple, grammar: Grammar) -> Iterator[str]:
    """The texts that a window of symbols may show, all equally likely."""
    drawn = list(dict.fromkeys(slot for slot, _ in window if slot))
    for words in product(*(_choices(slot, grammar) for slot in drawn)):
        shown = dict(zip(drawn, words, strict=True))
        yield "".join(shown[slot][at] if slot else at for slot, at in window)


def _choices(slot: str, grammar: Grammar) -> list[str]:
    return grammar.choices(slot.removeprefix("next "))


def conditional_entropy(weights: Mapping[str, float]) -> float:
    """Nats that an n-gram's last character costs once the others are known.

    -Σ w(ngram) ln(w(ngram) / w(context)) / Σ w, where w(context) sums over the last character.
    """
    contexts = Counter()
    for ngram, weight in weights.items():
        contexts[ngram[:-1]] += weight
    nats = sum(w * log(contexts[ngram[:-1]] / w) for ngram, w in weights.items())
    return nats / sum(contexts.values())


def levels(grammar: Grammar = STORIES) -> dict[str, float]:
    """What a loss is read against, in nats per character, from knowing nothing to knowing all.

    Computed from the grammar, none estimated from a sample.
    """
    unigrams, bigrams, trigrams = (ngram_weights(n, grammar) for n in (1, 2, 3))
    return {
        "uniform": log(len(unigrams)),
        "unigram": conditional_entropy(unigrams),
        "bigram": conditional_entropy(bigrams),
        "trigram": conditional_entropy(trigrams),
        "no copying": no_copying(grammar),
        "floor": floor(grammar),
    }
