"""Hints for stage 7, modern."""

HINTS = {
    "RMSNorm": (
        "What does the name say, read from right to left? Do it by hand for a token 1, 7: the "
        "docstring has another example, with eps.",
        "Square, mean over the last axis (keep the axis), plus eps, root; x divided by that; "
        "times the weight. No mean is subtracted anywhere. Before squaring, go to float32 at "
        "least; at the very end, back to the dtype of x.",
        "`torch.promote_types(x.dtype, torch.float32)` is the dtype to compute in: float64 stays "
        "what it is. In `__init__` keep eps, and make `weight` an nn.Parameter of d_model ones.",
        "Layer norm without the mean, because it was found not to be needed. What is left makes "
        "every token the same size, so the next step need not cope with any size. eps keeps a "
        "token of zeros from being divided by zero; float32 keeps squares from overflowing.",
    ),
    "silu": (
        "What is x * sigmoid(x) for x = 0, far to the right, far to the left? And what does your "
        "formula give for 100 and for -100?",
        "One product, into a new tensor. Whoever writes the sigmoid with `exp` overflows on one "
        "side, in the value or in the gradient.",
        "`torch.sigmoid(x)` is safe on both sides; multiply x with it, without an underscore and "
        "without `*=`.",
        "A ReLU with a soft knee. Nothing has a corner, and a feature that is a little below 0 "
        "still gets a gradient, where ReLU gives none.",
    ),
    "SwiGLU": (
        "Follow the two branches of the picture in the lesson. How many features are there at "
        "each place, for d_model = 2 and d_ff = 3?",
        "Three nn.Linear without bias: gate and up from d_model to d_ff, down from d_ff to "
        "d_model, made in this order. The gate passes through your `silu`; then the branches are "
        "multiplied, feature by feature; then comes down.",
        "`forward` is one line: down_linear of (silu of what gate_linear says, times what "
        "up_linear says). Both read the same x. d_ff is used as it is given.",
        "One layer says what, the other says how much of it. A product of two things read from x "
        "can do what a sum cannot: where the gate is 0, nothing passes. The third matrix is paid "
        "for by a narrower middle, 8/3 of d_model instead of 4.",
    ),
    "apply_rope": (
        "Turn the pair (1, 0) by the angle m with the formula. What is it for m = 0? Which angle "
        "has pair 1 of D = 4 at position 3?",
        "Three steps: one frequency for each pair, theta^(-2i/D), i from 0; angles = position "
        "times frequency, (..., T, D/2); then take x apart into the first and the second of each "
        "pair, turn, and put them back where they stood.",
        "torch.arange(0, D, 2) counts 2i already. Neighbours: every second feature from 0 and "
        "from 1, put back by stacking along a new last axis and flattening it. half_split: two "
        "halves by `chunk`, put back by `cat`. Everything in float32 at least, the result in the "
        "dtype of x.",
        "Positions may be (T) or (B, T), while x may have heads in between. Give them an axis of "
        "1 for each axis of x between batch and time, and one more at the end for the "
        "frequencies: (B, 1, T, 1) for x (B, H, T, D). First of all: D odd, ValueError.",
        "A dot product knows only the angle between two hands. Turn each by its own position, and "
        "the score knows only the distance, without any table that could end. Fast hands tell "
        "neighbours apart, slow ones far places: like seconds, minutes and hours.",
    ),
    "GroupedQueryAttention": (
        "Write the shapes of q, k and v down for d_model = 12, n_heads = 6, n_kv_heads = 3. Where "
        "do 6 and 3 have to become the same number, and which query heads share?",
        "Project, split (q in H heads, k and v in G), turn q and k, hand k and v to the cache if "
        "there is one, repeat k and v for their query heads, attend with the causal mask, merge, "
        "out_linear. Your stage 2 has split_heads, merge_heads and the attention.",
        "`repeat_interleave(H // G, dim=-3)` makes neighbours share. past is len(cache), asked "
        "before the update, or 0; positions go from past to past + T. Ask `cache is None`: an "
        "empty cache counts as False.",
        "The mask is that of all tokens, causal_mask(past + T), and only the rows of the new ones "
        "are needed: `[past:]`, on the device of x. In `__init__` refuse, with a ValueError: "
        "n_heads that does not divide d_model, n_kv_heads that does not divide n_heads, an odd "
        "head.",
        "Questions are cheap, since they are used once. Keys and values are kept for as long as "
        "the text goes on, so sharing them makes the memory H / G times smaller, at little loss. "
        "The rotation is done before keeping: a key's place never changes.",
    ),
    "ModernBlock": (
        "Draw the road on which x travels. What stands on it, and what on the side roads?",
        "Two steps. Each reads a norm of x and is added to x itself; the second one reads the new "
        "x. Each has a norm of its own.",
        "x = x + attention(norm1(x), cache), and the same with norm2 and feed_forward. Make the "
        "parts in the order norm1, attention, norm2, feed_forward; eps goes to both norms, theta "
        "and half_split to the attention.",
        "Pre-norm leaves the stream alone: it is a sum of x and all steps, and the gradient runs "
        "back along it unchanged. That is why models of a hundred blocks can be trained. The "
        "price is that somebody must normalise at the very end.",
    ),
    "ModernLLM": (
        "Which parts of the SimpleLLM of stage 4 are gone, and which one is new? What does nobody "
        "need any more, now that attention turns its queries and keys?",
        "token_embedding, the blocks in an nn.ModuleList, a last norm, output_projection without "
        "bias. If tied, the projection's weight *is* the embedding's parameter: assign it. Only "
        "then draw all matrices anew.",
        "d_ff or 8 * math.ceil(d_model / 3). For every parameter with more than one dimension: "
        "nn.init.normal_(parameter, std=0.02); norms keep their ones. In `forward`, block number "
        "`layer` gets caches[layer], or None where there are no caches.",
        "A small Llama: same skeleton, same names. Small first logits mean that a new model knows "
        "nothing, and says so: its loss is ln V. And as no position has a row of its own, "
        "`max_seq_len` is now only an agreement about how much to read.",
    ),
}
