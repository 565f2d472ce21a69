"""第 7 阶段的测试各自要求什么：一条测试一句话。"""

CLAIMS = {
    "test_RMSNorm_registers_its_parameter": "`weight` 是参数，一共 C 个 1；没有偏置",
    "test_RMSNorm_values": "每个 token 除以自己的均方根，特征那一维前面有什么都行",
    "test_RMSNorm_adds_eps_inside_the_root": (
        "eps 默认是 1e-5，和平方的平均相加：在接近 0 的 token 上看得出来"
    ),
    "test_RMSNorm_gradients": "梯度传得到输入（根号那条路也算）和 weight",
    "test_RMSNorm_leaves_its_input_alone": "调用者的张量保持原样",
    "test_RMSNorm_keeps_the_dtype": "float32、float64、float16 进，出来还是同一种",
    "test_RMSNorm_computes_half_precision_in_float32": (
        "float16 的特征在 1000 左右（平方 float16 装不下）或 0.002 左右，都要算对"
    ),
    "test_silu_values": "x 乘它的 sigmoid，什么形状都行，在内存里怎么存放都行",
    "test_silu_of_large_numbers": "x 离 0 很远时，结果是 x 或 0，绝不是 NaN，梯度也绝不是",
    "test_silu_gradients": "梯度传得到输入，结果是负数的地方也一样",
    "test_silu_keeps_dtype_and_input": "float64 进，float64 出；调用者的张量保持原样",
    "test_SwiGLU_registers_its_parameters": (
        "三个不带偏置的矩阵：gate 和 up 从 C 到 d_ff，down 从 d_ff 到 C"
    ),
    "test_SwiGLU_begins_as_torch_draws": (
        "保持 torch 自己抽的初始值：均匀分布，不超出 1 / √输入特征数"
    ),
    "test_SwiGLU_values": "每个 token 算的都是 down(silu(gate(x)) * up(x))",
    "test_SwiGLU_gradients": "梯度传得到输入和全部三个矩阵",
    "test_SwiGLU_leaves_its_input_alone": "调用者的张量保持原样",
    "test_apply_rope_values": "相邻的每一对转过的角度是 position * theta^(-2i / D)",
    "test_apply_rope_of_any_positions": (
        "`positions` 说 token 站在哪里，它就站在哪里：很靠后、次序打乱、站两次都行"
    ),
    "test_apply_rope_has_a_theta_of_10000_by_default": "不另外交代，theta 就是 10000",
    "test_apply_rope_of_any_theta": "theta 决定最后一对转得有多慢",
    "test_apply_rope_in_the_layout_of_llama": "有 `half_split` 时，特征 i 和特征 i + D/2 是一对",
    "test_apply_rope_with_positions_of_each_text": "位置是 (B, T) 时，第一维是批，绝不是头",
    "test_apply_rope_gradients": "梯度往回转同样的角度",
    "test_apply_rope_refuses_an_odd_size": "特征个数是奇数，配不成对：抛出 ValueError",
    "test_apply_rope_computes_angles_of_half_precision_in_float32": (
        "float16 进，float16 出，位置 1003 在半路上不舍入"
    ),
    "test_apply_rope_keeps_dtype_and_input": (
        "float64 进，float64 出；在内存里怎么存放都行；调用者的张量保持原样"
    ),
    "test_GroupedQueryAttention_registers_its_parameters": (
        "四个不带偏置的矩阵；键和值的矩阵有 n_kv_heads * D 行"
    ),
    "test_GroupedQueryAttention_begins_as_torch_draws": (
        "保持 torch 自己抽的初始值：均匀分布，不超出 1 / √输入特征数"
    ),
    "test_GroupedQueryAttention_values": "相邻的查询头共用一个键值头；q 和 k 都要转",
    "test_GroupedQueryAttention_passes_its_options_on": (
        "theta 和 half_split 传到查询和键的旋转那里"
    ),
    "test_GroupedQueryAttention_gradients": "梯度传得到输入和每个矩阵；共用的头，各份梯度加起来",
    "test_GroupedQueryAttention_with_a_cache": (
        "一段文本分几次读，每次从缓存结束的地方接着往下，结果和一次读完一样"
    ),
    "test_GroupedQueryAttention_caches_what_it_must": (
        "缓存收到的是新 token 的键（转过的）和值，各 n_kv_heads 个头"
    ),
    "test_GroupedQueryAttention_does_not_see_the_future": "改动一个 token，它前面的都不变",
    "test_GroupedQueryAttention_refuses_heads_that_do_not_fit": (
        "各头大小不等或者是奇数、各组大小不等，都抛出 ValueError"
    ),
    "test_GroupedQueryAttention_keeps_dtype_and_input": (
        "float64 进，float64 出；调用者的张量保持原样"
    ),
    "test_ModernBlock_registers_its_parameters": "依次是 norm1、attention、norm2、feed_forward",
    "test_ModernBlock_values": "每一步读归一化过的副本，结果加到主路本身上",
    "test_ModernBlock_passes_its_options_on": "theta 和 half_split 传到注意力，eps 传到两个归一化",
    "test_ModernBlock_has_the_usual_eps": "eps 默认是 1e-5：主路接近 0 时看得出来",
    "test_ModernBlock_gradients": "梯度传得到输入和每个参数，主路上也要通",
    "test_ModernBlock_with_a_cache": "缓存传到注意力那里",
    "test_ModernBlock_keeps_dtype_and_input": "float64 进，float64 出；调用者的张量保持原样",
    "test_ModernLLM_registers_its_parameters": (
        "一张表，n_layers 个块，最后的归一化；不共用时，输出头才有自己的矩阵"
    ),
    "test_ModernLLM_has_the_default_sizes": (
        "128 个特征，4 个头，2 个键值头，2 个块，d_ff 是 d_model 的 8/3，输出头共用"
    ),
    "test_ModernLLM_begins_with_small_matrices": "所有矩阵起初的标准差都是 0.02，第一个损失是 ln V",
    "test_ModernLLM_values": (
        "token 的那一行，走过每个块和最后的归一化，给词表里的每个 token 一个 logit"
    ),
    "test_ModernLLM_reads_more_than_max_seq_len": "没有位置表，也就没有最后一个位置",
    "test_ModernLLM_passes_its_options_on": (
        "theta 和 half_split 传到每个注意力，eps 传到每个归一化"
    ),
    "test_ModernLLM_gradients": "梯度传得到每个参数；共用的矩阵得到两处的梯度",
    "test_ModernLLM_with_caches": "每个块有自己的缓存；一段文本分几次读，结果和一次读完一样",
    "test_ModernLLM_is_the_same_every_time": (
        "同样的 id 给出同样的 logits，训练模式下也一样；传进来的 id 保持原样"
    ),
    "test_ModernLLM_works_where_its_weights_are": "位置和掩码要造在 id 所在的设备上",
}
