"""Fresh inputs for a claim: another seed changes every value, so none can be learnt by heart."""

from __future__ import annotations

import zlib

import numpy as np


class Draw:
    """Draws the inputs of one claim: equal seed and claim, equal inputs, whatever ran before."""

    def __init__(self, seed: int, claim: str):
        self.random = np.random.default_rng([seed, zlib.crc32(claim.encode())])

    def normal(self, *shape: int, mean: float = 0.0, std: float = 1.0) -> np.ndarray:
        """float32 values around `mean`."""
        return (mean + std * self.random.standard_normal(shape)).astype(np.float32)

    def ids(self, vocab_size: int, *shape: int) -> np.ndarray:
        """int64 token ids in 0 … vocab_size - 1."""
        return self.random.integers(vocab_size, size=shape, dtype=np.int64)

    def distinct(self, *shape: int, gap: float = 0.3) -> np.ndarray:
        """float32 values in random order, no two closer than `gap`: no ties, clear ranks."""
        ranks = self.random.permuted(np.broadcast_to(np.arange(shape[-1]), shape), axis=-1)
        return (gap * (ranks + 0.5 * self.random.random(shape))).astype(np.float32)

    def seed(self) -> int:
        """A seed for a generator that lives beside the submission."""
        return int(self.random.integers(2**31))

    def weights(self, shapes: dict[str, tuple[int, ...]]) -> dict[str, np.ndarray]:
        """A value for every parameter, large enough that none can be forgotten unnoticed."""
        return {name: self.weight(shape) for name, shape in shapes.items()}

    def weight(self, shape: tuple[int, ...]) -> np.ndarray:
        spread = 1.0 / np.sqrt(shape[-1]) if len(shape) > 1 else 0.5
        return self.normal(*shape, std=float(spread))
