"""The tokenizer reference: its vocabulary is sorted, and decoding undoes encoding."""

from itertools import pairwise

import pytest

from reference import tokenizer

TEXT = "to be, or not\tto bé:\n那是问题 🙂🙃 \ud83d Z"


def test_vocabulary_holds_each_character_once_in_code_point_order():
    chars = tokenizer.vocabulary(TEXT)
    assert set(chars) == set(TEXT)
    assert all(ord(one) < ord(other) for one, other in pairwise(chars))


def test_vocabulary_of_nothing_is_empty():
    assert tokenizer.vocabulary("") == []


def test_encode_gives_places_in_the_vocabulary():
    assert tokenizer.encode("hole", tokenizer.vocabulary("hello")) == [1, 3, 2, 0]


def test_decode_undoes_encode():
    chars = tokenizer.vocabulary(TEXT)
    assert tokenizer.decode(tokenizer.encode(TEXT, chars), chars) == TEXT
    assert tokenizer.decode(iter([1, 0]), ["a", "b"]) == "ba"
    assert tokenizer.decode([], chars) == ""
    assert tokenizer.encode("", chars) == []


def test_encode_names_a_character_it_does_not_know():
    with pytest.raises(ValueError, match="'x'"):
        tokenizer.encode("abxy", ["a", "b"])


@pytest.mark.parametrize("wrong", [-1, 2])
def test_decode_names_an_id_it_does_not_know(wrong):
    with pytest.raises(ValueError, match=f"id {wrong} "):
        tokenizer.decode([0, wrong], ["a", "b"])
