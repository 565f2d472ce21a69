"""generate_ids beside its tokens: seeds, the model's mode, gradients, memory, limits."""

from tests.mistakes import mistake
from tests.mistakes.generation.shared import FEED, JOIN, LOOP

# what stands in the solution
BACK = "    model.train(was_training)\n"

MISTAKES = [
    mistake(
        "generate-ids-swaps-k-and-p",
        of="generate_ids",
        advice="""Your call of `sample_next_token` hands top_p on as top_k, and top_k as top_p.
        Positions are easily mistaken: look at the order of its parameters, or name them.""",
        torch=(
            "temperature, top_k, top_p, generator)\n        ids =",
            "temperature, top_p, top_k, generator)\n        ids =",
        ),
        read="One token after the other",
    ),
    mistake(
        "generate-ids-reseeds",
        of="generate_ids",
        advice="""Your `generate_ids` sets a seed by itself, so every call writes the same. A seed
        is set once, outside: leave that to the caller.""",
        torch=(LOOP, f"generator = torch.Generator().manual_seed(0)\n    {LOOP}"),
        also=(
            (LOOP, f"if generator:\n        generator.manual_seed(0)\n    {LOOP}"),
            (
                LOOP,
                "if generator:\n        generator.manual_seed(generator.initial_seed())\n"
                f"    {LOOP}",
            ),
        ),
        read="Chance and seeds",
    ),
    mistake(
        "generate-no-eval-mode",
        of="generate_ids",
        advice="""Your model is fed in training mode, or parts of it are. Dropout would throw away
        some of what it knows, another part each time: `model.eval()` before the loop.""",
        torch=("    model.eval()\n", ""),
        also=(("model.eval()", "model.training = False"),),
        read="Evaluation mode and gradients",
    ),
    mistake(
        "generate-leaves-eval-mode",
        of="generate_ids",
        advice="""Your model stays in evaluation mode. Who trains on after a look at a sample
        trains without dropout, and nobody notices: remember `model.training`, and restore it.""",
        torch=(BACK, ""),
        read="Evaluation mode and gradients",
    ),
    mistake(
        "generate-always-trains-after",
        of="generate_ids",
        advice="""Your model is in training mode afterwards, also when it was not before. Remember
        `model.training`, and restore that.""",
        torch=(BACK, "    model.train()\n"),
        read="Evaluation mode and gradients",
    ),
    mistake(
        "generate-without-no-grad",
        of="generate_ids",
        advice="""Your model records gradients while it generates. Nobody will call backward; the
        record costs memory and time: decorate with `@torch.no_grad()`.""",
        torch=("@torch.no_grad()\n", ""),
        read="Evaluation mode and gradients",
    ),
    mistake(
        "generate-turns-gradients-off",
        of="generate_ids",
        advice="""Your function turns gradients off for good: after it no training works. Use
        `torch.no_grad()`, as a decorator or with `with`, which ends by itself.""",
        torch=[
            ("@torch.no_grad()\n", ""),
            ("    was_training =", "    torch.set_grad_enabled(False)\n    was_training ="),
        ],
        read="Evaluation mode and gradients",
    ),
    mistake(
        "generate-ids-row-by-row",
        of="generate_ids",
        advice="""Your model is called more often than there are new tokens. All rows of a batch go
        through it together, and nothing is asked for that is not used: one call for each token.""",
        torch=(FEED, "logits = torch.cat([model(row[None, -model.max_seq_len :]) for row in ids])"),
        read="One token after the other",
    ),
    mistake(
        "generate-ids-in-place",
        of="generate_ids",
        advice="""Your function changes the ids it was given. The caller may want to continue the
        same prompt again: make a new tensor.""",
        torch=[
            ("    model.eval()\n", "    model.eval()\n    prompt = ids\n"),
            (JOIN, f"{JOIN}\n        prompt[:, :-1] = prompt[:, 1:].clone()"),
        ],
        read="One token after the other",
    ),
    mistake(
        "generate-ids-empty-prompt",
        of="generate_ids",
        advice="""Your function accepts a prompt without tokens, and fails somewhere inside or
        returns nothing. There are no logits at a last position: raise ValueError at the
        beginning.""",
        torch=("if ids.shape[-1] == 0:", "if False:"),
        also=(("if ids.shape[-1] == 0:", "if ids.shape[-1] == 0 and max_new_tokens:"),),
        read="One token after the other",
    ),
    mistake(
        "generate-ids-negative-count",
        of="generate_ids",
        advice="""Your function accepts max_new_tokens below 0 and quietly makes none: `range(-1)`
        is empty. Raise ValueError.""",
        torch=("if max_new_tokens < 0:", "if False:"),
        read="One token after the other",
    ),
]
