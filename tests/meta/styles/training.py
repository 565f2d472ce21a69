"""Other right ways to write stage 6: each must earn every point."""

BATCH = "def get_batch(data, batch_size, seq_len, generator=None, starts=None):\n"
LOSS = "def cross_entropy(logits, targets):\n"

# name -> patches or definitions, applied to the solution one after another
STYLES = {
    "batch-by-slices": [
        BATCH
        + """    if len(data) <= seq_len:
        raise ValueError("too short")
    allowed = torch.arange(len(data) - seq_len) if starts is None else starts
    x, y = [], []
    for _ in range(batch_size):
        s = allowed[torch.randint(0, len(allowed), (1,), generator=generator).item()]
        x.append(data[s : s + seq_len])
        y.append(data[s + 1 : s + 1 + seq_len])
    return torch.stack(x), torch.stack(y)
"""
    ],
    "batch-by-unfold-and-multinomial": [
        BATCH
        + """    if len(data) < seq_len + 1:
        raise ValueError("too short")
    chunks = data.unfold(0, seq_len + 1, 1)
    chunks = chunks if starts is None else chunks[starts]
    even = torch.ones(len(chunks))
    chosen = chunks[torch.multinomial(even, batch_size, replacement=True, generator=generator)]
    return [chosen[:, :-1].contiguous(), chosen[:, 1:].contiguous()]
"""
    ],
    "batch-by-uniform-numbers": [
        BATCH
        + """    n = len(data) - seq_len
    if n <= 0:
        raise ValueError("too short")
    n = n if starts is None else len(starts)
    first = (torch.rand(batch_size, generator=generator, dtype=torch.float64) * n).long()
    first = first if starts is None else starts[first]
    x = torch.stack([data.narrow(0, int(s), seq_len) for s in first])
    return x, torch.stack([data.narrow(0, int(s) + 1, seq_len) for s in first])
"""
    ],
    "loss-by-torch": [
        LOSS
        + """    flat = logits.reshape(-1, logits.size(-1))
    return torch.nn.functional.cross_entropy(flat, targets.reshape(-1))
"""
    ],
    "loss-by-nll": [
        LOSS
        + """    log_p = torch.log_softmax(logits, dim=-1)
    return nn.functional.nll_loss(log_p.flatten(0, -2), targets.flatten())
"""
    ],
    "loss-by-logsumexp-and-arange": [
        LOSS
        + """    logits, targets = logits.flatten(0, -2), targets.flatten()
    picked = logits[torch.arange(len(targets)), targets]
    return torch.mean(torch.logsumexp(logits, -1) - picked)
"""
    ],
    "loss-by-one-hot-in-float64": [
        LOSS
        + """    log_p = logits.double().log_softmax(-1)
    one_hot = nn.functional.one_hot(targets, logits.shape[-1]).bool()
    return -log_p.masked_fill(~one_hot, 0).sum(-1).mean().to(logits.dtype)
"""
    ],
    "loss-through-the-maximum": [
        LOSS
        + """    shifted = logits - logits.max(dim=-1, keepdim=True).values
    log_p = shifted - torch.log(torch.sum(torch.exp(shifted), dim=-1, keepdim=True))
    return -torch.take_along_dim(log_p, targets.unsqueeze(-1), dim=-1).mean()
"""
    ],
    "step-clears-first": [
        """
def train_step(model, optimizer, x, y):
    model.zero_grad(set_to_none=False)
    logits = model(x)
    loss = cross_entropy(logits.view(-1, logits.shape[-1]), y.view(-1))
    value = float(loss)
    loss.backward()
    optimizer.step()
    optimizer.zero_grad()
    return value
"""
    ],
    "evaluate-by-context": [
        """
def evaluate(model, data, batch_size, seq_len, n_batches, generator=None, starts=None):
    mode, total = model.training, 0.0
    try:
        model.train(False)
        with torch.inference_mode():
            for _ in range(n_batches):
                batch = get_batch(data, batch_size, seq_len, generator=generator, starts=starts)
                total += cross_entropy(model(batch[0]), batch[1]) / n_batches
    finally:
        model.train(mode)
    return float(total)
"""
    ],
    "train-by-comprehension": [
        """
def train(model, data, steps, batch_size, seq_len, lr=1e-3, generator=None, starts=None,
          schedule=None, on_step=None):
    model.train()
    optimizer = torch.optim.AdamW(list(model.parameters()), lr, betas=(0.9, 0.999), eps=1e-8,
                                  weight_decay=0.01)
    def one(step):
        if schedule:
            optimizer.param_groups[0]["lr"] = schedule(step)
        batch = get_batch(data, batch_size, seq_len, generator, starts)
        loss = train_step(model, optimizer, *batch)
        on_step and on_step(step, loss)
        return loss
    return [one(step) for step in range(steps)]
"""
    ],
    "batch-by-as-strided": [
        BATCH
        + """    n = len(data) - seq_len
    if n < 1:
        raise ValueError("too short")
    rows = data.contiguous().as_strided((n, seq_len + 1), (1, 1))
    rows = rows if starts is None else rows[starts]
    chosen = torch.empty(batch_size, dtype=torch.long).random_(0, len(rows), generator=generator)
    return rows[chosen, :-1], rows[chosen, 1:]
"""
    ],
    "batch-from-lists": [
        BATCH
        + """    if len(data) <= seq_len:
        raise ValueError("too short")
    allowed = range(len(data) - seq_len) if starts is None else starts.tolist()
    drawn = torch.randint(len(allowed), (batch_size,), generator=generator).tolist()
    rows = [data[allowed[i] :][: seq_len + 1].tolist() for i in drawn]
    both = torch.tensor(rows, dtype=data.dtype)
    return both[:, :-1], both[:, 1:]
"""
    ],
    "loss-by-categorical": [
        LOSS
        + """    every = torch.distributions.Categorical(logits=logits, validate_args=False)
    return -every.log_prob(targets).mean()
"""
    ],
    "loss-by-logaddexp": [
        LOSS
        + """    total = logits[..., 0]
    for column in logits.unbind(-1)[1:]:
        total = torch.logaddexp(total, column)
    return (total - logits.gather(-1, targets.unsqueeze(-1)).squeeze(-1)).mean()
"""
    ],
    "step-by-closure": [
        """
def train_step(model, optimizer, x, y):
    def closure():
        optimizer.zero_grad()
        loss = cross_entropy(model(x), y)
        loss.backward()
        return loss
    return float(optimizer.step(closure))
"""
    ],
    "step-by-autograd": [
        """
def train_step(model, optimizer, x, y):
    parameters = [p for group in optimizer.param_groups for p in group["params"]]
    loss = cross_entropy(model(x), y)
    gradients = torch.autograd.grad(loss, parameters, allow_unused=True)
    for parameter, gradient in zip(parameters, gradients):
        parameter.grad = gradient
    optimizer.step()
    return loss.item()
"""
    ],
    "optimizer-fused": [("model.parameters(), lr=lr)", "model.parameters(), lr=lr, fused=True)")],
    "optimizer-with-groups": [
        ("AdamW(model.parameters()", "AdamW([{'params': [p]} for p in model.parameters()]")
    ],
    "train-by-generator": [
        """
def train(model, data, steps, batch_size, seq_len, lr=1e-3, generator=None, starts=None,
          schedule=None, on_step=None):
    def losses():
        optimizer = torch.optim.AdamW(model.parameters(), lr=1.0 if schedule else lr)
        rate = torch.optim.lr_scheduler.LambdaLR(optimizer, schedule) if schedule else None
        for step in range(steps):
            model.train()
            x, y = get_batch(data, batch_size, seq_len, generator, starts)
            yield (loss := train_step(model, optimizer, x, y))
            if rate:
                rate.step()
            if on_step:
                on_step(step, loss)
    return list(losses())
"""
    ],
}
