"""Known mistakes of stage 11, gpt2."""

from tests.mistakes.gpt2 import attention, block, gpt2, load_gpt2, parts

MISTAKES = [
    *parts.MISTAKES,
    *attention.MISTAKES,
    *block.MISTAKES,
    *gpt2.MISTAKES,
    *load_gpt2.MISTAKES,
]
