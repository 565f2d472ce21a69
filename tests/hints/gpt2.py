"""Hints for stage 11, gpt2."""

HINTS = {
    "gelu": (
        """What should come out for x = 100, for x = -100, for x = 0? Which values does 1 + tanh
        take there?""",
        """It is the docstring's formula, one line. Every constant counts: the root of 2 / pi,
        0.044715, the cube.""",
        """Almost the line: half of x, times (1 + torch.tanh(root * (x + 0.044715 * x**3))). Or the
        GELU of `nn.functional`, if you tell it which of its two forms you want.""",
        """GELU keeps x with the probability that a normal random number is below it: a ReLU with a
        soft knee, whose gradient does not jump. The tanh is an approximation from a time when the
        exact one was slow. GPT-2 learnt with it, so its weights are right only with it.""",
    ),
    "GPT2Attention": (
        """Three layers that read the same x, stacked into one. Which of its 3 C outputs are the
        queries?""",
        """First cut the outputs into three blocks of C: queries, keys, values. Then each into
        heads, with `split_heads` of stage 2. From there on it is the attention of stage 2.""",
        """With a cache: ask for its length first, then `k, v = cache.update(k, v)`. The mask has a
        row for each new token and a column for each of all tokens: the last rows of the large
        one.""",
        """Almost the lines: `q, k, v = (split_heads(third, ...) for third in fused.chunk(3, -1))`;
        mask = causal_mask(past + T)[past:]; out_linear of the merged heads.""",
        """One product instead of three is faster, and gives the same. The order of the outputs is a
        convention, and other models have another: weights come with a layout, and nothing in the
        file says which. The cache works here as in every causal attention, because old tokens never
        look at new ones.""",
    ),
    "GPT2FeedForward": (
        """Which part of the FeedForward of stage 3 is different in GPT-2? Do you have to write the
        others again?""",
        """The class inherits `__init__`, so linear1 and linear2 are there. Only `forward` is
        new.""",
        """Almost the line: linear1, then your gelu, then linear2.""",
        """Inheritance says exactly what is different. The parameters keep their names and order, so
        that what could be said of stage 3's net can be said of this one.""",
    ),
    "GPT2Block": (
        """In x = x + step(norm(x)): what does the step read, and what is it added to?""",
        """Four parts, in this order: norm1, attention, norm2, feed_forward with d_ff = 4 d_model.
        Both norms get eps.""",
        """Almost the lines: x = x + attention of norm1(x), with the cache; then x + feed_forward of
        norm2(x). Not `x += ...`.""",
        """The stream is a straight wire from the embedding to the last norm, and steps only add to
        it. Gradients travel along it undisturbed, which is why deep models train without much care.
        The price: the stream grows, and needs one more norm at its end.""",
    ),
    "GPT2": (
        """What is left of SimpleLLM, and which two things are new after the last block?""",
        """Two tables, the blocks in a ModuleList, a LayerNorm. No layer for the head: multiply by
        the weight of the token table, transposed. Places begin where the caches end.""",
        """For the first values go through `named_parameters()`: matrices (two dimensions) get
        `nn.init.normal_` with std=0.02, those that end with "bias" zeros. Before anything is looked
        up, compare past + T with max_seq_len.""",
        """Almost the lines: past = len(caches[0]) if there are caches, else 0; positions from past
        to past + T on the device of ids; block number i gets caches[i]; norm(x) times
        token_embedding.weight.T.""",
        """The tied head asks which token's row the stream looks like, with the table that said what
        each token means. So one matrix learns from both ends of the model, and a third of the
        smallest GPT-2 is saved. It is also why that table has to begin small: its rows are the
        factors of all logits.""",
    ),
    "load_gpt2": (
        """Write down, for one block, the names in the file, the names in your model, and both
        shapes. Which matrices stand the other way?""",
        """Three steps: read config.json and build the model; read the tensors with `load_file` of
        safetensors, and give each its own name, without `transformer.`, without masks, `c_`
        matrices transposed; compare names and shapes with `model.state_dict()`, then load.""",
        """A dict from their part of a name to yours, such as "attn.c_attn" to
        "attention.qkv_linear", does the renaming; replace whole parts, dots included. Compare sets
        of names: `a.keys() - b.keys()`. `SafetensorError` is what a broken file raises.""",
        """Almost the lines: for each name, take the prefix off; leave out what ends with
        ".attn.bias" or ".attn.masked_bias"; weight.T where the name has ".c_" and the weight two
        dimensions; then `model.load_state_dict(...)`. Build the model under
        `torch.random.fork_rng(devices=[])`.""",
        """Loading is translation, and the dangerous mistakes are those that fit: a square matrix
        not turned, two norms exchanged, one weight left at its first value, another number of
        heads. So check everything that can be checked, say it in a sentence, and compare logits
        with a model you trust. That is how every port of a model is tested.""",
    ),
}
