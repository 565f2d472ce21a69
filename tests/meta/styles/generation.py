"""Other right ways to write this stage: each must earn every point."""

FILTERS = """    logits = apply_temperature(logits, temperature)
    if top_k is not None:
        logits = top_k_filter(logits, top_k)
    if top_p is not None:
        logits = top_p_filter(logits, top_p)
"""
DRAW = """    # torch.multinomial wants a table, a row for each draw
    rows = softmax(logits).reshape(-1, logits.shape[-1])
    return torch.multinomial(rows, 1, generator=generator).reshape(logits.shape[:-1])
"""
HIDE = "return logits.masked_fill(logits < smallest_kept, -math.inf)"
NUCLEUS = "ordered = ordered.masked_fill(mass_before >= p, -math.inf)"
PUT_BACK = "return torch.empty_like(logits).scatter(-1, ids, ordered)"
MASS = "mass_before = probabilities.cumsum(-1) - probabilities"

# name -> patches or definitions, applied to the solution one after another
STYLES = {
    "gumbel": [
        (
            DRAW,
            "    u = torch.rand(logits.shape, generator=generator).clamp_min(1e-20)\n"
            "    return (logits - (-u.log()).log()).argmax(-1)\n",
        ),
    ],
    "inverse-cdf": [
        (
            DRAW,
            "    cdf = softmax(logits).double().cumsum(-1)\n"
            "    u = torch.rand(*logits.shape[:-1], 1, dtype=torch.float64, generator=generator)\n"
            "    return (cdf <= u * cdf[..., -1:]).sum(-1)\n",
        ),
    ],
    "exponential-race": [
        (
            DRAW,
            "    race = torch.empty_like(logits).exponential_(generator=generator)\n"
            "    return (softmax(logits) / race).argmax(-1)\n",
        ),
    ],
    "row-by-row": [
        (
            DRAW,
            "    rows = softmax(logits).reshape(-1, logits.shape[-1])\n"
            "    drawn = [torch.multinomial(row, 1, generator=generator) for row in rows]\n"
            "    return torch.cat(drawn).reshape(logits.shape[:-1])\n",
        ),
    ],
    "shifted-mask": [
        (
            NUCLEUS,
            "removed = probabilities.double().cumsum(-1) >= p\n"
            "    removed = torch.cat([torch.zeros_like(removed[..., :1]), removed[..., :-1]], -1)\n"
            "    ordered = ordered.masked_fill(removed, -math.inf)",
        ),
    ],
    "inverse-permutation": [
        (
            PUT_BACK,
            "return torch.where((mass_before < p).gather(-1, ids.argsort(-1)), logits, -math.inf)",
        ),
    ],
    "top-p-by-torch": [
        (MASS, "mass_before = probabilities.cumsum(-1).roll(1, -1)\n    mass_before[..., 0] = 0"),
        ("probabilities = softmax(ordered)", "probabilities = ordered.log_softmax(-1).exp()"),
    ],
    "top-p-loop": [
        """
        def top_p_filter(logits, p):
            if p <= 0 or p > 1:
                raise ValueError("p")
            rows = logits.reshape(-1, logits.shape[-1])
            result = torch.full_like(rows, -math.inf)
            for row, kept in zip(rows, result):
                mass, probabilities = 0.0, torch.softmax(row.double(), -1).tolist()
                for i in sorted(range(len(row)), key=lambda i: (-probabilities[i], i)):
                    if mass >= p and p < 1:
                        break
                    kept[i] = row[i]
                    mass += probabilities[i]
            return result.reshape(logits.shape)
        """,
    ],
    "top-k-by-sorting": [
        (
            HIDE,
            "ordered = logits.sort(descending=True).values\n"
            "    smallest_kept = ordered[..., min(k, V) - 1].unsqueeze(-1)\n"
            "    result = logits.clone()\n"
            "    result[result < smallest_kept] = float('-inf')\n    return result",
        ),
    ],
    "inline-options": [
        (
            FILTERS,
            "    if temperature < 0:\n        raise ValueError('temperature')\n"
            "    logits = logits.double() / temperature\n"
            "    logits = logits if top_k is None else top_k_filter(logits, top_k)\n"
            "    logits = logits if top_p is None else top_p_filter(logits, top_p)\n",
        ),
    ],
    "with-inference-mode": [
        ("@torch.no_grad()", "@torch.inference_mode()"),
        (
            "ids = torch.cat([ids, next_ids[:, None]], dim=1)",
            "ids = torch.hstack([ids, next_ids.unsqueeze(1)])",
        ),
    ],
    "tensor-made-once": [
        """
        def generate_ids(model, ids, max_new_tokens, temperature=1.0, top_k=None, top_p=None,
                         generator=None):
            B, T = ids.shape
            if not T or max_new_tokens < 0:
                raise ValueError("nothing to do")
            result = torch.cat([ids, ids.new_zeros(B, max_new_tokens)], 1)
            training = model.training
            try:
                model.eval()
                with torch.no_grad():
                    for t in range(T, T + max_new_tokens):
                        logits = model(result[:, max(0, t - model.max_seq_len) : t])[:, -1, :]
                        result[:, t] = sample_next_token(
                            logits, temperature=temperature, top_k=top_k, top_p=top_p,
                            generator=generator,
                        )
            finally:
                if training:
                    model.train()
            return result
        """,
    ],
    "generate-by-itself": [
        (
            "return tokenizer.decode(ids[0].tolist())",
            "return prompt + tokenizer.decode(ids[0, len(prompt) :].tolist())",
        ),
    ],
    "top-k-by-kthvalue": [
        (
            "smallest_kept = logits.topk(min(k, V)).values[..., -1:]",
            "smallest_kept = logits.kthvalue(max(V - k, 0) + 1, dim=-1, keepdim=True).values",
        ),
    ],
    "top-k-by-counting": [
        (
            HIDE,
            "greater = (logits[..., None, :] > logits[..., :, None]).sum(-1)\n"
            "    return torch.where(greater < k, logits, -math.inf)",
        ),
    ],
    "top-p-by-logcumsumexp": [
        (
            MASS,
            "upto = ordered.log_softmax(-1).logcumsumexp(-1).exp()\n"
            "    mass_before = torch.cat([torch.zeros_like(upto[..., :1]), upto[..., :-1]], -1)",
        ),
    ],
    "top-p-by-searchsorted": [
        (
            MASS,
            "upto = probabilities.double().cumsum(-1).contiguous()\n"
            "    n = torch.searchsorted(upto, torch.full_like(upto[..., :1], p)) + 1\n"
            "    mass_before = torch.where(torch.arange(logits.shape[-1]) < n, 0.0, 1.0)",
        ),
    ],
    "sampling-by-searchsorted": [
        (
            DRAW,
            "    cdf = softmax(logits.double()).cumsum(-1).contiguous()\n"
            "    u = torch.rand(*cdf.shape[:-1], 1, generator=generator, dtype=cdf.dtype)\n"
            "    return torch.searchsorted(cdf, u * cdf[..., -1:], right=True).squeeze(-1)\n",
        ),
    ],
    "columns-in-a-list": [
        """
        @torch.inference_mode()
        def generate_ids(model, ids, max_new_tokens, temperature=1.0, top_k=None, top_p=None,
                         generator=None):
            if ids.shape[1] == 0 or max_new_tokens < 0:
                raise ValueError("nothing to do")
            modes = {module: module.training for module in model.modules()}
            model.eval()
            columns = list(ids.unbind(1))
            while len(columns) < ids.shape[1] + max_new_tokens:
                logits = model(torch.stack(columns[-model.max_seq_len :], 1)).select(1, -1)
                columns.append(sample_next_token(logits, temperature, top_k, top_p, generator))
            for module, mode in modes.items():
                module.training = mode
            return torch.stack(columns, 1)
        """,
    ],
    "token-by-recursion": [
        """
        def generate_ids(model, ids, max_new_tokens, temperature=1.0, top_k=None, top_p=None,
                         generator=None):
            if ids.shape[1] == 0 or max_new_tokens < 0:
                raise ValueError("nothing to do")
            if max_new_tokens == 0:
                return ids
            training = model.training
            model.eval()
            with torch.no_grad():
                logits = model(ids[:, -model.max_seq_len :])
            model.train(training)
            options = (temperature, top_k, top_p, generator)
            ids = torch.column_stack([ids, sample_next_token(logits[:, -1], *options)])
            return generate_ids(model, ids, max_new_tokens - 1, *options)
        """,
    ],
    "decoded-one-by-one": [
        (
            "return tokenizer.decode(ids[0].tolist())",
            'return "".join(tokenizer.decode([int(id)]) for id in ids.squeeze(0))',
        ),
    ],
}
