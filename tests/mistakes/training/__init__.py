"""Known mistakes of stage 6, training."""

from tests.mistakes.training import (
    cross_entropy,
    cross_entropy_manners,
    cross_entropy_mean,
    evaluate,
    get_batch,
    get_batch_starts,
    train,
    train_loop,
    train_step,
    train_step_manners,
)

MISTAKES = [
    *get_batch.MISTAKES,
    *get_batch_starts.MISTAKES,
    *cross_entropy.MISTAKES,
    *cross_entropy_mean.MISTAKES,
    *cross_entropy_manners.MISTAKES,
    *train_step.MISTAKES,
    *train_step_manners.MISTAKES,
    *evaluate.MISTAKES,
    *train.MISTAKES,
    *train_loop.MISTAKES,
]
