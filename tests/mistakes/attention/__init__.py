"""Known mistakes of stage 2, attention.

Where float32 overflows and float64 does not, the wrong version computes in float32 too.
"""

from tests.mistakes.attention import (
    attention_weights,
    attention_weights_manners,
    attention_weights_masked,
    causal_mask,
    merge_heads,
    multi_head_attention,
    multi_head_attention_linears,
    multi_head_attention_manners,
    scaled_dot_product_attention,
    softmax,
    split_heads,
)

MISTAKES = [
    *softmax.MISTAKES,
    *causal_mask.MISTAKES,
    *attention_weights.MISTAKES,
    *attention_weights_masked.MISTAKES,
    *attention_weights_manners.MISTAKES,
    *scaled_dot_product_attention.MISTAKES,
    *split_heads.MISTAKES,
    *merge_heads.MISTAKES,
    *multi_head_attention.MISTAKES,
    *multi_head_attention_linears.MISTAKES,
    *multi_head_attention_manners.MISTAKES,
]
