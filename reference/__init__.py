"""The truth, in NumPy: every stage as plain float64 functions, forward and backward.

Weights are arguments: a flat dict of arrays under the names of torch's `state_dict`. Nothing is
cached between forward and backward; a backward function takes the upstream gradient (that of the
output, g in the formulas) and the inputs again.

Shapes: B batch, H heads, T tokens (S keys, E features per value), D features per head, C = d_model,
F = d_ff, V vocabulary; `...` is any number of leading dimensions.
"""
