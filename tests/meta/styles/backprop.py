"""Other right ways to write stage 12: each must earn every point."""

# name -> patches or definitions, applied to the solution one after another
STYLES = {
    "by-einsum": [
        """
def linear_backward(upstream, x, weight):
    g, rows = upstream.reshape(-1, len(weight)), x.reshape(-1, weight.shape[1])
    dweight, dbias = np.einsum("no,ni->oi", g, rows), np.einsum("no->o", g)
    return np.einsum("...o,oi->...i", upstream, weight), dweight, dbias
""",
        """
def attention_backward(upstream, q, k, v):
    P = attention_weights(q, k)
    dP = np.einsum("...td,...sd->...ts", upstream, v)
    dS = P * (dP - np.einsum("...ts,...ts->...t", dP, P)[..., None])
    dS /= q.shape[-1] ** 0.5
    dq = np.einsum("...ts,...sd->...td", dS, k)
    dk = np.einsum("...ts,...td->...sd", dS, q)
    return [dq, dk, np.einsum("...ts,...td->...sd", P, upstream)]
""",
    ],
    "row-by-row": [
        """
def linear_backward(upstream, x, weight):
    dx, dweight, dbias = np.zeros(x.shape), np.zeros(weight.shape), np.zeros(len(weight))
    for place in np.ndindex(*x.shape[:-1]):
        dx[place] = weight.T @ upstream[place]
        dweight += np.outer(upstream[place], x[place])
        dbias += upstream[place]
    return dx, dweight, dbias
""",
        """
def embedding_backward(upstream, ids, n_rows):
    table = np.zeros((n_rows, upstream.shape[-1]))
    for row, gradient in zip(ids.ravel(), upstream.reshape(ids.size, -1)):
        table[row] += gradient
    return table
""",
        """
def softmax_backward(upstream, x):
    dx = np.zeros(x.shape)
    for place in np.ndindex(*x.shape[:-1]):
        p = softmax(x[place])
        dx[place] = (np.diag(p) - np.outer(p, p)) @ upstream[place]
    return dx
""",
        """
def layer_norm_backward(upstream, x, weight, eps=1e-5):
    C = x.shape[-1]
    dx, dweight, dbias = np.zeros(x.shape), np.zeros(C), np.zeros(C)
    for place in np.ndindex(*x.shape[:-1]):
        centred = x[place] - x[place].mean()
        s = np.sqrt((centred**2).mean() + eps)
        n = centred / s
        jacobian = (np.eye(C) - 1 / C - np.outer(n, n) / C) / s
        dx[place] = jacobian @ (weight * upstream[place])
        dweight += upstream[place] * n
        dbias += upstream[place]
    return dx, dweight, dbias
""",
    ],
    "by-one-hot-and-indices": [
        """
def embedding_backward(upstream, ids, n_rows):
    one_hot = np.eye(n_rows)[ids.reshape(-1)]
    return one_hot.T @ upstream.reshape(-1, upstream.shape[-1])
""",
        """
def cross_entropy_backward(logits, targets):
    flat = softmax(logits).reshape(-1, logits.shape[-1])
    flat[np.arange(targets.size), targets.reshape(-1)] -= 1
    flat /= targets.size
    return flat.reshape(logits.shape)
""",
        """
def relu_backward(upstream, x):
    dx = upstream.copy()
    dx[x <= 0] = 0
    return dx
""",
    ],
    "layer-norm-step-by-step": [
        """
def layer_norm_backward(upstream, x, weight, eps=1e-5):
    C, axes = x.shape[-1], tuple(range(x.ndim - 1))
    centred = x - x.mean(axis=-1, keepdims=True)
    variance = np.mean(centred * centred, axis=-1, keepdims=True)
    inverse = (variance + eps) ** -0.5
    dnormed = upstream * weight
    dvariance = np.sum(dnormed * centred, axis=-1, keepdims=True) * -0.5 * inverse**3
    dcentred = dnormed * inverse + dvariance * 2 * centred / C
    dx = dcentred - dcentred.sum(axis=-1, keepdims=True) / C
    return dx, np.sum(upstream * centred * inverse, axis=axes), np.sum(upstream, axis=axes)
""",
    ],
    "attention-from-softmax-backward-head-by-head": [
        """
def attention_backward(upstream, q, k, v):
    T, D = q.shape[-2:]
    mask = np.triu(np.full((T, T), -1e30), 1)
    scores = q @ np.swapaxes(k, -1, -2) / D**0.5 + mask
    dscores = softmax_backward(upstream @ np.swapaxes(v, -1, -2), scores) / D**0.5
    dv = np.swapaxes(softmax(scores), -1, -2) @ upstream
    return dscores @ k, np.swapaxes(dscores, -1, -2) @ q, dv
""",
        """
def multi_head_attention_backward(upstream, x, weights, n_heads):
    D = x.shape[-1] // n_heads
    q, k, v = (linear(x, **under(weights, f"{name}_linear")) for name in "qkv")
    parts = [slice(h * D, (h + 1) * D) for h in range(n_heads)]
    merged = np.concatenate([attention(q[..., s], k[..., s], v[..., s]) for s in parts], -1)
    out = {}
    dmerged, out["out_linear.weight"], out["out_linear.bias"] = linear_backward(
        upstream, merged, weights["out_linear.weight"]
    )
    pieces = [
        attention_backward(dmerged[..., s], q[..., s], k[..., s], v[..., s]) for s in parts
    ]
    dx = np.zeros_like(x)
    for i, name in enumerate("qkv"):
        g = np.concatenate([piece[i] for piece in pieces], axis=-1)
        back = linear_backward(g, x, weights[f"{name}_linear.weight"])
        dx += back[0]
        out[f"{name}_linear.weight"], out[f"{name}_linear.bias"] = back[1:]
    return dx, out
""",
    ],
    "descent-by-copies": [
        """
def gradient_descent(weights, batches, n_heads, lr):
    mine, losses = {name: np.array(w, dtype=np.float64) for name, w in weights.items()}, []
    for x, y in batches:
        logits = gpt(x, mine, n_heads)
        losses += [cross_entropy(logits, y)]
        g = gpt_backward(cross_entropy_backward(logits, y), x, mine, n_heads)
        for name in mine:
            mine[name] -= lr * g[name]
    return mine, losses
""",
        """
def block_backward(upstream, x, weights, n_heads):
    a, f, grads = under(weights, "attention"), under(weights, "feed_forward"), {}

    def norm_back(g, x, name):
        g, grads[f"{name}.weight"], grads[f"{name}.bias"] = layer_norm_backward(
            g, x, weights[f"{name}.weight"]
        )
        return g

    r1 = x + multi_head_attention(x, a, n_heads)
    h = layer_norm(r1, weights["norm1.weight"], weights["norm1.bias"])
    r2 = h + feed_forward(h, f)
    g = norm_back(upstream, r2, "norm2")
    dh, df = feed_forward_backward(g, h, f)
    g = norm_back(g + dh, r1, "norm1")
    dx, da = multi_head_attention_backward(g, x, a, n_heads)
    return dx + g, {**prefixed(da, "attention"), **prefixed(df, "feed_forward"), **grads}
""",
    ],
}
