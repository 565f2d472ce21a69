"""第 12 阶段的测试各自要求什么：一条测试一句话。"""

CLAIMS = {
    "test_linear_backward_values": "输入、权重和偏置的梯度",
    "test_linear_backward_sums_over_all_leading_dimensions": (
        "单独一行、一批文本、四维都行：每一行都用过同样的权重"
    ),
    "test_linear_backward_of_a_square_matrix": "矩阵是方阵时，形状怎么都对得上：只有数值能分出对错",
    "test_relu_backward_values": "x 大于 0 的地方，梯度过得去；别处过不去",
    "test_relu_backward_blocks_at_zero": "正好 x = 0 的地方什么也过不去，和 torch 一样",
    "test_relu_backward_leaves_its_arguments_alone": "upstream 和 x 是调用者的，保持原样",
    "test_embedding_backward_adds_up": "读过几次的行得到总和，没人读过的行得零",
    "test_embedding_backward_takes_any_leading_dimensions": "id 可以有一维，也可以有三维",
    "test_softmax_backward_values": "每个输入都影响自己那一行的所有概率，因为它们共有一个总和",
    "test_softmax_backward_survives_large_and_hidden_scores": (
        "分数是 1000，或者是掩码留下的 -inf，梯度都是有限的数"
    ),
    "test_softmax_backward_leaves_its_arguments_alone": "upstream 和 x 是调用者的，保持原样",
    "test_cross_entropy_backward_values": "概率，在目标处减 1，再除以目标的个数",
    "test_cross_entropy_backward_survives_large_logits": "logits 有几千那么大，梯度也是有限的数",
    "test_cross_entropy_backward_leaves_its_arguments_alone": "logits 和目标是调用者的，保持原样",
    "test_layer_norm_backward_values": "输入（均值和方差那两条路也算）、倍数和偏移的梯度",
    "test_layer_norm_backward_sums_over_all_leading_dimensions": (
        "每个 token 都用过同样的倍数和偏移；一个 token、一批、四维都行"
    ),
    "test_layer_norm_backward_uses_the_eps_it_is_given": (
        "eps 在根号里面，反向和前向一样；不给就是 1e-5"
    ),
    "test_layer_norm_backward_leaves_its_arguments_alone": (
        "upstream、x 和 weight 是调用者的，保持原样"
    ),
    "test_attention_backward_values": "查询、键和值的梯度",
    "test_attention_backward_takes_any_leading_dimensions": (
        "一批文本带几个头、token 数等于特征数、单独一个 token，都行"
    ),
    "test_attention_backward_is_exact_where_attention_is_sharp": "分数很大，梯度也是有限的数",
    "test_multi_head_attention_backward_values": "输入和全部八个权重的梯度",
    "test_multi_head_attention_backward_uses_all_its_sizes": (
        "一个头、头数等于特征数、一个 token、没有批的一段文本，都行"
    ),
    "test_multi_head_attention_backward_leaves_its_arguments_alone": (
        "upstream、x 和各个权重是调用者的，保持原样"
    ),
    "test_feed_forward_backward_values": "输入和全部四个权重的梯度，前面有没有别的维都行",
    "test_block_backward_values": "输入和全部十六个权重的梯度",
    "test_block_backward_uses_all_its_sizes": "头数和隐藏特征数换成别的，或者只有一个 token，都行",
    "test_block_backward_goes_around_parts_that_add_nothing": (
        "注意力和前馈网络都是零时，梯度从残差那条路过去"
    ),
    "test_block_backward_leaves_its_arguments_alone": "upstream、x 和各个权重是调用者的，保持原样",
    "test_gpt_backward_values": "两个块的模型里，所有权重的梯度，两张表也在内",
    "test_gpt_backward_uses_all_its_sizes": "没有块、三个块、满满的窗口、单独一个 token，都行",
    "test_gradient_descent_trains_as_the_reference_does": (
        "不靠自动求导走三步，所有权重和损失都和参考实现一样"
    ),
    "test_gradient_descent_makes_the_loss_fall": "你自己的 GPT 把一个批次背了下来",
    "test_gradient_descent_leaves_the_callers_weights_alone": "传进来的权重，还可以再用",
    "test_gradient_descent_of_no_batches_changes_nothing": (
        "没有批次就没有损失，每个权重都和原来一样"
    ),
}
