"""第 11 阶段的测试各自要求什么：一条测试一句话。"""

CLAIMS = {
    "test_gelu_values": "x / 2 * (1 + tanh(...))，用的是 GPT-2 的常数",
    "test_gelu_is_the_one_with_tanh": "tanh 公式和误差函数差得最多的地方，要的是 tanh 公式",
    "test_gelu_of_large_numbers": "离 0 很远时，一边是 0，另一边是 x",
    "test_gelu_gradients": "0 的左边和右边，斜率都要对",
    "test_gelu_keeps_dtype_and_input": "float64 进，float64 出；调用者的张量保持原样",
    "test_GPT2Attention_registers_its_parameters": (
        "依次是 qkv_linear（从 C 到 3 C）和 out_linear，带偏置，保持 torch 抽的初始值"
    ),
    "test_GPT2Attention_values": "合在一起的那一层先分三份，再切成头；每个 token 只读自己和前面的",
    "test_GPT2Attention_does_not_see_the_future": "改动一个 token，它前面的都不变",
    "test_GPT2Attention_gradients": "梯度传得到输入和两个层",
    "test_GPT2Attention_with_a_cache": (
        "一段文本分几次读，每次从缓存结束的地方接着往下，结果和一次读完一样"
    ),
    "test_GPT2Attention_refuses_heads_that_do_not_fit": "n_heads 除不尽 d_model，就抛出 ValueError",
    "test_GPT2Attention_keeps_dtype_and_input": "float64 进，float64 出；调用者的张量保持原样",
    "test_GPT2FeedForward_values": "linear1、GELU、linear2：没有 ReLU，也没有别的参数",
    "test_GPT2FeedForward_gradients": "梯度传得到输入和两个层",
    "test_GPT2Block_registers_its_parameters": (
        "依次是 norm1、attention、norm2、四倍宽的 feed_forward"
    ),
    "test_GPT2Block_values": "每一步读归一化过的副本，结果加到主干本身上",
    "test_GPT2Block_passes_eps_on": "eps 传到两个归一化",
    "test_GPT2Block_gradients": "梯度传得到输入和每个参数，主干上也要通",
    "test_GPT2Block_with_a_cache": "缓存传到注意力那里",
    "test_GPT2Block_keeps_dtype_and_input": "float64 进，float64 出；调用者的张量保持原样",
    "test_GPT2_registers_its_parameters": "两张表，n_layers 个块，最后的归一化；输出头没有参数",
    "test_GPT2_begins_small": "矩阵开头的散布是 0.02，偏置是 0，归一化的倍数是 1",
    "test_GPT2_values": (
        "token 的行加上位置的行，走过每个块和最后的归一化，给词表里的每个 token 一个 logit"
    ),
    "test_GPT2_passes_eps_on": "eps 传到各个块的归一化，还有最后那个",
    "test_GPT2_gradients": "梯度传得到每个参数；token 表得到两处的梯度",
    "test_GPT2_with_caches": "每个块有自己的缓存；一段文本分几次读，结果和一次读完一样",
    "test_GPT2_refuses_too_many_tokens": (
        "token 比位置多就抛出 ValueError，缓存里的也算；一样多没问题"
    ),
    "test_GPT2_is_the_same_every_time_and_anywhere": (
        "同样的 id 给出同样的 logits，训练模式下也一样；位置和掩码跟着设备走"
    ),
    "test_load_gpt2_gives_the_logits": "大小和权重都照文件夹里的；`c_` 层的矩阵要转置，别的不转",
    "test_load_gpt2_takes_a_path": "文件夹的路径可以是字符串，也可以是 `pathlib.Path`",
    "test_load_gpt2_takes_the_sizes_of_the_configuration": (
        "头数、eps、位置数都照 config.json，是多少就是多少"
    ),
    "test_load_gpt2_knows_the_prefix": "名字前面带不带 `transformer.`，都是同一个名字",
    "test_load_gpt2_ignores_what_is_no_weight": "混在权重里的掩码不要，c_ 层的偏置要留着",
    "test_load_gpt2_compares_the_head": (
        "lm_head.weight 和 wte.weight 一样就行，不一样就抛出 ValueError"
    ),
    "test_load_gpt2_names_a_missing_file": "FileNotFoundError 写明缺的是哪个文件",
    "test_load_gpt2_names_a_broken_file": (
        "文件的内容和名字对不上，抛出 ValueError；少写一个大小也一样"
    ),
    "test_load_gpt2_refuses_another_activation": (
        "activation_function 不是 gelu_new，就抛出 ValueError"
    ),
    "test_load_gpt2_names_a_missing_weight": "缺了哪个权重，就抛出写着它名字的 ValueError",
    "test_load_gpt2_names_an_unexpected_weight": (
        "没处放的权重，比如只有两个块却来了第三块的，抛出 ValueError"
    ),
    "test_load_gpt2_names_a_weight_of_another_shape": (
        "形状不合的权重，抛出写着它名字的 ValueError，哪怕能广播"
    ),
    "test_load_gpt2_makes_float32_of_half_precision": (
        "存成 float16 的权重变成 float32 的参数，可以接着训练"
    ),
    "test_load_gpt2_draws_no_random_numbers": "全局的随机数接着往下走，像什么也没加载过",
}
