"""apply_temperature: logits, sharper or flatter."""

from tests.mistakes import mistake

# what stands in the solution
DIVIDE = "return logits / temperature"

MISTAKES = [
    mistake(
        "temperature-multiplied",
        of="apply_temperature",
        advice="""Your logits are multiplied by the temperature. Should a high temperature make the
        differences larger or smaller? Divide.""",
        numpy=("np.float64) / temperature", "np.float64) * temperature"),
        torch=(DIVIDE, "return logits * temperature"),
        read="Temperature",
    ),
    mistake(
        "temperature-ignored-by-filter",
        of="apply_temperature",
        advice="""Your function gives the logits back as they came. Divide them by the
        temperature.""",
        numpy=("np.float64) / temperature", "np.float64)"),
        torch=(DIVIDE, "return logits"),
        read="Temperature",
    ),
    mistake(
        "temperature-squared",
        of="apply_temperature",
        advice="""Your logits are divided by the temperature twice. At 1 nobody sees it, below 1
        the result is too sharp: divide once.""",
        numpy=("np.float64) / temperature", "np.float64) / temperature**2"),
        torch=(DIVIDE, "return logits / temperature / temperature"),
        read="Temperature",
    ),
    mistake(
        "temperature-returns-probabilities",
        of="apply_temperature",
        advice="""Your function returns probabilities. The filters that come next want logits:
        leave the softmax to the end.""",
        numpy=(
            "np.asarray(logits, np.float64) / temperature",
            "attention.softmax(np.asarray(logits, np.float64) / temperature)",
        ),
        torch=(DIVIDE, "return softmax(logits / temperature)"),
        read="Temperature",
    ),
    mistake(
        "temperature-subtracts-the-mean",
        of="apply_temperature",
        advice="""Your logits lose their greatest value on the way. The distribution is the same,
        but the contract is logits / temperature and nothing more; softmax sees to large values.""",
        numpy=(
            "return np.asarray(logits, np.float64)",
            "return (np.asarray(logits, np.float64) - np.max(logits, -1, keepdims=True))",
        ),
        torch=(DIVIDE, "return (logits - logits.amax(-1, keepdim=True)) / temperature"),
        read="Temperature",
    ),
    mistake(
        "temperature-whole-division",
        of="apply_temperature",
        advice="""Your logits are rounded down: `//` is the division of whole numbers. Use `/`.""",
        numpy=("np.float64) / temperature", "np.float64) // temperature"),
        torch=(DIVIDE, "return logits // temperature"),
        read="Temperature",
    ),
    mistake(
        "temperature-clamps-logits",
        of="apply_temperature",
        advice="""Your logits are cut off at ±20, perhaps against overflow. That flattens confident
        predictions; softmax subtracts the greatest logit and needs no help: leave out the
        clamp.""",
        numpy=(
            "np.asarray(logits, np.float64) / temperature",
            "np.clip(np.asarray(logits, np.float64) / temperature, -20, 20)",
        ),
        torch=(DIVIDE, "return (logits / temperature).clamp(-20, 20)"),
        read="Temperature",
    ),
    mistake(
        "temperature-zero-accepted",
        of="apply_temperature",
        advice="""Your function divides by 0, and what it returns is infinite or NaN. `>= 0` lets
        the zero in: raise ValueError unless the temperature is greater than 0.""",
        numpy=("if not temperature > 0", "if temperature < 0"),
        torch=("if not temperature > 0", "if temperature < 0"),
        read="Temperature",
    ),
    mistake(
        "temperature-only-zero-refused",
        of="apply_temperature",
        advice="""Your function refuses 0 but not temperatures below it, which would prefer the
        worst token. Raise ValueError unless it is greater than 0.""",
        numpy=("if not temperature > 0", "if temperature == 0"),
        torch=("if not temperature > 0", "if temperature == 0"),
        read="Temperature",
    ),
    mistake(
        "temperature-not-checked",
        of="apply_temperature",
        advice="""Your function takes any temperature. What does dividing by a negative one do to
        the order of the logits? Raise ValueError unless it is greater than 0.""",
        numpy=("if not temperature > 0", "if False"),
        torch=("if not temperature > 0", "if False"),
        read="Temperature",
    ),
    mistake(
        "temperature-floor",
        of="apply_temperature",
        advice="""Your function pulls small temperatures up to a smallest one. The contract divides
        by what it is given, and refuses 0: no `max`.""",
        numpy=[("if not temperature > 0", "temperature = max(temperature, 0.1)\n    if False")],
        torch=("if not temperature > 0", "temperature = max(temperature, 0.1)\n    if False"),
        read="Temperature",
    ),
    mistake(
        "temperature-in-place",
        of="apply_temperature",
        advice="""Your function changes the logits it was given: `/=` and `div_` write into the
        caller's memory. Return a new tensor: logits / temperature.""",
        torch=(DIVIDE, "return logits.div_(temperature)"),
        also=((DIVIDE, "logits /= temperature\n    return logits"),),
        read="Temperature",
    ),
    mistake(
        "temperature-changes-dtype",
        of="apply_temperature",
        advice="""Your function returns another dtype than it was given. Divide the tensor as it
        is, without `.float()` or `.double()`.""",
        torch=(DIVIDE, "return logits.float() / temperature"),
        also=((DIVIDE, "return logits.double() / temperature"),),
        read="Temperature",
    ),
]
