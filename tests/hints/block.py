"""Hints for stage 3, block."""

HINTS = {
    "LayerNorm": (
        """By hand, for 1, 1, 5, 5: the mean, the distances from it, the mean of their squares, its
        root. What comes out? Which axis is that, in a tensor (B, T, C)?""",
        """Mean over the last axis, kept as an axis (`keepdim=True`), so that it can be subtracted.
        The variance is the mean of the squared distances: divided by C, which `var()` does only
        with `unbiased=False`.""",
        """`weight` and `bias` have to be `nn.Parameter`, of shape (d_model,): which values change
        nothing at the start? And keep eps.""",
        """Almost the lines: `centred = x - x.mean(-1, keepdim=True)`; divide it by the root of
        (variance + self.eps), eps under the root; times weight, plus bias.""",
        """Each token is brought to mean 0 and variance 1, so that the next step always meets
        numbers of the same size, however long the sum behind them is. It works on one token alone:
        neither the batch nor the length of the text matters, which is why it suits texts better
        than batch norm. weight and bias give back the freedom that normalising takes away.""",
    ),
    "FeedForward": (
        """What are two linear layers with nothing between them? What does max(0, x) do to that?""",
        """Two `nn.Linear`, named as in the docstring and made in that order: from d_model to d_ff,
        and back. Both with their bias.""",
        """Almost the line: linear1, then `.relu()`, then linear2. Nothing before the first,
        nothing after the last, and x is not added here.""",
        """Each of the d_ff hidden features is a question to the token: is this the case? ReLU
        answers 0 for no, and how much for yes; linear2 says what to add then. Two thirds of a
        block's weights are these questions and answers. No token sees another here: looking around
        was attention's part.""",
    ),
    "TransformerBlock": (
        """Follow the picture of the lesson with a finger: what does each (+) add, and what does
        feed_forward read?""",
        """Four parts, made in this order: attention, norm1, norm2, feed_forward, each with the
        sizes it needs. n_heads goes to attention, d_ff to feed_forward.""",
        """Post-norm: add first, then normalise the sum. Twice, and the second step reads and adds
        to what came out of the first: x = norm(x + step(x)).""",
        """Almost the lines: the docstring's two formulas with `self.` before each part. Write
        `x = ...`, not `x += ...`: the caller's tensor is not yours.""",
        """Attention moves information between tokens, feed-forward works on it within each. The
        sums are the wires on which tokens and gradients travel unhindered through any number of
        blocks; the norms keep what travels at one size. Shape in = shape out: the model of the next
        stage is a stack of these.""",
    ),
}
