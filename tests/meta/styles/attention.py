"""Other right ways to write stage 2: each must earn every point."""

# name -> patches or definitions, applied to the solution one after another
STYLES = {
    "softmax-by-torch": [
        "def softmax(x, dim=-1):\n    return torch.nn.functional.softmax(x, dim)",
    ],
}
