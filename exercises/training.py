"""Stage 6: the model learns to predict the next token.

Shapes: B batch, T tokens of a window (`seq_len`), V vocabulary, N tokens of the data; `...` stands
for any leading dimensions. The examples train the smallest language model there is: a table
`nn.Embedding(V, V)` whose row i holds the logits of the token after token i.
"""

from collections.abc import Callable

import torch
from torch import Tensor, nn


def get_batch(
    data: Tensor,
    batch_size: int,
    seq_len: int,
    generator: torch.Generator | None = None,
    starts: Tensor | None = None,
) -> tuple[Tensor, Tensor]:
    """Cut B random windows out of the data (N,): inputs x (B, T), targets y (B, T) one further on.

        x[b] = data[s : s + T],  y[b] = data[s + 1 : s + T + 1],  s drawn anew for each b

    Every s from 0 to N - T - 1 is equally likely; with `starts` (one dimension) s is drawn from its
    entries instead. All chance comes from `generator`, torch's global one only without it. The ids
    keep the data's type. Raises ValueError if the data has fewer than T + 1 tokens.

    >>> x, y = get_batch(torch.tensor([5, 3, 8]), batch_size=2, seq_len=2)
    >>> x.tolist(), y.tolist()
    ([[5, 3], [5, 3]], [[3, 8], [3, 8]])
    """
    # about 11 lines
    raise NotImplementedError


def cross_entropy(logits: Tensor, targets: Tensor) -> Tensor:
    """The mean surprise at the right tokens, in nats: (..., V), (...) whole numbers -> one number.

        loss = mean over all positions of -log softmax(logits)[target]

    Logits of any finite size give a finite loss: log softmax(z)_i = z_i - log sum_j exp(z_j), with
    the greatest z_j subtracted first, never the logarithm of a softmax that has rounded to 0. A nan
    among the logits makes the loss nan: an error that is hidden stays.

    Source: Radford et al. 2018, equation 1 (its sign turned, its sum a mean).

    >>> logits = torch.tensor([[0.25, 0.75], [0.5, 0.5]]).log()
    >>> cross_entropy(logits, torch.tensor([1, 0])) # (ln 4/3 + ln 2) / 2
    tensor(0.4904)
    """
    # about 4 lines
    raise NotImplementedError


def train_step(model: nn.Module, optimizer: torch.optim.Optimizer, x: Tensor, y: Tensor) -> float:
    """One step downhill on the batch x, y, both (B, T); returns the loss it had before the step.

    The gradients of this batch alone decide: what an earlier batch left in `.grad` is cleared. The
    targets y are used as they are; `get_batch` has shifted them already.

    >>> table = nn.Embedding.from_pretrained(torch.zeros(2, 2), freeze=False)
    >>> optimizer = torch.optim.SGD(table.parameters(), lr=1.0)
    >>> round(train_step(table, optimizer, torch.tensor([[0]]), torch.tensor([[1]])), 4) # ln 2
    0.6931
    >>> table.weight.tolist()
    [[-0.5, 0.5], [0.0, 0.0]]
    """
    # about 5 lines
    raise NotImplementedError


def evaluate(
    model: nn.Module,
    data: Tensor,
    batch_size: int,
    seq_len: int,
    n_batches: int,
    generator: torch.Generator | None = None,
    starts: Tensor | None = None,
) -> float:
    """The mean loss over `n_batches` random batches of the data (N,); the model stays as it is.

    The batches come from `get_batch` with `generator` and `starts`, one after the other. The model
    runs in evaluation mode and without gradients, and is left in the mode it was found in. Raises
    ValueError as `get_batch` does.

    >>> table = nn.Embedding.from_pretrained(torch.zeros(2, 2))
    >>> round(evaluate(table, torch.tensor([0, 1, 1, 0]), 2, 3, n_batches=5), 4) # ln 2
    0.6931
    """
    # about 8 lines
    raise NotImplementedError


def train(
    model: nn.Module,
    data: Tensor,
    steps: int,
    batch_size: int,
    seq_len: int,
    lr: float = 1e-3,
    generator: torch.Generator | None = None,
    starts: Tensor | None = None,
    schedule: Callable[[int], float] | None = None,
    on_step: Callable[[int, float], None] | None = None,
) -> list[float]:
    """Train for `steps` steps on random batches of the data (N,); returns the loss of every step.

    One `torch.optim.AdamW` with torch's defaults and `lr` serves all steps. Each step draws a batch
    (`get_batch` with `generator` and `starts`) and takes a `train_step` in training mode. Steps
    count from 0. With a `schedule`, step i uses the learning rate schedule(i) in place of `lr`;
    on_step(i, loss), if given, is called after each step.

    Source: Loshchilov and Hutter 2019, "Decoupled Weight Decay Regularization", algorithm 2.

    >>> table = nn.Embedding.from_pretrained(torch.zeros(2, 2), freeze=False)
    >>> losses = train(table, torch.tensor([0, 1, 0, 1]), 20, 2, 3, lr=0.1)
    >>> len(losses), round(losses[0], 4), losses[-1] < 0.2
    (20, 0.6931, True)
    """
    # about 12 lines
    raise NotImplementedError
