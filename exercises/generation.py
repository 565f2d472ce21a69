"""Stage 5: from scores to text, one token after the other.

Shapes: B batch, T tokens, V vocabulary; `...` stands for any leading dimensions, none included. The
filters keep shape, dtype and device and change no argument; a logit of -inf means "never".
"""

import math

import torch
from torch import Tensor, nn

from .attention import softmax
from .tokenizer import SimpleTokenizer


def apply_temperature(logits: Tensor, temperature: float) -> Tensor:
    """Sharpen (temperature below 1) or flatten (above 1) the distribution: logits / temperature.

    Raises ValueError unless the temperature is greater than 0: the limit 0, "always the best
    token", is not a division, and `sample_next_token` takes care of it.

    Source: Holtzman et al. 2020, "The Curious Case of Neural Text Degeneration", section 3.3.

    >>> apply_temperature(torch.tensor([1.0, 3.0]), 0.5)
    tensor([2., 6.])
    """
    # about 3 lines
    raise NotImplementedError


def top_k_filter(logits: Tensor, k: int) -> Tensor:
    """Keep the k greatest logits of each row (..., V); the others become -inf.

    Logits equal to the k-th greatest are all kept, and k > V keeps everything. Raises ValueError if
    k < 1.

    Source: Fan, Lewis and Dauphin 2018, "Hierarchical Neural Story Generation".

    >>> top_k_filter(torch.tensor([1.0, 4.0, 3.0, 2.0]), k=2)
    tensor([-inf, 4., 3., -inf])
    """
    # about 5 lines
    raise NotImplementedError


def top_p_filter(logits: Tensor, p: float) -> Tensor:
    """Keep the smallest set of likeliest tokens whose mass reaches p; the others become -inf.

    A token is kept if the tokens before it, from the likeliest down, have less than p together; so
    at least one is kept. Of equally likely ones the smaller id comes first. p = 1 keeps everything.
    Each row (..., V) is filtered on its own. Raises ValueError unless 0 < p <= 1.

    Source: Holtzman et al. 2020, section 3.1, equation 2.

    >>> logits = torch.tensor([0.1, 0.6, 0.3]).log()
    >>> top_p_filter(logits, p=0.7).exp()
    tensor([0.0000, 0.6000, 0.3000])
    """
    # about 9 lines
    raise NotImplementedError


def sample_next_token(
    logits: Tensor,
    temperature: float = 1.0,
    top_k: int | None = None,
    top_p: float | None = None,
    generator: torch.Generator | None = None,
) -> Tensor:
    """Draw one token id from each row of logits: (..., V) -> (...) whole numbers.

    The logits pass `apply_temperature`, `top_k_filter`, `top_p_filter`, in this order (None = no
    filter); the softmax of what is left is the distribution. Temperature 0 takes the greatest logit
    and draws nothing. All chance comes from `generator`: the same seed gives the same tokens, and
    torch's global generator is used only without one. Raises ValueError as the three filters do.

    >>> sample_next_token(torch.tensor([[1.0, 9.0, 3.0], [7.0, 5.0, 2.0]]), temperature=0)
    tensor([1, 0])
    >>> sample_next_token(torch.tensor([1.0, 9.0, 3.0]), top_k=1)
    tensor(1)
    """
    # about 9 lines
    raise NotImplementedError


def generate_ids(
    model: nn.Module,
    ids: Tensor,
    max_new_tokens: int,
    temperature: float = 1.0,
    top_k: int | None = None,
    top_p: float | None = None,
    generator: torch.Generator | None = None,
) -> Tensor:
    """Append `max_new_tokens` tokens to each row, one at a time: (B, T) -> (B, T + max_new_tokens).

    Each new token is drawn by `sample_next_token` from the logits at the last position, and is read
    by the model in the next round. The model sees at most the last `model.max_seq_len` tokens. It
    runs in evaluation mode and without gradients, and is left in the mode it was found in.

    Raises ValueError if T is 0, since there is nothing to continue, or if `max_new_tokens` < 0.

    >>> class CountToThree(nn.Module):
    ...     max_seq_len = 4
    ...     def forward(self, ids):
    ...         return nn.functional.one_hot((ids + 1) % 3, 3).float()
    >>> generate_ids(CountToThree(), torch.tensor([[0], [2]]), max_new_tokens=4, temperature=0)
    tensor([[0, 1, 2, 0, 1],
            [2, 0, 1, 2, 0]])
    """
    # about 12 lines
    raise NotImplementedError


def generate(
    model: nn.Module,
    tokenizer: SimpleTokenizer,
    prompt: str,
    max_new_tokens: int = 50,
    temperature: float = 1.0,
    top_k: int | None = None,
    top_p: float | None = None,
    generator: torch.Generator | None = None,
) -> str:
    """The prompt and its continuation as text: encode, `generate_ids`, decode.

    The ids are made on the device of the model's parameters. Raises ValueError as `generate_ids`
    does (the empty prompt) and as `tokenizer.encode` does (an unknown character).

    >>> from .model import SimpleLLM
    >>> tokenizer = SimpleTokenizer("abc")
    >>> text = generate(SimpleLLM(tokenizer.vocab_size), tokenizer, "ab", max_new_tokens=3)
    >>> text[:2], len(text)
    ('ab', 5)
    """
    # about 4 lines
    raise NotImplementedError
