"""Stage 11, gpt2: pre-norm blocks, tanh-GELU, a fused projection, a tied head, and real weights."""

import math

import numpy as np

from reference import attention, block, model


def gelu(x):
    """`x / 2 * (1 + tanh(sqrt(2 / pi) (x + 0.044715 x^3)))`: any shape -> the same.

    Source: Hendrycks & Gimpel 2016, section 2 (the approximation).
    """
    x = np.asarray(x, np.float64)
    return 0.5 * x * (1 + np.tanh(math.sqrt(2 / math.pi) * (x + 0.044715 * x**3)))


def gelu_backward(upstream, x):
    """dx: with t the tanh and u its argument, `g * ((1 + t) / 2 + x / 2 * (1 - t^2) * u')`."""
    x = np.asarray(x, np.float64)
    t = np.tanh(math.sqrt(2 / math.pi) * (x + 0.044715 * x**3))
    slope = math.sqrt(2 / math.pi) * (1 + 3 * 0.044715 * x**2)
    return upstream * (0.5 * (1 + t) + 0.5 * x * (1 - t**2) * slope)


def fused_heads(x, weights, n_heads):
    """Queries, keys and values, the thirds of one projection: (..., T, C) -> 3 x (..., H, T, D)."""
    thirds = np.split(attention.linear(x, weights, "qkv_linear"), 3, axis=-1)
    return [attention.split_heads(third, n_heads) for third in thirds]


def read_past(k, v, cache):
    """How many tokens were read before, and the keys and values of all tokens."""
    if cache is None:
        return 0, k, v
    return len(cache), *cache.update(k, v)


def gpt2_attention(x, weights, n_heads, cache=None):
    """Causal attention with a fused projection: (..., T, C) -> (..., T, C).

    Weights: qkv_linear, out_linear. With a cache the tokens go on where it ends.
    Source: Vaswani et al. 2017, section 3.2.2; the thirds as in GPT-2's released code.
    """
    q, k, v = fused_heads(x, weights, n_heads)
    past, k, v = read_past(k, v, cache)
    mask = attention.causal_mask(k.shape[-2])[past:]
    mixed = attention.scaled_dot_product_attention(q, k, v, mask)
    return attention.linear(attention.merge_heads(mixed), weights, "out_linear")


def gpt2_attention_backward(upstream, x, weights, n_heads):
    """(dx, dweights) without a cache: (..., T, C) -> (..., T, C), a gradient for each weight."""
    q, k, v = fused_heads(x, weights, n_heads)
    mask = attention.causal_mask(q.shape[-2])
    merged = attention.merge_heads(attention.scaled_dot_product_attention(q, k, v, mask))
    dmerged, dout = attention.linear_backward(upstream, merged, weights, "out_linear")
    dmixed = attention.merge_heads_backward(dmerged, n_heads)
    dheads = attention.scaled_dot_product_attention_backward(dmixed, q, k, v, mask)
    dthirds = np.concatenate([attention.split_heads_backward(d) for d in dheads], axis=-1)
    dx, dqkv = attention.linear_backward(dthirds, x, weights, "qkv_linear")
    return dx, dqkv | dout


def gpt2_feed_forward(x, weights):
    """`linear2(gelu(linear1(x)))`: (..., C) -> (..., F) -> (..., C)."""
    return attention.linear(gelu(attention.linear(x, weights, "linear1")), weights, "linear2")


def gpt2_feed_forward_backward(upstream, x, weights):
    """(dx, dweights): (..., C) -> (..., C), and a gradient under the name of each weight."""
    hidden = attention.linear(x, weights, "linear1")
    dactive, dlinear2 = attention.linear_backward(upstream, gelu(hidden), weights, "linear2")
    dhidden = gelu_backward(dactive, hidden)
    dx, dlinear1 = attention.linear_backward(dhidden, x, weights, "linear1")
    return dx, {**dlinear1, **dlinear2}


def norm(x, weights, name, eps):
    """The layer norm called `name`."""
    return block.layer_norm(x, **attention.under(weights, name), eps=eps)


def norm_backward(upstream, x, weights, name, eps):
    """Its gradients: (dx, {name.weight: ..., name.bias: ...})."""
    below = attention.under(weights, name)
    dx, dweight, dbias = block.layer_norm_backward(upstream, x, **below, eps=eps)
    return dx, {f"{name}.weight": dweight, f"{name}.bias": dbias}


def gpt2_block(x, weights, n_heads, eps=1e-5, cache=None):
    """`x = x + attention(norm1(x)); x = x + feed_forward(norm2(x))`: (..., T, C) -> (..., T, C).

    Source: Radford et al. 2019, section 2.3 (pre-norm).
    """
    x = np.asarray(x, np.float64)
    attended = attention.under(weights, "attention")
    x = x + gpt2_attention(norm(x, weights, "norm1", eps), attended, n_heads, cache)
    normed = norm(x, weights, "norm2", eps)
    return x + gpt2_feed_forward(normed, attention.under(weights, "feed_forward"))


def gpt2_block_backward(upstream, x, weights, n_heads, eps=1e-5):
    """(dx, dweights): (..., T, C) -> (..., T, C), and a gradient under the name of each weight."""
    x = np.asarray(x, np.float64)
    parts = {name: attention.under(weights, name) for name in ("attention", "feed_forward")}
    first = norm(x, weights, "norm1", eps)
    middle = x + gpt2_attention(first, parts["attention"], n_heads)
    second = norm(middle, weights, "norm2", eps)

    dsecond, dfeed = gpt2_feed_forward_backward(upstream, second, parts["feed_forward"])
    dbranch, dnorm2 = norm_backward(dsecond, middle, weights, "norm2", eps)
    dmiddle = upstream + dbranch

    dfirst, dattention = gpt2_attention_backward(dmiddle, first, parts["attention"], n_heads)
    dbranch, dnorm1 = norm_backward(dfirst, x, weights, "norm1", eps)
    dattention = attention.prefixed(dattention, "attention")
    dfeed = attention.prefixed(dfeed, "feed_forward")
    return dmiddle + dbranch, {**dnorm1, **dattention, **dnorm2, **dfeed}


def gpt2_embed(ids, weights, past=0):
    """Token plus learned position embedding: (..., T) -> (..., T, C).

    The first token stands at position `past`. Raises ValueError beyond the position table.
    """
    T, table = np.shape(ids)[-1], weights["position_embedding.weight"]
    if len(table) < past + T:
        raise ValueError(f"{past + T} tokens, but positions for {len(table)} only")
    places = past + np.arange(T)
    return model.embedding(ids, weights["token_embedding.weight"]) + model.embedding(places, table)


def gpt2_states(ids, weights, n_heads, eps=1e-5, caches=None):
    """The input of each block, last the output of the stack: (..., T) -> a list of (..., T, C)."""
    states = [gpt2_embed(ids, weights, len(caches[0]) if caches else 0)]
    for layer, name in enumerate(model.block_names(weights)):
        below, cache = attention.under(weights, name), caches[layer] if caches else None
        states.append(gpt2_block(states[-1], below, n_heads, eps, cache))
    return states


def gpt2_head(x, weights):
    """The token table as the head: (..., C) -> (..., V). Source: Press & Wolf 2017."""
    return x @ np.asarray(weights["token_embedding.weight"], np.float64).T


def gpt2(ids, weights, n_heads, eps=1e-5, caches=None):
    """Logits of the next token at every place: (..., T) -> (..., T, V).

    `caches`: one for each block. Source: Radford et al. 2019, section 2.3.
    """
    last = gpt2_states(ids, weights, n_heads, eps, caches)[-1]
    return gpt2_head(norm(last, weights, "norm", eps), weights)


def gpt2_backward(upstream, ids, weights, n_heads, eps=1e-5):
    """dweights: (..., T, V), the gradient of the logits -> one under the name of each weight.

    The token table is used twice, so its two gradients add up.
    """
    *inputs, last = gpt2_states(ids, weights, n_heads, eps)
    normed, table = norm(last, weights, "norm", eps), weights["token_embedding.weight"]
    rows = np.asarray(upstream, np.float64).reshape(-1, len(table))
    dhead = rows.T @ normed.reshape(-1, normed.shape[-1])
    dx, dweights = norm_backward(upstream @ np.asarray(table), last, weights, "norm", eps)
    for name, x in reversed(list(zip(model.block_names(weights), inputs, strict=True))):
        dx, dblock = gpt2_block_backward(dx, x, attention.under(weights, name), n_heads, eps)
        dweights |= attention.prefixed(dblock, name)
    dtables = model.embed_backward(dx, ids, weights)
    dtables["token_embedding.weight"] += dhead
    return dtables | dweights


# -- weights as they are stored ----------------------------------------------------------------

OWN_NAMES = {  # of a layer in GPT-2's files -> here
    "wte": "token_embedding",
    "wpe": "position_embedding",
    "h": "transformer_blocks",
    "ln_1": "norm1",
    "attn.c_attn": "attention.qkv_linear",
    "attn.c_proj": "attention.out_linear",
    "ln_2": "norm2",
    "mlp.c_fc": "feed_forward.linear1",
    "mlp.c_proj": "feed_forward.linear2",
    "ln_f": "norm",
}
FUSED = ("c_attn", "c_proj", "c_fc")  # layers whose matrices are stored as (in, out)


def own_name(name):
    """The name here of a stored weight: `h.0.ln_1.bias` -> `transformer_blocks.0.norm1.bias`."""
    name = f".{name}"
    for theirs, own in OWN_NAMES.items():
        name = name.replace(f".{theirs}.", f".{own}.")
    return name[1:]


def as_linear(name, weight):
    """A stored weight as a linear layer keeps it: matrices of `c_` layers are turned."""
    turned = weight.ndim == 2 and name.split(".")[-2] in FUSED
    return weight.T if turned else weight


def load_gpt2(stored):
    """The weights of `gpt2` from those of GPT-2's files, masks left out: name -> array."""
    stored = {name.removeprefix("transformer."): weight for name, weight in stored.items()}
    masks = (".attn.bias", ".attn.masked_bias", "lm_head.weight")
    kept = {name: weight for name, weight in stored.items() if not name.endswith(masks)}
    return {own_name(name): as_linear(name, weight) for name, weight in kept.items()}


def load_options(config):
    """(n_heads, eps) of a config.json, the two that no shape tells."""
    return config["n_head"], config["layer_norm_epsilon"]


def loaded_logits(ids, config, stored):
    """What the model of a folder gives: (..., T) -> (..., T, V)."""
    n_heads, eps = load_options(config)
    return gpt2(ids, load_gpt2(stored), n_heads, eps)


# -- shapes ------------------------------------------------------------------------------------


def attention_shapes(d_model, n_heads=1):
    """Name -> shape of the attention's weights; ValueError where heads are not of equal size."""
    if d_model % n_heads:
        raise ValueError(f"d_model {d_model} is no multiple of n_heads {n_heads}")
    fused = block.linear_shapes("qkv_linear", d_model, 3 * d_model)
    return fused | block.linear_shapes("out_linear", d_model, d_model)


def block_shapes(d_model):
    """Shapes of one block, in the order `norm1 attention norm2 feed_forward`."""
    return {
        **attention.prefixed(block.layer_norm_shapes(d_model), "norm1"),
        **attention.prefixed(attention_shapes(d_model), "attention"),
        **attention.prefixed(block.layer_norm_shapes(d_model), "norm2"),
        **attention.prefixed(block.feed_forward_shapes(d_model, 4 * d_model), "feed_forward"),
    }


def parameter_shapes(vocab_size, d_model=128, n_heads=4, n_layers=2, max_seq_len=64):
    """Name -> shape of every weight, in torch's order; the tied head has none of its own."""
    shapes = {
        "token_embedding.weight": (vocab_size, d_model),
        "position_embedding.weight": (max_seq_len, d_model),
    }
    for layer in range(n_layers):
        shapes |= attention.prefixed(block_shapes(d_model), f"transformer_blocks.{layer}")
    return shapes | attention.prefixed(block.layer_norm_shapes(d_model), "norm")


def stored_shapes(vocab_size, d_model, n_layers, max_seq_len):
    """Name -> shape of what GPT-2's files hold for a model of these sizes, masks left out."""
    C, layer = d_model, {}
    sizes = {"attn.c_attn": (C, 3 * C), "attn.c_proj": (C, C)}
    sizes |= {"mlp.c_fc": (C, 4 * C), "mlp.c_proj": (4 * C, C)}
    for name, (d_in, d_out) in sizes.items():
        layer |= {f"{name}.weight": (d_in, d_out), f"{name}.bias": (d_out,)}
    for name in ("ln_1", "ln_2"):
        layer |= attention.prefixed(block.layer_norm_shapes(C), name)
    shapes = {"wte.weight": (vocab_size, C), "wpe.weight": (max_seq_len, C)}
    for i in range(n_layers):
        shapes |= attention.prefixed(layer, f"h.{i}")
    return shapes | attention.prefixed(block.layer_norm_shapes(C), "ln_f")
