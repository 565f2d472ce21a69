"""第 2 阶段已知错误的建议：与英文版同样的事实、同样的办法。"""

ADVICE = {
    "softmax-default-axis": (
        "没给 `dim` 的时候，你的 softmax 沿第 0 维归一化。分数的最后一维才是键：默认值该是多少？"
    ),
    "softmax-wrong-axis": (
        "不管 `dim` 是几，你的 softmax 都沿第 0 维归一化。每个查询要把注意力分给所有的键，哪一维"
        "加起来该是 1？把 `dim` 传下去。"
    ),
    "softmax-ignores-dim": (
        "不管 `dim` 是几，你的 softmax 都沿最后一维归一化。求最大值和求和都要用 `dim`。"
    ),
    "softmax-global-sum": (
        "你的 softmax 除以了整个张量的总和。该等于 1 的是整个张量，还是沿 `dim` 的每一行？求和时"
        "给出 `dim`，并留住这一维。"
    ),
    "softmax-drops-the-axis": (
        "你的求和把那一维弄没了，于是每一列都除以了某一行的总和（或者形状根本对不上）。留住它："
        "`keepdim=True`。"
    ),
    "softmax-overflows": (
        "你的 softmax 直接对分数取 `exp`。float32 里 `exp(1000)` 是多少？先减去每行最大的分数，它"
        "在分式里会约掉。"
    ),
    "softmax-adds-the-maximum": (
        "你的 softmax 本该减去最大的分数，却加上了它：分数更大，`exp` 溢出得更快。"
    ),
    "softmax-global-max": (
        "你的 softmax 减去的是整个张量的最大值。要是有一行远远低于它，还剩下什么？每行取自己的最"
        "大值，沿 `dim`。"
    ),
    "softmax-maximum-of-another-axis": (
        "你的 softmax 求和沿着别的维时，最大值还是沿最后一维取的。两处用同一个 `dim`。"
    ),
    "softmax-subtracts-the-mean": (
        "你的 softmax 减去的是每行的平均值。这样最大的指数还可能有多大？只有减最大值，才能保证没"
        "有一个指数大于 0。"
    ),
    "softmax-clamps": (
        "你的 softmax 把大的分数一刀切平，两个不同的大分数就变得一样了。减去每行的最大值，差别就"
        "能保住。"
    ),
    "softmax-exp-of-shares": (
        "你的 softmax 先除、后取 `exp`，所以每行加起来不是 1。是哪一步让总和变成 1？那一步就得放"
        "在最后。"
    ),
    "softmax-not-divided": (
        "你的 softmax 返回的是指数。它们都是正的，可加起来是多少？除以沿 `dim` 的总和。"
    ),
    "softmax-without-exp": (
        "你的 softmax 直接拿分数除以总和。遇到负分会怎样？先对分数取 `exp`，它让每个数都变成正的。"
    ),
    "softmax-base-two": "你的 softmax 算的是 2 的多少次方。softmax 的底是 e：用 `exp`。",
    "softmax-of-minus-x": "你的 softmax 把最大的权重给了最小的分数：指数里的正负号反了。",
    "softmax-returns-logarithms": "你的 softmax 返回的是权重的对数，全都小于 0。取一下 `exp`。",
    "softmax-of-softmax": (
        "你做了两次 softmax：第一次的权重成了第二次的分数，结果几乎都一样大。一次就够。"
    ),
    "softmax-changes-its-input": (
        "你的 softmax 改动了给它的张量：`x -= ...` 写进了调用者的内存。之后调用者在 `x` 里看到的"
        "会是什么？给结果起个新名字。"
    ),
    "softmax-changes-the-dtype": (
        "你的 softmax 返回的 dtype 和进来的不一样。中间用更宽的类型没问题，出去时要变回来："
        "`.to(x.dtype)`。"
    ),
    "softmax-detaches-its-input": (
        "梯度过不了你的 softmax：`detach`、`.data`、`no_grad` 或者绕道 NumPy，都会剪断计算图。只"
        "有最大值可以 detach。"
    ),
    "softmax-detaches-the-sum": (
        "你把除数也就是总和 detach 了，好像它是常数。它取决于每一个分数：一个分数升高，别的权重就"
        "都要降。"
    ),
    "causal-mask-hides-the-token-itself": (
        "你的掩码不许 token 看自己，第一个 token 就什么都看不到了：它的 softmax 是 0 / 0。对角线"
        "看得见：j <= i。"
    ),
    "causal-mask-shows-the-next-token": (
        "你的掩码让每个 token 还能看到下一个，可那正是它要猜的：损失会很漂亮，文本却不会。"
        "diagonal 是 0。"
    ),
    "causal-mask-transposed": (
        "你的掩码让 token 看自己和后面的。行是看的人，列是被看的：哪个三角形是过去？"
    ),
    "causal-mask-true-is-hidden": (
        "你的掩码在“不许看”的地方是 True。这里 True 的意思是“可以看”：反过来。"
    ),
    "causal-mask-of-numbers": (
        "你的掩码里是数字 0 和 1。应该是布尔值：`dtype=torch.bool`。对数字用 `~mask` 会怎样？"
    ),
    "causal-mask-of-integers": (
        "你的掩码里是整数 0 和 1。应该是布尔值：`dtype=torch.bool`。对整数来说，`~1` 是 -2。"
    ),
    "causal-mask-to-be-added": (
        "你的掩码里是 0 和 -inf，是拿来跟分数相加的那种。这里的掩码是布尔值，True 表示可以看；把"
        "它变成 -inf，是 `attention_weights` 的事。"
    ),
    "causal-mask-hides-nothing": "你的掩码处处是 True：每个 token 都看得到后文。留下下三角。",
    "causal-mask-only-the-token-itself": (
        "你的掩码让 token 只看自己：那只是对角线。它前面的也都可以看。"
    ),
    "causal-mask-with-extra-dimensions": (
        "你的掩码带着批和头的维度。(T, T) 就够了：需要的地方，广播会补上。"
    ),
    "attention-not-scaled": (
        "你的分数没有除以 √D。D 个数的点积大小随 √D 增长；分数都很大，softmax 会变成什么样？在 "
        "softmax 之前除。"
    ),
    "attention-scale-multiplied": (
        "你的分数乘了 √D。它们该变小才对：除以 √D，或者乘 `D ** -0.5`，但不要除以它。"
    ),
    "attention-scaled-by-d": (
        "你的分数除以了 D：要么除了两次 √D，要么忘了开根号。D 个独立的数，点积的方差是 D：除以什"
        "么，方差才是 1？"
    ),
    "attention-scale-rounded": (
        "你的 √D 被取整了。根号是多少就除以多少：`math.sqrt(D)` 或 `D ** 0.5`。"
    ),
    "attention-scaled-by-queries": (
        "你的分数除以了查询个数的平方根。点积是沿哪一维相加的？D 是 q 的最后一维：`q.shape[-1]`。"
    ),
    "attention-scaled-by-keys": (
        "你的分数除以了键的个数的平方根。点积是沿哪一维相加的？D 是 q 的最后一维：`q.shape[-1]`。"
    ),
    "attention-scaled-by-axis-one": (
        "你的分数除以了 `q.shape[1]` 的平方根：前面还有维度时，那是头数或 token 数。特征永远在最"
        "后一维，-1。"
    ),
    "attention-scaled-after-softmax": (
        "你在 softmax 之后才把权重除以 √D，于是每行加起来是 1/√D。该变小的是分数，在指数里面。"
    ),
    "attention-of-directions": (
        "你把查询和键都除以了各自的长度，只剩下方向。键有多长，说明它有多想被看见：别动它。"
    ),
    "attention-normalised-over-queries": (
        "你的权重是一列一列、沿查询加起来等于 1 的。每个查询有一份注意力，要分给所有的键：分数的"
        "哪一维是键？"
    ),
    "attention-normalised-over-axis-one": (
        "你的权重沿第 1 维加起来是 1：前面还有维度时，那是头或查询。键永远在最后一维，-1。"
    ),
    "attention-not-normalised": (
        "你返回的是分数，不是权重：它们可能是负的，加起来也不是 1。还差一步：沿着键做 softmax。"
    ),
    "attention-sigmoid": (
        "你的权重是 sigmoid：每个键单独打分，一行加起来是多少都有可能。用 softmax，键与键才会竞争"
        "同一份注意力。"
    ),
    "attention-keys-ask": "你的行是键：你算的是 k qᵀ。行应该是提问的人：q kᵀ。",
    "attention-ignores-the-mask": (
        "掩码对你的权重不起作用。`masked_fill` 返回新张量（名字末尾带下划线的才就地修改）：它的结"
        "果用上了吗？"
    ),
    "attention-mask-inverted": (
        "掩码为 True 的地方，你的权重是 0。这里 True 的意思是“可以看”；`masked_fill` 填的是它的掩"
        "码为 True 的地方，所以要用 `~mask`。"
    ),
    "attention-mask-fill-not-low-enough": (
        "被遮的键得到的分数虽低，却不比所有别的低：和 -2500 放在一起，它反而最大。填 -inf。"
    ),
    "attention-mask-after-softmax-rescaled": (
        "你在 softmax 之后才遮，再除以剩下的总和。被遮的分数要是远远高出看得见的，就什么也不剩："
        "0 / 0。要在分数里遮。"
    ),
    "attention-mask-makes-scores-zero": (
        "被遮的键得到分数 0（或者接近 0，比如 -1e-9），可 exp(0) 是 1：它照样有权重。哪个分数的指"
        "数是 0？"
    ),
    "attention-mask-added": (
        "你把掩码当作 0 和 1 加到分数上：被遮的键照样看得见。拿来相加的掩码装的是 0 和 -inf；布尔"
        "掩码要配 `masked_fill`。"
    ),
    "attention-mask-times-infinity": (
        "你拿掩码乘 -inf，而 0 · inf 是 nan。用 `masked_fill` 或 `torch.where` 把被遮的分数填成 "
        "-inf。"
    ),
    "attention-mask-plus-infinity": (
        "被遮的键得到分数 +inf，那是最大的数，于是全成了 nan。少了负号：-inf。"
    ),
    "attention-mask-after-softmax": (
        "你在 softmax 之后才遮：它们那一份就丢了，一行加起来不再是 1。要在分数里遮，softmax 自会"
        "把整份分给看得见的。"
    ),
    "attention-needs-a-mask": (
        "你的代码没问有没有掩码就用了它。`mask` 默认是 None，那时每个键都看得见：`if mask is not "
        "None`。"
    ),
    "attention-counts-dimensions": (
        "你的代码从左边数维度，所以非要有固定的几维不可。从右边数：`transpose(-2, -1)`、"
        "`shape[-1]`。"
    ),
    "attention-changes-its-input": (
        "你的代码改动了传进来的张量：`q /= ...`、`mask.logical_not_()` 之类会写进调用者的内存。给"
        "结果起个新名字。"
    ),
    "attention-drops-out": (
        "你的权重上有 dropout：同样的查询，每次得到的权重都不同。这个模型没有 dropout。"
    ),
    "attention-changes-the-dtype": (
        "你的权重和查询、键的 dtype 不一样。中间用更宽的类型没问题，出去时要变回来："
        "`.to(q.dtype)`。"
    ),
    "attention-detaches-keys": (
        "梯度到不了键：`detach`、`.data` 或者绕道 NumPy 把它剪断了，键就永远学不会。"
    ),
    "attention-detaches-queries": (
        "梯度到不了查询：`detach`、`.data` 或者绕道 NumPy 把它剪断了，查询就永远学不会。"
    ),
    "attention-detached": (
        "梯度过不了你的权重：`no_grad`、`detach`、`.data` 或者绕道 NumPy，都会剪断计算图。"
    ),
    "sdpa-forgets-the-mask": "掩码对你的输出不起作用。有没有把它传给 `attention_weights`？",
    "sdpa-asks-with-keys": "查询和键换了位置：你调用的是 `attention_weights(k, q)`。",
    "sdpa-mixes-keys": "你的输出是键的混合。键只决定听谁的；说出来的是值，v。",
    "sdpa-returns-weights": "你返回了权重。还差用它做的那件事：值的加权和，`weights @ v`。",
    "sdpa-returns-two-things": "你把输出和权重一起返回了。这里只要输出。",
    "sdpa-values-ask-back": (
        "你乘的是转置后的权重：值被送回给提问的人，份额加起来也不是 1。权重的行是查询：`weights "
        "@ v`。"
    ),
    "sdpa-softmax-twice": "你对权重又做了一次 softmax，可它本来就是 softmax 的结果。一次就够。",
    "sdpa-scaled-again": "你又除了一次 √D：`attention_weights` 已经做过了。",
    "sdpa-output-scaled": (
        "你的输出除以了 √D。缩放是分数的事，在 softmax 之前，`attention_weights` 会管。"
    ),
    "sdpa-scaled-by-values": (
        "你的分数除以的是值的特征数的平方根。点积发生在查询和键之间：D 是 `q.shape[-1]`。"
    ),
    "sdpa-detaches-values": (
        "梯度到不了值：`detach`、`.data` 或者绕道 NumPy 把它剪断了，值就永远学不会。"
    ),
    "sdpa-detaches-weights": (
        "梯度过不了权重：该听谁的，就永远学不会。去掉它们外面的 `detach`、`.data` 或 `no_grad`。"
    ),
    "sdpa-changes-its-input": (
        "你的代码改动了传进来的张量：`q *= ...` 之类会写进调用者的内存。给结果起个新名字。"
    ),
    "sdpa-changes-the-dtype": (
        "你的输出和查询的 dtype 不一样。中间用更宽的类型没问题，出去时要变回来：`.to(q.dtype)`。"
    ),
    "split-heads-mixes-tokens": (
        "你一步 reshape 成 (..., H, T, D)，切开的是 token，不是每个 token 的特征。先切特征，得到 "
        "(..., T, H, D)，再交换 T 和 H。"
    ),
    "split-heads-interleaves": (
        "你的头 h 拿到的是每隔 H 个取一个的特征。它的特征是挨着的：h·D 到 (h + 1)·D - 1，所以形状"
        "里 H 在 D 前面。"
    ),
    "split-heads-not-transposed": (
        "你的结果是 (..., T, H, D)：特征切好了，可每个 token 还把自己的头攥在一起。注意力作用在最"
        "后两维，所以要交换 T 和 H。"
    ),
    "split-heads-of-n-features": (
        "你做的头，每个有 `n_heads` 个特征。`n_heads` 是头的个数；每个头有 D = C / H 个特征。"
    ),
    "split-heads-counts-dimensions": (
        "你的代码非要有固定的几维不可。前面的维度别去动（`x.shape[:-1]`），其余的从右边数。"
    ),
    "split-heads-swaps-the-wrong-axes": (
        "你交换的是 (..., T, H, D) 的最后两维。该换的是 T 和 H：-3 和 -2 两维。"
    ),
    "split-heads-before-the-batch": "你的头排到了批的前面。前面的维度都留在原处：(..., H, T, D)。",
    "split-heads-into-the-batch": "你把头并进了批里。给头留一维：(..., H, T, D)。",
    "split-heads-not-checked": (
        "没有检查各个头能不能一样大。`C % n_heads` 不是 0，就抛出 ValueError，用一句话说明哪两个"
        "数合不上。"
    ),
    "split-heads-asserts": (
        "你用 `assert` 来检查，那是给自己的错误用的，`python -O` 下会消失。调用者的错，该抛出 "
        "ValueError。"
    ),
    "split-heads-detached": (
        "梯度过不了你分好的头：`.data`、`detach`、`torch.tensor(...)` 或者绕道 NumPy，都会剪断计"
        "算图。"
    ),
    "merge-heads-counts-dimensions": (
        "你的代码非要有固定的几维不可。前面的维度别去动（`x.shape[:-3]`），其余的从右边数。"
    ),
    "merge-heads-mixes-tokens": (
        "你没把 H 和 T 换回来就 reshape，几个 token 的特征就落到了一个里。先变成 (..., T, H, D)，"
        "再并排放。"
    ),
    "merge-heads-interleaves": (
        "你先放所有头的第 0 个特征，再放所有头的第 1 个。该是头 0 带着它的全部特征在前：H 在 D 前"
        "面。"
    ),
    "merge-heads-averages": (
        "你对头取了平均。每个头找到的东西都不一样：并排放，特征全都留着，让 out_linear 去混合。"
    ),
    "merge-heads-adds": (
        "你把头加了起来。每个头找到的东西都不一样：并排放，特征全都留着，让 out_linear 去混合。"
    ),
    "merge-heads-not-flattened": (
        "你的结果里还留着头这一维。把最后两维合成一维：(..., T, H, D) -> (..., T, C)。"
    ),
    "merge-heads-side-by-side-in-time": (
        "你把头一个接一个排开，好像它们是 token：(..., H T, D)。它们该在每个 token 里面并排放。"
    ),
    "merge-heads-views": (
        "交换之后，内存里还是老顺序，而 `view` 只会照内存的顺序重读。`reshape` 或 `flatten` 会在"
        "必要时复制。"
    ),
    "merge-heads-detached": (
        "梯度过不了你拼好的头：`.data`、`detach` 或者绕道 NumPy，都会剪断计算图。"
    ),
    "mha-not-causal": (
        "你的每个 token 都看得到整段文字，连后文也在内。损失会降到接近 0，写出来的却不行：写的时"
        "候，后面没有东西可抄。把因果掩码传下去。"
    ),
    "mha-mask-inverted": (
        "你这一层遮住了因果掩码要露出来的：token 只看得到后文，最后一个什么也看不到。True 的意思"
        "是“可以看”：掩码原样传下去。"
    ),
    "mha-mask-of-fixed-size": (
        "你的掩码不管输入多长都一样大，可每次来的 token 数不同；一段文字最初只有一个。在 "
        "`forward` 里，这次来了多少 T，就做多大。"
    ),
    "mha-scaled-by-d-model": (
        "你的分数除以了 √d_model。每个头的点积只加它自己的 D 个特征：除以 √D，D = d_model / "
        "n_heads。"
    ),
    "mha-scaled-again": "你这一层又除了一次 √D：`scaled_dot_product_attention` 已经做过了。",
    "mha-merges-without-swapping": (
        "你没把 H 和 T 换回来就 reshape 成 (B, T, C)，于是 token 拿到了别人的东西，连后面的也有。"
        "`merge_heads` 会做对。"
    ),
    "mha-splits-without-swapping": (
        "你一步 reshape 成 (B, H, T, D)，切开的是序列，不是特征。`split_heads` 会先切特征，再交"
        "换 T 和 H。"
    ),
    "mha-attends-over-heads": (
        "你这一层里，是同一个 token 的头看头，token 之间谁也听不见谁。注意力作用在最后两维：先交"
        "换 T 和 H。"
    ),
    "mha-attends-over-the-batch": (
        "你这一层把第一维当成了时间，同一批的文本就互相看了。这里 x 是 (B, T, C)：批在前。"
    ),
    "mha-single-head": (
        "`n_heads` 不起作用：你这一层是一个大头。把 q、k、v 切成头，各听各的，再拼起来。"
    ),
    "mha-fused-wrong-order": (
        "你的三个投影是并排放的，拆开时却按 (H, D, 3) 拆。怎么装的就怎么拆：(3, H, D)。"
    ),
    "mha-fused-per-head": (
        "你的三个投影是并排放的，拆开时却按 (H, 3, D) 拆。怎么装的就怎么拆：(3, H, D)。"
    ),
    "mha-keys-and-values-swapped": "键和值换了位置。拿来和查询对照的是键，拿来混合的是值。",
    "mha-queries-and-keys-swapped": (
        "查询和键换了位置：现在是 k_linear 的结果在提问，q_linear 的结果被问。"
    ),
    "mha-queries-and-values-swapped": "查询和值换了位置：拿来混合的必须出自 v_linear。",
    "mha-keys-from-q-linear": (
        "你的键出自 q_linear。是不是照着上一行抄的？token 找什么、凭什么被找到，是两回事：用 "
        "k_linear。"
    ),
    "mha-values-from-k-linear": (
        "你的值出自 k_linear。是不是照着上一行抄的？凭什么被找到、开口说什么，是两回事：用 "
        "v_linear。"
    ),
    "mha-values-from-q-linear": "你的值出自 q_linear。是不是照着上面抄的？该用 v_linear。",
    "mha-values-not-projected": "你的值就是输入本身。token 说什么由 v_linear 决定：用上它了吗？",
    "mha-without-out-linear": "你的输出就是拼好的头。让各个头互相听见的 out_linear 没有用上。",
    "mha-out-linear-diagonal": (
        "out_linear 的矩阵，你只用了对角线：是逐元素相乘，或者 einsum 里重复了字母。直接调用这一"
        "层，或者做矩阵乘法。"
    ),
    "mha-weights-transposed": (
        "你乘的是 W，而 `nn.Linear` 乘的是 Wᵀ：它的 weight 是 (out, in)。直接调用这一层，或者转置"
        "一下。"
    ),
    "mha-biases-not-added": "你的线性层的偏置没起作用。直接调用这一层，或者加上它的偏置。",
    "mha-adds-its-input": "你这一层把输入加到了输出上。那是下一阶段的块要做的；加两次就多了一次。",
    "mha-returns-two-things": "你这一层除了输出还返回了别的，比如权重。这里只要输出。",
    "mha-parameters-missing": (
        "有一个该属于这一层的参数没有登记：优化器永远看不见它。每个 `nn.Linear(d_model, "
        "d_model)`，连同偏置，都要用自己的名字赋给 `self`。"
    ),
    "mha-parameter-shapes": (
        "你有一个权重的形状不对。所有的头是一次投影的，在 out_linear 之前并排放，不取平均：每个矩"
        "阵都是 (d_model, d_model)。"
    ),
    "attention-keys-reshaped": (
        "你用 `view` 或 `reshape` 把键变成 (D, S) 的形状，可它们保持数字在内存里的顺序：每一行都"
        "混进了好几个键。要用 `transpose` 交换这两维。"
    ),
    "attention-scale-fixed": (
        "不管 D 是几，你都把分数除以 8，也就是 64 的平方根。论文里一个头有 64 个特征；你的头有 "
        "`q.shape[-1]` 个。"
    ),
    "sdpa-causal-unasked": (
        "没给掩码的时候，你的查询看不到自己后面的键。没有人这样要求：没有掩码，每个查询都看所有的键；"
        "想要因果掩码的人会自己传一个。"
    ),
    "mha-parameters-too-many": (
        "你这一层有文档字符串里没有的参数。保存的权重是按名字找的：四个线性层，别的都不要。不用学的东"
        "西，比如掩码，是缓冲区（buffer），不是参数。"
    ),
    "mha-created-out-of-order": (
        "你创建各层的顺序和文档字符串里的不一样。每一层在创建的那一刻抽取初始值：顺序一换，同一个种子"
        "就得到另一个模型。"
    ),
    "mha-seeds-the-generator": (
        "每个新造的层都以同样的权重开始：构造函数设定了 torch 随机数生成器的种子。模型里所有的层"
        "开头都会一样，之后一切随机的东西也会重复。种子由运行程序的人来定，只定一次。"
    ),
    "mha-n-heads-not-kept": (
        "你这一层没有把头数存成 `self.n_heads`，或者存的是别的数。文档字符串答应了这个属性，后面"
        "的阶段要读它。"
    ),
    "mha-own-start": (
        "你的权重没有保持 `nn.Linear` 给的初始值。那样的初始值能保住信号的大小，也让各层互不相"
        "同：不要覆盖它。"
    ),
    "mha-shares-weights": (
        "你有两个层共用权重：它们是为整个类或整个文件只造了一次。请在 `__init__` 里创建。"
    ),
    "mha-drops-out": "你这一层里有 dropout：同样的输入，每次输出都不同。这个模型没有 dropout。",
    "mha-changes-its-input": "你这一层往输入里写了东西，可块后面还要用它。给结果起个新名字。",
    "mha-detached": (
        "梯度过不了你这一层：`no_grad`、`detach`、`.data` 或者绕道 NumPy，都会剪断计算图。"
    ),
    "mha-heads-detached": (
        "只有 out_linear 学得动：在它前面，`detach`、`.data` 或者绕道 NumPy 剪断了计算图。"
    ),
    "mha-not-checked": (
        "没有检查各个头能不能一样大，`d_model // n_heads` 会悄悄丢掉零头。`d_model % n_heads` 不"
        "是 0，就抛出 ValueError。"
    ),
    "mha-asserts": (
        "你用 `assert` 来检查，那是给自己的错误用的，`python -O` 下会消失。调用者的错，该抛出 "
        "ValueError。"
    ),
    "mha-device-not-followed": (
        "不管这一层在哪里，它自己造的某样东西，多半是掩码，都建在 CPU 上。到了 GPU 上，分数要跟哪"
        "里的内存比？让它跟过去：`.to(x.device)`。"
    ),
}
