"""Known mistakes of stage 12, backprop.

The formulas stand in the reference of the earlier stages: patched there, a mistake in a part shows
in everything that is built from it.
"""

from tests.mistakes.backprop import attention, block, gpt, layer_norm, losses, parts

MISTAKES = [
    *parts.MISTAKES,
    *losses.MISTAKES,
    *layer_norm.MISTAKES,
    *attention.MISTAKES,
    *block.MISTAKES,
    *gpt.MISTAKES,
]
