"""Known mistakes of stage 5, generation."""

from tests.mistakes.generation import (
    apply_temperature,
    generate,
    generate_ids,
    generate_ids_manners,
    sample_next_token,
    top_k_filter,
    top_p_filter,
    top_p_filter_manners,
)

MISTAKES = [
    *apply_temperature.MISTAKES,
    *top_k_filter.MISTAKES,
    *top_p_filter.MISTAKES,
    *top_p_filter_manners.MISTAKES,
    *sample_next_token.MISTAKES,
    *generate_ids.MISTAKES,
    *generate_ids_manners.MISTAKES,
    *generate.MISTAKES,
]
