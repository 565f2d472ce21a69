"""第 2 阶段的测试各自要求什么：一条测试一句话。"""

CLAIMS = {
    "test_softmax_sums_to_one_along_dim": "指定哪一维，softmax 就沿哪一维归一化",
    "test_softmax_normalises_the_last_axis_by_default": "不给 `dim` 时，softmax 沿最后一维归一化",
    "test_softmax_of_a_square": "行数和列数相等时，softmax 也不把行和列弄混",
    "test_softmax_survives_large_scores": (
        "分数 1000 会让 exp() 溢出，-1000 会让它变成 0；结果仍然要对"
    ),
    "test_softmax_survives_rows_of_different_size": "一行分数很小，旁边一行很大：每行各自归一化",
    "test_softmax_gives_minus_infinity_no_weight": "分数是 -inf，权重就是 0，整份由其余的来分",
    "test_softmax_leaves_its_input_alone": "softmax 返回新的张量；调用者的分数保持原样",
    "test_softmax_gradients": "softmax 的梯度传得到输入，而且是对的",
    "test_softmax_reads_any_memory_layout": "张量在内存里不连续，softmax 也照样算得对",
    "test_softmax_keeps_the_dtype": "float32 的分数给出 float32 的权重，float64 的给出 float64 的",
    "test_causal_mask_lets_every_token_look_back_and_at_itself": (
        "掩码第 t 行的第 0 到第 t 列是 True，后面是 False"
    ),
    "test_causal_mask_of_one_token": "只有一个 token 时，它可以看自己",
    "test_attention_weights_values": "每个查询对各个键的权重是 softmax(q kᵀ / √D)",
    "test_attention_weights_takes_any_leading_dimensions": (
        "查询和键的前面可以有一维、有几维，也可以没有"
    ),
    "test_attention_weights_hides_what_the_mask_hides": (
        "掩码是 False 的地方权重为 0，整份由看得见的键来分"
    ),
    "test_attention_weights_under_a_causal_mask": "5 个 token 加上因果掩码，谁也看不到后文",
    "test_attention_weights_works_without_a_mask": "掩码可以不给：不给时，每个查询可以看每个键",
    "test_attention_weights_survives_large_scores": "分数是 2500 或 -2500，权重仍然是对的",
    "test_attention_weights_hides_keys_of_any_score": (
        "被遮的键，分数比看得见的高出 5000 也还是被遮住"
    ),
    "test_attention_weights_of_hidden_keys_are_exactly_zero": "被遮的键，权重恰好是 0，不只是很小",
    "test_attention_weights_survives_a_query_that_may_look_nowhere": (
        "有一个查询哪里都不许看，也不影响别的查询"
    ),
    "test_attention_weights_gradients": "权重的梯度传得到查询和键，而且是对的",
    "test_attention_weights_leaves_its_input_alone": "查询、键和掩码都保持原样",
    "test_attention_weights_draws_nothing_at_random": "同样的查询和键，每次得到的权重都一样",
    "test_attention_weights_reads_any_memory_layout": (
        "张量在内存里不连续，attention_weights 也照样算得对"
    ),
    "test_attention_weights_keeps_the_dtype": (
        "查询和键是 float64，权重就是 float64，有没有掩码都一样"
    ),
    "test_scaled_dot_product_attention_values": "每个查询的输出是值的加权和，权重就是它的注意力",
    "test_scaled_dot_product_attention_of_as_many_keys_as_queries": (
        "行是查询，列是键，两者一样多时也不弄混"
    ),
    "test_scaled_dot_product_attention_hides_what_the_mask_hides": "被遮的键，它的值到不了输出",
    "test_scaled_dot_product_attention_gradients": "输出的梯度传得到查询、键和值，而且是对的",
    "test_scaled_dot_product_attention_leaves_its_input_alone": "查询、键、值和掩码都保持原样",
    "test_scaled_dot_product_attention_keeps_the_dtype": (
        "float64 进，float64 出；在内存里怎么存放都行"
    ),
    "test_split_heads_gives_each_head_its_own_features": (
        "第 h 个头拿到每个 token 的特征 h·D 到 (h + 1)·D - 1，token 次序不变"
    ),
    "test_split_heads_takes_any_leading_dimensions": (
        "一段文本、一批文本、前面再多一维，split_heads 都能处理"
    ),
    "test_split_heads_refuses_a_rest": "7 个特征切不成 3 个头：split_heads 抛出 ValueError",
    "test_split_heads_gradients": "每个特征的梯度都回到它原来的位置",
    "test_split_heads_reads_any_memory_layout": (
        "张量在内存里不连续，split_heads 也照样算得对，并且保持 float64"
    ),
    "test_merge_heads_puts_the_heads_of_a_token_side_by_side": (
        "split_heads 拆开的，merge_heads 原样并回去"
    ),
    "test_merge_heads_takes_any_leading_dimensions": (
        "一段文本、一批文本、前面再多一维，merge_heads 都能处理"
    ),
    "test_merge_heads_gradients": "每个特征的梯度都回到它原来的头",
    "test_merge_heads_reads_any_memory_layout": (
        "张量在内存里不连续，merge_heads 也照样算得对，并且保持 float64"
    ),
    "test_MultiHeadAttention_registers_its_parameters": (
        "依次是 q_linear、k_linear、v_linear、out_linear：权重 (C, C)，偏置 (C)"
    ),
    "test_MultiHeadAttention_starts_as_torchs_linear_layers_do": (
        "权重和偏置的初始值在 -1/√C 和 1/√C 之间均匀分布，各层都不同"
    ),
    "test_MultiHeadAttention_values": "每个头各听各的，并起来再经过 out_linear，就是输出",
    "test_MultiHeadAttention_keeps_the_number_of_heads": "属性 `n_heads` 是头数：后面的阶段要读它",
    "test_MultiHeadAttention_takes_any_number_of_tokens": (
        "同一层能处理 4、7、1 或 150 个 token，和以前处理过多少无关"
    ),
    "test_MultiHeadAttention_survives_large_scores": "分数有几百那么大，也不会溢出",
    "test_MultiHeadAttention_never_looks_ahead": (
        "token 1 的输出只取决于 token 0 和 1，和后面的无关"
    ),
    "test_MultiHeadAttention_gradients": "梯度传得到输入和每个权重，而且是对的",
    "test_MultiHeadAttention_does_nothing_at_random": (
        "不管是不是在训练，同样的输入给出同样的输出；不抽随机数，什么也不改动"
    ),
    "test_MultiHeadAttention_is_one_of_many": "两个层不共用权重",
    "test_MultiHeadAttention_works_where_its_weights_are": (
        "这一层自己造的东西，比如掩码，要造在 `x` 所在的设备上"
    ),
    "test_MultiHeadAttention_reads_any_memory_layout": (
        "输入在内存里可以不连续；float64 的层给出 float64"
    ),
    "test_MultiHeadAttention_refuses_a_rest": (
        "10 个特征切不成 4 个头：创建这一层时就抛出 ValueError"
    ),
}
