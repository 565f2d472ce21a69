"""BPETokenizer.encode_iterable: a text in chunks."""

from reference import bpe
from tests.mistakes.bpe.shared import of_tokenizer

CHUNKS = "Chunks"

# what stands in the solution
OPEN_FROM = "open_from = len(rest) - longest + 1"
HOLD = "(end > open_from - 2)"
FLUSH = "        yield from self.encode(rest)\n"


def streamed(hold=2, special_too=True, flush=True):
    """The reference's `encode_iterable`, chunk by chunk, keeping back less than it must."""

    def encode_iterable(chunks, vocab, merges, special_tokens=()):
        longest = max(map(len, special_tokens), default=1) if special_too else 1
        rest, ids = "", []
        for chunk in chunks:
            rest += chunk
            start, open_from = 0, len(rest) - longest + 1
            for place, part in enumerate(bpe.split_special(rest, special_tokens)):
                for piece in [part] if place % 2 else bpe.pieces(part):
                    end = start + len(piece)
                    if start >= open_from if place % 2 else end > open_from - hold:
                        break
                    ids += bpe.encode(piece, vocab, merges, special_tokens)
                    start = end
                else:
                    continue
                break
            rest = rest[start:]
        return ids + (bpe.encode(rest, vocab, merges, special_tokens) if flush else [])

    return encode_iterable


MISTAKES = [
    of_tokenizer(
        "bpe-iterable-chunks-apart",
        advice="""You encode each chunk by itself, so a word in two chunks becomes two. Keep back
        the end that the next chunk may change.""",
        at="encode_iterable",
        numpy=(
            'encode("".join(chunks), vocab, merges, special_tokens)',
            "[i for chunk in chunks for i in encode(chunk, vocab, merges, special_tokens)]",
        ),
        torch=(OPEN_FROM, OPEN_FROM.replace("1", "9**9")),
        read=CHUNKS,
    ),
    of_tokenizer(
        "bpe-iterable-drops-the-end",
        advice="""What you kept back for the next chunk is lost when there is none. After the loop,
        encode the rest.""",
        at="encode_iterable",
        numpy=streamed(flush=False),
        torch=(FLUSH, ""),
        read=CHUNKS,
    ),
    of_tokenizer(
        "bpe-iterable-cuts-endings",
        advice="""You keep back the last piece only. At the end of a chunk "'l" is two pieces, ' and
        l; with another l in the next chunk they are one, "'ll". Keep back two.""",
        at="encode_iterable",
        numpy=streamed(hold=1),
        torch=(HOLD, HOLD.replace("2", "1")),
        read=CHUNKS,
    ),
    of_tokenizer(
        "bpe-iterable-cuts-special",
        advice="""A special token in two chunks is taken for text. Keep back as much as the longest
        special token may still need.""",
        at="encode_iterable",
        numpy=streamed(special_too=False),
        torch=(OPEN_FROM, "open_from = len(rest)"),
        read=CHUNKS,
    ),
    of_tokenizer(
        "bpe-iterable-reads-all",
        advice="""You read all chunks before you give the first id: a file larger than memory does
        not fit. Give ids as soon as no later chunk can change them, with `yield`.""",
        torch=("        for chunk in chunks:\n", '        for chunk in ["".join(chunks)]:\n'),
        read=CHUNKS,
    ),
    of_tokenizer(
        "bpe-iterable-keeps-all",
        advice="""You give the ids in time, but keep the text they came from: in the end all of a
        file lies in memory, and is read again with every chunk. Forget what has its ids.""",
        torch=[
            ('rest, longest = "",', 'done, rest, longest = 0, "",'),
            (
                "yield from self._ids_of(part, is_special)\n                start = end\n",
                "yield from self._ids_of(part, is_special) if end > done else ()\n"
                "                start = end\n",
            ),
            ("            rest = rest[start:]\n", "            done = start\n"),
            (FLUSH, FLUSH.replace("rest", "rest[done:]")),
        ],
        read=CHUNKS,
    ),
]
