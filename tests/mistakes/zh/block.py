"""第 3 阶段已知错误的建议：与英文版同样的事实、同样的办法。"""

ADVICE = {
    "layernorm-unbiased-variance": (
        "你的方差除以了 C - 1，`var()` 和 `std()` 默认就是这样。这 C 个特征是抽出来的样本，还是全"
        "部？除以 C：`unbiased=False`。"
    ),
    "layernorm-eps-outside-sqrt": (
        "你开完方才把 eps 加到标准差上。公式里 eps 在根号里面，和方差相加：方差很小的时候，这两种"
        "加法里 1e-5 各占多大分量？"
    ),
    "layernorm-divides-by-variance": "你除以了方差。要是 x 的单位是米，方差的单位是什么？先开方。",
    "layernorm-no-mean": "你除的标准差是对的，但没有减均值。你的结果均值是多少？先减均值，再缩放。",
    "layernorm-is-rmsnorm": (
        "你除以的是均方根，均值还留着：那是 RMSNorm，一个年轻的亲戚。层归一化要先减均值，算方差的"
        "时候也一样。"
    ),
    "layernorm-raw-second-moment": (
        "你的方差是 x² 的平均，不是 (x - 均值)² 的平均。均值只要不是 0，两者就不同。要平方的是到"
        "均值的距离。"
    ),
    "layernorm-sum-of-squares": (
        "你除以了减去均值后向量的长度：平方是加起来的，没有取平均。特征多一倍的 token，结果就该变"
        "小吗？"
    ),
    "layernorm-mean-absolute-deviation": (
        "你除以的是到均值的平均距离。标准差是距离的*平方*取平均，再开方。"
    ),
    "layernorm-sequence-axis": (
        "你沿着 token 求均值和方差，于是一个 token 的结果取决于它后面的 token。一个 token 的特征"
        "排在哪一维？用 `dim=-1`。"
    ),
    "layernorm-batch-axis": (
        "你沿着批求均值和方差：那是批归一化（batch norm）。一段文本，可以因为旁边的文本而改变吗？"
        "用最后一维。"
    ),
    "layernorm-tokens-and-features": (
        "你把一段文本的所有 token 放在一起归一化了。每个 token 有自己的均值和方差：只沿最后一维求。"
    ),
    "layernorm-whole-tensor": (
        "你对整个张量只求了一个均值、一个方差。每个 token 有自己的：写明是哪一维，并用 "
        "`keepdim=True` 留住它。"
    ),
    "layernorm-ignores-eps": (
        "你的式子里没有 eps，或者几乎等于没有。一个 token 的特征全都相等时，0 / 0 是什么？把 "
        "`self.eps` 加到方差上。"
    ),
    "layernorm-eps-hard-coded": (
        "不管 `eps` 是多少，你加的总是 1e-5。在 `__init__` 里存下这个参数，在 `forward` 里用它。"
    ),
    "layernorm-eps-squared": (
        "你加的是 eps²，好像它是同一个根号下的另一个标准差。公式里，加到方差上的就是 eps 本身。"
    ),
    "layernorm-default-eps": (
        "你的 eps 默认是 1e-6。签名里写的是 1e-5，和 `torch.nn.LayerNorm` 一样。"
    ),
    "layernorm-no-scale": "你的结果没有乘 `weight`，学出来的倍数就不起作用。",
    "layernorm-no-shift": "你的结果没有加 `bias`，学出来的偏移就不起作用。",
    "layernorm-shift-before-scale": (
        "你先加了 `bias`，再把和乘上 `weight`。倍数只属于归一化后的 x：n * weight + bias。"
    ),
    "layernorm-scale-plus-one": (
        "你乘的是 1 + `weight`，有些模型的倍数从 0 开始，才这么写。这里 `weight` 从 1 开始，它本"
        "身就是倍数。"
    ),
    "layernorm-scalar-parameters": (
        "你的 `weight` 和 `bias` 各只有一个数。每个特征有自己的倍数和自己的偏移：形状是 "
        "(d_model,)。"
    ),
    "layernorm-three-dimensions-only": (
        "你把 x 的形状拆成三个数，于是单独一个 token 就没法归一化。这三个数真的需要吗？`dim=-1` "
        "有几维都行。"
    ),
    "layernorm-variance-by-difference": (
        "你用 mean(x²) - mean(x)² 算方差。离 0 很远时，两个数都很大又几乎相等：float32 的 7 位有"
        "效数字，相减之后还剩几位？先减均值，再平方。"
    ),
    "layernorm-detached-statistics": (
        "你的均值和方差脱离了计算图（`detach`、`no_grad` 或 `.data`）。x 一变，它们也跟着变：梯度"
        "必须流过它们。"
    ),
    "layernorm-detached-variance": (
        "你的方差脱离了计算图（`detach`、`no_grad` 或 `.data`）。x 一变，它也跟着变：梯度必须流过"
        "它。"
    ),
    "layernorm-detached-input": (
        "梯度到不了输入：x 脱离了计算图（`detach`、`.data`，或者拿它的值另造了张量）。下面的各层"
        "就全都学不动了。"
    ),
    "layernorm-weight-init-zero": (
        "你的 `weight` 从 0 开始，新建的层归一化就把一切变成 0。乘多少等于什么都没变？"
    ),
    "layernorm-bias-init-ones": (
        "你的 `bias` 从 1 开始，新建的层归一化就让一切都挪了 1。加多少等于什么都没变？"
    ),
    "layernorm-init-random": (
        "你的 `weight` 或 `bias` 的初始值不是 1 和 0。归一化一开始应该什么都不改：乘 1，加 0。"
    ),
    "layernorm-plain-tensors": (
        "`weight` 或 `bias` 不在 `parameters()` 里。那优化器改什么，存盘存什么？用 "
        "`nn.Parameter` 包起来。"
    ),
    "layernorm-other-names": (
        "你的倍数和偏移是参数，但用了别的名字，比如 gamma 和 beta。保存的权重是按名字找的：请叫 "
        "`weight` 和 `bias`。"
    ),
    "layernorm-shares-weights": (
        "你所有的层归一化共用一个倍数或偏移：它是为整个类或整个文件只造了一次。每个归一化学自己"
        "的：请在 `__init__` 里创建。"
    ),
    "layernorm-changes-its-input": (
        "你的层归一化往给它的张量里写了东西（`x -= ...`）。残差连接还要用它。给结果起个新名字。"
    ),
    "layernorm-changes-the-dtype": (
        "你的结果和输入的 dtype 不一样。是在哪里转换了类型，或者造了固定 dtype 的张量？中间要是用"
        "了更宽的类型，最后变回来。"
    ),
    "ffn-activation-on-output": (
        "你的 ReLU 在第二层后面，不在两层之间。两个线性层之间什么也没有，就只是一个线性层；而且要"
        "加到残差上的东西，必须可以是负的。"
    ),
    "ffn-both-activations": "最后一层后面多了一个 ReLU。要加到残差上的东西，必须可以是负的。",
    "ffn-no-activation": "你的两层之间没有 ReLU。线性函数套线性函数是什么？一层就够做到了。",
    "ffn-activation-on-input": "你的 ReLU 在第一层前面：x 里负的部分全丢了。它该在两层之间。",
    "ffn-negative-relu": "你的激活函数留下负数，丢掉正数：本该用 max，用成了 min。",
    "ffn-absolute-value": "你的激活函数是绝对值。ReLU 把负数变成 0，不是翻成正的。",
    "ffn-elu": ("你的激活函数是 ELU，它把负数弯向 -1。ReLU 把负数变成正好 0：max(0, x)。"),
    "ffn-softplus": (
        "你的激活函数是 softplus，即 log(1 + exp(x))，磨圆了角的 ReLU。这个模型用 ReLU 本身：max("
        "0, x)。"
    ),
    "ffn-seeds-the-generator": (
        "每个新造的网络都以同样的权重开始：构造函数设定了 torch 随机数生成器的种子。模型里所有的"
        "网络开头都会一样，之后一切随机的东西也会重复。种子由运行程序的人来定，只定一次。"
    ),
    "ffn-shares-weights": (
        "你所有的网络共用权重：有一层是为整个类或整个文件只造了一次。每个网络学自己的：请在 `__in"
        "it__` 里创建各层。"
    ),
    "ffn-gelu": "你的激活函数是 GELU，GPT-2 用的那种。这个模型用 ReLU：max(0, x)。",
    "ffn-gelu-tanh": (
        "你的激活函数是 GELU（tanh 近似），GPT-2 用的那种。这个模型用 ReLU：max(0, x)。"
    ),
    "ffn-silu": "你的激活函数是 SiLU，更新的模型用的那种。这个模型用 ReLU：max(0, x)。",
    "ffn-leaky-relu": "你的激活函数放过了 1% 的负数（leaky ReLU）。ReLU 把负数变成不多不少的 0。",
    "ffn-sigmoid": "你的激活函数是 sigmoid。公式是 max(0, x)。",
    "ffn-tanh": "你的激活函数是 tanh。公式是 max(0, x)。",
    "ffn-relu6": "你的激活函数到 6 就截断了（ReLU6）。ReLU 没有上限。",
    "ffn-residual-inside": "你的前馈网络把输入加到了结果上。这是块的事：两边都做，x 就加了两次。",
    "ffn-hidden-size-ignored": (
        "不管 d_ff 是多少，你的隐藏层都只有 d_model 个特征。`linear1` 从 d_model 到 d_ff，"
        "`linear2` 再从 d_ff 回来。"
    ),
    "ffn-hidden-size-fixed": (
        "不管 d_ff 是多少，你的隐藏层都有 4 * d_model 个特征。要不要四倍，由调用者决定：用 d_ff。"
    ),
    "ffn-sizes-swapped": (
        "你的两层尺寸反了。`nn.Linear(in, out)`：第一层收 d_model 个特征，变成 d_ff 个。"
    ),
    "ffn-no-bias": "你的线性层没有偏置。公式里两层各有一个：`bias` 用默认值就好。",
    "ffn-detached": (
        "梯度到不了 `linear1` 和输入：隐藏层的值脱离了计算图（`detach`、`.data` 或 `no_grad`）。"
        "它们就永远学不会。"
    ),
    "ffn-dropout-always-on": (
        "同样的输入，调用两次结果不同：有东西被随机丢弃了。这个网络没有 dropout；再说 "
        "`F.dropout` 要是没告诉它 `training=self.training`，评估模式下照样丢。"
    ),
    "ffn-created-out-of-order": (
        "你先建 `linear2`，后建 `linear1`。每一层在创建的那一刻抽取初始值：顺序一换，同一个种子就"
        "得到另一个模型。"
    ),
    "ffn-other-names": (
        "你的层都在，只是名字不对。存下来的权重要按名字找：请叫 `linear1` 和 `linear2`。"
    ),
    "ffn-not-registered": (
        "`parameters()` 是空的：模块只认得自己的属性，列表、字典里的，或者在 `forward` 里现造的，"
        "它都看不见。那优化器改什么呢？"
    ),
    "ffn-init-changed": "你的初始值不是 `nn.Linear` 抽出来的那些。那些就很好：别动它们。",
    "ffn-changes-the-dtype": (
        "权重和输入都是 float64，你的结果却不是。是在哪里转换了类型，或者造了固定 dtype 的张量？"
    ),
    "block-pre-norm": (
        "你的块在每一步之前归一化（前置，GPT-2 那样）。这里是后置：先加，再把和归一化。"
    ),
    "block-norm-before-add": (
        "你把一步的结果归一化了，然后再加 x。那靠什么不让和一块一块地越加越大？要归一化的是和："
        "norm(x + step(x))。"
    ),
    "block-first-step-pre-norm": (
        "你的注意力这一步是前置，前馈这一步是后置。这里两步都是后置：x = norm(x + step(x))。"
    ),
    "block-second-step-pre-norm": (
        "你的注意力这一步是后置，前馈这一步是前置。这里两步都是后置：x = norm(x + step(x))。"
    ),
    "block-pre-norm-of-the-residual": (
        "你先把 x 归一化，再把这一步加到归一化后的 x 上。后置是先加，再把和归一化。"
    ),
    "block-residual-overwritten": (
        "输入丢了：还没加 x，它就被这一步的结果盖掉了，或者根本没加。要是一步还说不出有用的东西，"
        "梯度从哪里绕过去？给这一步的结果起个别的名字，或者写成一行 norm(x + step(x))。"
    ),
    "block-attention-residual-missing": (
        "你的注意力这一步没有加 x。做完以后，每个 token 还记得自己是谁吗？norm1(x + attention(x))。"
    ),
    "block-feed-forward-residual-missing": "你的前馈这一步没有加 x。norm2(x + feed_forward(x))。",
    "block-second-residual-from-input": (
        "你的第二个加号加的是块的输入，不是注意力那一步出来的东西。每一步都加到它读进来的东西上。"
    ),
    "block-second-residual-before-norm": (
        "你的第二个加号加的是 norm1 之前的东西。前馈这一步要加到它读进来的东西上：归一化后的 x。"
    ),
    "block-parallel-branches": (
        "你的前馈网络读的是块的输入。两步是一前一后的：它读 norm1 给出的结果。"
    ),
    "block-one-sum": "你的两步都读 x，再一次加到一起。两步是一前一后的，各有各的加法和归一化。",
    "block-input-added-again": "最后一次归一化之后，你又加了一遍块的输入。后置以归一化收尾。",
    "block-order-swapped": "你的前馈在前，注意力在后。先看，后想。",
    "block-steps-and-norms-swapped": "你的前馈在前，注意力在后。先看，后想；norm1 跟着注意力。",
    "block-norms-swapped": (
        "你的注意力后面是 norm2，前馈后面是 norm1。它们的权重不同：norm1 是第一个。"
    ),
    "block-shared-norm": (
        "你用了两次 norm1，没用 norm2，它就永远学不会。刚开始谁也看不出来：两个的初值一样，都是 "
        "1 和 0。"
    ),
    "block-norm2-only": "你用了两次 norm2，没用 norm1，它就永远学不会。每一步有自己的归一化。",
    "block-first-norm-missing": (
        "注意力之后的和没有归一化。每一步都以归一化收尾：norm1(x + attention(x))。"
    ),
    "block-second-norm-missing": (
        "前馈之后的和没有归一化。每一步都以归一化收尾：norm2(x + feed_forward(x))。"
    ),
    "block-no-norms": (
        "你的块里什么都没有归一化。加了许多次以后，x 会有多大？每一步都以归一化收尾。"
    ),
    "block-feed-forward-missing": "你的块到注意力就结束了：少了前馈这一步。",
    "block-attention-missing": "你的块从来没用注意力：token 之间谁也不看谁。",
    "block-attention-twice": "你的两步都是注意力，前馈没用上。第二步是 feed_forward。",
    "block-input-normalised-too": (
        "和已经归一化了，你的注意力读的却又是归一化过的 x。后置每一步只归一化一次，在加法之后。"
    ),
    "block-residuals-subtracted": "你从 x 里减去了每一步的结果。残差连接是加法。",
    "block-residuals-multiplied": (
        "你把每一步的结果和 x 相乘。残差连接是加法：一步说 0，x 就原样过去。"
    ),
    "block-ignores-n-heads": "不管 n_heads 是几，你的注意力都只有一个头。把它传下去。",
    "block-ignores-d-ff": (
        "不管 d_ff 是多少，你的前馈网络都有 4 * d_model 个隐藏特征。把 d_ff 传下去。"
    ),
    "block-d-ff-is-d-model": (
        "不管 d_ff 是多少，你的前馈网络都只有 d_model 个隐藏特征。把 d_ff 传下去。"
    ),
    "block-ffn-sizes-swapped": "你传给 FeedForward 的 d_ff 和 d_model 顺序反了：d_model 在前。",
    "block-one-norm-object": (
        "norm2 没有自己的倍数和偏移。它是 norm1 的另一个名字，还是造的时候没有带参数？用你的 Laye"
        "rNorm 造两个。"
    ),
    "block-norm-eps": "你的块里，归一化的 eps 是 1e-6。用默认值 1e-5 就好。",
    "block-detached-residual": (
        "你要加的那个 x 脱离了计算图（`detach` 或 `.data`）：残差连接本来就是给梯度走的，现在梯度"
        "走不了了。"
    ),
    "block-inplace-residual": (
        "`x += ...` 写进了调用者给你的张量。写成 x = x + ...，那是一个新的张量。"
    ),
    "block-dropout": "同样的输入，调用两次结果不同：有东西被随机丢弃了。这个块没有 dropout。",
    "block-seeds-the-generator": (
        "每个新造的块都以同样的权重开始：构造函数设定了 torch 随机数生成器的种子。模型里所有的块"
        "开头都会一样，之后一切随机的东西也会重复。种子由运行程序的人来定，只定一次。"
    ),
    "block-shares-weights": (
        "你所有的块共用权重：有一个部件是为整个类或整个文件只造了一次。每个块学自己的：请在 `__in"
        "it__` 里创建各部件。"
    ),
    "block-created-out-of-order": (
        "你创建各部件的顺序和文档字符串里的不一样。每个部件在创建的那一刻抽取初始值：顺序一换，同"
        "一个种子就得到另一个模型。"
    ),
    "block-other-names": (
        "你的块里有些参数的名字，文档字符串里没有。存下来的权重要按名字找：`attention`、`norm1`、"
        "`norm2`、`feed_forward`，别的都不要。"
    ),
    "block-init-changed": "你的块改动了各部件的初始值。原来的就很好：别动它们。",
    "block-changes-the-dtype": (
        "权重和输入都是 float64，你的结果却不是。是在哪里转换了类型，或者造了固定 dtype 的张量？"
    ),
}
