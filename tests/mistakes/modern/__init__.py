"""Known mistakes of stage 7, modern."""

from tests.mistakes.modern import (
    apply_rope,
    grouped_query_attention,
    grouped_query_attention_cache,
    modern_block,
    modern_llm,
    rms_norm,
    swi_glu,
)

MISTAKES = [
    *rms_norm.MISTAKES,
    *swi_glu.MISTAKES,
    *apply_rope.MISTAKES,
    *grouped_query_attention.MISTAKES,
    *grouped_query_attention_cache.MISTAKES,
    *modern_block.MISTAKES,
    *modern_llm.MISTAKES,
]
