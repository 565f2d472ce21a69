"""Arrays and tensors: what a submission gets for an array, and what is sent for its tensors.

torch is imported only where a tensor is made: some stages do without it.
"""

from __future__ import annotations

import sys

import numpy as np


def is_tensor(value) -> bool:
    torch = sys.modules.get("torch")
    return bool(torch) and isinstance(value, torch.Tensor)


def to_tensor(array: np.ndarray):
    import torch

    return torch.from_numpy(np.array(array))


def to_array(tensor) -> np.ndarray:
    import torch

    plain = tensor.detach().cpu().as_subclass(torch.Tensor).resolve_conj().resolve_neg()
    if plain.dtype == torch.bfloat16:
        plain = plain.float()
    return plain.clone().numpy()


def strided_tensor(array: np.ndarray):
    """The same values, every second element of a larger tensor: not contiguous in memory."""
    import torch

    wide = torch.zeros(*array.shape, 2, dtype=to_tensor(array).dtype)
    wide[..., 0] = to_tensor(array)
    return wide[..., 0]


def weighted_sum(output, upstream):
    """A number whose gradient with respect to `output` is `upstream`.

    `torch.autograd.grad` would take `upstream` itself, but imports sympy for it: seconds.
    """
    if output.shape != upstream.shape:
        raise RuntimeError(f"the output has shape {list(output.shape)}, not {list(upstream.shape)}")
    return (output * upstream.to(output.dtype)).sum()


def leaves(tree) -> list:
    """The arrays and tensors of a tree, left to right."""
    if isinstance(tree, dict):
        tree = list(tree.values())
    if isinstance(tree, (list, tuple)):
        return [leaf for branch in tree for leaf in leaves(branch)]
    return [tree] if isinstance(tree, np.ndarray) or is_tensor(tree) else []


def containers(tree):
    """A copy of the lists and dicts of a tree with the plain data in them."""
    if isinstance(tree, dict):
        return {key: containers(value) for key, value in tree.items()}
    if isinstance(tree, (list, tuple)):
        return [containers(value) for value in tree]
    return tree if isinstance(tree, (str, bytes, int, float, type(None))) else type(tree).__name__


def tensors(tree) -> list:
    return [leaf for leaf in leaves(tree) if is_tensor(leaf)]
