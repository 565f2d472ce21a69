"""Stage 11: GPT-2, the model of 2019 with its own weights, from the parts of stages 2 and 3.

Shapes: B batch, H heads, T new tokens, S all tokens read so far, D features per head,
C = H * D = d_model, V vocabulary. `...` stands for any leading dimensions. Dtype and device are
those of the input, and no argument is changed.

    norms before each step and one at the end, GELU for ReLU, queries, keys and values from one
    layer, and the token table a second time as the head

Radford et al. 2019, "Language Models are Unsupervised Multitask Learners", section 2.3, is the
source of the whole; what it does not say is as in its released code and weights.
"""

import json
import math
from pathlib import Path

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file
from torch import Tensor, nn

from .attention import causal_mask, merge_heads, scaled_dot_product_attention, split_heads
from .block import FeedForward, LayerNorm


def gelu(x: Tensor) -> Tensor:
    """A ReLU with a soft knee, as GPT-2 computes it: any shape -> the same.

        gelu(x) = x / 2 * (1 + tanh(sqrt(2 / pi) * (x + 0.044715 x^3)))

    This is an approximation of x times the normal distribution up to x, which would need the error
    function; the two differ by up to 0.0005, and GPT-2 was trained with this one.

    Source: Hendrycks and Gimpel 2016, "Gaussian Error Linear Units", section 2.

    >>> gelu(torch.tensor([-1.0, 0.0, 1.0]))
    tensor([-0.1588,  0.0000,  0.8412])
    """
    return 0.5 * x * (1 + torch.tanh(math.sqrt(2 / math.pi) * (x + 0.044715 * x**3)))


class GPT2Attention(nn.Module):
    """Causal attention in H heads whose queries, keys and values come from one fused layer.

        q, k, v = the thirds of qkv_linear(x), in this order       each cut into heads
        output  = out_linear(merged heads of attention(q, k, v, causal mask))

    Parameters, in this order: `qkv_linear` (C to 3 C), `out_linear` (C to C), `nn.Linear` with
    bias. Raises ValueError if `n_heads` does not divide `d_model`.

    A single token reads only itself, so its values, the last third, come out:

    >>> attention = GPT2Attention(d_model=2, n_heads=1)
    >>> attention.qkv_linear.bias.data = torch.tensor([1.0, 2.0, 3.0, 4.0, 5.0, 6.0])
    >>> attention.out_linear.weight.data = torch.eye(2)
    >>> _ = nn.init.zeros_(attention.out_linear.bias)
    >>> attention(torch.zeros(1, 1, 2)).tolist()
    [[[5.0, 6.0]]]
    """

    def __init__(self, d_model: int, n_heads: int):
        super().__init__()
        if d_model % n_heads != 0:
            raise ValueError(f"d_model {d_model} cannot be cut into {n_heads} heads of equal size")
        self.n_heads = n_heads
        self.qkv_linear = nn.Linear(d_model, 3 * d_model)
        self.out_linear = nn.Linear(d_model, d_model)

    def forward(self, x: Tensor, cache=None) -> Tensor:
        """(B, T, C) -> (B, T, C), for any T >= 1.

        With a cache, `len(cache)` tokens were read before, and

            k, v = cache.update(k, v)

        takes the keys and values (B, H, T, D) of the new tokens and gives back those of all
        (B, H, S, D). Each new token looks at itself and at everything before it. (Stage 10 writes
        such a cache; without one it is None.)
        """
        past, T = 0 if cache is None else len(cache), x.shape[-2]
        q, k, v = (split_heads(third, self.n_heads) for third in self.qkv_linear(x).chunk(3, -1))
        if cache is not None:
            k, v = cache.update(k, v)
        mask = causal_mask(past + T)[past:].to(x.device)
        return self.out_linear(merge_heads(scaled_dot_product_attention(q, k, v, mask)))


class GPT2FeedForward(FeedForward):
    """The feed-forward net of stage 3 with another bend: linear, GELU, linear.

        y = linear2(gelu(linear1(x)))

    Everything but `forward` is inherited: the parameters keep their names, sizes and order.

    >>> net = GPT2FeedForward(d_model=1, d_ff=1)
    >>> for linear in net.children():
    ...     _ = nn.init.ones_(linear.weight), nn.init.zeros_(linear.bias)
    >>> net(torch.tensor([[1.0]])).detach()
    tensor([[0.8412]])
    """

    def forward(self, x: Tensor) -> Tensor:
        """(..., C) -> (..., C)"""
        return self.linear2(gelu(self.linear1(x)))


class GPT2Block(nn.Module):
    """Attention, then feed-forward, each reading a normalised copy and adding to x (pre-norm).

        x = x + attention(norm1(x))
        x = x + feed_forward(norm2(x))

    Submodules, in this order: `norm1`, `attention`, `norm2`, `feed_forward`, with
    d_ff = 4 * d_model; `eps` goes to both norms.

    Source: "layer normalization was moved to the input of each sub-block". When both steps add
    nothing, nothing is left but x:

    >>> block = GPT2Block(d_model=2, n_heads=1)
    >>> for step in (block.attention, block.feed_forward):
    ...     for parameter in step.parameters():
    ...         _ = nn.init.zeros_(parameter)
    >>> block(torch.tensor([[[1.0, 3.0]]])).tolist()
    [[[1.0, 3.0]]]
    """

    def __init__(self, d_model: int, n_heads: int, eps: float = 1e-5):
        super().__init__()
        self.norm1 = LayerNorm(d_model, eps)
        self.attention = GPT2Attention(d_model, n_heads)
        self.norm2 = LayerNorm(d_model, eps)
        self.feed_forward = GPT2FeedForward(d_model, 4 * d_model)

    def forward(self, x: Tensor, cache=None) -> Tensor:
        """(B, T, C) -> (B, T, C); `cache` goes to the attention."""
        x = x + self.attention(self.norm1(x), cache)
        return x + self.feed_forward(self.norm2(x))


class GPT2(nn.Module):
    """GPT-2: token plus place, blocks, a last norm, and the token table once more as the head.

        x      = token_embedding(ids) + position_embedding(0 ... T - 1)
        x      = block(x)                           for each of the n_layers blocks
        logits = norm(x) times the token table: one row of it for each token, no bias

    Submodules, in this order: `token_embedding` (V, C) and `position_embedding` (max_seq_len, C),
    both `nn.Embedding`; `transformer_blocks`, an `nn.ModuleList` of `GPT2Block`; `norm`, a
    `LayerNorm`. `eps` goes to every norm. The head has no parameter of its own. At first every
    matrix is drawn from a normal distribution with mean 0 and standard deviation 0.02, and every
    bias is 0. The attribute `max_seq_len` tells how many tokens the model can read.

    Source: section 2.3, "an additional layer normalization was added after the final
    self-attention block"; the tied head: Press and Wolf 2017.

    >>> model = GPT2(vocab_size=86)
    >>> model(torch.tensor([[1, 2, 3], [4, 5, 6]])).shape
    torch.Size([2, 3, 86])
    >>> sum(parameter.numel() for parameter in model.parameters())
    416000
    """

    def __init__(
        self,
        vocab_size: int,
        d_model: int = 128,
        n_heads: int = 4,
        n_layers: int = 2,
        max_seq_len: int = 64,
        eps: float = 1e-5,
    ):
        super().__init__()
        self.max_seq_len = max_seq_len
        self.token_embedding = nn.Embedding(vocab_size, d_model)
        self.position_embedding = nn.Embedding(max_seq_len, d_model)
        self.transformer_blocks = nn.ModuleList(
            GPT2Block(d_model, n_heads, eps) for _ in range(n_layers)
        )
        self.norm = LayerNorm(d_model, eps)
        for name, parameter in self.named_parameters():
            if parameter.dim() > 1:
                nn.init.normal_(parameter, std=0.02)
            elif name.endswith("bias"):
                nn.init.zeros_(parameter)

    def forward(self, ids: Tensor, caches=None) -> Tensor:
        """(B, T) whole numbers -> (B, T, V) logits; those at t score what follows ids[:, : t + 1].

        `caches`, if given, holds one cache for each block: `ids` then go on where they end, so the
        first of them stands at position len(caches[0]). Raises ValueError, with both numbers in the
        message, if all tokens together are more than `max_seq_len`.
        """
        past, T = len(caches[0]) if caches else 0, ids.shape[-1]
        if self.max_seq_len < past + T:
            raise ValueError(f"the model reads at most {self.max_seq_len} tokens, not {past + T}")
        positions = torch.arange(past, past + T, device=ids.device)
        x = self.token_embedding(ids) + self.position_embedding(positions)
        for layer, block in enumerate(self.transformer_blocks):
            x = block(x, caches[layer] if caches else None)
        return self.norm(x) @ self.token_embedding.weight.T


def load_gpt2(folder: str | Path) -> GPT2:
    """The GPT2 whose sizes and weights Hugging Face's `transformers` has written into a folder.

    `config.json` is an object with these sizes, among others; all of them have to be there:

        vocab_size    n_embd     n_head     n_layer     n_positions    layer_norm_epsilon
        vocab_size    d_model    n_heads    n_layers    max_seq_len    eps

    `model.safetensors` holds the weights under the names on the left; all of them may have
    `transformer.` before them. i is the number of the block.

        wte.weight                           token_embedding.weight
        wpe.weight                           position_embedding.weight
        h.i.ln_1.weight, .bias               transformer_blocks.i.norm1.weight, .bias
        h.i.attn.c_attn.weight, .bias        transformer_blocks.i.attention.qkv_linear ...
        h.i.attn.c_proj.weight, .bias        transformer_blocks.i.attention.out_linear ...
        h.i.ln_2.weight, .bias               transformer_blocks.i.norm2 ...
        h.i.mlp.c_fc.weight, .bias           transformer_blocks.i.feed_forward.linear1 ...
        h.i.mlp.c_proj.weight, .bias         transformer_blocks.i.feed_forward.linear2 ...
        ln_f.weight, .bias                   norm.weight, .bias

    The matrices of the `c_` layers are stored as (in, out); `nn.Linear` keeps (out, in). Not
    weights, and ignored: `h.i.attn.bias` and `h.i.attn.masked_bias` (masks). `lm_head.weight`, if
    it is there, has to equal `wte.weight`. The model's parameters are float32, whatever the file
    has, and the global random numbers go on as if nothing had been drawn.

    Raises FileNotFoundError, naming the file, if one of the two is not there; ValueError, naming
    the file, the size or the weight, if a file cannot be read as what it should be, if a size is
    missing or no number above 0, if a weight is missing, unexpected or of another shape, or if an
    `activation_function` is given that is not "gelu_new", the one of this stage.

    >>> load_gpt2("no/such/folder")
    Traceback (most recent call last):
    FileNotFoundError: there is no config.json in no/such/folder
    """
    options = _options(_file(folder, "config.json"))
    stored = _stored(_file(folder, "model.safetensors"))
    with torch.random.fork_rng(devices=[]):  # the first values are drawn, and thrown away
        model = GPT2(**options)
    weights = {_own_name(name): weight for name, weight in stored.items()}
    _check(weights, model.state_dict())
    model.load_state_dict(weights)
    return model


def _file(folder: str | Path, name: str) -> Path:
    """The path of a file that is there."""
    path = Path(folder) / name
    if not path.is_file():
        raise FileNotFoundError(f"there is no {name} in {folder}")
    return path


def _options(path: Path) -> dict:
    """What config.json says, as the arguments of GPT2."""
    names = {
        "vocab_size": "vocab_size",
        "n_embd": "d_model",
        "n_head": "n_heads",
        "n_layer": "n_layers",
        "n_positions": "max_seq_len",
        "layer_norm_epsilon": "eps",
    }
    try:
        config = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise ValueError(f"{path} is no JSON: {error}") from None
    missing = [name for name in names if not isinstance(config, dict) or name not in config]
    if missing:
        raise ValueError(f"{path} does not say {', '.join(missing)}")
    for name in names:
        kind = float if name == "layer_norm_epsilon" else int
        if not isinstance(config[name], (int, kind)) or config[name] <= 0:
            raise ValueError(f"{path} says {name} = {config[name]!r}, which is no size")
    if config.get("activation_function", "gelu_new") != "gelu_new":
        raise ValueError(f"{path} wants {config['activation_function']}, not gelu_new")
    return {own: config[name] for name, own in names.items()}


def _stored(path: Path) -> dict[str, Tensor]:
    """The weights of a safetensors file under the names without prefix, (out, in), float32."""
    try:
        found = load_file(path)
    except SafetensorError as error:
        raise ValueError(f"{path} is no safetensors file: {error}") from None
    found = {name.removeprefix("transformer."): weight for name, weight in found.items()}
    head = found.pop("lm_head.weight", None)
    if head is not None and not torch.equal(head, found.get("wte.weight", torch.empty(0))):
        raise ValueError(f"{path}: lm_head.weight is not wte.weight, but GPT-2's head is tied")
    masks = (".attn.bias", ".attn.masked_bias")
    stored = {name: weight for name, weight in found.items() if not name.endswith(masks)}
    return {n: w.T if ".c_" in n and w.dim() == 2 else w for n, w in stored.items()}


def _own_name(name: str) -> str:
    """The name of a weight in this house."""
    name = f".{name}"
    for theirs, own in {
        "wte": "token_embedding",
        "wpe": "position_embedding",
        "h": "transformer_blocks",
        "ln_1": "norm1",
        "attn.c_attn": "attention.qkv_linear",
        "attn.c_proj": "attention.out_linear",
        "ln_2": "norm2",
        "mlp.c_fc": "feed_forward.linear1",
        "mlp.c_proj": "feed_forward.linear2",
        "ln_f": "norm",
    }.items():
        name = name.replace(f".{theirs}.", f".{own}.")
    return name[1:]


def _check(weights: dict[str, Tensor], expected: dict[str, Tensor]) -> None:
    """Every weight is there, in its shape, and no other; ValueError names those it fails for."""
    for problem, names in {
        "are missing": set(expected) - set(weights),
        "are unexpected": set(weights) - set(expected),
    }.items():
        if names:
            raise ValueError(f"weights {problem}: {', '.join(sorted(names))}")
    for name, weight in weights.items():
        if weight.shape != expected[name].shape:
            shapes = f"{tuple(weight.shape)}, not {tuple(expected[name].shape)}"
            raise ValueError(f"the weight {name} has the shape {shapes}")
