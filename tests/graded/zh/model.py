"""第 4 阶段的测试各自要求什么：一条测试一句话。"""

CLAIMS = {
    "test_SimpleLLM_registers_its_parameters": (
        "两张嵌入表，n_layers 个 d_ff = 4 C 的块，还有自己的、带偏置的输出层"
    ),
    "test_SimpleLLM_creates_its_parts_in_order": (
        "依次是 token_embedding、position_embedding、transformer_blocks、output_projection"
    ),
    "test_SimpleLLM_is_the_same_every_time": (
        "同样的 id 给出同样的 logits，训练模式下也一样；传进来的 id 保持原样"
    ),
    "test_SimpleLLM_has_the_default_sizes": (
        "不另外交代，就是 128 个特征、4 个头、2 个块、64 个位置：一共 426,838 个参数"
    ),
    "test_SimpleLLM_tells_how_many_tokens_it_reads": "属性 `max_seq_len` 就是创建时给的那个数",
    "test_SimpleLLM_begins_as_torch_draws": (
        "保持 torch 自己抽的初始值：嵌入的标准差是 1，线性层不超出 1 / √输入特征数"
    ),
    "test_SimpleLLM_draws_every_weight_anew": "没有哪两个块、哪两个模型的初始值是一样的",
    "test_SimpleLLM_begins_near_the_loss_of_guessing": (
        "新建的模型觉得每个 token 都差不多一样可能：损失接近 ln V"
    ),
    "test_SimpleLLM_values": "两个嵌入相加，依次走过每个块，给词表里的每个 token 一个 logit",
    "test_SimpleLLM_reads_up_to_max_seq_len": (
        "一个 token、几段文本、许多段文本、正好占满所有位置，都读得了"
    ),
    "test_SimpleLLM_refuses_more_than_max_seq_len": "多一个 token 就抛出 ValueError，写明两个长度",
    "test_SimpleLLM_uses_all_its_sizes": (
        "块数、头数、词表大小随意，特征可以比 token 多，也可以比 token 少"
    ),
    "test_SimpleLLM_gradients": "梯度传得到每个参数，而且是对的",
    "test_SimpleLLM_reads_any_memory_layout": "传进来的 id 在内存里可以不连续",
    "test_SimpleLLM_does_not_see_the_future": "改动一个 token，它前面的 logits 都不变",
    "test_SimpleLLM_reads_each_text_by_itself": "批里换个次序，结果只是跟着换个次序",
    "test_SimpleLLM_knows_where_a_token_stands": (
        "同一个 token 出现三次：每个位置加上位置表里自己的那一行"
    ),
    "test_SimpleLLM_keeps_the_dtype_of_its_weights": "权重是 float64，logits 就是 float64",
    "test_SimpleLLM_works_where_its_weights_are": (
        "模型自己造的东西，比如位置，要造在 id 所在的设备上"
    ),
    "test_count_parameters_adds_up_all_sizes": (
        "每个权重、每个偏置，在模型里藏得再深，它的每个数都要算"
    ),
    "test_count_parameters_counts_a_shared_one_once": "用在两处的参数，只算一个",
    "test_count_parameters_counts_no_buffers": "只是存着的东西，比如掩码，不是学来的，不算",
    "test_count_parameters_gives_a_plain_number": "返回 int，没有参数的模型是 0；模型保持原样",
}
