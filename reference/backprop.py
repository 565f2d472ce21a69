"""Stage 12, backprop: the backward passes of the earlier stages in the form of this stage.

Single arrays come and go where one layer is asked for, flat dicts of weights from the attention
layer on. Causal attention only. Source of each formula: the function that is called.
"""

import numpy as np

from reference import attention, block, model, training


def linear_backward(upstream, x, weight):
    """(dx, dweight, dbias) of `x W^T + b`: (..., out) -> (..., in), (out, in), (out,)."""
    dx, found = attention.linear_backward(upstream, x, one_linear(weight), "linear")
    return dx, found["linear.weight"], found["linear.bias"]


def one_linear(weight):
    """The dict of a single linear layer; its gradients do not depend on the bias."""
    return {"linear.weight": weight, "linear.bias": np.zeros(len(weight))}


def relu_backward(upstream, x):
    """dx of `max(x, 0)`: any shape -> the same."""
    return block.relu_backward(upstream, x)


def embedding_backward(upstream, ids, n_rows):
    """dtable: (..., C), ids (...) -> (n_rows, C)."""
    table = np.zeros((n_rows, np.shape(upstream)[-1]))
    return model.embedding_backward(upstream, ids, table)


def softmax_backward(upstream, x):
    """dx of softmax along the last dimension: any shape -> the same."""
    return attention.softmax_backward(upstream, x)


def cross_entropy_backward(logits, targets):
    """dlogits of the mean loss: (..., V) -> (..., V)."""
    return training.cross_entropy_backward(logits, targets)


def layer_norm_backward(upstream, x, weight, eps=1e-5):
    """(dx, dweight, dbias): (..., C) -> (..., C), (C,), (C,)."""
    return block.layer_norm_backward(upstream, x, weight, np.zeros(np.shape(weight)), eps)


def attention_backward(upstream, q, k, v):
    """(dq, dk, dv) of causal attention: (..., T, D) -> three times (..., T, D)."""
    mask = attention.causal_mask(np.shape(q)[-2])
    return attention.scaled_dot_product_attention_backward(upstream, q, k, v, mask)


def multi_head_attention_backward(upstream, x, weights, n_heads):
    """(dx, dweights) of causal self-attention: (..., T, C) -> (..., T, C) and a dict."""
    return attention.multi_head_attention_backward(upstream, x, weights, n_heads)


def feed_forward_backward(upstream, x, weights):
    """(dx, dweights) of the feed-forward net: (..., C) -> (..., C) and a dict."""
    return block.feed_forward_backward(upstream, x, weights)


def block_backward(upstream, x, weights, n_heads):
    """(dx, dweights) of the post-norm block: (..., T, C) -> (..., T, C) and a dict."""
    return block.transformer_block_backward(upstream, x, weights, n_heads)


def gpt_backward(upstream, ids, weights, n_heads):
    """dweights of the whole model: (B, T, V) -> a dict."""
    return model.simple_llm_backward(upstream, ids, weights, n_heads)


def gradient_descent(weights, batches, n_heads, lr):
    """(weights, losses) after `w = w - lr * gradient` on each batch (x, y); nothing is changed.

    Source: Rumelhart, Hinton & Williams 1986, eq. 8.
    """
    weights, losses = dict(weights), []
    for x, y in batches:
        logits = model.simple_llm(x, weights, n_heads)
        dlogits = training.cross_entropy_backward(logits, y)
        gradients = gpt_backward(dlogits, x, weights, n_heads)
        losses.append(training.cross_entropy(logits, y))
        weights = {name: w - lr * gradients[name] for name, w in weights.items()}
    return weights, losses
