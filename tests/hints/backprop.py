"""Hints for stage 12, backprop."""

HINTS = {
    "linear_backward": (
        """One token, W = (5 6), upstream 10: what acts on y, and how strongly? Then a second token:
        what happens to the gradients of W and b?""",
        """dx has the shape of x, dweight that of weight (out, in), dbias that of bias. From g and
        W, from g and x, from g: in each case there is one product or sum with that shape.""",
        """The weights were used by every row of every text. Bring g and x into the shape (rows,
        features) with `reshape(-1, ...shape[-1])`, and the sum over rows is in the product.""",
        """Almost the lines: dx is `upstream @ weight`, with all its leading axes; dweight is the
        transposed rows of g times the rows of x; dbias sums the rows of g over axis 0.""",
        """Everything in a GPT that is learnt, but for tables and norms, is learnt through these
        three products. A weight between input i and output o learns from how often i was there when
        o was wanted: g times x, added up over all rows. Nothing is divided, since the mean of the
        loss is in g already.""",
    ),
    "relu_backward": (
        """For x = -1, 2 and upstream 5, -6: which of the two comes through?""",
        """The gate is a question to x, the input of the forward pass. Its answer is 1 or 0, and the
        chain rule multiplies it by upstream.""",
        """Almost the line: upstream times (x > 0), as a new array. At 0 the gate is closed.""",
        """A hidden feature that was silent learns nothing from this token, and passes nothing on.
        That keeps the questions of a net apart from one another. A feature that is silent for every
        token never learns again: a dead ReLU, the reason for its younger relatives.""",
    ),
    "embedding_backward": (
        """The ids are 2, 0, 2 and the gradients 1, 2, 4. What does each row of a table of three
        get?""",
        """The gradient has the shape of the table, zeros where nobody read, n_rows rows. Equal ids
        add up.""",
        """`dtable[ids] += upstream` writes once for each place; of equal ids only the last stays.
        NumPy has a function that really adds, one after the other.""",
        """Almost the lines: `np.zeros((n_rows, ...))` with the width of upstream, then
        `np.add.at(dtable, ids, upstream)`. ids may have any shape: upstream has one axis more.""",
        """Looking a row up is multiplying by a one-hot vector, so this is the linear layer again:
        its dweight, without all the multiplications by 0. Rare tokens learn rarely. That is one
        reason why rates for each parameter (Adam) help language models so much.""",
    ),
    "softmax_backward": (
        """Two equal scores, upstream (4, 0). If the first score rises by a little, what do both
        shares do? And if the second one rises?""",
        """Each score acts on *all* shares, through the common sum: p_i for itself, minus p_i p_j
        for every pair. Multiply that by g and add up over i: two terms are left.""",
        """The mean of g, weighted with p, along the last axis and with `keepdims=True`. Each score
        is pushed by how far its g lies above that mean.""",
        """Almost the line: with p = softmax(x), it is p times (upstream minus the sum of upstream *
        p).""",
        """Shares compete, going back as well: the gradients of a row have the sum 0. Where the
        softmax has decided (p near 0 or 1) almost nothing comes back. This is why attention divides
        by the root of D, and why the loss is never taken of a finished softmax.""",
    ),
    "cross_entropy_backward": (
        """Logits 0 and 0, target 0: which one should rise? What is the slope of -ln p there, as a
        number?""",
        """The slope of -ln p at the target, sent back through the softmax: what was said minus what
        was true. Then the mean: over how many terms does it run?""",
        """One-hot vectors of the targets are rows of an identity matrix; or subtract 1 from a copy
        at the targets.""",
        """Almost the line: (softmax(logits) minus one_hot) over `targets.size`, with one_hot =
        `np.eye(V)[targets]`. There is no upstream: this is where it begins.""",
        """All learning of a language model begins with this difference. If the model was right and
        sure, it is 0, and nothing moves. It can never be greater than 1, however wrong the model
        is, which is why this loss trains calmly.""",
    ),
    "layer_norm_backward": (
        """Add 1 to every feature of a token: what does layer norm do? Double their distances from
        the mean? What follows for the gradient in these two directions?""",
        """Begin at the end: dbias and dweight as in a linear layer, from g and from n, the
        normalised x. What arrives at n is h = g * weight.""",
        """From h take away what the mean lets vanish, mean(h), and what the variance lets vanish, n
        * mean(h * n). Both means over the last axis, `keepdims=True`. Then divide by the root.""",
        """Almost the lines: deviation = the root of (x.var + eps); n; h; (h minus both) /
        deviation. dweight and dbias are sums over `tuple(range(x.ndim - 1))`, all axes but the
        last.""",
        """Layer norm forgets where a token's features lie and how far they are spread, so no
        gradient may come back in these two directions. That is what both terms remove. And by
        dividing it answers loud tokens with small gradients and quiet ones with large ones.""",
    ),
    "attention_backward": (
        """out = P v. What comes back to v, and what to P? And what lies between P and q k^T?""",
        """For a product A B: g B^T to the left, A^T g to the right. Use it for P v, then the
        softmax row by row, then use it for q k^T. The factor 1 / sqrt(D) once more.""",
        """Compute P again with the given `attention_weights`: it is causal, and where it is 0 the
        softmax's gradient is 0 by itself. Transpose with `swapaxes(-2, -1)`, so that batch and
        heads stay where they are.""",
        """Almost the lines: dp = upstream times v transposed; dscores = p times (dp minus the sum
        of dp * p), over the root of D; then dscores k, dscores^T q, p^T upstream.""",
        """A query learns from the keys it saw, a key from the queries that saw it, a value from all
        who listened. Nothing comes back from the future, as nothing went there. The T × T matrices
        P and dP are what attention costs in memory; FlashAttention computes them again block by
        block, as you computed P again here.""",
    ),
    "multi_head_attention_backward": (
        """In which order did x pass through four linear layers, splitting, attention, merging? Read
        it backwards aloud. Which input did each linear layer have?""",
        """First the forward pass: q, k, v split into heads, attention, merged. Then back:
        out_linear (its input was merged), split_heads for the gradient, attention_backward,
        merge_heads, three linear layers.""",
        """The three gradients of x add up. Each of dq, dk, dv goes through the layer it came from:
        zip "qkv" with the three results.""",
        """Almost the lines: `linear_backward(upstream, merged, weights["out_linear.weight"])`; for
        each name `linear_backward(merge_heads(dhead), x, weights[f"{name}_linear.weight"])`, its dx
        added, its two gradients under f"{name}_linear.weight" and ".bias".""",
        """Rearranging costs nothing and loses nothing: the gradient of a permutation is the
        permutation back. A token learns through three roles at once: to ask better, to be found
        better, to say something better.""",
    ),
    "feed_forward_backward": (
        """Three steps forward: linear1, ReLU, linear2. Which input does each of the three backward
        functions need?""",
        """Compute `hidden`, the output of linear1, again. ReLU's gate asks hidden; linear2 read
        relu(hidden).""",
        """Almost the lines: linear_backward with relu(hidden) and the weight of linear2; its dx
        into relu_backward with hidden; that into linear_backward with x and the weight of linear1.
        Four gradients under their names.""",
        """A chain is its links in reverse order. You remember nothing between forward and backward
        and compute hidden again; frameworks remember it, which is faster and fills the memory. With
        very large models they do as you do, and call it checkpointing.""",
    ),
    "block_backward": (
        """Draw the block, and write a name on the wire after each (+) and after norm1. Where does
        the gradient split, coming from the right?""",
        """Forward: first = x + attention, middle = norm1, second = middle + feed_forward. Backward,
        from norm2: what arrives at a sum goes to both of its roads.""",
        """At the second sum: dmiddle is dsecond plus what comes back through feed_forward, which
        read middle. The same at the first sum with dfirst, attention and x.""",
        """Almost the lines: layer_norm_backward(upstream, second, …),
        feed_forward_backward(dsecond, middle, …), add, layer_norm_backward(dmiddle, first, …),
        multi_head_attention_backward(dfirst, x, …), add. `prefixed` gives the names back.""",
        """The sums give the gradient a road on which nothing is multiplied, from the end of the
        block to its front, but for the norms: these stand on the wire in post-norm, which is why
        very deep nets prefer pre-norm. Twelve such blocks, with GELU for ReLU, and you have
        GPT-1.""",
    ),
    "gpt_backward": (
        """Through which parts did an id become a logit? Say them from the end, with the input that
        each of them had.""",
        """`hidden_states` returns all inputs of blocks, and last the output of the stack: that is
        what output_projection read. Then blocks in reverse, each with its own input.""",
        """`zip(reversed(block_names(weights)), reversed(inputs))`: dx of one is the upstream of the
        next. At the front dx goes to both tables, by the ids and by the positions.""",
        """Almost the lines: linear_backward for the head; in the loop block_backward with
        `under(weights, name)`, its gradients back under `prefixed(…, name)`; twice
        embedding_backward, where the positions are `np.arange(T)` broadcast to the shape of
        ids.""",
        """This is `loss.backward()`, written out. A framework records the calls of the forward pass
        and reads the record backwards, with a table of functions such as yours. There is no other
        secret in it.""",
    ),
    "gradient_descent": (
        """What is computed in a step, in which order, and what of it is the next step's
        beginning?""",
        """For each batch: logits, loss, dlogits, gradients, new weights. The loss is that of before
        the step.""",
        """The caller's arrays stay as they are: a new dict with a new array under each name.""",
        """Almost the lines: `gpt`, `cross_entropy` into the list, `cross_entropy_backward`,
        `gpt_backward`, then {name: w - lr * its gradient}. Return the last weights and the
        list.""",
        """A GPT that learns, and between you and the arithmetic stands nothing but NumPy. What the
        earlier stages add to this is speed (torch) and better steps (AdamW). Everything that these
        models can do came out of this loop.""",
    ),
}
