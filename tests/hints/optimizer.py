"""Hints for stage 9, optimizer."""

HINTS = {
    "AdamW": (
        """A parameter is 1, its first gradient 4, lr 0.1, no decay. By hand: m, v, both corrected,
        the step. Now with the gradient 0.04: what changes?""",
        """Inherit from `torch.optim.Optimizer`. `__init__` checks its numbers, then hands
        `super().__init__` the parameters and a dict of the four options. What is left to write is
        `step`, without gradients recorded.""",
        """Two loops: over `self.param_groups`, and within over `group["params"]`. Skip a parameter
        whose gradient is None. `self.state[parameter]` is an empty dict at first: put t = 0 and two
        tensors of zeros there. Then count t up, before anything is corrected.""",
        """Almost the lines, all in place on state and parameter: `m.mul_(beta1).add_(g, alpha=1 -
        beta1)`, the same for v with g * g; two new tensors m / (1 - beta1 ** t) and v / (1 - beta2
        ** t); the parameter times 1 - lr * decay; then minus lr times the one over (the root of the
        other, plus eps). A closure is called first, under `torch.enable_grad()`.""",
        """Adam measures every parameter's step by its own gradients: where they agree it walks lr
        far, where they contradict one another it stays. The correction makes the two means right
        from the first step on, and the W keeps the decay out of them, so that it acts on loud and
        quiet weights alike. Because it speaks the language of `torch.optim`, schedules, checkpoints
        and loops work with it without knowing who wrote it.""",
    ),
    "clip_grad_norm": (
        """Two tensors hold the gradients 3 and 4, and max_norm is 1. How long are they together,
        and what shall each of them be afterwards?""",
        """First a list of the gradients that exist: the parameters may come from a generator, and
        you need them twice. Then one length for all: squares, sum, one root.""",
        """Only if the length is above max_norm: multiply each gradient, in place, by the same
        factor max_norm / norm.""",
        """Almost the lines: `[p.grad for p in parameters if ...]`; `g.pow(2).sum()` for each, added
        up from `torch.tensor(0.0)` on, so that nothing has the length 0; `mul_`. Return the length
        from before.""",
        """One factor for all keeps the direction of the step, and only the direction was computed
        from the loss; the length is up to us. The returned length is the best early warning a run
        has: people plot it beside the loss, and look at the batch when it jumps.""",
    ),
    "cosine_schedule": (
        """Warm-up 2, total 4, from 1.0 down to 0.2. Which rates have the steps 0, 1, 2, 3, 4,
        5?""",
        """Three cases, three returns: before `warmup_steps`, from `total_steps` on, between. In
        this order neither division can be by 0.""",
        """Between them: progress is the steps since warm-up over all steps between the two. It goes
        from 0 to 1, and pi times it from 0 to pi.""",
        """Almost the line: min_lr plus the span max_lr - min_lr, times half of (1 +
        `math.cos(...)`).""",
        """Gentle at the start, while the means know little; fast in the middle; slow at the end, to
        settle. Half a cosine begins and ends level, so nothing jumps. Since it is a plain function
        of the step, a run that is resumed needs only the number of the step to go on with the right
        rate.""",
    ),
    "save_checkpoint": (
        """The power fails in the middle of writing. Which file do you wish to find afterwards? And
        what would you miss in it, if it held the parameters alone?""",
        """Everything goes into one dict of tensors, `model.` or `optimizer.` before each name, and
        one dict of texts. Print `optimizer.state_dict()` after a step and look which of its values
        are tensors and which are not.""",
        """The state of parameter i has tensors, which become `optimizer.{i}.{key}`, and perhaps
        plain numbers; these go into the metadata with the groups, through `json.dumps`. The step as
        text. Copies of the tensors, `clone().contiguous()`, satisfy the format.""",
        """Almost the lines: `save_file(tensors, f"{path}.part", metadata=...)`, then `os.replace`
        from the draft to path. The same folder, or it would not be a move.""",
        """A checkpoint is everything that the next step depends on, and a file that is either whole
        or not there. No pickle: a file of numbers cannot do anything to who reads it, which is why
        models are shared in this format.""",
    ),
    "load_checkpoint": (
        """What must be as it was, so that the next step is the one that would have come? And which
        objects must stay the same ones?""",
        """Read backwards what you wrote: the tensors whose names begin with `model.`, without it,
        into `model.load_state_dict`; the rest into the shape of `optimizer.state_dict()`, into
        `optimizer.load_state_dict`.""",
        """With `safe_open(path, framework="pt")` there are `keys()`, `get_tensor(name)` and
        `metadata()`. JSON has made text of the numbers of the parameters: `int(...)` again, or
        nothing is found.""",
        """Almost the lines: `saved = json.loads(...)`, which has "state" and "param_groups"; for
        each optimizer tensor split the name at the dots into its number and its key and put it into
        saved["state"]; load; return the step as `int`.""",
        """Numbers are copied into the parameters that exist, because the optimizer holds these very
        objects. With the means, the counts and the options back, step n + 1 is the same as if
        nothing had happened; the schedule finds its place by the step that is returned.""",
    ),
}
