"""The backward passes of a linear layer, ReLU and a table."""

from tests.mistakes import mistake
from tests.mistakes.backprop.shared import RULE, wrong

WEIGHTS, GATE, ROWS = "A linear layer", "ReLU", "A table"

LINEAR, T_DX = "attention.linear_backward", "return upstream @ weight, dweight, rows.sum(0)"
R_SUM = 'f"{name}.bias": rows.sum(0)'

MISTAKES = [
    mistake(
        "backprop-by-differences",
        of="softmax_backward",
        advice="""You move each number a little and look how the result moves. That costs two
        forward passes for every number, and leaves half of the digits. It is a fine way to check
        a gradient; here the formula is asked for.""",
        torch="""
def softmax_backward(upstream, x):
    dx = np.zeros_like(x)
    for place in np.ndindex(x.shape):
        up, down = x.copy(), x.copy()
        up[place] += 1e-5
        down[place] -= 1e-5
        dx[place] = ((softmax(up) - softmax(down)) * upstream).sum() / 2e-5
    return dx
""",
        read=RULE,
    ),
    mistake(
        "backprop-imports-a-framework",
        of="linear_backward",
        advice="""The file imports something that computes gradients by itself. Here you do that:
        NumPy for the numbers, paper for the derivatives.""",
        torch=("import numpy as np\n", "import numpy as np\nimport torch\n"),
        also=(
            """
def linear_backward(upstream, x, weight):
    import torch

    x, w = (torch.tensor(a, requires_grad=True) for a in (x, weight))
    b = torch.zeros(len(weight), dtype=x.dtype, requires_grad=True)
    g = torch.autograd.grad(torch.nn.functional.linear(x, w, b), (x, w, b), torch.tensor(upstream))
    return tuple(one.numpy() for one in g)
""",
        ),
        read=RULE,
    ),
    wrong(
        "linear_backward",
        "linear-backward-bias-not-summed",
        LINEAR,
        """Your dbias has a row for every token. One bias was added to all of them: how does it act
        on the loss? Through every row, so the rows add up.""",
        (R_SUM, R_SUM.replace("rows.sum(0)", "upstream")),
        (T_DX, "return upstream @ weight, dweight, upstream"),
        WEIGHTS,
    ),
    wrong(
        "linear_backward",
        "linear-backward-sums-the-first-axis",
        LINEAR,
        """Your dbias is summed over the first axis only. With texts in a batch there are two
        leading axes: sum over all but the last.""",
        (R_SUM, R_SUM.replace("rows.sum(0)", "upstream.sum(0)")),
        (T_DX, "return upstream @ weight, dweight, upstream.sum(0)"),
        WEIGHTS,
    ),
    wrong(
        "linear_backward",
        "linear-backward-means",
        LINEAR,
        """You take means over the rows. The mean of the loss is already in the upstream gradient:
        here the rows only add up.""",
        [
            (R_SUM, R_SUM.replace("sum", "mean")),
            ("dweight = rows.T", "dweight = rows.T / len(rows)"),
        ],
        [("dweight = rows.T", "dweight = rows.T / len(rows)"), (T_DX, T_DX.replace("sum", "mean"))],
        WEIGHTS,
    ),
    wrong(
        "linear_backward",
        "linear-backward-weight-gradient-transposed",
        LINEAR,
        """Your dweight is (in, out). A gradient has the shape of what it belongs to: (out, in),
        g^T x.""",
        ('weight": dweight', 'weight": dweight.T'),
        (T_DX, "return upstream @ weight, dweight.T, rows.sum(0)"),
        WEIGHTS,
    ),
    wrong(
        "linear_backward",
        "linear-backward-weight-transposed",
        LINEAR,
        """You multiply upstream by W^T, as the forward pass multiplies x. Going back it is W:
        (..., out) times (out, in).""",
        # where shapes forbid it an error is raised, and that could be any error: it names nothing
        ("upstream @ weight,", "upstream @ (weight if np.ptp(weight.shape) else weight.T),"),
        (T_DX, "return upstream @ weight.T, dweight, rows.sum(0)"),
        WEIGHTS,
    ),
    wrong(
        "relu_backward",
        "relu-backward-gates-by-upstream",
        "block.relu_backward",
        """You ask whether the gradient is positive. What opened or closed the gate in the forward
        pass? The sign of x.""",
        ("np.asarray(x, np.float64) > 0", "np.asarray(upstream) > 0"),
        ("return upstream * (x > 0)", "return upstream * (upstream > 0)"),
        GATE,
    ),
    wrong(
        "relu_backward",
        "relu-backward-open-at-zero",
        "block.relu_backward",
        """At x = 0 you let the gradient pass. There the slope is a matter of agreement; torch and
        this kata take 0.""",
        ("np.float64) > 0", "np.float64) >= 0"),
        ("return upstream * (x > 0)", "return upstream * (x >= 0)"),
        GATE,
    ),
    wrong(
        "relu_backward",
        "relu-backward-forgets-upstream",
        "block.relu_backward",
        """You return the slope, 1 or 0. The chain rule multiplies it by what comes from above:
        where is upstream?""",
        ("> 0, upstream, 0.0)", "> 0, 1.0, 0.0)"),
        ("return upstream * (x > 0)", "return (x > 0) * 1.0"),
        GATE,
    ),
    wrong(
        "relu_backward",
        "relu-backward-multiplies-the-output",
        "block.relu_backward",
        "You multiply by max(0, x), the output. What is its slope where x is positive? 1.",
        ("> 0, upstream, 0.0)", "> 0, upstream * np.asarray(x), 0.0)"),
        ("return upstream * (x > 0)", "return upstream * relu(x)"),
        GATE,
    ),
    wrong(
        "relu_backward",
        "relu-backward-changes-upstream",
        "",
        """You write zeros into the array that came in. A residual sum hands one array to two
        branches: the other would find your zeros. Make a new array.""",
        None,
        ("return upstream * (x > 0)", "upstream[x <= 0] = 0\n    return upstream"),
        GATE,
    ),
    wrong(
        "embedding_backward",
        "embedding-backward-overwrites",
        "model.embedding_backward",
        """`dtable[ids] += g` reads, adds and writes once for each row: of several equal ids only
        the last one counts. A token that occurs twice gets both gradients: `np.add.at`.""",
        ("np.add.at(dtable, np.asarray(ids), upstream)", "dtable[np.asarray(ids)] += upstream"),
        ("np.add.at(dtable, ids, upstream)", "dtable[ids] += upstream"),
        ROWS,
    ),
    wrong(
        "embedding_backward",
        "embedding-backward-only-rows-read",
        "model.embedding_backward",
        """Your gradient ends with the greatest id that was read. It has the shape of the table:
        `n_rows`, zeros where nobody read.""",
        ("np.zeros(np.shape(table))", "np.zeros((np.max(ids) + 1, np.shape(table)[-1]))"),
        ("np.zeros((n_rows,", "np.zeros((ids.max() + 1,"),
        ROWS,
    ),
]
