"""Hints for stage 2, attention."""

HINTS = {
    "softmax": (
        """Do it by hand for the scores 0 and log 3: exponentials, their sum, shares. Which numbers
        have sum 1 in a table of 2 x 3, when `dim` is 0, and when it is 1?""",
        """Exponentials first, then divide by their sum along `dim`. A sum removes its axis, and the
        division no longer fits: there is an argument that keeps it.""",
        """And `exp(1000)`? Adding the same number to all scores of a row changes nothing in the
        fraction. Which number makes the largest exponent 0? `amax` finds it, along the same `dim`,
        with the same `keepdim=True`.""",
        """Almost the lines: `shifted = x - (the greatest along dim)`, `e = shifted.exp()`, then
        e divided by its sum. Make new tensors, do not write into x, and let the graph be: only the
        maximum may be detached.""",
        """Softmax turns differences of scores into ratios of weights: log 3 more is three times as
        much. Subtracting the maximum multiplies numerator and denominator by the same factor, so
        nothing changes but the size of the numbers: the largest exponential is exp(0) = 1, the
        denominator is at least 1, and neither inf nor 0 / 0 can appear.""",
    ),
    "causal_mask": (
        """Draw the table for T = 3: the row is the token that looks, the column what it looks at.
        Where may it look, itself included?""",
        """Row i may look at column j if j <= i: a triangle with its diagonal. Upper or lower?""",
        """Begin with a table of True, `torch.ones(T, T, dtype=torch.bool)`, and keep the lower
        triangle: a tensor has a method for it, `tril`. Or compare a column of numbers 0 to T - 1
        with a row of them.""",
        """Each row is one training example: "from these tokens, guess the next". One text of T
        tokens gives T examples at once, and the mask keeps each of them honest. It is also why a
        token's result does not change when text is added behind it, which a cache for keys and
        values will use (stage 10).""",
    ),
    "attention_weights": (
        """Two queries, three keys: what shape has the table of all dot products, and who are its
        rows? Which axis must softmax make 1?""",
        """q kᵀ, divided by √D, masked, softmax over the keys. k has to be transposed in its *last
        two* axes only, whatever stands before them. D is `q.shape[-1]`.""",
        """Hide in the scores, before the softmax: a hidden key gets the score whose exponential is
        exactly 0. `masked_fill` fills where *its* mask is True; ours is True where one may look. It
        returns a new tensor. And `mask` may be None.""",
        """Almost the lines: `scores = q @ k.transpose(-2, -1)` over `math.sqrt(...)`; if there is a
        mask, `scores = scores.masked_fill(~mask, -math.inf)`; your own `softmax` does the rest.""",
        """The score of a pair is how well a question fits a key; √D keeps the scores at size 1, so
        that at the start of training nobody is heard alone. A score of -inf leaves the softmax with
        weight 0, and what it would have had is shared among the visible keys: this is why the mask
        belongs before the softmax.""",
    ),
    "scaled_dot_product_attention": (
        """You have the weights (T, S) and the values (S, E). What does one query take home, and
        which single operation does it for all queries?""",
        """It is the weighted sum of the values: a matrix product. Weights on the left: their rows
        are those who ask.""",
        """One line: `attention_weights(q, k, mask)` times v with `@`. The mask has to be handed on.
        Scaling and softmax are done already; only the output is returned.""",
        """Attention is a soft look-up: a dictionary would return the value of the one key that
        fits, this returns a mixture of all values, by how well their keys fit. Because it is soft
        it has a gradient, and so where to look can be learnt.""",
    ),
    "split_heads": (
        """Write down x for one text, T = 2, C = 4: rows 0 1 2 3 and 4 5 6 7. With two heads, what
        does head 0 get of token 1?""",
        """Cut each token's features into (H, D), H first, and leave the tokens alone: (..., T, H,
        D). Which two axes have to change places now?""",
        """The last axis alone is cut: `x.unflatten(-1, (n_heads, D))`, or a reshape to
        `(*x.shape[:-1], n_heads, D)`. Then `transpose(-3, -2)`. Never reshape to (..., H, T, D) in
        one step: that cuts tokens.""",
        """And before: if `C % n_heads` is not 0, raise ValueError with a sentence that names both
        numbers. D is C // n_heads.""",
        """A reshape never moves a number, it only re-reads the same row of numbers with other line
        ends; a transpose changes the order in which the axes are read. Cutting features is the
        former, bringing H before T the latter. After it, the last two axes are a (T, D) table for
        each head, and attention need not know that there are heads.""",
    ),
    "merge_heads": (
        """What undoes a swap of two axes? What undoes cutting one axis in two? In which order must
        they be undone?""",
        """Backwards: first swap H and T, then make one axis of the last two, H before D.""",
        """Almost the line: `x.transpose(-3, -2)`, then `flatten(-2)` (or a reshape; `view` refuses,
        because after the swap the memory is in another order).""",
        """Side by side means that every head keeps its own features; nothing is averaged away.
        Mixing them is the business of out_linear, which follows. And since merge undoes split,
        `merge_heads(split_heads(x, n)) == x` is a test you can run in your head.""",
    ),
    "MultiHeadAttention": (
        """Which parameters are there, and of which size? Look at the picture in the file's
        docstring: which of your six functions does each arrow belong to?""",
        """`__init__`: check that n_heads divides d_model, keep n_heads, make four
        `nn.Linear(d_model, d_model)` in the order of the docstring, each an attribute of self.""",
        """`forward`: project x three times, split each into heads, attend with a causal mask for
        the T of *this* x, merge, out_linear. Look twice at which layer makes which: copied lines
        are the usual culprit.""",
        """Almost the lines: `q = split_heads(self.q_linear(x), self.n_heads)`, the same for k and
        v; `mask = causal_mask(x.shape[-2]).to(x.device)`; then attention, `merge_heads`,
        `self.out_linear(...)`. x itself is not added: the block does that.""",
        """With H heads of D = C / H features the cost is that of one head of C features, but there
        are H sets of weights: one head may follow the name, another the last blank. All heads are
        projected by one matrix, cut afterwards, because one large product is faster than H small
        ones. Four matrices of C x C, and biases: that is all the layer has to learn.""",
    ),
}
