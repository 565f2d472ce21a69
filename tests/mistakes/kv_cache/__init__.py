"""Known mistakes of stage 10, kv_cache."""

from tests.mistakes.kv_cache import cache, cached_attention, cached_logits, generate_cached

MISTAKES = [
    *cache.MISTAKES,
    *cached_attention.MISTAKES,
    *cached_logits.MISTAKES,
    *generate_cached.MISTAKES,
]
