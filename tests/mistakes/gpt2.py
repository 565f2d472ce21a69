"""Known mistakes of stage 11, gpt2."""

import math

import numpy as np

from reference import gpt2, model
from tests.mistakes import mistake

GELU = "return 0.5 * x * (1 + torch.tanh(math.sqrt(2 / math.pi) * (x + 0.044715 * x**3)))"
THIRDS = "q, k, v = (split_heads(third, self.n_heads) for third in self.qkv_linear(x).chunk(3, -1))"
NP_THIRDS = "return [attention.split_heads(third, n_heads) for third in thirds]"
NP_SPLIT = 'thirds = np.split(attention.linear(x, weights, "qkv_linear"), 3, axis=-1)'
MASK = "mask = causal_mask(past + T)[past:].to(x.device)"
NP_MASK = "mask = attention.causal_mask(k.shape[-2])[past:]"
OUT = "return self.out_linear(merge_heads(scaled_dot_product_attention(q, k, v, mask)))"
NP_OUT = 'return attention.linear(attention.merge_heads(mixed), weights, "out_linear")'
FEED = "return self.linear2(gelu(self.linear1(x)))"
NP_FEED = (
    'return attention.linear(gelu(attention.linear(x, weights, "linear1")), weights, "linear2")'
)
FIRST = "x = x + self.attention(self.norm1(x), cache)"
SECOND = "return x + self.feed_forward(self.norm2(x))"
NP_FIRST = """x = x + gpt2_attention(norm(x, weights, "norm1", eps), attended, n_heads, cache)"""
NP_SECOND = """normed = norm(x, weights, "norm2", eps)
    return x + gpt2_feed_forward(normed, attention.under(weights, "feed_forward"))"""
POSITIONS = "positions = torch.arange(past, past + T, device=ids.device)"
NP_PLACES = "places = past + np.arange(T)"
HEAD = "return self.norm(x) @ self.token_embedding.weight.T"
NP_HEAD = 'return gpt2_head(norm(last, weights, "norm", eps), weights)'
BLOCKS = "x = block(x, caches[layer] if caches else None)"
NP_CACHE = "caches[layer] if caches else None"
INIT = """            if parameter.dim() > 1:
                nn.init.normal_(parameter, std=0.02)
            elif name.endswith("bias"):
                nn.init.zeros_(parameter)"""
TURN = 'w.T if ".c_" in n and w.dim() == 2 else w'
NP_TURN = "return weight.T if turned else weight"
FORK = """    with torch.random.fork_rng(devices=[]):  # the first values are drawn, and thrown away
        model = GPT2(**options)"""
MASKS = 'masks = (".attn.bias", ".attn.masked_bias")'
PREFIX = 'name.removeprefix("transformer."): weight for'
HEAD_FOUND = 'head is not None and not torch.equal(head, found.get("wte.weight", torch.empty(0)))'


def exact(x):
    """x times the normal distribution up to x."""
    x = np.asarray(x, np.float64)
    return 0.5 * x * (1 + np.vectorize(math.erf, otypes=[float])(x / math.sqrt(2)))


def norm_first(ids, weights, n_heads, eps=1e-5, caches=None):
    """The last norm, at the wrong end of the stack."""
    x = gpt2.gpt2_embed(ids, weights, len(caches[0]) if caches else 0)
    x = gpt2.norm(x, weights, "norm", eps)
    for layer, name in enumerate(model.block_names(weights)):
        below, cache = gpt2.attention.under(weights, name), caches[layer] if caches else None
        x = gpt2.gpt2_block(x, below, n_heads, eps, cache)
    return gpt2.gpt2_head(x, weights)


ATTENTION = [
    mistake(
        "gpt2-qkv-per-head-split",
        of="GPT2Attention",
        at="fused_heads",
        advice="""You cut the fused features into heads first and each head into q, k, v. Other
        models store them so (GPT-NeoX). GPT-2 has the queries of all heads first, then all keys,
        then all values: cut into thirds first, the heads come second.""",
        numpy=[
            (NP_SPLIT, 'fused = attention.linear(x, weights, "qkv_linear")'),
            (NP_THIRDS, "return np.split(attention.split_heads(fused, n_heads), 3, axis=-1)"),
        ],
        torch=(THIRDS, "q, k, v = split_heads(self.qkv_linear(x), self.n_heads).chunk(3, -1)"),
        also=(
            (
                THIRDS,
                "fused = self.qkv_linear(x).unflatten(-1, (self.n_heads, 3, -1))\n"
                "        q, k, v = (fused.select(-2, i).transpose(-3, -2) for i in range(3))",
            ),
        ),
        read="Queries, keys and values in one layer",
    ),
    mistake(
        "gpt2-qkv-interleaved",
        of="GPT2Attention",
        at="fused_heads",
        advice="""You take every third feature of the fused layer for the queries. Its features come
        in three blocks of C, one after the other: `chunk(3, -1)` or `split(d_model, -1)`.""",
        numpy=(
            NP_SPLIT,
            'fused = attention.linear(x, weights, "qkv_linear")\n'
            "    thirds = [fused[..., i::3] for i in range(3)]",
        ),
        torch=(
            THIRDS,
            "fused = self.qkv_linear(x)\n"
            "        q, k, v = (split_heads(fused[..., i::3], self.n_heads) for i in range(3))",
        ),
        read="Queries, keys and values in one layer",
    ),
    mistake(
        "gpt2-qkv-wrong-order",
        of="GPT2Attention",
        at="fused_heads",
        advice="""You take the first third for the keys and the second for the queries. All shapes
        fit, and a model trained like that would be fine; these weights want queries, keys,
        values.""",
        numpy=(NP_THIRDS, f"k, q, v = {NP_THIRDS.removeprefix('return ')}\n    return q, k, v"),
        torch=(THIRDS, THIRDS.replace("q, k, v", "k, q, v")),
        read="Queries, keys and values in one layer",
    ),
    mistake(
        "gpt2-values-first",
        of="GPT2Attention",
        at="fused_heads",
        advice="""You read the thirds as values, keys, queries, or queries, values, keys. Which of
        the three is it that gets mixed? In GPT-2 the values are the last third.""",
        numpy=(NP_THIRDS, f"q, v, k = {NP_THIRDS.removeprefix('return ')}\n    return q, k, v"),
        torch=(THIRDS, THIRDS.replace("q, k, v", "q, v, k")),
        read="Queries, keys and values in one layer",
    ),
    mistake(
        "gpt2-no-mask",
        of="GPT2Attention",
        advice="""Every token reads the later ones as well: the causal mask is missing. When GPT-2
        was trained, it never saw what follows.""",
        numpy=(NP_MASK, "mask = None"),
        torch=(MASK, "mask = None"),
        read="Queries, keys and values in one layer",
    ),
    mistake(
        "gpt2-no-out-linear",
        of="GPT2Attention",
        advice="""You return the merged heads as they are. out_linear, which is there, is not
        used.""",
        numpy=(NP_OUT, "return attention.merge_heads(mixed)"),
        torch=(OUT, "return merge_heads(scaled_dot_product_attention(q, k, v, mask))"),
        read="Queries, keys and values in one layer",
    ),
    mistake(
        "gpt2-cache-ignored",
        of="GPT2Attention",
        at="read_past",
        advice="""The new tokens read only themselves: the keys and values that `cache.update` gives
        back are not used. Keep both results, k and v.""",
        numpy=("return len(cache), *cache.update(k, v)", "cache.update(k, v)\n    return 0, k, v"),
        torch=[
            (
                "None:\n            k, v = cache.update(k, v)",
                "None:\n            cache.update(k, v)\n            past = 0",
            )
        ],
        read="With a cache",
    ),
    mistake(
        "gpt2-cache-mask-of-new-tokens",
        of="GPT2Attention",
        advice="""With a cache there are S keys and T queries, and the new tokens are the last T of
        all: their rows of the mask are the last T, not the first.""",
        numpy=(NP_MASK, "mask = attention.causal_mask(k.shape[-2])[: k.shape[-2] - past]"),
        torch=(MASK, "mask = causal_mask(past + T)[:T].to(x.device)"),
        read="With a cache",
    ),
    mistake(
        "gpt2-heads-unchecked",
        of="GPT2Attention",
        advice="""d_model that n_heads does not divide should raise ValueError in `__init__`, before
        anything is computed: heads of unequal size do not exist.""",
        torch=(
            """        if d_model % n_heads != 0:
            raise ValueError(f"d_model {d_model} cannot be cut into {n_heads} heads of equal size")
""",
            "",
        ),
        read="Queries, keys and values in one layer",
    ),
]

PARTS = [
    mistake(
        "gpt2-exact-gelu",
        of="gelu",
        advice="""You compute GELU with the error function, as it is defined; PyTorch does so unless
        told otherwise. GPT-2 was trained with the approximation by tanh: which of the two do its
        weights fit? (In PyTorch: `approximate="tanh"`.)""",
        numpy=exact,
        torch=(GELU, "return nn.functional.gelu(x)"),
        also=((GELU, "return x * 0.5 * (1 + torch.erf(x / math.sqrt(2)))"),),
        read="GELU",
    ),
    mistake(
        "gelu-by-sigmoid",
        of="gelu",
        advice="""You use the coarse approximation x * sigmoid(1.702 x). It is off by up to 0.02;
        GPT-2 has the one with tanh.""",
        numpy=(
            "0.5 * x * (1 + np.tanh(math.sqrt(2 / math.pi) * (x + 0.044715 * x**3)))",
            "x * 0.5 * (1 + np.tanh(1.702 * x / 2))",
        ),
        torch=(GELU, "return x * torch.sigmoid(1.702 * x)"),
        read="GELU",
    ),
    mistake(
        "gelu-is-silu",
        of="gelu",
        advice="""This is SiLU, x * sigmoid(x), the bend of Llama. It looks like GELU from afar, but
        its dip is deeper and further out.""",
        numpy=(
            "0.5 * x * (1 + np.tanh(math.sqrt(2 / math.pi) * (x + 0.044715 * x**3)))",
            "x * 0.5 * (1 + np.tanh(x / 2))",
        ),
        torch=(GELU, "return x * torch.sigmoid(x)"),
        read="GELU",
    ),
    mistake(
        "gelu-not-halved",
        of="gelu",
        advice="""For large x your result is 2 x: 1 + tanh(...) goes up to 2, and x has to be halved
        for that.""",
        numpy=("return 0.5 * x", "return x"),
        torch=("return 0.5 * x", "return x"),
        read="GELU",
    ),
    mistake(
        "gelu-root-missing",
        of="gelu",
        advice="""The factor in the tanh is sqrt(2 / pi), about 0.80; yours is 2 / pi, about
        0.64.""",
        numpy=("math.sqrt(2 / math.pi)", "(2 / math.pi)"),
        torch=("math.sqrt(2 / math.pi)", "(2 / math.pi)"),
        read="GELU",
    ),
    mistake(
        "gelu-square-for-cube",
        of="gelu",
        advice="""You have x squared where the formula has x cubed. What should happen to the term
        when x changes its sign?""",
        numpy=("x**3", "x**2"),
        torch=("x**3", "x**2"),
        read="GELU",
    ),
    mistake(
        "gelu-no-cube",
        of="gelu",
        advice="""The term with x cubed is missing. It is small near 0 only; at 3 it is more than a
        third of x.""",
        numpy=("(x + 0.044715 * x**3)", "x"),
        torch=("(x + 0.044715 * x**3)", "x"),
        read="GELU",
    ),
    mistake(
        "gelu-in-place",
        of="gelu",
        advice="""You write into the tensor you were given, and the caller's x is changed. `x *=
        ...` and functions that end in `_` do so.""",
        torch=(
            GELU,
            f"y = {GELU.removeprefix('return ')}\n    return x.data.copy_(y.data) * 0 + y",
        ),
        read="GELU",
    ),
    mistake(
        "gpt2-feed-forward-relu",
        of="GPT2FeedForward",
        advice="""The bend is still the ReLU of stage 3. Did `forward` get its new body, with
        gelu?""",
        numpy=(NP_FEED, "return block.feed_forward(x, weights)"),
        torch=(FEED, "return super().forward(x)"),
        also=((FEED, "return self.linear2(self.linear1(x).relu())"),),
        read="GELU",
    ),
    mistake(
        "gpt2-feed-forward-bends-at-the-end",
        of="GPT2FeedForward",
        advice="""You apply GELU to the output instead of between the two layers. Without a bend
        between them they are one layer, and the step could hardly subtract anything.""",
        numpy=(
            NP_FEED,
            'return gelu(attention.linear(attention.linear(x, weights, "linear1"), '
            'weights, "linear2"))',
        ),
        torch=(FEED, "return gelu(self.linear2(self.linear1(x)))"),
        read="GELU",
    ),
    mistake(
        "gpt2-feed-forward-no-bend",
        of="GPT2FeedForward",
        advice="""There is no bend between the two layers, so together they are one linear
        layer.""",
        numpy=(NP_FEED, NP_FEED.replace("gelu", "")),
        torch=(FEED, "return self.linear2(self.linear1(x))"),
        read="GELU",
    ),
]

BLOCK = [
    mistake(
        "gpt2-post-norm",
        of="GPT2Block",
        advice="""Your block normalises the sum, as in 2017: x = norm(x + step(x)). GPT-2 moved the
        norms: what does a step read there, and what does it add to?""",
        numpy=[
            (
                NP_FIRST,
                'x = norm(x + gpt2_attention(x, attended, n_heads, cache), weights, "norm1", eps)',
            ),
            (
                NP_SECOND,
                "added = x + gpt2_feed_forward(x, attention.under(weights, "
                '"feed_forward"))\n    return norm(added, weights, "norm2", eps)',
            ),
        ],
        torch=[
            (FIRST, "x = self.norm1(x + self.attention(x, cache))"),
            (SECOND, "return self.norm2(x + self.feed_forward(x))"),
        ],
        read="Pre-norm",
    ),
    mistake(
        "gpt2-adds-to-the-normed",
        of="GPT2Block",
        advice="""The steps add to the normalised copy, so the stream itself is cut at every norm.
        Read the copy, add to x.""",
        numpy=[
            (
                NP_FIRST,
                'x = norm(x, weights, "norm1", eps)\n'
                "    x = x + gpt2_attention(x, attended, n_heads, cache)",
            ),
            (
                NP_SECOND,
                'x = norm(x, weights, "norm2", eps)\n'
                "    return x + gpt2_feed_forward(x, attention.under(weights, "
                '"feed_forward"))',
            ),
        ],
        torch=[
            (FIRST, "x = self.norm1(x)\n        x = x + self.attention(x, cache)"),
            (SECOND, "x = self.norm2(x)\n        return x + self.feed_forward(x)"),
        ],
        read="Pre-norm",
    ),
    mistake(
        "gpt2-no-residual",
        of="GPT2Block",
        advice="""Each step replaces x; it should add to it. With that a token forgets what it
        was.""",
        numpy=[
            ("x = x + gpt2_attention", "x = gpt2_attention"),
            ("return x + gpt2_feed", "return gpt2_feed"),
        ],
        torch=[(FIRST, FIRST.replace("x = x +", "x =")), (SECOND, SECOND.replace("x + ", ""))],
        read="Pre-norm",
    ),
    mistake(
        "gpt2-second-residual-from-input",
        of="GPT2Block",
        advice="""The second sum adds to the input of the block: what attention found out is used
        once and then lost. Add to what came out of the first sum.""",
        numpy=[
            ("x = x + gpt2_attention", "before, x = x, x + gpt2_attention"),
            ("return x + gpt2_feed", "return before + gpt2_feed"),
        ],
        torch=[
            ("        x = x + self.attention", "        before, x = x, x + self.attention"),
            (SECOND, SECOND.replace("x +", "before +")),
        ],
        read="Pre-norm",
    ),
    mistake(
        "gpt2-attention-reads-the-stream",
        of="GPT2Block",
        advice="""Attention reads x as it is: norm1 is not used. The stream grows from block to
        block, and the first thing a step does is to bring its copy to a standard size.""",
        numpy=('gpt2_attention(norm(x, weights, "norm1", eps)', "gpt2_attention(x"),
        torch=("self.attention(self.norm1(x), cache)", "self.attention(x, cache)"),
        read="Pre-norm",
    ),
    mistake(
        "gpt2-feed-forward-reads-the-stream",
        of="GPT2Block",
        advice="""The feed-forward net reads x as it is: norm2 is not used. Which copy should it
        read?""",
        numpy=('normed = norm(x, weights, "norm2", eps)', "normed = x"),
        torch=("self.feed_forward(self.norm2(x))", "self.feed_forward(x)"),
        read="Pre-norm",
    ),
    mistake(
        "gpt2-shared-norm",
        of="GPT2Block",
        advice="""Both steps read through norm1; norm2 is never used. At the start both do the same,
        with trained weights they do not.""",
        numpy=('"norm2"', '"norm1"'),
        torch=("self.norm2(x)", "self.norm1(x)"),
        read="Pre-norm",
    ),
    mistake(
        "gpt2-norms-in-the-wrong-places",
        of="GPT2Block",
        advice="""norm2 stands before attention, norm1 before the feed-forward net: the wrong way
        round for the weights that are loaded into them.""",
        numpy=[
            ('"norm1"', '"norm2"'),
            ('normed = norm(x, weights, "norm2"', 'normed = norm(x, weights, "norm1"'),
        ],
        torch=[
            ("self.attention(self.norm1(x)", "self.attention(self.norm2(x)"),
            ("self.feed_forward(self.norm2(x)", "self.feed_forward(self.norm1(x)"),
        ],
        read="Pre-norm",
    ),
    mistake(
        "gpt2-block-eps-not-passed-on",
        of="GPT2Block",
        at="gpt2_block",
        advice="""Your block has an eps, but its norms do not get it and use their default.""",
        numpy=("x = np.asarray(x, np.float64)\n", "x, eps = np.asarray(x, np.float64), 1e-5\n"),
        torch=[
            ("self.norm1 = LayerNorm(d_model, eps)", "self.norm1 = LayerNorm(d_model)"),
            ("self.norm2 = LayerNorm(d_model, eps)", "self.norm2 = LayerNorm(d_model)"),
        ],
        read="What the configuration fixes",
    ),
    mistake(
        "gpt2-block-out-of-order",
        of="GPT2Block",
        advice="""The parts are made in another order than norm1, attention, norm2, feed_forward.
        The names are right, so loading works; but the same seed makes another model.""",
        torch=[
            ("        self.norm1 = LayerNorm(d_model, eps)\n", ""),
            (
                "        self.feed_forward = GPT2FeedForward(d_model, 4 * d_model)\n",
                "        self.feed_forward = GPT2FeedForward(d_model, 4 * d_model)\n"
                "        self.norm1 = LayerNorm(d_model, eps)\n",
            ),
        ],
        read="Pre-norm",
    ),
    mistake(
        "gpt2-block-in-place",
        of="GPT2Block",
        advice="""`x += ...` writes into the tensor that the caller still holds. Write `x = x +
        ...`.""",
        torch=(FIRST, "x += self.attention(self.norm1(x), cache)"),
        read="Pre-norm",
    ),
    mistake(
        "gpt2-block-drops-the-cache",
        of="GPT2Block",
        advice="""The block takes a cache and does not hand it to its attention, so a text read in
        parts is forgotten from part to part.""",
        numpy=("attended, n_heads, cache)", "attended, n_heads)"),
        torch=(FIRST, "x = x + self.attention(self.norm1(x))"),
        read="With a cache",
    ),
]

MODEL = [
    mistake(
        "gpt2-missing-final-norm",
        of="GPT2",
        advice="""The head reads the stream as it leaves the last block. In a pre-norm model nobody
        has normalised that: what is `norm` for?""",
        numpy=(NP_HEAD, "return gpt2_head(last, weights)"),
        torch=(HEAD, "return x @ self.token_embedding.weight.T"),
        read="The last norm and the tied head",
    ),
    mistake(
        "gpt2-norm-before-the-blocks",
        of="GPT2",
        advice="""You normalise before the blocks; the last norm stands after the last of them,
        before the head.""",
        numpy=norm_first,
        torch=[
            (
                "x = self.token_embedding(ids) + self.position_embedding(positions)",
                "x = self.norm(self.token_embedding(ids) + self.position_embedding(positions))",
            ),
            (HEAD, "return x @ self.token_embedding.weight.T"),
        ],
        read="The last norm and the tied head",
    ),
    mistake(
        "gpt2-head-not-tied",
        of="GPT2",
        advice="""The head has a matrix of its own. No file of GPT-2 has one: what would it be
        filled with? Score with the token table, whose rows stand for the tokens already.""",
        torch=[
            (
                "        self.norm = LayerNorm(d_model, eps)\n        for",
                "        self.norm = LayerNorm(d_model, eps)\n"
                "        self.head = nn.Linear(d_model, vocab_size, bias=False)\n        for",
            ),
            (HEAD, "return self.head(self.norm(x))"),
        ],
        read="The last norm and the tied head",
    ),
    mistake(
        "gpt2-head-detached",
        of="GPT2",
        advice="""The table gets no gradient from its work as the head: it is detached, or copied.
        Both places have to use the same parameter.""",
        numpy=("+= dhead", "+= 0 * dhead"),
        at="gpt2_backward",
        torch=(HEAD, HEAD.replace("weight.T", "weight.detach().T")),
        also=((HEAD, HEAD.replace("weight.T", "weight.data.T")),),
        read="The last norm and the tied head",
    ),
    mistake(
        "gpt2-position-starts-at-one",
        of="GPT2",
        at="gpt2_embed",
        advice="""Your first token stands at place 1. Some models leave row 0 of the table unused
        (OPT leaves two); GPT-2 counts from 0.""",
        numpy=(NP_PLACES, "places = np.minimum(past + np.arange(T) + 1, len(table) - 1)"),
        torch=(
            POSITIONS,
            POSITIONS.replace(
                "device=ids.device)",
                "device=ids.device) + 1\n"
                "        positions = positions.clamp_max(self.max_seq_len - 1)",
            ),
        ),
        read="With a cache",
    ),
    mistake(
        "gpt2-no-positions",
        of="GPT2",
        at="gpt2_embed",
        advice="""The places are not added to the tokens: position_embedding is there but not
        used.""",
        numpy=(" + model.embedding(places, table)", ""),
        torch=(" + self.position_embedding(positions)", ""),
        read="The last norm and the tied head",
    ),
    mistake(
        "gpt2-position-forgets-the-cache",
        of="GPT2",
        at="gpt2_embed",
        advice="""With caches the new tokens begin at place 0 again. They go on where the caches
        end, at len(caches[0]).""",
        numpy=(NP_PLACES, "places = np.arange(T)"),
        torch=(POSITIONS, "positions = torch.arange(T, device=ids.device)"),
        read="With a cache",
    ),
    mistake(
        "gpt2-one-cache-for-all",
        of="GPT2",
        at="gpt2_states",
        advice="""All blocks write into the first cache. The keys of one block mean nothing to
        another: block number i gets caches[i].""",
        numpy=(NP_CACHE, "caches[0] if caches else None"),
        torch=(BLOCKS, "x = block(x, caches[0] if caches else None)"),
        read="With a cache",
    ),
    mistake(
        "gpt2-eps-not-passed-on",
        of="GPT2",
        advice="""The last norm does not get the eps of the model and uses its default.""",
        numpy=(NP_HEAD, 'return gpt2_head(norm(last, weights, "norm", 1e-5), weights)'),
        torch=(
            "        self.norm = LayerNorm(d_model, eps)",
            "        self.norm = LayerNorm(d_model)",
        ),
        read="What the configuration fixes",
    ),
    mistake(
        "gpt2-eps-not-for-the-blocks",
        of="GPT2",
        at="gpt2_states",
        advice="""The blocks do not get the eps of the model; their norms use the default.""",
        numpy=("below, n_heads, eps, cache)", "below, n_heads, 1e-5, cache)"),
        torch=("GPT2Block(d_model, n_heads, eps)", "GPT2Block(d_model, n_heads)"),
        read="What the configuration fixes",
    ),
    mistake(
        "gpt2-length-unchecked",
        of="GPT2",
        advice="""Too many tokens are refused with another error than ValueError, or their number is
        not said, or those in the caches are not counted. Compare past + T with max_seq_len before
        anything is looked up.""",
        torch=("if self.max_seq_len < past + T:", "if self.max_seq_len < 0:"),
        also=(("if self.max_seq_len < past + T:", "if self.max_seq_len < T:"),),
        read="With a cache",
    ),
    mistake(
        "gpt2-initial-values",
        of="GPT2",
        advice="""The first values are not those of the docstring. nn.Embedding draws with a spread
        of 1: as the head of a tied model that makes logits of 10 and more, and a first loss far
        above ln V.""",
        torch=(INIT, "            pass"),
        also=(
            (
                "                nn.init.normal_(parameter, std=0.02)",
                "                nn.init.normal_(parameter, std=0.2)",
            ),
            (INIT, INIT.replace('elif name.endswith("bias"):', "else:")),
        ),
        read="The last norm and the tied head",
    ),
    mistake(
        "gpt2-dropout",
        of="GPT2",
        advice="""Something is dropped at random in training mode. GPT-2's own code does so; this
        contract has no dropout, so that what you load is what you get.""",
        torch=(HEAD, "x = nn.functional.dropout(x, 0.1, self.training)\n        " + HEAD),
        read="The last norm and the tied head",
    ),
    mistake(
        "gpt2-device-not-followed",
        of="GPT2",
        advice="""The positions or the mask are made on the CPU, wherever the weights are. Make them
        with `device=ids.device`.""",
        torch=(POSITIONS, "positions = torch.arange(past, past + T)"),
        also=((POSITIONS, "positions = torch.arange(past, past + T)[None]"),),
        read="With a cache",
    ),
]

LOADING = [
    mistake(
        "gpt2-conv1d-not-transposed",
        of="load_gpt2",
        advice="""GPT-2's `c_` layers keep their matrices as (in, out), nn.Linear as (out, in): they
        have to be transposed. And beware of attn.c_proj: it is square, so no shape complains.""",
        torch=(TURN, "w"),
        read="Matrices that stand the other way",
    ),
    mistake(
        "gpt2-weights-reshaped",
        of="load_gpt2",
        at="as_linear",
        advice="""You give the matrices their shape by reshape or view. That keeps the order in
        memory and cuts it into other rows; transposing exchanges rows and columns.""",
        numpy=(NP_TURN, "return weight.reshape(weight.shape[::-1]) if turned else weight"),
        torch=(TURN, 'w.reshape(w.shape[1], w.shape[0]) if ".c_" in n and w.dim() == 2 else w'),
        read="Matrices that stand the other way",
    ),
    mistake(
        "gpt2-square-matrix-not-transposed",
        of="load_gpt2",
        at="as_linear",
        advice="""All matrices are turned but attn.c_proj. It is square, so it fits either way, and
        nothing is raised. Decide by the name of the layer, not by the shape.""",
        numpy=(NP_TURN, "return weight.T if turned and len(set(weight.shape)) == 2 else weight"),
        torch=(TURN, 'w.T if ".c_" in n and len(set(w.shape)) == 2 else w'),
        also=(
            (
                TURN,
                'w.T if ".c_" in n and w.dim() == 2 and "n.c_p" not in n else w',
            ),
        ),
        read="Matrices that stand the other way",
    ),
    mistake(
        "gpt2-final-norm-skipped",
        of="load_gpt2",
        advice="""ln_f is not loaded: the last norm is still at ones and zeros. `strict=False` hides
        such things; check yourself that every weight is there.""",
        numpy=(
            "return {own_name",
            'kept = {n: np.full_like(w, n == "ln_f.weight") '
            'if n.startswith("ln_f") else w for n, w in kept.items()}\n    return {own_name',
        ),
        torch=(
            "    _check(weights, model.state_dict())\n",
            "    _check(weights, model.state_dict())\n"
            '    weights["norm.weight"] = torch.ones_like(weights["norm.weight"])\n'
            '    weights["norm.bias"] = torch.zeros_like(weights["norm.bias"])\n',
        ),
        read="Names and shapes",
    ),
    mistake(
        "gpt2-norm-names-swapped",
        of="load_gpt2",
        at="own_name",
        advice="""ln_1 and ln_2 have changed places. ln_1 stands before attention: it is norm1.""",
        numpy=(
            "in OWN_NAMES.items():",
            'in (OWN_NAMES | {"ln_1": "norm2", "ln_2": "norm1"}).items():',
        ),
        torch=[('"ln_1": "norm1"', '"ln_1": "norm2"'), ('"ln_2": "norm2"', '"ln_2": "norm1"')],
        read="Names and shapes",
    ),
    mistake(
        "gpt2-heads-not-of-the-configuration",
        of="load_gpt2",
        at="load_options",
        advice="""The number of heads is not that of config.json (n_head). No shape depends on it,
        so nothing complains; but each head then mixes features of others.""",
        numpy=('config["n_head"]', '3 if config["n_head"] != 3 else 4'),
        torch=(
            "return {own: config[name] for name, own in names.items()}",
            "found = {own: config[name] for name, own in names.items()}\n"
            '    return found | {"n_heads": 3 if config["n_head"] != 3 else 4}',
        ),
        read="What the configuration fixes",
    ),
    mistake(
        "gpt2-layernorm-eps",
        of="load_gpt2",
        at="load_options",
        advice="""eps is not the layer_norm_epsilon of config.json, but a default. It belongs to the
        model as much as a weight does.""",
        numpy=('config["layer_norm_epsilon"]', "1e-5"),
        torch=('        "layer_norm_epsilon": "eps",\n', ""),
        also=(
            (
                "return {own: config[name] for name, own in names.items()}",
                "return {own: config[name] for name, own in names.items()} | {'eps': 1e-5}",
            ),
        ),
        read="What the configuration fixes",
    ),
    mistake(
        "gpt2-prefix-unknown",
        of="load_gpt2",
        advice="""The same weights go by `wte.weight` in some files and by `transformer.wte.weight`
        in others. Take `transformer.` off where it is.""",
        torch=(PREFIX, "name: weight for"),
        read="Names and shapes",
    ),
    mistake(
        "gpt2-masks-as-weights",
        of="load_gpt2",
        advice="""`h.i.attn.bias` is no bias but the causal mask, stored along. Leave it out, and
        `masked_bias`; but `h.i.attn.c_attn.bias`, whose name ends much the same, is a weight.""",
        torch=(MASKS, 'masks = ("nothing",)'),
        also=((MASKS, 'masks = (".masked_bias",)'),),
        read="Names and shapes",
    ),
    mistake(
        "gpt2-head-unexpected",
        of="load_gpt2",
        advice="""Some files repeat the token table as `lm_head.weight`. That is the tied head, so
        leave it out where it equals `wte.weight`.""",
        torch=('found.pop("lm_head.weight", None)', 'found.get("lm_head.weight", None)'),
        read="Names and shapes",
    ),
    mistake(
        "gpt2-head-uncompared",
        of="load_gpt2",
        advice="""The file has a head that differs from its token table, and you drop it unseen. A
        model with tied head cannot have those weights: say so with a ValueError.""",
        torch=(f"if {HEAD_FOUND}:", "if head is not None and found is None:"),
        read="Names and shapes",
    ),
    mistake(
        "gpt2-file-unchecked",
        of="load_gpt2",
        advice="""When a file is not there, the error should be a FileNotFoundError that says which
        one: whoever downloads four files forgets one now and then.""",
        torch=(
            'raise FileNotFoundError(f"there is no {name} in {folder}")',
            'raise ValueError(f"there is no {name} in {folder}")',
        ),
        read="Errors that help",
    ),
    mistake(
        "gpt2-broken-file",
        of="load_gpt2",
        advice="""A file that cannot be read as what it should be, or a size that config.json does
        not say, raises something else than ValueError. Catch what the reader raises
        (SafetensorError, KeyError) and say it in a sentence; a guessed size would be worse.""",
        torch=("except SafetensorError as error:", "except KeyError as error:"),
        also=(("    if missing:\n", "    if missing and not config:\n"),),
        read="Errors that help",
    ),
    mistake(
        "gpt2-activation-unchecked",
        of="load_gpt2",
        advice="""The configuration asks for another activation than gelu_new, and you load it all
        the same: every number fits, every logit is wrong. Refuse it with a ValueError.""",
        torch=('if config.get("activation_function", "gelu_new") != "gelu_new":', "if not config:"),
        read="What the configuration fixes",
    ),
    mistake(
        "gpt2-missing-unchecked",
        of="load_gpt2",
        advice="""A weight is not in the file, and you load the rest: what is left keeps its first,
        meaningless values. Compare the names with those of the model, and name what is missing in a
        ValueError.""",
        torch=[
            ('        "are missing": set(expected) - set(weights),\n', ""),
            ("dict(weights)", "dict(weights, strict=False)"),
        ],
        also=(('        "are missing": set(expected) - set(weights),\n', ""),),
        read="Errors that help",
    ),
    mistake(
        "gpt2-unexpected-unchecked",
        of="load_gpt2",
        advice="""There is a weight in the file that your model has no place for, and you go on: the
        file is of another model than you think. Name it in a ValueError.""",
        torch=[
            ('        "are unexpected": set(weights) - set(expected),\n', ""),
            (
                "    model.load_state_dict(weights)",
                "    weights = {n: w for n, w in weights.items() if n in model.state_dict()}\n"
                "    model.load_state_dict(weights)",
            ),
        ],
        also=(('        "are unexpected": set(weights) - set(expected),\n', ""),),
        read="Errors that help",
    ),
    mistake(
        "gpt2-shape-unchecked",
        of="load_gpt2",
        advice="""A weight has another shape than the model's, and that raises no ValueError with
        its name. `copy_` even broadcasts one number over a whole row: compare the shapes.""",
        torch=("if weight.shape != expected[name].shape:", "if weight is None:"),
        read="Errors that help",
    ),
    mistake(
        "gpt2-nameless",
        of="load_gpt2",
        advice="""You refuse it, and rightly; but the message does not say what is wrong. Put the
        name of the file, the size or the weight into it: nobody wants to search for it.""",
        torch=(
            "raise ValueError(f\"weights {problem}: {', '.join(sorted(names))}\")",
            'raise ValueError("the weights do not fit")',
        ),
        read="Errors that help",
    ),
    mistake(
        "gpt2-keeps-half",
        of="load_gpt2",
        advice="""The parameters have the dtype of the file. Some files hold float16 to be smaller;
        the model computes in float32: `weight.float()`.""",
        torch=("dict(weights)", "dict(weights, assign=True)"),
        read="Names and shapes",
    ),
    mistake(
        "gpt2-frozen",
        of="load_gpt2",
        advice="""The parameters do not ask for gradients any more, so the model can be used but not
        trained further.""",
        torch=("dict(weights)\n", "dict(weights)\n    model.requires_grad_(False)\n"),
        read="Names and shapes",
    ),
    mistake(
        "gpt2-draws-numbers",
        of="load_gpt2",
        advice="""Building the model draws first values that are thrown away at once: 124 million of
        them for GPT-2, and the caller's random numbers move on. Build it
        under `torch.random.fork_rng()`, or put the state of the generator back.""",
        torch=(
            FORK,
            "    model = GPT2(**options)",
        ),
        read="Names and shapes",
    ),
]

MISTAKES = [*PARTS, *ATTENTION, *BLOCK, *MODEL, *LOADING]
