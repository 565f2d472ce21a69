"""Other right ways to write this stage: each must earn every point."""

GREATEST = "return max(self.pairs_with[self.most]) if self.most else None"
LOWEST = "min(pairwise(symbols), key=lambda pair: self._rank_of.get(pair, inf))"
LOOK_UP = "for part, is_special in self._parts(text):\n            ids += "
STREAM_END = "        yield from self.encode(rest)\n"
PATTERN = r'''r"'(?:[sdmt]|ll|ve|re)| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"'''

# name -> patches or definitions, applied to the solution one after another
STYLES = {
    "greatest-by-one-key": [
        (
            GREATEST,
            "counts = {pair: count for pair, count in self.counts.items() if count}\n"
            "        return max(counts, key=lambda p: (counts[p], p), default=None)",
        ),
    ],
    "heap": [
        ("import json\n", "import heapq\nimport json\n"),
        (
            "        self.most = max(",
            "        self.heap = [(-n, Turned(pair)) for pair, n in self.counts.items()]\n"
            "        heapq.heapify(self.heap)\n        self.most = max(",
        ),
        (
            GREATEST,
            "while self.heap:\n            count, turned = heapq.heappop(self.heap)\n"
            "            now = self.counts[turned.pair]\n"
            "            if now == -count:\n                return turned.pair\n"
            "            if now:\n                heapq.heappush(self.heap, (-now, turned))\n"
            "        return None",
        ),
        (
            "        self._change({w:",
            "        before = set(self.counts)\n        self._change({w:",
        ),
        (
            "for w in self.places.pop(pair)})\n",
            "for w in self.places.pop(pair)})\n"
            "        for new in set(self.counts) - before:\n"
            "            heapq.heappush(self.heap, (-self.counts[new], Turned(new)))\n",
        ),
        (
            "class _Words:",
            "class Turned:\n    def __init__(self, pair):\n        self.pair = pair\n\n"
            "    def __lt__(self, other):\n        return self.pair > other.pair\n\n\n"
            "class _Words:",
        ),
    ],
    "pattern-written-otherwise": [
        (
            PATTERN,
            r'''r"""'s|'t|'re|'ve|'m|'ll|'d|'''
            r''' ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"""''',
        ),
    ],
    "one-place-at-a-time": [
        (
            "            symbols = _merged(symbols, pair)\n        return",
            "            i = list(pairwise(symbols)).index(pair)\n"
            "            symbols[i : i + 2] = [pair[0] + pair[1]]\n        return",
        ),
    ],
    "ranks-in-a-loop": [
        (
            LOWEST,
            "(symbols[0], symbols[1])\n"
            "            for left, right in zip(symbols, symbols[1:]):\n"
            "                rank = self._rank_of.get((left, right))\n"
            "                best = self._rank_of.get(pair)\n"
            "                if rank is not None and (best is None or rank < best):\n"
            "                    pair = (left, right)",
        ),
    ],
    "without-a-cache": [("lru_cache(2**16)(self._merge_part)", "self._merge_part")],
    "encode-through-the-stream": [
        (LOOK_UP, "for part, is_special in [*self._parts(text)][:]:\n            ids += "),
        (
            STREAM_END,
            "        for part, is_special in self._parts(rest):\n"
            "            yield from self._ids_of(part, is_special)\n",
        ),
    ],
    "keeps-more-back": [
        ("(end > open_from - 2)", "(end > open_from - 20)"),
    ],
    "decode-through-a-bytearray": [
        (
            'return b"".join(self.vocab[i] for i in ids).decode("utf-8", errors="replace")',
            "raw = bytearray()\n        for i in ids:\n            raw.extend(self.vocab[int(i)])\n"
            '        return str(raw, "utf-8", "replace")',
        ),
    ],
    "files-with-open": [
        (
            'lines = (Path(folder) / "merges.txt").read_text(encoding="utf-8").split("\\n")',
            'with open(f"{folder}/merges.txt", encoding="utf-8") as file:\n'
            "        lines = [line.rstrip() for line in file]",
        ),
        (
            'lines[0].startswith("#version")',
            'lines and lines[0].startswith("#version")',
        ),
    ],
}
