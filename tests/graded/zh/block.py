"""第 3 阶段的测试各自要求什么：一条测试一句话。"""

CLAIMS = {
    "test_LayerNorm_registers_its_parameters": (
        "`weight` 和 `bias` 是参数，各有 C 个数，这样才学得到、存得下"
    ),
    "test_LayerNorm_begins_with_ones_and_zeros": (
        "新建的层归一化，`weight` 是 1，`bias` 是 0，别的层归一化学成什么样都与它无关"
    ),
    "test_LayerNorm_leaves_its_input_alone": "调用者的张量保持原样",
    "test_LayerNorm_values": "每个 token 的特征先变成均值 0、方差 1，再乘倍数，最后加偏移",
    "test_LayerNorm_does_the_same_in_every_mode": (
        "不管是不是在训练、以前见过什么，每个 token 都用自己的均值和方差"
    ),
    "test_LayerNorm_takes_any_leading_dimensions": (
        "单独一个 token、只有一段文本的批、四维都行：归一化的只有最后一维"
    ),
    "test_LayerNorm_uses_the_eps_it_is_given": "eps 加到方差上，在根号里面",
    "test_LayerNorm_has_an_eps_of_1e_5_by_default": (
        "不给 eps 就是 1e-5：在特征几乎相等的 token 上看得出来"
    ),
    "test_LayerNorm_survives_a_constant_token": "特征全都相等的 token 给出偏移，梯度也是有限的数",
    "test_LayerNorm_is_exact_far_from_zero": "特征在 1000 左右，也归一化得和在 0 左右一样准",
    "test_LayerNorm_gradients": "梯度传得到输入（均值和方差那两条路也算）和两个参数",
    "test_LayerNorm_keeps_the_dtype": "float64 进，float64 出；float16 进，float16 出",
    "test_LayerNorm_reads_any_memory_layout": "输入在内存里可以不连续",
    "test_FeedForward_registers_its_parameters": (
        "两个带偏置的线性层：`linear1` 从 C 到 d_ff，`linear2` 再回到 C"
    ),
    "test_FeedForward_begins_as_torch_draws": (
        "保持 torch 自己抽的初始值：均匀分布，不超出 1 / √输入特征数"
    ),
    "test_FeedForward_is_one_of_many": "两个网络不共用权重",
    "test_FeedForward_values": "每个 token 算的都是 linear2(max(0, linear1(x)))",
    "test_FeedForward_is_the_same_every_time": (
        "不管是不是在训练，同样的输入给出同样的输出：什么也不随机丢弃"
    ),
    "test_FeedForward_takes_any_leading_dimensions": (
        "单独一个 token、只有一段文本的批、四维都行，d_ff 比 C 小也行"
    ),
    "test_FeedForward_survives_large_values": "特征再大，也不会被压弯或截断",
    "test_FeedForward_gradients": "梯度传得到输入和全部四个参数",
    "test_FeedForward_leaves_its_input_alone": "调用者的张量保持原样",
    "test_FeedForward_keeps_the_dtype": "float64 进，float64 出",
    "test_FeedForward_reads_any_memory_layout": "输入在内存里可以不连续",
    "test_TransformerBlock_registers_its_parameters": (
        "一个注意力，两个各自独立的归一化，一个有 d_ff 个隐藏特征的前馈网络"
    ),
    "test_TransformerBlock_creates_its_parts_in_order": (
        "依次是 attention、norm1、norm2、feed_forward：同一个种子，大家的起点都一样"
    ),
    "test_TransformerBlock_begins_as_its_parts_do": "新建的块不动各个部分的初始值",
    "test_TransformerBlock_is_one_of_many": "两个块不共用权重",
    "test_TransformerBlock_leaves_its_input_alone": "调用者的张量保持原样",
    "test_TransformerBlock_values": "注意力，相加，归一化；再前馈网络，相加，归一化",
    "test_TransformerBlock_is_the_same_every_time": (
        "不管是不是在训练，同样的输入给出同样的输出：什么也不随机丢弃"
    ),
    "test_TransformerBlock_uses_all_its_sizes": (
        "头数和 d_ff 是多少都行，一个 token、很长的文本、只有一段文本的批也都行"
    ),
    "test_TransformerBlock_only_normalises_when_its_parts_add_nothing": (
        "注意力和前馈网络都给出零时，x 直接穿过两个归一化"
    ),
    "test_TransformerBlock_norms_have_the_usual_eps": (
        "两个归一化都给方差加上 1e-5：在特征几乎相等的地方看得出来"
    ),
    "test_TransformerBlock_gradients": "梯度传得到输入和每个参数，残差连接那条路也要通",
    "test_TransformerBlock_does_not_see_the_future": "改动一个 token，它前面的都不变",
    "test_TransformerBlock_keeps_the_dtype": "float64 进，float64 出",
    "test_TransformerBlock_reads_any_memory_layout": "输入在内存里可以不连续",
}
