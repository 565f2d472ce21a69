"""What several files here patch, and how a wiring becomes a NumPy function."""

CENTRED = "centred = x - x.mean(-1, keepdim=True)"
VARIANCE = "variance = centred.pow(2).mean(-1, keepdim=True)"
HIDDEN = "return self.linear2(self.linear1(x).relu())"
FORWARD = """x = self.norm1(x + self.attention(x))
        return self.norm2(x + self.feed_forward(x))"""
RESET = """
        for parameter in self.parameters():
            if parameter.dim() > 1:
                nn.init.xavier_uniform_(parameter)"""
RESET_SMALL = RESET.replace("xavier_uniform_(parameter)", "normal_(parameter, std=0.02)")


def compiled(lines, names):
    """The lines as a NumPy function of x and of the named parts."""
    body = "".join(f"\n    {line}" for line in lines)
    namespace = {}
    exec(f"def wiring(x, {', '.join(names)}):{body}", namespace)
    return namespace["wiring"]
