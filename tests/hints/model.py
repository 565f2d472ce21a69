"""Hints for stage 4, model."""

HINTS = {
    "SimpleLLM": (
        "The ids come in as (B, T), the blocks want (B, T, C), and the answer is (B, T, V). "
        "Which part makes C numbers out of an id, and which makes V scores out of C numbers? "
        "The docstring names four parts: make them in that order, each once.",
        "An id is looked up in a table: nn.Embedding(how many rows, how long each is). Two "
        "tables: one with a row for each token, one with a row for each place. And n_layers "
        "blocks, each a new one, in something that registers them: a plain Python list does "
        "not. Keep `max_seq_len` as an attribute.",
        "In `forward`, first compare T, the last axis of ids, with `max_seq_len`: too long is "
        "a ValueError that names both. Then add two lookups: `token_embedding` is asked with "
        "the ids, `position_embedding` with 0, 1, 2 ... T - 1, made by torch.arange on the "
        "device of the ids. (T, C) broadcasts over the batch.",
        "Then x walks through the blocks, one after another: what a block gives is what the "
        "next one reads. What comes out of `output_projection` is the result, for all "
        "positions: no softmax, no norm, no choice of the last one. In `__init__` a block is "
        "TransformerBlock(d_model, n_heads, 4 * d_model), and nn.ModuleList takes n_layers of "
        "them from a comprehension.",
        "You have built a GPT. Everything a block finds out is added to one stream of vectors "
        'that began as "what the token is, plus where it stands", and at the end each '
        "position is read out as a score for every token. It answers at all positions at "
        "once, and the causal mask makes that honest: one text of T tokens is T lessons. What "
        "is learnt is only what the module has registered.",
    ),
    "count_parameters": (
        "A model is made of tensors, and a tensor of shape (2, 3) holds how many numbers? "
        "Which method of a tensor tells you, whatever its shape?",
        "A module can list all its parameters, those of its submodules too, each one once. "
        "Neither buffers (stored, not learnt) nor names are of interest here.",
        "One line: a sum, over model.parameters(), of what numel() says of each. Return the "
        "number itself; do not print it.",
        "Only what is in parameters() learns, so only that is counted: a weight shared by two "
        "layers once, buffers not at all. In your model the feed-forward layers hold more "
        "than half of the numbers, the attention layers less than a third.",
    ),
}
