"""generate: from a prompt to text."""

from tests.mistakes import mistake

# what stands in the solution
PROMPT = "[tokenizer.encode(prompt)]"
CALL = "generate_ids(model, ids, max_new_tokens, temperature, top_k, top_p, generator)"
TEXT = "return tokenizer.decode(ids[0].tolist())"

MISTAKES = [
    mistake(
        "generate-no-batch-dimension",
        of="generate",
        advice="""You give `generate_ids` one row of ids, (T); it wants a batch, (B, T). One text is
        a batch of one: put the list of ids into a list.""",
        numpy=("[tokenizer.encode(prompt, chars)]", "tokenizer.encode(prompt, chars)"),
        torch=(PROMPT, "tokenizer.encode(prompt)"),
        read="From prompt to text",
    ),
    mistake(
        "generate-swaps-k-and-p",
        of="generate",
        advice="""Your call of `generate_ids` hands top_p on as top_k, and top_k as top_p. Positions
        are easily mistaken: look at the order of its parameters, or name them.""",
        torch=(CALL, CALL.replace("top_k, top_p", "top_p, top_k")),
        read="From prompt to text",
    ),
    mistake(
        "generate-continuation-only",
        of="generate",
        advice="""Your text lacks the prompt. The contract is the prompt *and* its continuation:
        decode all ids.""",
        numpy=("tokenizer.decode(ids[0], chars)", "tokenizer.decode(ids[0], chars)[len(prompt) :]"),
        torch=(TEXT, "return tokenizer.decode(ids[0].tolist())[len(prompt) :]"),
        read="From prompt to text",
    ),
    mistake(
        "generate-prompt-twice",
        of="generate",
        advice="""Your text has the prompt twice. `generate_ids` returns the prompt's ids too: do
        not put it before them again.""",
        numpy=("return tokenizer.decode", "return prompt + tokenizer.decode"),
        torch=(TEXT, "return prompt + tokenizer.decode(ids[0].tolist())"),
        read="From prompt to text",
    ),
    mistake(
        "generate-strips-text",
        of="generate",
        advice="""Your text is stripped: blanks and line ends at its ends are lost. The model wrote
        them; return the text as it is.""",
        numpy=("ids[0], chars)", "ids[0], chars).strip()"),
        torch=(TEXT, f"{TEXT}.strip()"),
        read="From prompt to text",
    ),
    mistake(
        "generate-stops-at-line-end",
        of="generate",
        advice="""Your text ends at the first line end. A line end is a token like others: return
        all that was written.""",
        numpy=("ids[0], chars)", "ids[0], chars).split('\\n')[0]"),
        torch=(TEXT, f"{TEXT}.split('\\n')[0]"),
        read="From prompt to text",
    ),
    mistake(
        "generate-strips-prompt",
        of="generate",
        advice="""Your prompt is stripped before it is encoded: a blank or line end at its end
        tells the model that a word is over. Encode it as it is.""",
        numpy=("encode(prompt,", "encode(prompt.strip(),"),
        torch=(PROMPT, "[tokenizer.encode(prompt.strip())]"),
        read="From prompt to text",
    ),
    mistake(
        "generate-returns-ids",
        of="generate",
        advice="""Your function returns ids, not text. Decode them.""",
        numpy=("tokenizer.decode(ids[0], chars)", "ids[0].tolist()"),
        torch=(TEXT, "return ids[0].tolist()"),
        also=((TEXT, "return ids[0]"),),
        read="From prompt to text",
    ),
    mistake(
        "generate-joins-with-blanks",
        of="generate",
        advice="""Your text has a blank between all characters. The blanks of the text are tokens
        of their own: decode all ids in one call.""",
        numpy=("tokenizer.decode(ids[0], chars)", "' '.join(tokenizer.decode(ids[0], chars))"),
        torch=(TEXT, "return ' '.join(tokenizer.decode(ids[0].tolist()))"),
        read="From prompt to text",
    ),
    mistake(
        "generate-counts-the-prompt",
        of="generate",
        advice="""Your max_new_tokens counts the prompt too. It is the number of *new* tokens: pass
        it on as it is.""",
        numpy=("ids, max_new_tokens, max", "ids, max(max_new_tokens - len(prompt), 0), max"),
        torch=(CALL, CALL.replace("max_new_tokens", "max(max_new_tokens - len(prompt), 0)")),
        read="From prompt to text",
    ),
    mistake(
        "generate-crops-its-prompt",
        of="generate",
        advice="""Your prompt is cut to the window of the model, and its beginning is lost from the
        text. `generate_ids` crops what the model is fed: give it the whole prompt.""",
        numpy=("encode(prompt,", "encode(prompt[-max_seq_len:],"),
        torch=(PROMPT, "[tokenizer.encode(prompt[-model.max_seq_len :])]"),
        read="From prompt to text",
    ),
    mistake(
        "generate-other-default",
        of="generate",
        advice="""Your function adds another number of tokens than 50 when it is not told how many.
        Keep the signature as it was, and pass max_new_tokens on.""",
        torch=("max_new_tokens: int = 50", "max_new_tokens: int = 100"),
        read="From prompt to text",
    ),
    *(
        mistake(
            f"generate-forgets-{name}",
            of="generate",
            advice=f"""Your `generate` takes a {name}, but does not pass it on to `generate_ids`.
            Whoever asks for it gets something else: pass it on.""",
            torch=(CALL, f"generate_ids(model, ids, max_new_tokens, {passed})"),
            read="From prompt to text",
        )
        for name, passed in {
            "temperature": "1.0, top_k, top_p, generator",
            "top-k": "temperature, None, top_p, generator",
            "top-p": "temperature, top_k, None, generator",
            "generator": "temperature, top_k, top_p",
        }.items()
    ),
    mistake(
        "generate-reseeds",
        of="generate",
        advice="""Your `generate` sets a seed by itself, so every call writes the same. A seed is
        set once, outside: leave that to the caller.""",
        torch=(CALL, CALL.replace("generator", "torch.Generator().manual_seed(0)")),
        read="Chance and seeds",
    ),
    mistake(
        "generate-empty-prompt",
        of="generate",
        advice="""Your function accepts an empty prompt, or puts something in its place. There is
        nothing to continue: let the ValueError of `generate_ids` through.""",
        torch=(PROMPT, "[tokenizer.encode(prompt) or [0]]"),
        also=(
            (f"    ids = {CALL}", f"    if not prompt:\n        return prompt\n    ids = {CALL}"),
        ),
        read="From prompt to text",
    ),
    mistake(
        "generate-drops-unknown-characters",
        of="generate",
        advice="""Your function leaves out the characters of the prompt that the tokenizer does not
        know. The text is then not a continuation of the prompt: let the ValueError through.""",
        torch=(PROMPT, "[tokenizer.encode([c for c in prompt if c in tokenizer.chars])]"),
        read="From prompt to text",
    ),
    mistake(
        "generate-changes-the-mode",
        of="generate",
        advice="""Your `generate` changes the mode of the model by itself. `generate_ids` puts it
        in evaluation mode and back: leave it alone.""",
        torch=(f"    ids = {CALL}", f"    model.eval()\n    ids = {CALL}"),
        read="Evaluation mode and gradients",
    ),
]
