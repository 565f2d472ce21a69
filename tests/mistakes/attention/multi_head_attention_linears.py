"""MultiHeadAttention: which of the four linear layers reads what."""

from tests.mistakes import mistake
from tests.mistakes.attention.shared import OUT, PROJECT, T_OUT

MISTAKES = [
    mistake(
        "mha-keys-and-values-swapped",
        of="MultiHeadAttention",
        advice="""Keys and values have changed places. The keys are compared with the queries, the
        values are what is mixed.""",
        numpy=(PROJECT, PROJECT.replace("q, k, v", "q, v, k")),
        torch=(
            "attention(q, k, v, mask)\n        return",
            "attention(q, v, k, mask)\n        return",
        ),
        read="Queries, keys, values",
    ),
    mistake(
        "mha-queries-and-keys-swapped",
        of="MultiHeadAttention",
        advice="Queries and keys have changed places: q_linear's result is asked, k_linear's asks.",
        numpy=(PROJECT, PROJECT.replace("q, k, v", "k, q, v")),
        torch=(
            "attention(q, k, v, mask)\n        return",
            "attention(k, q, v, mask)\n        return",
        ),
        read="Queries, keys, values",
    ),
    mistake(
        "mha-queries-and-values-swapped",
        of="MultiHeadAttention",
        advice="Queries and values have changed places: what is mixed must come from v_linear.",
        numpy=(PROJECT, PROJECT.replace("q, k, v", "v, k, q")),
        torch=(
            "attention(q, k, v, mask)\n        return",
            "attention(v, k, q, mask)\n        return",
        ),
        read="Queries, keys, values",
    ),
    mistake(
        "mha-keys-from-q-linear",
        of="MultiHeadAttention",
        advice="""Your keys come from q_linear. A copied line? What a token looks for and what it
        is found by are two things: k_linear.""",
        numpy=(PROJECT, f"{PROJECT}\n    k = q"),
        torch=("self.k_linear(x)", "self.q_linear(x)"),
        read="Queries, keys, values",
    ),
    mistake(
        "mha-values-from-k-linear",
        of="MultiHeadAttention",
        advice="""Your values come from k_linear. A copied line? What a token is found by and what
        it says are two things: v_linear.""",
        numpy=(PROJECT, f"{PROJECT}\n    v = k"),
        torch=("self.v_linear(x)", "self.k_linear(x)"),
        read="Queries, keys, values",
    ),
    mistake(
        "mha-values-from-q-linear",
        of="MultiHeadAttention",
        advice="Your values come from q_linear. A copied line? They should come from v_linear.",
        numpy=(PROJECT, f"{PROJECT}\n    v = q"),
        torch=("self.v_linear(x)", "self.q_linear(x)"),
        read="Queries, keys, values",
    ),
    mistake(
        "mha-values-not-projected",
        of="MultiHeadAttention",
        advice="Your values are the input itself. v_linear decides what a token says: is it used?",
        numpy=(PROJECT, f"{PROJECT}\n    v = split_heads(x, n_heads)"),
        torch=("self.v_linear(x)", "x"),
        read="Queries, keys, values",
    ),
    mistake(
        "mha-without-out-linear",
        of="MultiHeadAttention",
        advice="""Your output is the merged heads. out_linear, which lets the heads hear one
        another, is not used.""",
        numpy=(OUT, "merge_heads(mixed)"),
        torch=(T_OUT, "merge_heads(heads)"),
        read="Heads",
    ),
    mistake(
        "mha-out-linear-diagonal",
        of="MultiHeadAttention",
        advice="""Of out_linear's matrix only the diagonal is used: a product element by element,
        or an einsum with a letter repeated. Call the layer, or multiply matrices.""",
        numpy=(
            OUT,
            "linear(merge_heads(mixed), {n: w * np.eye(len(w)) if w.ndim > 1 else w "
            'for n, w in weights.items()}, "out_linear")',
        ),
        torch=(
            T_OUT,
            "merge_heads(heads) * self.out_linear.weight.diagonal() + self.out_linear.bias",
        ),
        read="Heads",
    ),
    mistake(
        "mha-weights-transposed",
        of="MultiHeadAttention",
        advice="""You multiply by W where `nn.Linear` multiplies by Wᵀ: its weight is (out, in).
        Call the layer, or transpose.""",
        numpy=("weight.T", "weight"),
        at="linear",
        torch=[
            *(
                (f"self.{n}_linear(x)", f"(x @ self.{n}_linear.weight + self.{n}_linear.bias)")
                for n in "qkv"
            ),
            (T_OUT, "merge_heads(heads) @ self.out_linear.weight + self.out_linear.bias"),
        ],
        read="Queries, keys, values",
    ),
    mistake(
        "mha-biases-not-added",
        of="MultiHeadAttention",
        advice="The biases of your linear layers have no effect. Call the layer, or add its bias.",
        numpy=(" + bias", ""),
        at="linear",
        torch=[
            *((f"self.{n}_linear(x)", f"(x @ self.{n}_linear.weight.T)") for n in "qkv"),
            (T_OUT, "merge_heads(heads) @ self.out_linear.weight.T"),
        ],
        read="Queries, keys, values",
    ),
    mistake(
        "mha-adds-its-input",
        of="MultiHeadAttention",
        advice="""Your layer adds its input to its output. That is the work of the block, in the
        next stage; twice would be once too often.""",
        numpy=(f"return {OUT}", f"return x + {OUT}"),
        torch=(f"return {T_OUT}", f"return x + {T_OUT}"),
        read="Heads",
    ),
]
