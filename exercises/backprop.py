"""Stage 12: the backward pass by hand, in NumPy, from a linear layer to a GPT that trains.

Every backward function takes `upstream`, the gradient of the loss with respect to the output of its
forward twin, and the twin's inputs; it returns the gradients with respect to them. The forward
functions are given. Nothing is remembered between forward and backward: compute again what you
need. No torch, no autograd, no finite differences: the chain rule is yours.

Shapes: B batch, H heads, T tokens, D features per head, C = d_model, F = 4 C, V vocabulary; `...`
stands for any leading dimensions. Weights of larger parts are dicts under torch's names, such as
`norm1.weight`; a matrix of a linear layer is (out, in). Gradients have the names of the weights.
No argument is changed.

Source: Rumelhart, Hinton and Williams 1986, "Learning representations by back-propagating errors".
"""

import math

import numpy as np

# -- given: names of weights -------------------------------------------------------------------


# given
def under(weights: dict, prefix: str) -> dict:
    """The weights whose names begin with `prefix.`, without it; `prefixed` puts it there again.

    >>> under({"norm1.bias": 3, "head.bias": 4}, "norm1")
    {'bias': 3}
    """
    start = f"{prefix}."
    return {name[len(start) :]: w for name, w in weights.items() if name.startswith(start)}


# given
def prefixed(weights: dict, prefix: str) -> dict:
    """The weights with `prefix.` before every name.

    >>> prefixed({"bias": 3}, "norm1")
    {'norm1.bias': 3}
    """
    return {f"{prefix}.{name}": w for name, w in weights.items()}


# -- linear, ReLU, embedding -------------------------------------------------------------------


# given
def linear(x: np.ndarray, weight: np.ndarray, bias: np.ndarray) -> np.ndarray:
    """`x W^T + b`: (..., in), (out, in), (out) -> (..., out).

    >>> linear(np.array([1.0, 2.0]), np.array([[3.0, 4.0]]), np.array([0.5]))
    array([11.5])
    """
    return x @ weight.T + bias


def linear_backward(
    upstream: np.ndarray, x: np.ndarray, weight: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """(dx, dweight, dbias) from g = upstream (..., out): every path from input to loss adds up.

        dx = g W            dweight = sum of g^T x            dbias = sum of g

    The sums run over all leading dimensions: every row has used the same weights.

    Source: Rumelhart, Hinton and Williams 1986, equations 6 and 7.

    >>> g, x = np.array([[1.0], [10.0]]), np.array([[1.0, 2.0], [3.0, 4.0]])
    >>> dx, dweight, dbias = linear_backward(g, x, weight=np.array([[5.0, 6.0]]))
    >>> dx.tolist(), dweight.tolist(), dbias.tolist()
    ([[5.0, 6.0], [50.0, 60.0]], [[31.0, 42.0]], [11.0])
    """
    # about 3 lines
    raise NotImplementedError


# given
def relu(x: np.ndarray) -> np.ndarray:
    """`max(0, x)`: any shape.

    >>> relu(np.array([-1.0, 2.0])).tolist()
    [0.0, 2.0]
    """
    return np.maximum(x, 0)


def relu_backward(upstream: np.ndarray, x: np.ndarray) -> np.ndarray:
    """dx: the upstream gradient where x > 0, else 0 (at x = 0 as well, as in torch).

    >>> relu_backward(np.array([5.0, 6.0, 7.0]), x=np.array([-1.0, 0.0, 2.0])).tolist()
    [0.0, 0.0, 7.0]
    """
    # about 1 line
    raise NotImplementedError


def embedding_backward(upstream: np.ndarray, ids: np.ndarray, n_rows: int) -> np.ndarray:
    """dtable (n_rows, C) from the gradients (..., C) of the rows `table[ids]`, ids (...).

    A row that was read twice gets both gradients, one that was never read zeros.

    >>> embedding_backward(np.array([[1.0], [2.0], [4.0]]), np.array([2, 0, 2]), n_rows=3).tolist()
    [[2.0], [0.0], [5.0]]
    """
    # about 3 lines
    raise NotImplementedError


# -- softmax, cross-entropy --------------------------------------------------------------------


# given
def softmax(x: np.ndarray) -> np.ndarray:
    """`exp(x_i) / sum_j exp(x_j)` along the last dimension: any shape.

    >>> softmax(np.array([0.0, 0.0])).tolist()
    [0.5, 0.5]
    """
    exponentials = np.exp(x - x.max(-1, keepdims=True))
    return exponentials / exponentials.sum(-1, keepdims=True)


def softmax_backward(upstream: np.ndarray, x: np.ndarray) -> np.ndarray:
    """dx for p = softmax(x) along the last dimension: any shape.

        dp_i / dx_j = p_i (1 if i = j else 0) - p_i p_j,   so   dx = p * (g - sum_i g_i p_i)

    Source: Bridle 1990, "Training stochastic model recognition algorithms as networks".

    >>> softmax_backward(np.array([4.0, 0.0]), x=np.array([0.0, 0.0])).tolist()
    [1.0, -1.0]
    """
    # about 2 lines
    raise NotImplementedError


# given
def cross_entropy(logits: np.ndarray, targets: np.ndarray) -> float:
    """The mean of `-log softmax(logits)[target]`: (..., V), (...) whole numbers -> one number.

    >>> round(cross_entropy(np.zeros((2, 3, 4)), np.array([[0, 1, 2], [3, 0, 1]])), 4) # ln 4
    1.3863
    """
    shifted = logits - logits.max(-1, keepdims=True)
    log_p = shifted - np.log(np.exp(shifted).sum(-1, keepdims=True))
    return -float(np.take_along_axis(log_p, targets[..., None], -1).mean())


def cross_entropy_backward(logits: np.ndarray, targets: np.ndarray) -> np.ndarray:
    """dlogits (..., V) of the mean loss, the start of every backward pass: there is no upstream.

        dlogits = (softmax(logits) - one_hot(target)) / number of targets

    Source: Bridle 1990; Goodfellow, Bengio and Courville 2016, section 6.2.2.3.

    >>> cross_entropy_backward(np.zeros((2, 2)), np.array([0, 1])).tolist()
    [[-0.25, 0.25], [0.25, -0.25]]
    """
    # about 2 lines
    raise NotImplementedError


# -- layer norm --------------------------------------------------------------------------------


# given
def layer_norm(
    x: np.ndarray, weight: np.ndarray, bias: np.ndarray, eps: float = 1e-5
) -> np.ndarray:
    """`(x - mean) / sqrt(variance + eps) * weight + bias` over the last dimension: (..., C).

    >>> weight, bias = np.array([1.0, 2.0]), np.array([0.0, 5.0])
    >>> layer_norm(np.array([1.0, 3.0]), weight, bias, eps=3.0).tolist()
    [-0.5, 6.0]
    """
    deviation = np.sqrt(x.var(-1, keepdims=True) + eps)
    return (x - x.mean(-1, keepdims=True)) / deviation * weight + bias


def layer_norm_backward(
    upstream: np.ndarray, x: np.ndarray, weight: np.ndarray, eps: float = 1e-5
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """(dx, dweight, dbias): x also acts through the mean and the variance of its token.

        n = (x - mean) / sqrt(variance + eps),   h = g * weight
        dx = (h - mean(h) - n * mean(h * n)) / sqrt(variance + eps)
        dweight = sum of g * n,   dbias = sum of g

    The means run over the features of a token, the sums over all leading dimensions.

    Source: the chain rule on Ba, Kiros and Hinton 2016, equation 3.

    >>> dx, dweight, dbias = layer_norm_backward(
    ...     np.array([[4.0, 0.0]]), x=np.array([[1.0, 3.0]]), weight=np.array([1.0, 1.0]), eps=3.0
    ... )
    >>> dx.tolist(), dweight.tolist(), dbias.tolist()
    ([[0.75, -0.75]], [-2.0, 0.0], [4.0, 0.0])
    """
    # about 7 lines
    raise NotImplementedError


# -- attention ---------------------------------------------------------------------------------


# given
def attention_weights(q: np.ndarray, k: np.ndarray) -> np.ndarray:
    """Causal `softmax(q k^T / sqrt(D))`: (..., T, D) twice -> (..., T, T).

    >>> attention_weights(np.zeros((2, 1)), np.zeros((2, 1))).tolist()
    [[1.0, 0.0], [0.5, 0.5]]
    """
    scores = q @ k.swapaxes(-2, -1) / math.sqrt(q.shape[-1])
    seen = np.tril(np.ones(scores.shape[-2:], bool))
    return softmax(np.where(seen, scores, -np.inf))


# given
def attention(q: np.ndarray, k: np.ndarray, v: np.ndarray) -> np.ndarray:
    """Each token's weighted mean of the values up to it: (..., T, D) three times -> (..., T, D).

    >>> attention(np.zeros((2, 1)), np.zeros((2, 1)), np.array([[1.0], [3.0]])).tolist()
    [[1.0], [2.0]]
    """
    return attention_weights(q, k) @ v


def attention_backward(
    upstream: np.ndarray, q: np.ndarray, k: np.ndarray, v: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """(dq, dk, dv), each of its input's shape (..., T, D); P are the attention weights.

        dP = g v^T,   dS = dP back through the softmax, 0 where P is masked
        dq = dS k / sqrt(D),   dk = dS^T q / sqrt(D),   dv = P^T g

    Source: the chain rule on Vaswani et al. 2017, equation 1; Dao et al. 2022, appendix B.2.

    >>> zeros = np.zeros((2, 1))
    >>> dq, dk, dv = attention_backward(np.array([[1.0], [4.0]]), zeros, zeros, v=zeros)
    >>> dv.tolist()
    [[3.0], [2.0]]
    """
    # about 4 lines
    raise NotImplementedError


# given
def split_heads(x: np.ndarray, n_heads: int) -> np.ndarray:
    """(..., T, C) -> (..., H, T, D), C = H D: head h gets the features hD to (h+1)D.

    >>> split_heads(np.array([[1, 2], [3, 4]]), 2).tolist()
    [[[1], [3]], [[2], [4]]]
    """
    *leading, T, C = x.shape
    return x.reshape(*leading, T, n_heads, C // n_heads).swapaxes(-3, -2)


# given
def merge_heads(x: np.ndarray) -> np.ndarray:
    """(..., H, T, D) -> (..., T, C), undoing `split_heads`.

    >>> merge_heads(np.array([[[1], [3]], [[2], [4]]])).tolist()
    [[1, 2], [3, 4]]
    """
    *leading, H, T, D = x.shape
    return x.swapaxes(-3, -2).reshape(*leading, T, H * D)


# given
def multi_head_attention(x: np.ndarray, weights: dict, n_heads: int) -> np.ndarray:
    """Causal self-attention with q_linear, k_linear, v_linear, out_linear: (..., T, C).

    >>> weights = {f"{name}_linear.weight": np.eye(2) for name in ("q", "k", "v", "out")}
    >>> weights |= {f"{name}_linear.bias": np.zeros(2) for name in ("q", "k", "v", "out")}
    >>> multi_head_attention(np.array([[1.0, 2.0]]), weights, n_heads=1).tolist()
    [[1.0, 2.0]]
    """
    q, k, v = (
        split_heads(linear(x, **under(weights, f"{name}_linear")), n_heads) for name in "qkv"
    )
    return linear(merge_heads(attention(q, k, v)), **under(weights, "out_linear"))


def multi_head_attention_backward(
    upstream: np.ndarray, x: np.ndarray, weights: dict, n_heads: int
) -> tuple[np.ndarray, dict]:
    """(dx, gradients of all eight weights): through out_linear, the heads, the three projections.

    Queries, keys and values are all made from x, so three gradients add up in dx. Splitting and
    merging heads only rearranges: going back, each is undone by the other.

    >>> weights = {f"{name}_linear.weight": np.eye(2) for name in ("q", "k", "v", "out")}
    >>> weights |= {f"{name}_linear.bias": np.zeros(2) for name in ("q", "k", "v", "out")}
    >>> dx, gradients = multi_head_attention_backward(
    ...     np.array([[3.0, 5.0]]), np.array([[1.0, 2.0]]), weights, n_heads=1
    ... )
    >>> dx.tolist(), gradients["v_linear.bias"].tolist() # one token: only its value counts
    ([[3.0, 5.0]], [3.0, 5.0])
    """
    # about 12 lines
    raise NotImplementedError


# -- feed-forward, block -----------------------------------------------------------------------


# given
def feed_forward(x: np.ndarray, weights: dict) -> np.ndarray:
    """`linear2(relu(linear1(x)))`: (..., C) -> (..., F) -> (..., C).

    >>> weights = {"linear1.weight": np.array([[1.0], [-1.0]]), "linear1.bias": np.zeros(2)}
    >>> weights |= {"linear2.weight": np.array([[1.0, 1.0]]), "linear2.bias": np.zeros(1)}
    >>> feed_forward(np.array([[-3.0], [5.0]]), weights).tolist()
    [[3.0], [5.0]]
    """
    return linear(relu(linear(x, **under(weights, "linear1"))), **under(weights, "linear2"))


def feed_forward_backward(
    upstream: np.ndarray, x: np.ndarray, weights: dict
) -> tuple[np.ndarray, dict]:
    """(dx, gradients of all four weights): back through linear2, ReLU, linear1.

    >>> weights = {"linear1.weight": np.array([[1.0], [-1.0]]), "linear1.bias": np.zeros(2)}
    >>> weights |= {"linear2.weight": np.array([[1.0, 1.0]]), "linear2.bias": np.zeros(1)}
    >>> g, x = np.array([[1.0], [1.0]]), np.array([[-3.0], [5.0]])
    >>> dx, gradients = feed_forward_backward(g, x, weights)
    >>> dx.tolist(), gradients["linear1.bias"].tolist() # the slope of |x|
    ([[-1.0], [1.0]], [1.0, 1.0])
    """
    # about 6 lines
    raise NotImplementedError


# given
def block(x: np.ndarray, weights: dict, n_heads: int) -> np.ndarray:
    """`x = norm1(x + attention(x)); x = norm2(x + feed_forward(x))`: (..., T, C) -> (..., T, C).

    >>> block(np.array([[1.0, 3.0]]), example_weights(), n_heads=1).round(3).tolist()
    [[-1.0, 1.0]]
    """
    attended = multi_head_attention(x, under(weights, "attention"), n_heads)
    x = layer_norm(x + attended, **under(weights, "norm1"))
    return layer_norm(
        x + feed_forward(x, under(weights, "feed_forward")), **under(weights, "norm2")
    )


# given
def example_weights(C: int = 2, F: int = 3) -> dict:
    """Weights of a block whose attention and feed-forward net add nothing, for the examples.

    >>> example_weights()["norm1.weight"].tolist()
    [1.0, 1.0]
    """
    sizes = {f"attention.{name}_linear": (C, C) for name in ("q", "k", "v", "out")}
    sizes |= {"feed_forward.linear1": (F, C), "feed_forward.linear2": (C, F)}
    weights = {f"{name}.weight": np.zeros(size) for name, size in sizes.items()}
    weights |= {f"{name}.bias": np.zeros(size[0]) for name, size in sizes.items()}
    for norm in ("norm1", "norm2"):
        weights |= {f"{norm}.weight": np.ones(C), f"{norm}.bias": np.zeros(C)}
    return weights


def block_backward(
    upstream: np.ndarray, x: np.ndarray, weights: dict, n_heads: int
) -> tuple[np.ndarray, dict]:
    """(dx, gradients of all weights of the block): the forward pass read from the end.

    A residual sum `x + f(x)` hands its gradient to both: dx is what arrives at the sum plus what
    comes back through f.

    Source: the chain rule on Vaswani et al. 2017, section 3.1; He et al. 2016, equation 5.

    >>> g, x = np.array([[1.0, 0.0]]), np.array([[1.0, 3.0]])
    >>> dx, gradients = block_backward(g, x, example_weights(), n_heads=1)
    >>> gradients["norm2.bias"].tolist(), gradients["feed_forward.linear2.weight"].shape
    ([1.0, 0.0], (2, 3))
    """
    # about 13 lines
    raise NotImplementedError


# -- a GPT -------------------------------------------------------------------------------------


# given
def block_names(weights: dict) -> list[str]:
    """The prefixes of the blocks, in the order in which they run.

    >>> block_names({"transformer_blocks.0.norm1.bias": 0, "transformer_blocks.1.norm1.bias": 0})
    ['transformer_blocks.0', 'transformer_blocks.1']
    """
    n_layers = len({name.split(".")[0] for name in under(weights, "transformer_blocks")})
    return [f"transformer_blocks.{layer}" for layer in range(n_layers)]


# given
def hidden_states(ids: np.ndarray, weights: dict, n_heads: int) -> list[np.ndarray]:
    """The input of every block, and last the output of the stack: ids (B, T) -> list of (B, T, C).

    >>> tables = {"token_embedding.weight": np.eye(2), "position_embedding.weight": np.ones((3, 2))}
    >>> hidden_states(np.array([[1]]), tables, n_heads=1)[-1].tolist()
    [[[1.0, 2.0]]]
    """
    positions = weights["position_embedding.weight"][: ids.shape[-1]]
    states = [weights["token_embedding.weight"][ids] + positions]
    for name in block_names(weights):
        states.append(block(states[-1], under(weights, name), n_heads))
    return states


# given
def gpt(ids: np.ndarray, weights: dict, n_heads: int) -> np.ndarray:
    """Logits of the next token at every place, the model of stage 4: (B, T) -> (B, T, V).

    >>> weights = {"token_embedding.weight": np.eye(2)}
    >>> weights |= {"position_embedding.weight": np.ones((3, 2))}
    >>> weights |= {"output_projection.weight": np.eye(2), "output_projection.bias": np.zeros(2)}
    >>> gpt(np.array([[1]]), weights, n_heads=1).tolist()
    [[[1.0, 2.0]]]
    """
    last = hidden_states(ids, weights, n_heads)[-1]
    return linear(last, **under(weights, "output_projection"))


def gpt_backward(upstream: np.ndarray, ids: np.ndarray, weights: dict, n_heads: int) -> dict:
    """The gradient of every weight, under its name, from that of the logits (B, T, V).

    Back through output_projection, the blocks from last to first, and into both tables: the row of
    a position was used by every text of the batch, rows beyond T by none.

    Source: the chain rule on Radford et al. 2018, equation 2.

    >>> weights = {"token_embedding.weight": np.eye(2)}
    >>> weights |= {"position_embedding.weight": np.ones((3, 2))}
    >>> weights |= {"output_projection.weight": np.eye(2), "output_projection.bias": np.zeros(2)}
    >>> gradients = gpt_backward(np.array([[[4.0, 5.0]]]), np.array([[1]]), weights, n_heads=1)
    >>> gradients["token_embedding.weight"].tolist()
    [[0.0, 0.0], [4.0, 5.0]]
    """
    # about 11 lines
    raise NotImplementedError


def gradient_descent(
    weights: dict, batches: list, n_heads: int, lr: float
) -> tuple[dict, list[float]]:
    """Train: for each batch (x, y), both (B, T), one step `w = w - lr * gradient` of every weight.

    Returns the new weights and the loss of each batch before its step. The arrays in `weights` stay
    as they were: they are the caller's.

    >>> rng = np.random.default_rng(0)
    >>> weights = {"token_embedding.weight": rng.normal(size=(5, 8))}
    >>> weights |= {"position_embedding.weight": rng.normal(size=(4, 8))}
    >>> weights |= {"output_projection.weight": np.zeros((5, 8))}
    >>> weights |= {"output_projection.bias": np.zeros(5)}
    >>> batch = (np.array([[0, 1, 2, 3]]), np.array([[1, 2, 3, 4]]))
    >>> _, losses = gradient_descent(weights, [batch] * 20, n_heads=1, lr=0.5)
    >>> round(losses[0], 4), losses[-1] < 0.1 # ln 5, then learnt by heart
    (1.6094, True)
    """
    # about 7 lines
    raise NotImplementedError
