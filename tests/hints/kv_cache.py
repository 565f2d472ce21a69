"""Hints for stage 10, kv_cache."""

HINTS = {
    "KVCache": (
        "k has the shape (B, H, T, D). Which of the four axes gets longer when a token is added? "
        "And what is the length of a cache that nothing has been put into?",
        "Two attributes, made in `__init__`, at first None. `update` joins the old and the new "
        "along the axis before the last one, old first, keeps the result and gives it back. "
        "`__len__` reads that axis, or says 0.",
        "`torch.cat([old, new], dim=-2)` makes a new tensor and leaves its arguments alone. Where "
        "nothing is held yet, the new ones are all there is; ask `is None`.",
        "No token looks at a later one, so the keys and values of a text never change when it "
        "goes on. Keeping them is all the memory that generation needs: 2 * layers * C numbers a "
        "token.",
    ),
    "cached_attention": (
        "3 tokens are in the cache, 2 are new. Write the mask down: who may look at whom? Which "
        "rows of a mask that you know are these?",
        "The multi_head_attention of stage 2 with two changes: k and v, split into heads, go "
        "through `cache.update` and come back longer; and of the mask for all tokens only the rows "
        "of the new ones are used.",
        "Ask for past = len(cache) before the update. The mask is causal_mask(past + T), from row "
        "`past` on, on the device of x. q_linear, k_linear and v_linear see x, the new tokens, and "
        "nothing else.",
        "Attention is a function of the whole text, but each of its rows is a function of one "
        "query and of keys and values that exist already. So a text may be read in parts of any "
        "size, and must give the same as at once: that is its test.",
    ),
    "cached_logits": (
        "Two tokens are new, and the caches hold 3. Which rows of the position table are added?",
        "The forward pass of stage 4 written out, because its blocks know nothing of caches: "
        "embeddings, then for each block its two halves with its own cache, then the projection. "
        "The block of stage 3 is post-norm.",
        "past = len(caches[0]); if past + T is more than model.max_seq_len, ValueError with both "
        "numbers; positions from past to past + T. Then, block and cache zipped: x = norm1(x + "
        "cached_attention(attention, x, cache)), and x = norm2(x + feed_forward(x)).",
        "Of all that a model does, attention alone looks to other tokens; norms, nets and "
        "projections treat each by itself and need no memory. That is why a cache in each "
        "attention is enough to go on reading anywhere.",
    ),
    "generate_cached": (
        "Which tokens does round 0 feed, and which round 1? And what do the caches hold when the "
        "text has grown beyond max_seq_len?",
        "Your generate_ids with another way of reading. In the first round, and in every round in "
        "which the text is longer than the window: new empty caches, and the last max_seq_len "
        "tokens. In all others: the last token alone.",
        "One KVCache() for each of model.transformer_blocks, made in a comprehension, never by "
        "`* n`. A SimpleLLM reads through cached_logits(model, new_ids, caches), any other model "
        "by model(new_ids, caches). Then logits[:, -1] goes to sample_next_token with all options.",
        "Around the loop: the two ValueErrors of generate_ids, before anything else; remember "
        "model.training, model.eval(), and model.train(it) at the end; @torch.no_grad() above. "
        "Exactly max_seq_len tokens do not slide yet: compare with `>`.",
        "From a triangle of work to a line: each token is read once. The exception teaches most. A "
        "learnt position is a part of what is read, so when the window slides, all that was kept "
        "is wrong. RoPE keeps distances only, and would let the oldest key be dropped; but what "
        "had heard it would still remember.",
    ),
}
