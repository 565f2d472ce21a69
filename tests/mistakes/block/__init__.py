"""Known mistakes of stage 3, block.

Most mistakes of a feed-forward net and of a block are a wrong *wiring* of right parts. `hidden` and
`wired` take the wrong wiring once, as the lines of `forward`, and make the torch and the NumPy
version of it.
"""

from tests.mistakes.block import (
    feed_forward,
    feed_forward_parameters,
    layer_norm,
    layer_norm_manners,
    transformer_block,
    transformer_block_parameters,
)

MISTAKES = [
    *layer_norm.MISTAKES,
    *layer_norm_manners.MISTAKES,
    *feed_forward.MISTAKES,
    *feed_forward_parameters.MISTAKES,
    *transformer_block.MISTAKES,
    *transformer_block_parameters.MISTAKES,
]
