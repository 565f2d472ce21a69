"""What several files here patch."""

PROJECT = "q, k, v = project_to_heads(x, weights, n_heads)"
OUT = 'linear(merge_heads(mixed), weights, "out_linear")'
T_OUT = "self.out_linear(merge_heads(heads))"
