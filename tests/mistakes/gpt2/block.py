"""GPT2Block: pre-norm."""

from tests.mistakes import mistake

FIRST = "x = x + self.attention(self.norm1(x), cache)"
SECOND = "return x + self.feed_forward(self.norm2(x))"
NP_FIRST = """x = x + gpt2_attention(norm(x, weights, "norm1", eps), attended, n_heads, cache)"""
NP_SECOND = """normed = norm(x, weights, "norm2", eps)
    return x + gpt2_feed_forward(normed, attention.under(weights, "feed_forward"))"""

MISTAKES = [
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
