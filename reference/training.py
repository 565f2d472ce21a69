"""Stage 6, training: windows of data, cross-entropy, AdamW, and a whole step of the model."""

import math

import numpy as np

from reference import attention, model


def window_starts(n_tokens, seq_len):
    """Where a window and its targets can begin: 0 to n_tokens - seq_len - 1, each once.

    Raises ValueError for fewer than seq_len + 1 tokens.
    """
    n_windows = n_tokens - seq_len
    if n_windows < 1:
        raise ValueError(f"{n_tokens} tokens hold no window of {seq_len} and its targets")
    return np.arange(n_windows)


def get_batch(data, starts, seq_len):
    """The windows that begin at `starts`, and the targets one place on: (N,), (B,) -> x, y (B, T).

    Row b is `x = data[s : s + seq_len]`, `y = data[s + 1 : s + 1 + seq_len]` with `s = starts[b]`.
    """
    data = np.asarray(data)
    places = np.asarray(starts)[:, None] + np.arange(seq_len)
    return data[places], data[places + 1]


def windows(data, seq_len):
    """Every window and its targets: (N,) -> x, y, both (N - seq_len, seq_len)."""
    return get_batch(data, window_starts(len(data), seq_len), seq_len)


def log_softmax(x):
    """`x_i - log sum_j exp(x_j)` along the last dim, the maximum taken off first.

    Source: Goodfellow, Bengio & Courville 2016, eq. 6.30.
    """
    x = np.asarray(x, np.float64)
    # A difference beyond the largest float is -inf, whose exponential, 0, is right.
    with np.errstate(over="ignore"):
        x = x - x.max(-1, keepdims=True)
    return x - np.log(np.exp(x).sum(-1, keepdims=True))


def cross_entropy(logits, targets):
    """Mean of `-log softmax(logits)[target]`: (..., V), (...) -> one number, in nats.

    Source: Radford et al. 2018 (GPT), eq. 1, as a mean to be made small.
    """
    targets = np.asarray(targets)
    of_targets = np.take_along_axis(log_softmax(logits), targets[..., None], -1)
    return -of_targets.mean()


def cross_entropy_backward(logits, targets):
    """dlogits = `(softmax(logits) - one_hot(target)) / number of targets`: (..., V) -> (..., V).

    Source: Bridle 1990; the chain rule on Goodfellow, Bengio & Courville 2016, eq. 6.30.
    """
    targets = np.asarray(targets)
    probabilities = attention.softmax(logits)
    one_hot = np.eye(probabilities.shape[-1])[targets]
    return (probabilities - one_hot) / targets.size


def adamw_init(weights):
    """The state before the first step: count 0, both running means 0 for each weight."""
    return {
        "step": 0,
        "exp_avg": {name: np.zeros(np.shape(w)) for name, w in weights.items()},
        "exp_avg_sq": {name: np.zeros(np.shape(w)) for name, w in weights.items()},
    }


def adamw_step(weights, gradients, state, lr, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
    """One step of AdamW; `weights` and `state` get new arrays, the old arrays stay as they are.

    `m = b1 m + (1 - b1) g`, `v = b2 v + (1 - b2) g^2`, and with the corrections for step t
    `w = w - lr * weight_decay * w - lr * m / (1 - b1^t) / (sqrt(v / (1 - b2^t)) + eps)`.
    Source: Loshchilov & Hutter 2019, algorithm 2, decay scaled by lr as in torch; Kingma & Ba 2015.
    """
    beta1, beta2 = betas
    state["step"] += 1
    correction1, correction2 = 1 - beta1 ** state["step"], 1 - beta2 ** state["step"]
    means, squares = state["exp_avg"], state["exp_avg_sq"]
    for name, gradient in gradients.items():
        gradient, w = np.asarray(gradient, np.float64), np.asarray(weights[name], np.float64)
        means[name] = beta1 * means[name] + (1 - beta1) * gradient
        squares[name] = beta2 * squares[name] + (1 - beta2) * gradient**2
        direction = means[name] / correction1 / (np.sqrt(squares[name] / correction2) + eps)
        weights[name] = w - lr * weight_decay * w - lr * direction


def train_step(weights, state, x, y, n_heads, lr, **adamw):
    """One AdamW step on the batch x, y, both (B, T); returns the loss before the step.

    `weights` and `state` are updated; `adamw` may hold betas, eps, weight_decay.
    Source: Radford et al. 2018 (GPT), section 3.1.
    """
    logits = model.simple_llm(x, weights, n_heads)
    dlogits = cross_entropy_backward(logits, y)
    gradients = model.simple_llm_backward(dlogits, x, weights, n_heads)
    adamw_step(weights, gradients, state, lr, **adamw)
    return cross_entropy(logits, y)


def evaluate(weights, batches, n_heads):
    """The mean of the losses of the batches (x, y), nothing changed."""
    losses = [cross_entropy(model.simple_llm(x, weights, n_heads), y) for x, y in batches]
    return math.fsum(losses) / len(losses)


def train(weights, batches, n_heads, lr=1e-3, schedule=None, **adamw):
    """A `train_step` on each batch (x, y) with one AdamW state; returns the losses.

    `weights` is updated. With a `schedule`, step i (from 0) has the learning rate `schedule(i)`.
    """
    state = adamw_init(weights)
    losses = []
    for step, (x, y) in enumerate(batches):
        step_lr = lr if schedule is None else schedule(step)
        losses.append(train_step(weights, state, x, y, n_heads, step_lr, **adamw))
    return losses
