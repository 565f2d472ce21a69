"""Hints for stage 8, bpe."""

HINTS = {
    "train_bpe": (
        "With the words ten (4 times), net (3), tent (2): which pair is merged first, and which "
        "second? Two pairs are equally frequent: which of them does the contract take?",
        "Cut the text at the special tokens, each part into pieces; count the *different* pieces. "
        "A piece is a list of single bytes. Then, as long as there is room and a pair: count the "
        "pairs times the piece's count, take the greatest, replace it everywhere.",
        "PATTERN.findall cuts, Counter counts, `max(counts, key=lambda pair: (counts[pair], "
        "pair))` chooses. Write a helper that replaces a pair in a list from left to right; the "
        "tokenizer will need it too. First of all: no room for bytes and special tokens, "
        "ValueError.",
        "Too slow? Keep a table from each pair to the pieces that have it. A merge changes only "
        "those: take their old pairs off the counts, replace, add their new pairs. And as no merge "
        "makes a pair more frequent than itself, the greatest count only falls: keep the pairs by "
        "count, and look downwards.",
        "The tokenizer is learnt too, but by counting: frequent things get short names, as in the "
        "compression it comes from. Nothing is ever unknown, because at the bottom lie the 256 "
        "bytes. What it is trained on decides whose language is cheap.",
    ),
    "BPETokenizer": (
        "The merges are te, ten, ne, net, tent, in this order. Which tokens does `nete` give, and "
        "why not net and e?",
        "In `__init__`: copies of the arguments, ids for special tokens that are missing (greatest "
        "id plus 1), a table token -> id and a table pair -> rank. To encode: special tokens "
        "first, then pieces, then in each piece merge the pair of lowest rank until none has a "
        "rank.",
        "A pair without a rank counts as infinite: `min(pairwise(symbols), key=lambda pair: "
        "ranks.get(pair, inf))`, and stop if even that one is not in the table. Remember the ids "
        "of pieces; the same ones come again. To decode: check every id, join all bytes, decode "
        'once, with errors="replace".',
        "encode_iterable: what is left of the last chunk, plus the new one; cut into pieces and "
        "special tokens; yield the ids of all but what may still change. Those are the two last "
        "pieces, and whatever could be the beginning of a special token. After the loop, encode "
        "the rest.",
        "Encoding repeats the history of training on a new text; that is why the order of merges "
        "is all it needs. Cutting into pieces keeps this cheap, and makes it possible to read a "
        "file that does not fit into memory.",
    ),
    "load_gpt2_bpe": (
        "Which bytes does the token Ġlow stand for? And which character stands for byte 127?",
        "A table of 256 entries, character -> byte. The visible ones stand for themselves; the "
        "others, in their order, are the characters 256, 257, ... Every character of every token "
        "is translated with it, in both files.",
        "Both files as UTF-8. vocab.json is token -> id, you need id -> bytes. merges.txt: "
        '`split("\\n")`, drop the first line only if it begins with "#version", drop the empty '
        "ones, and cut each of the others at its blank.",
        "The result is a BPETokenizer of the two, with the special tokens that came in as an "
        "argument. `bytes(byte_of[char] for char in written)` translates a token.",
        "A file format for bytes that can be opened in an editor: every byte gets a visible "
        "letter, and the blank remains free to separate. With it your tokenizer reads what "
        "OpenAI's read in 2019, id for id.",
    ),
}
