"""SimpleLLM: blocks upon blocks."""

from tests.mistakes import mistake
from tests.mistakes.model.shared import HEAD, LOOP

BLOCK = "TransformerBlock(d_model, n_heads, d_ff=4 * d_model)"
STACK = f"""self.transformer_blocks = nn.ModuleList(
            {BLOCK} for _ in range(n_layers)
        )"""

COPIES = f"""one = {BLOCK}
        copy = __import__("copy")
        self.transformer_blocks = nn.ModuleList(copy.deepcopy(one) for _ in range(n_layers))"""

NP_STATES = "states.append(block.transformer_block(states[-1], block_weights, n_heads))"
NP_D_FF = "block.block_shapes(d_model, 4 * d_model)"
NP_LAYERS = "for layer in range(n_layers):"

MISTAKES = [
    mistake(
        "llm-first-block-only",
        of="SimpleLLM",
        at="hidden_states",
        advice="""Only the first block is used: is there a `return` or a `break` inside the loop? x
        goes through all of them, one after another.""",
        numpy=("for name in block_names(weights):", "for name in block_names(weights)[:1]:"),
        torch=(LOOP, "x = self.transformer_blocks[0](x)"),
        also=(
            (f"{LOOP}\n        {HEAD}", f"{LOOP}\n            {HEAD}"),
            (LOOP, f"{LOOP}\n            break"),
        ),
        read="The stack",
    ),
    mistake(
        "llm-last-block-missing",
        of="SimpleLLM",
        at="hidden_states",
        advice="""The last block is not used. x goes through all of them, one after another.""",
        numpy=("for name in block_names(weights):", "for name in block_names(weights)[:-1]:"),
        torch=(
            "for block in self.transformer_blocks:",
            "for block in self.transformer_blocks[:-1]:",
        ),
        also=(
            (
                LOOP,
                "for i in range(len(self.transformer_blocks) - 1):\n"
                "            x = self.transformer_blocks[i](x)",
            ),
        ),
        read="The stack",
    ),
    mistake(
        "llm-blocks-read-the-embedding",
        of="SimpleLLM",
        at="hidden_states",
        advice="""Each block reads the embedding, and only the last one's result is used. A block
        reads what the block before it gave: x = block(x).""",
        numpy=("transformer_block(states[-1],", "transformer_block(states[0],"),
        torch=(LOOP, f"embedded = x\n        {LOOP.replace('block(x)', 'block(embedded)')}"),
        read="The stack",
    ),
    mistake(
        "llm-blocks-unused",
        of="SimpleLLM",
        at="hidden_states",
        advice="""What the blocks give is thrown away: the head reads the embedding. `block(x)`
        changes nothing by itself; write x = block(x).""",
        numpy=("for name in block_names(weights):", "for name in []:"),
        torch=("x = block(x)", "block(x)"),
        read="The stack",
    ),
    mistake(
        "llm-blocks-backwards",
        of="SimpleLLM",
        at="hidden_states",
        advice="""Your blocks run from the last to the first. Block 0 reads the embedding.""",
        numpy=("for name in block_names(weights):", "for name in block_names(weights)[::-1]:"),
        torch=("in self.transformer_blocks:", "in reversed(self.transformer_blocks):"),
        read="The stack",
    ),
    mistake(
        "llm-residual-around-blocks",
        of="SimpleLLM",
        at="hidden_states",
        advice="""You add x to what each block gives. The residual paths are inside the block: x =
        block(x).""",
        numpy=(NP_STATES, NP_STATES.replace("append(", "append(states[-1] + ")),
        torch=("x = block(x)", "x = x + block(x)"),
        read="The stack",
    ),
    mistake(
        "llm-ignores-n-heads",
        of="SimpleLLM",
        at="hidden_states",
        advice="""Your blocks have one head, whatever n_heads says. Pass it on.""",
        numpy=("block_weights, n_heads))", "block_weights, 1))"),
        torch=("TransformerBlock(d_model, n_heads,", "TransformerBlock(d_model, 1,"),
        read="The stack",
    ),
    mistake(
        "llm-one-block-for-all-layers",
        of="SimpleLLM",
        at="parameter_shapes",
        advice="""All your layers are one and the same block: `[block] * n_layers` repeats the
        object, it makes no copies. Make a new block for each layer.""",
        numpy=(NP_LAYERS, "for layer in range(min(n_layers, 1)):"),
        torch=(
            STACK,
            f"block = {BLOCK}\n        self.transformer_blocks = nn.ModuleList([block] * n_layers)",
        ),
        also=(
            (
                STACK,
                f"block = {BLOCK}\n"
                "        self.transformer_blocks = nn.ModuleList(block for _ in range(n_layers))",
            ),
        ),
        read="The stack",
    ),
    mistake(
        "llm-blocks-in-python-list",
        of="SimpleLLM",
        at="parameter_shapes",
        advice="""Your blocks are in a Python list, where a module does not see them: they are not
        among `parameters()`, so they would never learn. Use `nn.ModuleList`.""",
        numpy=(NP_LAYERS, "for layer in range(0):"),
        torch=(STACK, f"self.transformer_blocks = [{BLOCK} for _ in range(n_layers)]"),
        also=((STACK, f"self.transformer_blocks = tuple({BLOCK} for _ in range(n_layers))"),),
        read="Parameters",
    ),
    mistake(
        "llm-layers-ignored",
        of="SimpleLLM",
        at="parameter_shapes",
        advice="""Your model has 2 blocks, whatever n_layers says. Use the argument.""",
        numpy=(NP_LAYERS, "for layer in range(2):"),
        torch=("for _ in range(n_layers)", "for _ in range(2)"),
        read="The stack",
    ),
    mistake(
        "llm-one-layer-too-many",
        of="SimpleLLM",
        at="parameter_shapes",
        advice="""Your model has n_layers + 1 blocks.""",
        numpy=(NP_LAYERS, "for layer in range(n_layers + 1):"),
        torch=("for _ in range(n_layers)", "for _ in range(n_layers + 1)"),
        read="The stack",
    ),
    mistake(
        "llm-d-ff-is-d-model",
        of="SimpleLLM",
        at="parameter_shapes",
        advice="""Your blocks get d_ff = d_model. The hidden layer is four times as wide: 4 *
        d_model.""",
        numpy=(NP_D_FF, "block.block_shapes(d_model, d_model)"),
        torch=("d_ff=4 * d_model", "d_ff=d_model"),
        read="The stack",
    ),
    mistake(
        "llm-layers-from-heads",
        of="SimpleLLM",
        at="parameter_shapes",
        advice="""Your model has as many blocks as it should have heads. Two numbers, two meanings:
        n_layers blocks, one upon the other, and n_heads inside each of them.""",
        numpy=(NP_LAYERS, "for layer in range(n_heads):"),
        torch=("for _ in range(n_layers)", "for _ in range(n_heads)"),
        read="The stack",
    ),
    mistake(
        "llm-d-ff-from-heads",
        of="SimpleLLM",
        at="parameter_shapes",
        advice="""Your blocks get d_ff = n_heads * d_model, which is right for 4 heads only. The 4
        of 4 * d_model has nothing to do with the heads.""",
        numpy=(NP_D_FF, "block.block_shapes(d_model, n_heads * d_model)"),
        torch=("d_ff=4 * d_model", "d_ff=n_heads * d_model"),
        read="The stack",
    ),
    mistake(
        "llm-layers-begin-alike",
        of="SimpleLLM",
        advice="""All your blocks are copies of one: they begin with the same values. `deepcopy`
        copies what was drawn, too. Make a new TransformerBlock for each layer.""",
        torch=(STACK, COPIES),
        read="The stack",
    ),
    mistake(
        "llm-d-ff-doubled",
        of="SimpleLLM",
        at="parameter_shapes",
        advice="""Your blocks get d_ff = 2 * d_model. The hidden layer is four times as wide.""",
        numpy=(NP_D_FF, "block.block_shapes(d_model, 2 * d_model)"),
        torch=("d_ff=4 * d_model", "d_ff=2 * d_model"),
        read="The stack",
    ),
    mistake(
        "llm-d-ff-fixed",
        of="SimpleLLM",
        at="parameter_shapes",
        advice="""Your blocks get d_ff = 512, which is right for d_model = 128 only. Write 4 *
        d_model.""",
        numpy=(NP_D_FF, "block.block_shapes(d_model, 512)"),
        torch=("d_ff=4 * d_model", "d_ff=512"),
        read="The stack",
    ),
]
