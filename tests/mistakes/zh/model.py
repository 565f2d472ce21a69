"""第 4 阶段已知错误的建议：与英文版同样的事实、同样的办法。"""

ADVICE = {
    "llm-layers-from-heads": (
        "你的块数等于头数。两个数，两个意思：n_layers 个块一层叠一层，每个块里有 n_heads 个头。"
    ),
    "llm-d-ff-from-heads": (
        "你给块的 d_ff 是 n_heads * d_model，只有 4 个头时才碰巧对。4 * d_model 里的 4 和头数无关。"
    ),
    "llm-layers-begin-alike": (
        "你的块都是同一个块的副本：一开始的值全一样。`deepcopy` 把抽好的随机数也抄了过去。每一层都"
        "新建一个 TransformerBlock。"
    ),
    "llm-seeds-itself": (
        "你的模型在创建时调用了 `torch.manual_seed`：每个模型的初始值都一样，调用者设好的"
        "种子也丢了。种子由程序来定，部件只管抽。"
    ),
    "llm-batch-of-one-squeezed": (
        "批里只有一段文本时，你的模型把批那一维弄丢了：`squeeze` 会去掉大小为 1 的维。一段文本就是"
        "大小为 1 的批：返回 (1, T, V)。"
    ),
    "llm-positions-as-a-parameter": (
        "你的位置表是一个光秃秃的 `nn.Parameter`。算出来一样，可它的名字不同，检查点里的名字也就"
        "不同：用 `nn.Embedding`，拿位置去查它。"
    ),
    "llm-no-positional-embedding": (
        "你没有加位置嵌入。那模型怎么分得清“狗咬人”和“人咬狗”？把每个位置的那一行，加到 token 的"
        "那一行上。"
    ),
    "llm-no-token-embedding": "你只嵌入了位置：模型不知道自己读的是哪些 token。两个嵌入相加。",
    "llm-position-from-token": (
        "你拿 token 的 id 去查位置表了。两张表，两种下标：第二种是 0, 1, 2 … T - 1。"
    ),
    "llm-position-over-batch": (
        "你的位置数的是第几段文本，不是文本里的第几个 token：一行里所有 token 都得到同一个位置。"
        "ids 的第 0 维是批。"
    ),
    "llm-position-from-end": (
        "你的位置是靠右对齐的：最后一个 token 总占最后一个位置。文本一变长，别的就全挪了。第一个 "
        "token 在位置 0。"
    ),
    "llm-positions-backwards": "你的位置是倒着的：第一个 token 的位置最大。第一个该在 0。",
    "llm-positions-from-one": (
        "你的第一个 token 在位置 1。表的第 0 行永远用不上，窗口一满又不够用。从 0 数起。"
    ),
    "llm-position-zero-for-all": (
        "你给每个 token 的位置都是 0。每个位置有自己的一行：0, 1, 2 … T - 1。"
    ),
    "llm-position-of-the-end-for-all": (
        "你给每个 token 的都是最后一个的位置。每个位置有自己的一行：0, 1, 2 … T - 1。"
    ),
    "llm-position-multiplied": (
        "你把两个嵌入相乘了。关于一个 token 知道的各样事情，在残差流里是加在一起的：相加。"
    ),
    "llm-sinusoidal-positions": (
        "你的位置是正弦和余弦，最早的 Transformer 那样。这个模型的位置是学出来的："
        "`position_embedding` 你没有用上。"
    ),
    "llm-embedding-scaled": (
        "你把 token 嵌入乘了 √C，最早的 Transformer 那样。这个模型把两个嵌入原样相加。"
    ),
    "llm-embedding-normalised": "你把嵌入之和归一化了，BERT 那样。这里第一个块读的就是原样的和。",
    "llm-positions-in-every-block": (
        "你在每个块前面都又加了一遍位置。一次就够：残差通路会带着它走下去。"
    ),
    "llm-position-clamped": (
        "文本太长，你照样读：超出的 token 全用最后一个位置。表里没有它们的行：抛出 ValueError。"
    ),
    "llm-position-wraps-around": (
        "文本太长，你照样读：位置又从 0 开始。表里没有它们的行：抛出 ValueError。"
    ),
    "llm-too-long-cropped": (
        "文本太长，你悄悄截成了最后一段，结果的行数就比输入少。截哪里该由调用者决定：抛出 "
        "ValueError。"
    ),
    "llm-too-long-cropped-to-first": (
        "文本太长，你悄悄截成了开头一段，结果的行数就比输入少。截哪里该由调用者决定：抛出 "
        "ValueError。"
    ),
    "llm-length-unchecked": (
        "文本太长时，位置表在很深的地方报出 IndexError，看不出是为什么。先比较 T 和 max_seq_len，"
        "再抛出 ValueError，写明这两个数。"
    ),
    "llm-length-asserted": (
        "你用 `assert` 拒绝太长的文本。断言是给“不可能发生的事”用的，`python -O` 还会把它去掉：抛"
        "出 ValueError。"
    ),
    "llm-length-off-by-one": (
        "正好 max_seq_len 个 token 的文本，你的模型也拒绝了。每个都有一行：0 到 max_seq_len - 1。"
    ),
    "llm-batch-taken-for-length": (
        "你拿来和 max_seq_len 比的是文本的条数，不是 token 的个数。ids 是 (B, T)：长度是最后一维。"
    ),
    "llm-max-seq-len-not-kept": (
        "没有 `max_seq_len` 这个属性，或者它是别的数。写文本的人得知道模型一次能读多少 token。"
    ),
    "llm-first-block-only": (
        "你只用了第一个块：循环里是不是有 `return` 或 `break`？x 要依次走过所有的块。"
    ),
    "llm-last-block-missing": "你没用最后一个块。x 要依次走过所有的块。",
    "llm-blocks-read-the-embedding": (
        "你的每个块读的都是嵌入，最后只用上了最后一个块的结果。块该读前一个块的结果：x = block(x)。"
    ),
    "llm-blocks-unused": (
        "块的结果算完就丢了：输出层读的是嵌入。光写 `block(x)` 什么也不会变；要写 x = block(x)。"
    ),
    "llm-blocks-backwards": "你的块从最后一个跑到第一个。读嵌入的是第 0 块。",
    "llm-residual-around-blocks": "你把 x 加到了每个块的结果上。残差通路在块的里面：x = block(x)。",
    "llm-ignores-n-heads": "不管 n_heads 是几，你的块都只有一个头。把它传下去。",
    "llm-one-block-for-all-layers": (
        "你的每一层都是同一个块：`[block] * n_layers` 重复的是同一个对象，不会复制。每一层都要新"
        "建一个块。"
    ),
    "llm-blocks-in-python-list": (
        "你的块放在 Python 的列表里，模块看不见：它们不在 `parameters()` 里，就永远学不会。用 "
        "`nn.ModuleList`。"
    ),
    "llm-layers-ignored": "不管 n_layers 是几，你的模型都是 2 个块。用上这个参数。",
    "llm-one-layer-too-many": "你的模型有 n_layers + 1 个块。",
    "llm-d-ff-is-d-model": "你给块的 d_ff 等于 d_model。隐藏层是四倍宽：4 * d_model。",
    "llm-d-ff-doubled": "你给块的 d_ff 是 2 * d_model。隐藏层是四倍宽。",
    "llm-d-ff-fixed": "你给块的 d_ff 是 512，只有 d_model = 128 时才对。写成 4 * d_model。",
    "llm-returns-probabilities": (
        "你的模型以 softmax 收尾。损失函数和采样函数要的是 logits，softmax 它们自己会做：做两次，"
        "一切都变平了。返回最后一个线性层的结果。"
    ),
    "llm-returns-log-probabilities": (
        "你的模型以 log-softmax 收尾。这一步损失函数自己会做。返回最后一个线性层的结果。"
    ),
    "llm-softmax-over-tokens": (
        "你的模型最后沿着文本的 token 做了 softmax，于是看见了后文。返回最后一个线性层的结果。"
    ),
    "llm-relu-on-logits": "你的 logits 从不为负：输出层后面有一个 ReLU。那模型怎么表达“不太可能”？",
    "llm-returns-hidden": (
        "你的模型给每个 token 返回 C 个特征：输出层没有用上。V 个 token 里，下一个是哪个？"
        "output_projection(x)。"
    ),
    "llm-last-token-only": (
        "你的模型只给最后一个 token 的 logits。训练时每个位置都是一课：返回 (B, T, V)，最后一个让"
        "采样函数自己取。"
    ),
    "llm-last-token-kept-as-axis": (
        "你的模型只给最后一个 token 的 logits，形状是 (B, 1, V)。训练时每个位置都是一课：返回 "
        "(B, T, V)。"
    ),
    "llm-logits-flattened": (
        "你的 logits 是 (B * T, V)。损失函数也许要这种形状，但那由调用者去展平：返回 (B, T, V)。"
    ),
    "llm-logits-transposed": (
        "你的 logits 是 (B, V, T)。`F.cross_entropy` 喜欢这样，但那由调用者去转：返回 (B, T, V)。"
    ),
    "llm-final-norm": (
        "你在最后一个块后面又做了一次归一化，GPT-2 那样。这里每个块都以归一化收尾：输出层直接读最"
        "后一个块的结果。"
    ),
    "llm-head-scaled": "你的 logits 除以了 √C。那是注意力分数的事；输出层给出什么就是什么。",
    "llm-head-tied": "你的输出层和 token 嵌入共用权重，GPT-2 那样。这里输出层有自己的矩阵。",
    "llm-head-without-bias": (
        "你的输出层没有偏置，GPT-2 那样。这里有：不管前面是什么，有些 token 就是更常见。"
    ),
    "llm-head-wrong-size": (
        "你的输出层给出的个数是特征数。它要把 C 个特征变成 V 个 logits：nn.Linear(d_model, "
        "vocab_size)。"
    ),
    "llm-position-table-of-vocabulary": (
        "你的位置表给词表里的每个 token 一行。该是每个位置一行：max_seq_len 行。"
    ),
    "llm-position-table-too-long": "你的位置表有 max_seq_len + 1 行。位置是 0 到 max_seq_len - 1。",
    "llm-token-table-too-long": "你的 token 表有 vocab_size + 1 行。id 是 0 到 vocab_size - 1。",
    "llm-embedding-sizes-swapped": (
        "你的 token 表两个尺寸写反了：nn.Embedding(有多少行, 每行多长)。"
    ),
    "llm-position-concatenated": (
        "你的两个嵌入各占一半宽度，拼在一起。残差流是相加：两个都有 d_model 个特征，加起来。"
    ),
    "llm-default-layers": "你的模型默认有 6 个块。签名里写的是 n_layers=2。",
    "llm-default-length": "你的模型默认有 128 个位置。签名里写的是 max_seq_len=64。",
    "llm-created-out-of-order": (
        "你创建各部件的顺序和文档字符串里的不一样。每个部件在创建的那一刻抽取初始值：顺序一换，同"
        "一个种子就得到另一个模型。"
    ),
    "llm-other-names": (
        "你的模型里有些参数的名字，文档字符串里没有。存下来的权重要按名字找：改过来，也不要留下别"
        "的。"
    ),
    "llm-weights-uninitialised": (
        "你的初始权重是内存里碰巧剩下的东西，或者全是 0，或者大得出奇：`torch.empty` 和 "
        "`torch.Tensor(n, m)` 什么也不抽。nn.Linear 和 nn.Embedding 抽出什么，就保持什么。"
    ),
    "llm-init-std-one": (
        "你的线性层初始标准差是 1。C 个这样的数加起来，会大到 √C 倍；torch 自己的初始值会随 √C 变"
        "小。别动它们。"
    ),
    "llm-init-as-gpt2": (
        "你的权重初始标准差是 0.02，GPT-2 那样。这个模型用 torch 自己的初始值：别动它们。"
    ),
    "llm-init-changed": (
        "你的初始值不是 nn.Embedding 和 nn.Linear 抽出来的那些。这个模型就用那些：别动它们。"
    ),
    "llm-embedding-detached": (
        "梯度到不了嵌入：x 脱离了计算图（`detach`、`.data` 或 `no_grad`）。它们就永远学不会。"
    ),
    "llm-positions-detached": (
        "梯度到不了位置嵌入：它脱离了计算图（`detach`、`.data` 或 `no_grad`）。这里的位置是要学的。"
    ),
    "llm-padding-id": (
        "你的 token 表第 0 行得不到梯度：`padding_idx=0`。这里 id 0 也是一个普通字符。"
    ),
    "llm-no-gradients": (
        "梯度一个参数也到不了：`forward` 跑在 `no_grad` 里，或者把 logits detach 了。只有生成文本"
        "时才不需要梯度。"
    ),
    "llm-dropout": "同样的 id，调用两次 logits 不同：有东西被随机丢弃了。这个模型没有 dropout。",
    "llm-changes-the-ids": (
        "你的模型往传进来的 id 里写了东西（`ids %= ...`、`clamp_`）。调用者还要用它们。"
    ),
    "llm-changes-the-dtype": (
        "权重是 float64，你的 logits 却不是。是在哪里转换了类型，或者造了固定 dtype 的张量？"
    ),
    "llm-device-not-followed": (
        "你的位置建在默认设备上。用显卡的时候，id 在别处，两边合不到一起：torch.arange(T, "
        "device=ids.device)。"
    ),
    "count-parameters-counts-tensors": (
        "你数的是参数张量的个数，不是里面有多少个数。一个张量有多少个数，问 `numel()`。"
    ),
    "count-parameters-counts-rows": (
        "对矩阵用 `len`，得到的是行数。一个张量有多少个数，问 `numel()`。"
    ),
    "count-parameters-adds-sizes": "你把矩阵的各个尺寸加了起来，应该是相乘。`numel()` 会替你做。",
    "count-parameters-without-biases": "你漏了只有一维的参数：偏置，还有归一化的倍数。它们也要学。",
    "count-parameters-weights-only": "名字里带 bias 的，你都漏了。偏置也要学。",
    "count-parameters-not-the-embeddings": (
        "你没算嵌入，论文里有时这么做。它们也要学：所有参数都要算。"
    ),
    "count-parameters-top-level-only": (
        "你只数了模型自己直接拿着的参数，子模块里的一个也没数。`parameters()` 默认就会全部走到。"
    ),
    "count-parameters-counts-every-level": (
        "每个模块的参数，你在它自己*和*所有包含它的模块那里都加了一遍，于是有几层就数了几次。光"
        "是 `model.parameters()` 就已经全了。"
    ),
    "count-parameters-counts-bytes": "你数的是字节：一个 float32 的数占四个。要的是有多少个数。",
    "count-parameters-gives-text": "你的结果是文字。返回数，千位上的逗号让调用者去写。",
    "count-parameters-gives-nothing": "你的函数返回 None：是把数打印出来了，还是忘了 `return`？",
    "count-parameters-in-millions": "你返回的是多少百万。要的是精确的数。",
    "count-parameters-counts-shared-twice": (
        "用在两处的参数你数了两次，`state_dict()` 就把它列了两遍。`model.parameters()` 每个只给一"
        "次。"
    ),
    "count-parameters-counts-buffers": (
        "你把缓冲区也数进去了，比如存着的掩码。它跟模型一起存盘，但不学习。"
    ),
}
