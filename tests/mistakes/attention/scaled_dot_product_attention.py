"""scaled_dot_product_attention: the values, mixed by the weights."""

from reference import attention
from tests.mistakes import mistake

MISTAKES = [
    mistake(
        "sdpa-forgets-the-mask",
        of="scaled_dot_product_attention",
        advice="The mask has no effect on your output. Is it handed on to `attention_weights`?",
        numpy=("attention_weights(q, k, mask)", "attention_weights(q, k)"),
        torch=("return attention_weights(q, k, mask) @ v", "return attention_weights(q, k) @ v"),
        read="Mixing values",
    ),
    mistake(
        "sdpa-causal-unasked",
        of="scaled_dot_product_attention",
        advice="""Without a mask your queries do not see the keys after them. Nobody asked for that:
        without a mask every query looks at every key; who wants a causal mask hands one over.""",
        numpy=(
            "attention_weights(q, k, mask)",
            "attention_weights(q, k, np.tri(q.shape[-2], k.shape[-2], dtype=bool) "
            "if mask is None else mask)",
        ),
        torch=(
            "return attention_weights(q, k, mask) @ v",
            "return nn.functional.scaled_dot_product_attention("
            "q, k, v, attn_mask=mask, is_causal=mask is None)",
        ),
        read="Mixing values",
    ),
    mistake(
        "sdpa-asks-with-keys",
        of="scaled_dot_product_attention",
        advice="Queries and keys have changed places: you call `attention_weights(k, q)`.",
        numpy=("attention_weights(q, k, mask)", "attention_weights(k, q, mask)"),
        torch=(
            "return attention_weights(q, k, mask) @ v",
            "return attention_weights(k, q, mask) @ v",
        ),
        read="Mixing values",
    ),
    mistake(
        "sdpa-mixes-keys",
        of="scaled_dot_product_attention",
        advice="""Your output is a mixture of the keys. The keys only decide who is heard; what is
        said are the values, v.""",
        numpy=("np.asarray(v, np.float64)", "np.asarray(k, np.float64)"),
        torch=(
            "return attention_weights(q, k, mask) @ v",
            "return attention_weights(q, k, mask) @ k",
        ),
        read="Mixing values",
    ),
    mistake(
        "sdpa-returns-weights",
        of="scaled_dot_product_attention",
        advice="""You return the weights. What they are for is missing: the sum of the values,
        weighted, `weights @ v`.""",
        numpy=(" @ np.asarray(v, np.float64)", ""),
        torch=("return attention_weights(q, k, mask) @ v", "return attention_weights(q, k, mask)"),
        read="Mixing values",
    ),
    mistake(
        "sdpa-returns-two-things",
        of="scaled_dot_product_attention",
        advice="""You return the output together with the weights. Here the output alone is
        expected.""",
        numpy=lambda q, k, v, mask=None: (
            attention.attention_weights(q, k, mask) @ v,
            attention.attention_weights(q, k, mask),
        ),
        torch=(
            "return attention_weights(q, k, mask) @ v",
            "w = attention_weights(q, k, mask)\n    return w @ v, w",
        ),
        read="Mixing values",
    ),
    mistake(
        "sdpa-values-ask-back",
        of="scaled_dot_product_attention",
        advice="""You multiply by the transposed weights: each value is sent to those who asked,
        in shares that do not sum to 1. Rows of the weights are queries: `weights @ v`.""",
        numpy=("mask) @", "mask).swapaxes(-2, -1) @"),
        torch=(
            "return attention_weights(q, k, mask) @ v",
            "return attention_weights(q, k, mask).transpose(-2, -1) @ v",
        ),
        read="Mixing values",
    ),
    mistake(
        "sdpa-softmax-twice",
        of="scaled_dot_product_attention",
        advice="""You take the softmax of the weights, which are the result of a softmax. Once is
        enough.""",
        numpy=(
            "attention_weights(q, k, mask) @",
            "softmax(attention_weights(q, k, mask)) @",
        ),
        torch=(
            "return attention_weights(q, k, mask) @ v",
            "return softmax(attention_weights(q, k, mask)) @ v",
        ),
        read="Mixing values",
    ),
    mistake(
        "sdpa-scaled-again",
        of="scaled_dot_product_attention",
        advice="You divide by √D once more: `attention_weights` has done it already.",
        numpy=(
            "attention_weights(q, k, mask)",
            "attention_weights(q / math.sqrt(q.shape[-1]), k, mask)",
        ),
        torch=(
            "return attention_weights(q, k, mask) @ v",
            "return attention_weights(q / math.sqrt(q.shape[-1]), k, mask) @ v",
        ),
        read="Scaling",
    ),
    mistake(
        "sdpa-output-scaled",
        of="scaled_dot_product_attention",
        advice="""Your output is divided by √D. The scale belongs to the scores, before the
        softmax, and `attention_weights` takes care of it.""",
        numpy=(
            "@ np.asarray(v, np.float64)",
            "@ np.asarray(v, np.float64) / math.sqrt(q.shape[-1])",
        ),
        torch=(
            "return attention_weights(q, k, mask) @ v",
            "return attention_weights(q, k, mask) @ v / math.sqrt(q.shape[-1])",
        ),
        read="Scaling",
    ),
    mistake(
        "sdpa-scaled-by-values",
        of="scaled_dot_product_attention",
        advice="""Your scores are divided by the root of the values' features. The dot product is
        that of queries and keys: D is `q.shape[-1]`.""",
        numpy=(
            "attention_weights(q, k, mask)",
            "attention_weights(q * math.sqrt(q.shape[-1] / v.shape[-1]), k, mask)",
        ),
        torch=(
            "return attention_weights(q, k, mask) @ v",
            "return attention_weights(q * math.sqrt(q.shape[-1] / v.shape[-1]), k, mask) @ v",
        ),
        read="Scaling",
    ),
    mistake(
        "sdpa-detaches-values",
        of="scaled_dot_product_attention",
        advice="""No gradient reaches the values: `detach`, `.data` or a way through NumPy cuts
        them off, and they would never learn.""",
        numpy=("sum_to(dv, v.shape)", "None"),
        at="scaled_dot_product_attention_backward",
        torch=("mask) @ v\n", "mask) @ v.detach()\n"),
        read="Gradients",
    ),
    mistake(
        "sdpa-detaches-weights",
        of="scaled_dot_product_attention",
        advice="""No gradient goes back through the weights: who should have been heard is never
        learnt. Remove the `detach`, `.data` or `no_grad` around them.""",
        numpy=("return dq, dk, sum_to(dv, v.shape)", "return None, None, sum_to(dv, v.shape)"),
        at="scaled_dot_product_attention_backward",
        torch=("mask) @ v\n", "mask).detach() @ v\n"),
        read="Gradients",
    ),
    mistake(
        "sdpa-changes-its-input",
        of="scaled_dot_product_attention",
        advice="""Your code changes its arguments: `q *= ...` and its like write into the caller's
        memory. Give the result a new name.""",
        torch=(
            "return attention_weights(q, k, mask) @ v",
            "q *= 1.5\n    return attention_weights(q / 1.5, k, mask) @ v",
        ),
        read="Mixing values",
    ),
    mistake(
        "sdpa-changes-the-dtype",
        of="scaled_dot_product_attention",
        advice="""Your output has another dtype than the queries. A wider dtype inside is fine;
        give back the one that came in: `.to(q.dtype)`.""",
        torch=("mask) @ v\n", "mask).float() @ v.float()\n"),
        also=(("mask) @ v\n", "mask).double() @ v.double()\n"),),
        read="Mixing values",
    ),
]
