"""Hints for stage 7, modern, in Chinese."""

HINTS = {
    "RMSNorm": (
        "英文名字 root mean square 从右往左念，说的是哪几步？拿 token 1、7 手算一遍；文档字符串里"
        "还有一个带 eps 的例子。",
        "平方，沿最后一维求平均（保留这一维），加 eps，开方；用它除 x，再乘 weight。哪里都不减均"
        "值。平方之前至少升到 float32，最后再变回 x 的类型。",
        "`torch.promote_types(x.dtype, torch.float32)` 就是该用来计算的类型，float64 会保持不变。"
        "在 `__init__` 里存好 eps，把 `weight` 做成 nn.Parameter，内容是 d_model 个 1。",
        "它是不减均值的层归一化，因为大家发现不减也行。剩下的作用是让每个 token 一样大，下一步就不"
        "必应付各种大小。eps 防止全零的 token 被零除，float32 防止平方溢出。",
    ),
    "silu": (
        "x 是 0 的时候，x * sigmoid(x) 等于多少？往右很远呢，往左很远呢？你的式子在 100 和 -100 "
        "处又给出什么？",
        "就是一次乘法，得到一个新张量。自己用 `exp` 写 sigmoid，总有一侧会溢出，不是值就是梯度。",
        "`torch.sigmoid(x)` 两边都安全；拿 x 去乘它，不要带下划线的方法，也不要 `*=`。",
        "膝盖变软的 ReLU：没有尖角，略低于 0 的特征也还有梯度，而 ReLU 在那里一点也不给。",
    ),
    "SwiGLU": (
        "沿着课文图里的两条支路走一遍。d_model = 2、d_ff = 3 时，每一处各有几个特征？",
        "三个不带偏置的 nn.Linear：gate 和 up 从 d_model 到 d_ff，down 从 d_ff 回到 d_model，就按"
        "这个次序创建。gate 那一路经过你写的 `silu`，然后两路逐个特征相乘，再经过 down。",
        "`forward` 只有一行：down_linear 作用于（silu(gate_linear 的输出) 乘 up_linear 的输出）。"
        "两路读的是同一个 x。d_ff 给多少就用多少。",
        "一层说“说什么”，另一层说“放过去多少”。两样都从 x 读出来的东西相乘，能做到相加做不到的"
        "事：闸门是 0，就什么都过不去。多出来的第三个矩阵，靠把中间变窄来抵消，从 4 倍 d_model 缩"
        "到 8/3 倍。",
    ),
    "apply_rope": (
        "按公式把 (1, 0) 转过角度 m。m = 0 时得到什么？D = 4 时，位置 3 上的第 1 对要转多大的角？",
        "三步：每一对一个频率，theta^(-2i/D)，i 从 0 数起；角度 = 位置乘频率，形状 (..., T, D/2)；"
        "然后把 x 拆成每一对的前一个和后一个，转动，再放回原处。",
        "torch.arange(0, D, 2) 数出来的已经是 2i。相邻布局：从 0 和从 1 开始隔一个取一个，拼回去时"
        "在新的最后一维上堆叠再展平。half_split：用 `chunk` 切成两半，用 `cat` 拼回去。计算至少用 "
        "float32，结果变回 x 的类型。",
        "位置可能是 (T)，也可能是 (B, T)，而 x 中间可能还有头。x 在批次和时间之间有几维，就给位置"
        "补几个长度为 1 的维，末尾再补一个给频率：x 是 (B, H, T, D)，位置就是 (B, 1, T, 1)。别忘"
        "了一开头：D 是奇数，抛出 ValueError。",
        "点积只知道两根指针之间的夹角。让每根指针按自己的位置去转，分数就只知道距离，再也不需要一"
        "张会用完的表。快针分清邻居，慢针分清远近，就像秒针、分针和时针。",
    ),
    "GroupedQueryAttention": (
        "写出 d_model = 12、n_heads = 6、n_kv_heads = 3 时 q、k、v 的形状。6 和 3 在哪里必须变成"
        "同一个数？哪些查询头共用一个？",
        "投影，分头（q 分 H 个，k 和 v 分 G 个），转 q 和 k，有缓存就把 k 和 v 交给它，为各个查询"
        "头重复 k 和 v，带因果掩码做注意力，合头，out_linear。split_heads、merge_heads 和注意力，"
        "第 2 阶段都有了。",
        "`repeat_interleave(H // G, dim=-3)` 让相邻的共用。past 是更新之前的 len(cache)，没有缓存就"
        "是 0；位置从 past 到 past + T。要问 `cache is None`，因为空缓存算假。",
        "掩码是全部 token 的 causal_mask(past + T)，只要新 token 的那几行：`[past:]`，放到 x 的设备"
        "上。`__init__` 里有三种情况抛出 ValueError：n_heads 不整除 d_model，n_kv_heads 不整除 "
        "n_heads，每个头的大小是奇数。",
        "查询便宜，用一次就扔。键和值却要留到文本写完，所以让几个头共用，内存就只要 G / H，损失很"
        "小。先转再存：键的位置永远不变。",
    ),
    "ModernBlock": (
        "画出 x 走的那条路。路上有什么，岔路上又有什么？",
        "两步。每一步读 x 的归一化结果，加到 x 自己身上；第二步读的是新的 x。每一步各有归一化。",
        "x = x + attention(norm1(x), cache)，第二步照样，换成 norm2 和 feed_forward。各部分按 "
        "norm1、attention、norm2、feed_forward 的次序创建；eps 给两个归一化，theta 和 half_split 给"
        "注意力。",
        "前置归一化不去碰主路：它是 x 和所有步骤之和，梯度原样走回去，所以上百个块的模型也训练得"
        "动。代价是最后得有人再归一化一次。",
    ),
    "ModernLLM": (
        "和第 4 阶段的 SimpleLLM 相比，哪些部分没有了，哪一个是新的？注意力会转查询和键以后，什么"
        "东西谁也不需要了？",
        "token_embedding，装在 nn.ModuleList 里的块，最后一个 norm，不带偏置的 output_projection。"
        "tied 为真时，输出头的权重*就是*嵌入的那个参数：直接赋值。这以后，再把所有矩阵重新抽一遍。",
        "d_ff or 8 * math.ceil(d_model / 3)。维数大于一的每个参数：nn.init.normal_(parameter, "
        "std=0.02)；归一化保持全 1。`forward` 里第 `layer` 个块拿 caches[layer]，没有缓存就拿 "
        "None。",
        "一个小 Llama：骨架一样，名字也一样。起初的 logits 很小，意思是新模型什么都不知道，也老实承"
        "认：损失就是 ln V。位置不再各占一行，所以 `max_seq_len` 如今只是一个约定：一次读多少。",
    ),
}
