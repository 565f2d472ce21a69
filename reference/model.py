"""Stage 4, model: two embeddings, a stack of blocks, a linear head, forward and backward."""

import math

import numpy as np

from reference import attention, block


def embedding(ids, table):
    """The row of the table for each id: (...), (V, C) -> (..., C).

    Raises IndexError for an id outside 0 to V - 1. Source: Bengio et al. 2003, section 2.
    """
    ids = np.asarray(ids)
    if np.any(ids < 0):
        raise IndexError("an id is negative")  # NumPy would count it from the end
    return np.asarray(table, np.float64)[ids]


def embedding_backward(upstream, ids, table):
    """dtable: each row adds up the gradients of the places that read it: (..., C) -> (V, C)."""
    dtable = np.zeros(np.shape(table))
    np.add.at(dtable, np.asarray(ids), upstream)
    return dtable


def embed(ids, weights):
    """Token plus learned position embedding: (..., T) -> (..., T, C).

    Raises ValueError for T beyond the position table.
    Source: Radford et al. 2018 (GPT), eq. 2, first line.
    """
    T, max_seq_len = np.shape(ids)[-1], len(weights["position_embedding.weight"])
    if max_seq_len < T:
        raise ValueError(f"{T} tokens, but positions for {max_seq_len} only")
    tokens = embedding(ids, weights["token_embedding.weight"])
    return tokens + embedding(np.arange(T), weights["position_embedding.weight"])


def block_names(weights):
    """The prefixes of the blocks as they run: transformer_blocks.0, transformer_blocks.1, ..."""
    stack = attention.under(weights, "transformer_blocks")
    n_layers = len({name.split(".")[0] for name in stack})
    return [f"transformer_blocks.{layer}" for layer in range(n_layers)]


def hidden_states(ids, weights, n_heads):
    """The input of each block, last the output of the stack: (..., T) -> a list of (..., T, C)."""
    states = [embed(ids, weights)]
    for name in block_names(weights):
        block_weights = attention.under(weights, name)
        states.append(block.transformer_block(states[-1], block_weights, n_heads))
    return states


def simple_llm(ids, weights, n_heads):
    """Logits of the next token at every place: (..., T) -> (..., T, V).

    Source: Radford et al. 2018 (GPT), eq. 2, with a head of its own in place of the tied one.
    """
    return attention.linear(hidden_states(ids, weights, n_heads)[-1], weights, "output_projection")


def simple_llm_backward(upstream, ids, weights, n_heads):
    """dweights: (..., T, V), the gradient of the logits -> one under the name of each weight.

    Source: the chain rule on Radford et al. 2018 (GPT), eq. 2.
    """
    *inputs, last = hidden_states(ids, weights, n_heads)
    dx, dweights = attention.linear_backward(upstream, last, weights, "output_projection")
    for name, x in reversed(list(zip(block_names(weights), inputs, strict=True))):
        block_weights = attention.under(weights, name)
        dx, dblock = block.transformer_block_backward(dx, x, block_weights, n_heads)
        dweights |= attention.prefixed(dblock, name)
    return embed_backward(dx, ids, weights) | dweights


def embed_backward(upstream, ids, weights):
    """Gradients of both tables: (..., T, C) -> (V, C), (max_seq_len, C); all sequences add up."""
    tokens, positions = weights["token_embedding.weight"], weights["position_embedding.weight"]
    places = np.broadcast_to(np.arange(np.shape(ids)[-1]), np.shape(ids))
    return {
        "token_embedding.weight": embedding_backward(upstream, ids, tokens),
        "position_embedding.weight": embedding_backward(upstream, places, positions),
    }


def parameter_shapes(vocab_size, d_model=128, n_heads=4, n_layers=2, max_seq_len=64):
    """Name -> shape of every weight, in the order of torch's `state_dict`; d_ff = 4 d_model.

    Raises ValueError when d_model is no multiple of n_heads (which changes no shape otherwise).
    """
    if d_model % n_heads:
        raise ValueError(f"d_model {d_model} is no multiple of n_heads {n_heads}")
    shapes = {
        "token_embedding.weight": (vocab_size, d_model),
        "position_embedding.weight": (max_seq_len, d_model),
    }
    for layer in range(n_layers):
        one_block = block.block_shapes(d_model, 4 * d_model)
        shapes |= attention.prefixed(one_block, f"transformer_blocks.{layer}")
    return shapes | block.linear_shapes("output_projection", d_model, vocab_size)


def count_parameters(vocab_size, d_model=128, n_heads=4, n_layers=2, max_seq_len=64):
    """How many numbers the model learns: 426,838 for a vocabulary of 86 and these defaults."""
    shapes = parameter_shapes(vocab_size, d_model, n_heads, n_layers, max_seq_len)
    return sum(math.prod(shape) for shape in shapes.values())
