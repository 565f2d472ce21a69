"""Known mistakes of stage 2, attention."""

from tests.mistakes import mistake

MISTAKES = [
    mistake(
        "softmax-wrong-axis",
        of="softmax",
        advice="""Your softmax normalises along axis 0, whatever `dim` says. Which axis has to sum
        to one when every query shares its attention among the keys? Pass `dim` on.""",
        numpy=("x = np.asarray(x, np.float64)", "x, dim = np.asarray(x, np.float64), 0"),
        torch=("greatest = x", "dim = 0\n    greatest = x"),
        read="Softmax",
    ),
    mistake(
        "softmax-changes-its-input",
        of="softmax",
        advice="""Your softmax changes the tensor it was given: `x -= ...` writes into the caller's
        memory. What will the caller find in `x` afterwards? Give the result a new name.""",
        torch=("exponentials = (x - greatest)", "x -= greatest\n    exponentials = (x)"),
        read="Softmax",
    ),
    mistake(
        "attention-not-scaled",
        of="attention_weights",
        advice="""Your scores are not divided by √D. A dot product of D numbers grows like √D; what
        does softmax make of scores that are all large? Divide before the softmax.""",
        numpy=(" / math.sqrt(q.shape[-1])", ""),
        at="attention_scores",
        torch=(" / math.sqrt(D)", ""),
        read="Scaling",
    ),
]
