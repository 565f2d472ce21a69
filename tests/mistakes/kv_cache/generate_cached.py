"""generate_cached: read once, then token by token."""

from tests.mistakes import mistake

NEW = "caches = [KVCache() for _ in model.transformer_blocks]\n            new_ids"
FRESH = "if not caches or ids.shape[-1] > model.max_seq_len:"
NP_FRESH = "if caches is None or np.shape(ids)[-1] > max_seq_len:"
WINDOW = "new_ids = ids[:, -model.max_seq_len :]"
NP_WINDOW = "return ids[:, -max_seq_len:], new_caches()"
ONE = "new_ids = ids[:, -1:]"
SAMPLE = "sample_next_token(logits[:, -1], temperature, top_k, top_p, generator)"

MISTAKES = [
    mistake(
        "kv-feeds-whole-sequence",
        of="generate_cached",
        at="unread",
        advice="""The whole text is fed again although the caches hold it: every key is there twice,
        and positions run out. Feed the new token only.""",
        numpy=("return ids[:, -1:], caches", "return ids, caches"),
        torch=(ONE, "new_ids = ids"),
        read="The loop",
    ),
    mistake(
        "kv-drops-last-prompt-token",
        of="generate_cached",
        at="unread",
        advice="""The last token of the prompt is never read, and it is the one that the next token
        follows. Read the whole prompt first.""",
        numpy=(
            NP_WINDOW,
            "return ids[:, -max_seq_len:][:, : max(np.shape(ids[:, -max_seq_len:])[-1] - 1, 1)],"
            " new_caches()",
        ),
        torch=(
            WINDOW,
            f"{WINDOW}\n            new_ids = new_ids[:, : max(new_ids.shape[-1] - 1, 1)]",
        ),
        read="The loop",
    ),
    mistake(
        "kv-one-cache-for-all-layers",
        of="generate_cached",
        at="new_caches",
        advice="""All blocks share one cache: `[KVCache()] * n` repeats one object n times. Make a
        new one for each.""",
        numpy=(
            "[KVCache() for _ in model.block_names(weights)]",
            "[KVCache()] * len(model.block_names(weights))",
        ),
        torch=(NEW, "caches = [KVCache()] * len(model.transformer_blocks)\n            new_ids"),
        read="The loop",
    ),
    mistake(
        "kv-window-not-moved",
        of="generate_cached",
        at="unread",
        advice="""When the text grows beyond `max_seq_len`, the caches go on growing. The window
        slides: read its tokens anew, with empty caches.""",
        numpy=(NP_FRESH, "if caches is None:"),
        torch=(FRESH, "if not caches:"),
        read="When the window slides",
    ),
    mistake(
        "kv-prompt-not-cropped",
        of="generate_cached",
        at="unread",
        advice="""More than `max_seq_len` tokens are fed at once. Read the last ones only; the
        result still begins with the whole prompt.""",
        numpy=(NP_WINDOW, "return ids, new_caches()"),
        torch=(WINDOW, "new_ids = ids"),
        read="When the window slides",
    ),
    mistake(
        "kv-crops-first-tokens",
        of="generate_cached",
        at="unread",
        advice="""The first `max_seq_len` tokens are fed. The last ones are nearest to what
        follows.""",
        numpy=(NP_WINDOW, "return ids[:, :max_seq_len], new_caches()"),
        torch=(WINDOW, "new_ids = ids[:, : model.max_seq_len]"),
        read="When the window slides",
    ),
    mistake(
        "kv-first-position-logits",
        of="generate_cached",
        advice="""The next token is chosen by the logits at the first of the new tokens. For a
        prompt that is not the last one.""",
        numpy=("[:, -1].argmax", "[:, 0].argmax"),
        torch=("(logits[:, -1],", "(logits[:, 0],"),
        read="The loop",
    ),
    mistake(
        "kv-reads-everything-again",
        of="generate_cached",
        advice="""The tokens are right, but the whole text is read again for each of them, as
        without a cache. Keep the caches from one token to the next.""",
        torch=(FRESH, "if True:"),
        read="The loop",
    ),
    mistake(
        "kv-reads-anew-too-early",
        of="generate_cached",
        advice="""The tokens are right, but the window is read anew although it does not slide yet,
        or more often than it must. `max_seq_len` tokens still fit.""",
        torch=(FRESH, "if not caches or ids.shape[-1] >= model.max_seq_len:"),
        read="When the window slides",
    ),
    mistake(
        "kv-kept-between-calls",
        of="generate_cached",
        advice="""A second call goes on with the caches of the first. They belong to one text: begin
        every call with empty ones.""",
        torch=[
            ("    caches = []\n", "    caches = model.__dict__.setdefault('kept', [])\n"),
            (NEW, "caches[:] = [KVCache() for _ in model.transformer_blocks]\n            new_ids"),
        ],
        read="The loop",
    ),
    mistake(
        "generate-cached-forgets-options",
        of="generate_cached",
        advice="""Not all of temperature, top_k, top_p and generator reach the sampling.""",
        torch=(SAMPLE, "sample_next_token(logits[:, -1], temperature)"),
        also=(
            (SAMPLE, "sample_next_token(logits[:, -1], temperature, top_k, generator=generator)"),
            (SAMPLE, "sample_next_token(logits[:, -1], temperature, top_k, top_p)"),
        ),
        read="The loop",
    ),
    mistake(
        "generate-cached-no-eval",
        of="generate_cached",
        advice="""The model is fed in the mode it was found in: where there is dropout, it would be
        on. Call `model.eval()` first.""",
        torch=("    model.eval()\n", ""),
        read="The loop",
    ),
    mistake(
        "generate-cached-leaves-eval-mode",
        of="generate_cached",
        advice="""The model is not left in the mode it was found in. Remember `model.training`, and
        set it again at the end.""",
        torch=("    model.train(was_training)\n", ""),
        also=(("model.train(was_training)", "model.train()"),),
        read="The loop",
    ),
    mistake(
        "generate-cached-records-gradients",
        of="generate_cached",
        advice="""Every operation is recorded for gradients that nobody asks for, and the caches
        keep it all alive. Use `torch.no_grad`.""",
        torch=("@torch.no_grad()\n", ""),
        read="The loop",
    ),
    mistake(
        "generate-cached-unchecked",
        of="generate_cached",
        advice="""An empty prompt, or less than no new tokens, is not refused with a ValueError, as
        `generate_ids` does.""",
        torch=("if ids.shape[-1] == 0:", "if ids.shape[-1] < 0:"),
        also=(("if max_new_tokens < 0:", "if False:"),),
        read="The loop",
    ),
    mistake(
        "kv-takes-other-models-for-simple",
        of="generate_cached",
        advice="""You read a model of another class through `cached_logits`, which knows only the
        parts of a SimpleLLM. Ask `isinstance(model, SimpleLLM)`; any other model reads by itself:
        `model(ids, caches)`. GPT-2 of stage 11 has a table of positions, too.""",
        torch=("isinstance(model, SimpleLLM)", 'hasattr(model, "position_embedding")'),
        also=(("isinstance(model, SimpleLLM)", 'type(model).__name__ != "ModernLLM"'),),
        read="The loop",
    ),
]
