"""Hints for stage 6, training."""

HINTS = {
    "get_batch": (
        "With the data 5, 3, 8, 6 and windows of two tokens: at which places can a window "
        "begin, so that every input has a target? Write x and y down for each of them.",
        "N tokens hold N - T windows, beginning at 0 to N - T - 1. Draw batch_size of them "
        "with torch.randint(number of windows, (batch_size,), generator=generator); its upper "
        "end is excluded already. With `starts`, draw *which entry* to use, and look it up.",
        "Make a table of places (B, T) in one go: the first places as a column, `first[:, "
        "None]`, plus torch.arange(seq_len). Then x is the data at the places, and y the data "
        "at the places plus one.",
        "Before all this: if len(data) - seq_len is less than 1, raise ValueError and say how "
        "many tokens are needed and how many there are. The data's dtype stays, and nothing "
        "is seeded here.",
        "A text is its own answer key: the target of each token is the next one. A window of "
        "T inputs needs T + 1 tokens, so N tokens hold N - T windows. Random windows, drawn "
        "independently, keep the gradients of one batch from telling all the same story.",
    ),
    "cross_entropy": (
        "A model gave the right token the probability 0.25, and at the next position 0.5. "
        "What is the loss? Now with logits in place of probabilities: which number of each "
        "row is the logarithm of its probability?",
        "log softmax(z)_i = z_i - log sum_j exp(z_j). Subtract each row's greatest logit "
        "first: it changes nothing and no exponential overflows. Never take the logarithm of "
        "a finished softmax. Then: minus, at the target, and the mean over *all* positions.",
        "Three ingredients along the last axis: shifted = logits minus logits.amax(-1, "
        "keepdim=True); log_normalizer = the logarithm of the sum of shifted.exp(); and the "
        "targets' own entries, shifted.gather(-1, targets[..., None]) with its last axis "
        "removed.",
        "The loss is (log_normalizer - of_target).mean(). The maximum may be detached, as it "
        "cancels; nothing else may. No epsilon, no nan_to_num, no change of dtype.",
        "Cross-entropy is the mean surprise, -ln of the probability that the model gave to "
        "what really came. Its gradient with respect to the logits is softmax minus one-hot: "
        "what was said, minus what was true. A model that knows nothing has ln V.",
    ),
    "train_step": (
        "Four things happen in a step. Which of them needs the result of which? Put them in "
        "order before you write: the optimizer moves; the loss is computed; gradients are "
        "written; old gradients are cleared.",
        "backward() *adds* to what is in .grad, so what an earlier batch left must go before "
        "it, and never between backward() and step(). The loss compares the model's logits "
        "for x with y, as they are: y is shifted already.",
        "loss = your cross_entropy of model(x) and y; then, on the optimizer, zero_grad; on "
        "the loss, backward; on the optimizer, step. Return loss.item(), the loss from before "
        "the step.",
        "Guess, measure, find out how every number contributed, move each a little. The "
        "optimizer carries the memory of earlier steps, so it belongs to the caller. And "
        ".item() cuts the graph off: a list of tensors would keep every step's graph in "
        "memory.",
    ),
    "evaluate": (
        "What may change when you look at a model? Neither its parameters nor its mode nor "
        "the .grad of anything. Which three precautions follow?",
        "Remember model.training, switch to evaluation mode, and restore what it was. Put "
        "@torch.no_grad() above the function, so that nothing is recorded. In between, "
        "n_batches times: a new batch, its loss, a plain number.",
        "Each round: x, y from get_batch with data, batch_size, seq_len, generator, starts, "
        "in this order; append cross_entropy(model(x), y).item(). The result is the sum "
        "divided by n_batches.",
        "A loss is only worth something on text the model has not trained on. Each batch's "
        "loss is a mean already, and all batches have the same size, so the mean of the means "
        "is the mean over all tokens. With one seed the same windows are drawn every time, "
        "and two measurements can be compared.",
    ),
    "train": (
        "What has to be made once, before the loop, and what anew in every step? What goes "
        "wrong if the optimizer is made inside, or the batch outside?",
        "Before the loop: one torch.optim.AdamW over the model's parameters with lr, training "
        "mode, an empty list. In every step: the rate if there is a schedule, a batch, a "
        "train_step whose loss is kept, then on_step if there is one.",
        'The rate lives in the optimizer\'s param_groups: for each group, set group["lr"] to '
        "schedule(step), before the step. Use `is not None` for schedule and on_step. Pass "
        "generator and starts on to get_batch.",
        "That is all of training: four functions in a loop. AdamW remembers averages of "
        "gradients, so it must live as long as the loop. The schedule and on_step are how "
        "others steer and watch without touching the loop. Now run `make train`, and read "
        "your own model's text.",
    ),
}
