"""What several files here patch."""

# what stands in the solution
SORT = "ordered, ids = logits.sort(descending=True, stable=True)"
MASS = "mass_before = probabilities.cumsum(-1) - probabilities"
NUCLEUS = "ordered = ordered.masked_fill(mass_before >= p, -math.inf)"
PUT_BACK = "return torch.empty_like(logits).scatter(-1, ids, ordered)"
FEED = "logits = model(ids[:, -model.max_seq_len :])"
JOIN = "ids = torch.cat([ids, next_ids[:, None]], dim=1)"
LOOP = "for _ in range(max_new_tokens):"

# what stands in the reference
R_STAYS = "stays = (likelier < p) | (p == 1)"
