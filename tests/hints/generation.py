"""Hints for stage 5, generation."""

HINTS = {
    "apply_temperature": (
        "Should a small temperature make the differences between logits larger or smaller? "
        "Try it with the logits 1 and 3 and the temperature 0.5; the docstring shows the "
        "result.",
        "It is one division, into a new tensor. But some temperatures make no sense: what "
        "would dividing by 0 give, and what would a negative number do to the order of the "
        "tokens?",
        "First `if not temperature > 0:` and a ValueError that tells the temperature; nan is "
        "refused in this way too. Then return logits / temperature. No softmax, no clamp, no "
        "`/=`.",
        "Softmax turns differences into ratios, so dividing the logits raises all "
        "probabilities to the power 1 / temperature and normalises them again. The order of "
        "the tokens never changes; only how sure the model sounds.",
    ),
    "top_k_filter": (
        "Take the logits 1, 4, 3, 2 and k = 2. Which is the smallest one that stays? What "
        "must be true of all that go?",
        "Each row has a threshold: its k-th greatest logit. What is below the threshold "
        "becomes -inf in its own place; what equals it stays. And what if k is greater than "
        "V, or less than 1?",
        "`logits.topk(min(k, V)).values` is sorted from the greatest down; take the last one "
        "of each row, but keep the axis (`[..., -1:]`), so that every row meets its own "
        "threshold.",
        "What is left is one `masked_fill`, without the underscore at its end, with -math.inf "
        "where logits < threshold.",
        "All the bad tokens together are likelier than they look: a slip at one place is "
        "rare, a slip somewhere on the page is not. Top-k cuts the tail off. The probability "
        "0 is the logit -inf, since exp(-inf) is exactly 0, while exp(0) is 1.",
    ),
    "top_p_filter": (
        "Probabilities 0.1, 0.6, 0.3 and p = 0.7: which tokens stay? Go from the likeliest "
        "down and ask each one: how much do those before me have together?",
        "Sort descending and stable, and keep the ids that the sort gives you. Probabilities "
        "of the sorted row, their running sum, minus each one's own: that is the mass before "
        "it. It stays if that is less than p. So the first always stays.",
        "Set the others to -inf in the *sorted* row. Then every value has to go back to its "
        "id: an empty tensor like the logits, and `scatter` along the last axis with the ids "
        "of the sort.",
        "p must satisfy 0 < p <= 1, else ValueError. And p = 1 keeps everything: return a "
        "copy before anything is summed, for rounding brings the sum to 1 too early. What "
        "goes is where the mass before, the running sum less the token's own share, is >= p.",
        "Top-k is too many where the model is sure and too few where it is not; top-p lets "
        "the distribution decide how many. The subtle point is the token that reaches p: it "
        "belongs to the set, so one asks for the mass *before* a token. And a rank is not an "
        "id: what was sorted must be written back.",
    ),
    "sample_next_token": (
        "What does it mean to draw at temperature 0? And which of your functions handle "
        "everything else, in which order?",
        "Temperature 0 is apart: the greatest logit along the last axis, no chance at all. "
        "Otherwise temperature, then top_k if it was given, then top_p if it was given, then "
        'one softmax, then the draw. "Given" means `is not None`.',
        "torch.multinomial wants a table (rows, V), draws one for each row, and takes the "
        "generator. So reshape (..., V) to rows, draw 1, and reshape what comes back to "
        "logits.shape[:-1].",
        "A model gives a distribution; a text needs a choice. Filtering removes tokens, and "
        "the softmax of what is left keeps the proportions between the others. All chance "
        "comes from one generator, so the same seed tells the same story again.",
    ),
    "generate_ids": (
        "Say in words what happens in one round: what does the model read, which of its "
        "answers do you use, and what do you do with the token you draw?",
        "One round: feed the last `model.max_seq_len` tokens, take the logits at the last "
        "position, draw with `sample_next_token`, append one id to each row. max_new_tokens "
        "rounds, one call of the model in each. The prompt stays in the result.",
        "logits[:, -1] is (B, V), the draw is (B,), and appending along dim=1 wants a column: "
        "`next_ids[:, None]` and torch.cat. Crop only what you feed, ids[:, "
        "-model.max_seq_len :], never ids itself.",
        "Around the loop: refuse T = 0 and a negative max_new_tokens first; remember "
        "model.training, call model.eval(), and at the end model.train(what it was). The "
        "decorator @torch.no_grad() above the function switches gradients off while it runs.",
        "The loop is the whole secret of a writing machine: a guess becomes part of what is "
        "read next. Each round reads everything again, which is why generation gets slower "
        "with length, and why a later stage keeps keys and values. It leaves the model as it "
        "found it, so you may look at samples in the middle of training.",
    ),
    "generate": (
        "Three steps lead from a prompt to a text. Which three functions do them, and have "
        "you written all of them already?",
        "Encode the prompt, wrap its ids in a list (a batch of one row), make a tensor of "
        "whole numbers of it, call `generate_ids` with every option that was passed to you, "
        "and decode row 0.",
        "torch.tensor([tokenizer.encode(prompt)], dtype=torch.long, device=...), on the "
        "device of the model's parameters. decode wants a plain list: ids[0].tolist(). Strip "
        "nothing and catch nothing: the errors of the two are the ones that the docstring "
        "promises.",
        "Text in, text out. A function at the edge should be dull: it passes on what it was "
        "given and lets errors through where they arise. Helpful extras, such as stripping a "
        "blank at the end of the prompt, change what the model was told.",
    ),
}
