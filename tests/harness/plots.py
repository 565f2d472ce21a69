"""Pictures of a trained model, from its checkpoint alone: `python -m tests.harness.plots`.

The checkpoint holds weights, vocabulary and loss curve; the reference computes the rest.
"""

from __future__ import annotations

import argparse
import sys
from dataclasses import dataclass
from pathlib import Path

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt
import numpy as np

from reference import attention, generation, model, tokenizer
from reference.sentence import Sentence
from tests.harness import fonts, language
from tests.harness.program import checkpoint
from tests.harness.program.errors import message
from tests.harness.program.options import DEFAULT_CHECKPOINT
from tests.harness.screen import say

# Okabe and Ito's colours, told apart by every kind of eye
BLUE, ORANGE, GREEN, GREY = "#0072B2", "#D55E00", "#009E73", "#777777"
TEMPERATURES = ((0.5, BLUE), (1.0, GREEN), (2.0, ORANGE))
SHOWN = 12  # the likeliest tokens in the picture of probabilities


@dataclass(frozen=True)
class Trained:
    """What `make train` wrote."""

    weights: dict[str, np.ndarray]
    chars: list[str]
    n_heads: int
    n_layers: int
    max_seq_len: int
    curve: list[list[float]]
    levels: dict[str, float]


def load(path: Path) -> Trained:
    """ValueError with what to do where there is no checkpoint of the simple model."""
    weights, about = checkpoint.read(path, "np")
    with checkpoint.of_train(path):
        sizes = {key: about["config"][key] for key in ("n_heads", "n_layers", "max_seq_len")}
    facts = {"curve": about["curve"], "levels": about["levels"], "chars": about["vocabulary"]}
    return Trained(weights, **sizes, **facts)


def caption(text: str, *fields) -> str:
    """Words in a picture: in the learner's language, where a font has its characters."""
    return say(text, *fields) if fonts.chinese_font() else language.say(text, "en", *fields)


def label(char: str) -> str:
    """A character that can be seen on an axis."""
    return {" ": "␣", "\n": "↵", "\t": "⇥"}.get(char, char)


# -- the pictures ------------------------------------------------------------------------------


def loss_curve(trained: Trained, _prompt: str):
    """Training and validation loss over the steps, with the levels to read them against."""
    figure, axes = plt.subplots(figsize=(9, 5.5))
    steps, training, validation = np.array(trained.curve, float).T
    axes.plot(steps, training, color=BLUE, label=caption("training"))
    axes.plot(steps, validation, color=ORANGE, marker="o", label=caption("validation"))
    for name, level in trained.levels.items():
        axes.axhline(level, color=GREY, linewidth=1, linestyle=":")
        told, beside = f"{caption(name)} {level:.2f}", ("axes fraction", "data")
        axes.annotate(told, (1.01, level), xycoords=beside, va="center")
    axes.set(xlabel=caption("step"), ylabel=caption("loss, nats per character"), yscale="log")
    axes.set_title(caption("Loss, and what a model would reach that knows only …"))
    axes.yaxis.set_major_formatter(matplotlib.ticker.FormatStrFormatter("%g"))
    axes.yaxis.set_minor_formatter(matplotlib.ticker.FormatStrFormatter("%g"))
    axes.legend(frameon=False, loc="center right", bbox_to_anchor=(1, 0.4))  # between two levels
    return figure


def attention_maps(trained: Trained, prompt: str):
    """One map for each layer and head: the row is the character that looks."""
    rows, columns = trained.n_layers, trained.n_heads
    size = max(3.2, 0.16 * len(prompt))
    shape = {"figsize": (size * columns, size * rows), "layout": "constrained"}
    figure, grid = plt.subplots(rows, columns, squeeze=False, **shape)
    names = [label(char) for char in prompt]
    for layer, weights in enumerate(layer_weights(trained, prompt)):
        for head, axes in enumerate(grid[layer]):
            axes.imshow(weights[head], cmap="Blues", vmin=0, vmax=1)
            axes.set_title(caption("layer {}, head {}", layer + 1, head + 1))
            axes.set_xticks(range(len(names)), names, fontsize=8)
            axes.set_yticks(range(len(names)), names, fontsize=8)
    told = "Who looks at whom: row looks, column is looked at, dark is much"
    figure.suptitle(caption(told))
    return figure


def layer_weights(trained: Trained, prompt: str) -> list[np.ndarray]:
    """The attention weights (H, T, T) of every layer for this prompt."""
    ids = np.array(tokenizer.encode(prompt, trained.chars))[None]
    found, mask = [], attention.causal_mask(len(prompt))
    inputs = model.hidden_states(ids, trained.weights, trained.n_heads)
    for layer in range(trained.n_layers):
        own = attention.under(trained.weights, f"transformer_blocks.{layer}.attention")
        q, k = (
            attention.split_heads(attention.linear(inputs[layer], own, name), trained.n_heads)
            for name in ("q_linear", "k_linear")
        )
        found.append(attention.attention_weights(q, k, mask)[0])
    return found


def next_characters(trained: Trained, prompt: str):
    """The likeliest next characters at three temperatures."""
    ids = np.array(tokenizer.encode(prompt, trained.chars))[None]
    logits = model.simple_llm(ids, trained.weights, trained.n_heads)[0, -1]
    best = np.argsort(-logits)[:SHOWN]
    figure, axes = plt.subplots(figsize=(9, 5))
    for number, (temperature, colour) in enumerate(TEMPERATURES):
        shares = generation.next_token_probabilities(logits, temperature)[best]
        place = np.arange(len(best)) + 0.27 * (number - 1)
        name = caption("temperature {}", f"{temperature:g}")
        axes.bar(place, shares, 0.25, color=colour, label=name)
    axes.set_xticks(range(len(best)), [label(trained.chars[i]) for i in best], fontsize=12)
    title = caption("What comes after {}?", repr(prompt))
    axes.set(ylabel=caption("probability"), title=title)
    axes.legend(frameon=False)
    return figure


def position_similarity(trained: Trained, _prompt: str):
    """How alike the embeddings of two positions are: their cosine."""
    table = trained.weights["position_embedding.weight"].astype(float)
    unit = table / np.linalg.norm(table, axis=1, keepdims=True)
    figure, axes = plt.subplots(figsize=(7, 6))
    shown = axes.imshow(unit @ unit.T, cmap="PuOr", vmin=-1, vmax=1)
    figure.colorbar(shown, label=caption("cosine"))
    title = caption("Which positions look alike to the model?")
    axes.set(xlabel=caption("position"), ylabel=caption("position"), title=title)
    return figure


PICTURES = {
    "loss": loss_curve,
    "attention": attention_maps,
    "next": next_characters,
    "positions": position_similarity,
}


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="plots", description="Pictures of a trained model.")
    parser.add_argument("--checkpoint", type=Path, default=DEFAULT_CHECKPOINT)
    parser.add_argument("--prompt", default="Granny gave Lily a blue kite. ")
    parser.add_argument("--out", type=Path, default="out")
    options = parser.parse_args(arguments)
    try:
        trained = load(options.checkpoint)
        prompt = known_part(options.prompt, trained)
        options.out.mkdir(parents=True, exist_ok=True)
    except (ValueError, OSError) as error:
        print(message(error), file=sys.stderr)
        return 1
    simple = "position_embedding.weight" in trained.weights
    if not simple:
        print(say("The loss only: the other pictures are of the simple model."))
    names = list(PICTURES) if simple else ["loss"]
    with matplotlib.rc_context({"font.family": fonts.families()}):
        for name in names:
            print(drawn(name, trained, prompt, options.out))
    return 0


def drawn(name: str, trained: Trained, prompt: str, folder: Path) -> Path:
    """The file of a picture."""
    figure, path = PICTURES[name](trained, prompt), folder / f"{name}.png"
    figure.savefig(path, dpi=120, bbox_inches="tight")
    plt.close(figure)
    return path


def known_part(prompt: str, trained: Trained) -> str:
    """The prompt, cut to the window; characters the model has never seen are left out."""
    known = "".join(char for char in prompt if char in trained.chars)[: trained.max_seq_len]
    if not known:
        told = "The model knows no character of {}: choose another PROMPT."
        raise ValueError(Sentence(told, repr(prompt)))
    if known != prompt:
        print(say("Drawn for {}: all that the model can read of it.", repr(known)))
    return known


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
