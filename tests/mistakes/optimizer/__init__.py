"""Known mistakes of stage 9, optimizer."""

from tests.mistakes.optimizer import (
    adamw,
    adamw_state,
    checkpoints,
    clip_grad_norm,
    cosine_schedule,
)

MISTAKES = [
    *adamw.MISTAKES,
    *adamw_state.MISTAKES,
    *clip_grad_norm.MISTAKES,
    *cosine_schedule.MISTAKES,
    *checkpoints.MISTAKES,
]
