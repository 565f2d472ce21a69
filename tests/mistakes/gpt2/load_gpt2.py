"""load_gpt2: names, shapes, matrices that stand the other way, errors that help."""

from tests.mistakes import mistake

TURN = 'w.T if ".c_" in n and w.dim() == 2 else w'
NP_TURN = "return weight.T if turned else weight"
FORK = """    with torch.random.fork_rng(devices=[]):  # the first values are drawn, and thrown away
        model = GPT2(**options)"""
MASKS = 'masks = (".attn.bias", ".attn.masked_bias")'
PREFIX = 'name.removeprefix("transformer."): weight for'
HEAD_FOUND = 'head is not None and not torch.equal(head, found.get("wte.weight", torch.empty(0)))'

MISTAKES = [
    mistake(
        "gpt2-conv1d-not-transposed",
        of="load_gpt2",
        advice="""GPT-2's `c_` layers keep their matrices as (in, out), nn.Linear as (out, in): they
        have to be transposed. And beware of attn.c_proj: it is square, so no shape complains.""",
        torch=(TURN, "w"),
        read="Matrices that stand the other way",
    ),
    mistake(
        "gpt2-weights-reshaped",
        of="load_gpt2",
        at="as_linear",
        advice="""You give the matrices their shape by reshape or view. That keeps the order in
        memory and cuts it into other rows; transposing exchanges rows and columns.""",
        numpy=(NP_TURN, "return weight.reshape(weight.shape[::-1]) if turned else weight"),
        torch=(TURN, 'w.reshape(w.shape[1], w.shape[0]) if ".c_" in n and w.dim() == 2 else w'),
        read="Matrices that stand the other way",
    ),
    mistake(
        "gpt2-square-matrix-not-transposed",
        of="load_gpt2",
        at="as_linear",
        advice="""All matrices are turned but attn.c_proj. It is square, so it fits either way, and
        nothing is raised. Decide by the name of the layer, not by the shape.""",
        numpy=(NP_TURN, "return weight.T if turned and len(set(weight.shape)) == 2 else weight"),
        torch=(TURN, 'w.T if ".c_" in n and len(set(w.shape)) == 2 else w'),
        also=(
            (
                TURN,
                'w.T if ".c_" in n and w.dim() == 2 and "n.c_p" not in n else w',
            ),
        ),
        read="Matrices that stand the other way",
    ),
    mistake(
        "gpt2-final-norm-skipped",
        of="load_gpt2",
        advice="""ln_f is not loaded: the last norm is still at ones and zeros. `strict=False` hides
        such things; check yourself that every weight is there.""",
        numpy=(
            "return {own_name",
            'kept = {n: np.full_like(w, n == "ln_f.weight") '
            'if n.startswith("ln_f") else w for n, w in kept.items()}\n    return {own_name',
        ),
        torch=(
            "    _check(weights, model.state_dict())\n",
            "    _check(weights, model.state_dict())\n"
            '    weights["norm.weight"] = torch.ones_like(weights["norm.weight"])\n'
            '    weights["norm.bias"] = torch.zeros_like(weights["norm.bias"])\n',
        ),
        read="Names and shapes",
    ),
    mistake(
        "gpt2-norm-names-swapped",
        of="load_gpt2",
        at="own_name",
        advice="""ln_1 and ln_2 have changed places. ln_1 stands before attention: it is norm1.""",
        numpy=(
            "in OWN_NAMES.items():",
            'in (OWN_NAMES | {"ln_1": "norm2", "ln_2": "norm1"}).items():',
        ),
        torch=[('"ln_1": "norm1"', '"ln_1": "norm2"'), ('"ln_2": "norm2"', '"ln_2": "norm1"')],
        read="Names and shapes",
    ),
    mistake(
        "gpt2-heads-not-of-the-configuration",
        of="load_gpt2",
        at="load_options",
        advice="""The number of heads is not that of config.json (n_head). No shape depends on it,
        so nothing complains; but each head then mixes features of others.""",
        numpy=('config["n_head"]', '3 if config["n_head"] != 3 else 4'),
        torch=(
            "return {own: config[name] for name, own in names.items()}",
            "found = {own: config[name] for name, own in names.items()}\n"
            '    return found | {"n_heads": 3 if config["n_head"] != 3 else 4}',
        ),
        read="What the configuration fixes",
    ),
    mistake(
        "gpt2-layernorm-eps",
        of="load_gpt2",
        at="load_options",
        advice="""eps is not the layer_norm_epsilon of config.json, but a default. It belongs to the
        model as much as a weight does.""",
        numpy=('config["layer_norm_epsilon"]', "1e-5"),
        torch=('        "layer_norm_epsilon": "eps",\n', ""),
        also=(
            (
                "return {own: config[name] for name, own in names.items()}",
                "return {own: config[name] for name, own in names.items()} | {'eps': 1e-5}",
            ),
        ),
        read="What the configuration fixes",
    ),
    mistake(
        "gpt2-prefix-unknown",
        of="load_gpt2",
        advice="""The same weights go by `wte.weight` in some files and by `transformer.wte.weight`
        in others. Take `transformer.` off where it is.""",
        torch=(PREFIX, "name: weight for"),
        read="Names and shapes",
    ),
    mistake(
        "gpt2-masks-as-weights",
        of="load_gpt2",
        advice="""`h.i.attn.bias` is no bias but the causal mask, stored along. Leave it out, and
        `masked_bias`; but `h.i.attn.c_attn.bias`, whose name ends much the same, is a weight.""",
        torch=(MASKS, 'masks = ("nothing",)'),
        also=((MASKS, 'masks = (".masked_bias",)'),),
        read="Names and shapes",
    ),
    mistake(
        "gpt2-head-unexpected",
        of="load_gpt2",
        advice="""Some files repeat the token table as `lm_head.weight`. That is the tied head, so
        leave it out where it equals `wte.weight`.""",
        torch=('found.pop("lm_head.weight", None)', 'found.get("lm_head.weight", None)'),
        read="Names and shapes",
    ),
    mistake(
        "gpt2-head-uncompared",
        of="load_gpt2",
        advice="""The file has a head that differs from its token table, and you drop it unseen. A
        model with tied head cannot have those weights: say so with a ValueError.""",
        torch=(f"if {HEAD_FOUND}:", "if head is not None and found is None:"),
        read="Names and shapes",
    ),
    mistake(
        "gpt2-file-unchecked",
        of="load_gpt2",
        advice="""When a file is not there, the error should be a FileNotFoundError that says which
        one: whoever downloads four files forgets one now and then.""",
        torch=(
            'raise FileNotFoundError(f"there is no {name} in {folder}")',
            'raise ValueError(f"there is no {name} in {folder}")',
        ),
        read="Errors that help",
    ),
    mistake(
        "gpt2-broken-file",
        of="load_gpt2",
        advice="""A file that cannot be read as what it should be, or a size that config.json does
        not say, raises something else than ValueError. Catch what the reader raises
        (SafetensorError, KeyError) and say it in a sentence; a guessed size would be worse.""",
        torch=("except SafetensorError as error:", "except KeyError as error:"),
        also=(("    if missing:\n", "    if missing and not config:\n"),),
        read="Errors that help",
    ),
    mistake(
        "gpt2-activation-unchecked",
        of="load_gpt2",
        advice="""The configuration asks for another activation than gelu_new, and you load it all
        the same: every number fits, every logit is wrong. Refuse it with a ValueError.""",
        torch=('if config.get("activation_function", "gelu_new") != "gelu_new":', "if not config:"),
        read="What the configuration fixes",
    ),
    mistake(
        "gpt2-missing-unchecked",
        of="load_gpt2",
        advice="""A weight is not in the file, and you load the rest: what is left keeps its first,
        meaningless values. Compare the names with those of the model, and name what is missing in a
        ValueError.""",
        torch=[
            ('        "are missing": set(expected) - set(weights),\n', ""),
            ("dict(weights)", "dict(weights, strict=False)"),
        ],
        also=(('        "are missing": set(expected) - set(weights),\n', ""),),
        read="Errors that help",
    ),
    mistake(
        "gpt2-unexpected-unchecked",
        of="load_gpt2",
        advice="""There is a weight in the file that your model has no place for, and you go on: the
        file is of another model than you think. Name it in a ValueError.""",
        torch=[
            ('        "are unexpected": set(weights) - set(expected),\n', ""),
            (
                "    model.load_state_dict(weights)",
                "    weights = {n: w for n, w in weights.items() if n in model.state_dict()}\n"
                "    model.load_state_dict(weights)",
            ),
        ],
        also=(('        "are unexpected": set(weights) - set(expected),\n', ""),),
        read="Errors that help",
    ),
    mistake(
        "gpt2-shape-unchecked",
        of="load_gpt2",
        advice="""A weight has another shape than the model's, and that raises no ValueError with
        its name. `copy_` even broadcasts one number over a whole row: compare the shapes.""",
        torch=("if weight.shape != expected[name].shape:", "if weight is None:"),
        read="Errors that help",
    ),
    mistake(
        "gpt2-nameless",
        of="load_gpt2",
        advice="""You refuse it, and rightly; but the message does not say what is wrong. Put the
        name of the file, the size or the weight into it: nobody wants to search for it.""",
        torch=(
            "raise ValueError(f\"weights {problem}: {', '.join(sorted(names))}\")",
            'raise ValueError("the weights do not fit")',
        ),
        read="Errors that help",
    ),
    mistake(
        "gpt2-keeps-half",
        of="load_gpt2",
        advice="""The parameters have the dtype of the file. Some files hold float16 to be smaller;
        the model computes in float32: `weight.float()`.""",
        torch=("dict(weights)", "dict(weights, assign=True)"),
        read="Names and shapes",
    ),
    mistake(
        "gpt2-frozen",
        of="load_gpt2",
        advice="""The parameters do not ask for gradients any more, so the model can be used but not
        trained further.""",
        torch=("dict(weights)\n", "dict(weights)\n    model.requires_grad_(False)\n"),
        read="Names and shapes",
    ),
    mistake(
        "gpt2-draws-numbers",
        of="load_gpt2",
        advice="""Building the model draws first values that are thrown away at once: 124 million of
        them for GPT-2, and the caller's random numbers move on. Build it
        under `torch.random.fork_rng()`, or put the state of the generator back.""",
        torch=(
            FORK,
            "    model = GPT2(**options)",
        ),
        read="Names and shapes",
    ),
    mistake(
        "gpt2-path-is-no-text",
        of="load_gpt2",
        advice="""You glue the folder and the name together with `+`, which works for texts only.
        Use `Path(folder) / name`: it takes a text and a Path.""",
        torch=("path = Path(folder) / name", 'path = Path(folder + "/" + name)'),
        read="Names and shapes",
    ),
]
