"""count_parameters: each number once."""

from tests.mistakes import mistake

NP_COUNT = "sum(math.prod(shape) for shape in shapes.values())"

MISTAKES = [
    mistake(
        "count-parameters-counts-tensors",
        of="count_parameters",
        advice="""You count the parameter tensors, not the numbers in them. `numel()` says how many
        a tensor holds.""",
        numpy=(NP_COUNT, "len(shapes)"),
        torch=(
            "sum(parameter.numel() for parameter in model.parameters())",
            "len(list(model.parameters()))",
        ),
        read="Counting parameters",
    ),
    mistake(
        "count-parameters-counts-rows",
        of="count_parameters",
        advice="""`len` of a matrix is its number of rows. `numel()` says how many numbers a tensor
        holds.""",
        numpy=(NP_COUNT, "sum(shape[0] for shape in shapes.values())"),
        torch=("parameter.numel()", "len(parameter)"),
        also=(("parameter.numel()", "parameter.shape[0]"),),
        read="Counting parameters",
    ),
    mistake(
        "count-parameters-adds-sizes",
        of="count_parameters",
        advice="""You add the sizes of a matrix; they are to be multiplied. `numel()` does it.""",
        numpy=(NP_COUNT, "sum(sum(shape) for shape in shapes.values())"),
        torch=("parameter.numel()", "sum(parameter.shape)"),
        read="Counting parameters",
    ),
    mistake(
        "count-parameters-without-biases",
        of="count_parameters",
        advice="""You leave out parameters of one dimension: biases, and the scales of norms. They
        are learnt too.""",
        numpy=(NP_COUNT, "sum(math.prod(shape) for shape in shapes.values() if len(shape) > 1)"),
        torch=("in model.parameters())", "in model.parameters() if parameter.dim() > 1)"),
        read="Counting parameters",
    ),
    mistake(
        "count-parameters-weights-only",
        of="count_parameters",
        advice="""You leave out everything whose name says bias. Biases are learnt too.""",
        numpy=(NP_COUNT, 'sum(math.prod(s) for n, s in shapes.items() if "bias" not in n)'),
        torch=(
            "sum(parameter.numel() for parameter in model.parameters())",
            'sum(p.numel() for name, p in model.named_parameters() if "bias" not in name)',
        ),
        read="Counting parameters",
    ),
    mistake(
        "count-parameters-not-the-embeddings",
        of="count_parameters",
        advice="""You leave out the embeddings, as papers sometimes do. They are learnt too: count
        all parameters.""",
        numpy=(NP_COUNT, 'sum(math.prod(s) for n, s in shapes.items() if "embedding" not in n)'),
        torch=(
            "sum(parameter.numel() for parameter in model.parameters())",
            'sum(p.numel() for name, p in model.named_parameters() if "embedding" not in name)',
        ),
        read="Counting parameters",
    ),
    mistake(
        "count-parameters-top-level-only",
        of="count_parameters",
        advice="""You count only the parameters the model holds itself, and none of its
        submodules'. `parameters()` walks through all of them by default.""",
        numpy=(NP_COUNT, "0"),
        torch=("model.parameters()", "model.parameters(recurse=False)"),
        also=(("model.parameters()", "model._parameters.values()"),),
        read="Counting parameters",
    ),
    mistake(
        "count-parameters-counts-every-level",
        of="count_parameters",
        advice="""You add up the parameters of every module *and* of all that contain it, so each
        is counted once for every level. `model.parameters()` alone has them all.""",
        numpy=(NP_COUNT, "sum(len(n.split('.')) * math.prod(s) for n, s in shapes.items())"),
        torch=(
            "sum(parameter.numel() for parameter in model.parameters())",
            "sum(p.numel() for module in model.modules() for p in module.parameters())",
        ),
        read="Counting parameters",
    ),
    mistake(
        "count-parameters-counts-bytes",
        of="count_parameters",
        advice="""You count bytes: each float32 number has four. The number of numbers is asked
        for.""",
        numpy=(NP_COUNT, f"4 * {NP_COUNT}"),
        torch=("parameter.numel()", "parameter.numel() * parameter.element_size()"),
        also=(("parameter.numel()", "parameter.nbytes"),),
        read="Counting parameters",
    ),
    mistake(
        "count-parameters-gives-text",
        of="count_parameters",
        advice="""Your result is text. Return the number, and let the caller write it with
        commas.""",
        numpy=(NP_COUNT, f'f"{{{NP_COUNT}:,}}"'),
        torch=(
            "sum(parameter.numel() for parameter in model.parameters())",
            'f"{sum(p.numel() for p in model.parameters()):,}"',
        ),
        read="Counting parameters",
    ),
    mistake(
        "count-parameters-gives-nothing",
        of="count_parameters",
        advice="""Your function returns None: is the number printed, or `return` forgotten?""",
        torch=("return sum(parameter", "sum(parameter"),
        also=(
            (
                "return sum(parameter.numel() for parameter in model.parameters())",
                "print(sum(parameter.numel() for parameter in model.parameters()))",
            ),
        ),
        read="Counting parameters",
    ),
    mistake(
        "count-parameters-in-millions",
        of="count_parameters",
        advice="""You return millions. The exact number is asked for.""",
        numpy=(NP_COUNT, f"{NP_COUNT} / 1e6"),
        torch=("in model.parameters())", "in model.parameters()) / 1e6"),
        read="Counting parameters",
    ),
    mistake(
        "count-parameters-counts-shared-twice",
        of="count_parameters",
        advice="""A parameter used in two places is counted twice, as `state_dict()` lists it
        twice. `model.parameters()` gives each one once.""",
        torch=("model.parameters()", "model.state_dict().values()"),
        also=(
            (
                "model.parameters()",
                "dict(model.named_parameters(remove_duplicate=False)).values()",
            ),
            (
                "model.parameters()",
                "[p for m in model.modules() for p in m.parameters(recurse=False)]",
            ),
        ),
        read="Counting parameters",
    ),
    mistake(
        "count-parameters-counts-buffers",
        of="count_parameters",
        advice="""Buffers, such as a stored mask, are counted. They are saved with the model but
        not learnt.""",
        torch=(
            "return sum(parameter.numel() for parameter in model.parameters())",
            "return sum(t.numel() for t in [*model.parameters(), *model.buffers()])",
        ),
        read="Counting parameters",
    ),
]
