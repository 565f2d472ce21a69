"""Known mistakes of stage 4, model."""

from tests.mistakes.model import count_parameters, head, length, manners, positions, stack, tables

MISTAKES = [
    *positions.MISTAKES,
    *length.MISTAKES,
    *stack.MISTAKES,
    *head.MISTAKES,
    *tables.MISTAKES,
    *manners.MISTAKES,
    *count_parameters.MISTAKES,
]
