"""Two numbers for a leaderboard, neither of which a submission can make up.

The submission's own model and train_step are trained at the far end for a fixed time, each batch
sent from here. Its weights come back after every stretch, and the loss on stories it has never
been sent is computed here, by the reference.
"""

from __future__ import annotations

import time
from dataclasses import dataclass

import numpy as np

from reference import corpus, model, tokenizer, training
from tests.classroom.remote import RemoteBench
from tests.harness.target import Learner, LearnerError, Lost
from tests.stages import BY_NAME

NEEDS = ("attention", "block", "model", "training")
N_HEADS, BATCH, LENGTH = 4, 32, 64
RATE, TARGET = 2e-3, 1.5  # the learning rate; the loss to be reached, in nats per character
STEPS = 20  # between two looks at the validation loss
WINDOWS = 24  # that the loss is taken over
GRACE = 60.0  # seconds for what is not training


@dataclass
class Race:
    """A model in training at the far end, and the text it is held against."""

    learner: Learner
    ids: np.ndarray
    held_out: np.ndarray
    vocab_size: int
    random: np.random.Generator

    def windows(self, ids: np.ndarray, count: int) -> tuple[np.ndarray, np.ndarray]:
        starts = self.random.integers(len(ids) - LENGTH, size=count)
        cut = np.stack([ids[start : start + LENGTH + 1] for start in starts])
        return cut[:, :-1], cut[:, 1:]

    def run(self, seconds: float) -> dict[str, float]:
        """The validation loss after `seconds` of training, and when it fell below the target."""
        net = self.learner.SimpleLLM(self.vocab_size)
        optimizer = self.learner.given("optimizer", net, "AdamW", lr=RATE)
        examined, spent, found = self.windows(self.held_out, WINDOWS), 0.0, {}
        while spent < seconds:
            began = time.monotonic()
            for _ in range(STEPS):
                self.learner.train_step(net, optimizer, *self.windows(self.ids, BATCH))
            spent += time.monotonic() - began
            loss = loss_of(net.weights(), *examined)
            if np.isfinite(loss):
                found["Validation loss"] = loss
            if loss <= TARGET:
                found.setdefault("Seconds to target", round(spent, 1))
        return found


def loss_of(weights: dict[str, np.ndarray], x: np.ndarray, y: np.ndarray) -> float:
    """The mean loss on these windows; NaN or infinite where the weights are."""
    with np.errstate(all="ignore"):
        return float(training.cross_entropy(model.simple_llm(x, weights, N_HEADS), y))


def measure(bench: RemoteBench, seconds: float) -> dict[str, float]:
    """Name -> number; nothing where a stage that is needed does not pass, or the race is lost."""
    if not all(bench.grade(BY_NAME[name]).passed for name in NEEDS):
        return {}
    port, stage = bench.another_port(), BY_NAME["training"]
    port.sources = {name: bench.own[name][1] for name in NEEDS}
    port.seconds = seconds + GRACE
    try:
        return race(Learner(port, stage), bench.seed).run(seconds)
    except (
        Lost,
        LearnerError,
        ValueError,
        LookupError,
    ):  # weights of any names and shapes may come
        return {}
    finally:
        port.close()


def race(learner: Learner, seed: int) -> Race:
    text = corpus.stories(2000, seed).text
    chars = tokenizer.vocabulary(text)
    ids = np.array(tokenizer.encode(text, chars))
    cut = len(ids) * 9 // 10
    return Race(learner, ids[:cut], ids[cut:], len(chars), np.random.default_rng(seed))
