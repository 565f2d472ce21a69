"""第 7 阶段已知错误的建议：与英文版同样的事实、同样的办法。"""

ADVICE = {
    "rmsnorm-sum-instead-of-mean": (
        "你除以了向量的长度：平方是加起来的，没有取平均。特征是四倍的 token，结果就该只有一半大吗？"
    ),
    "rmsnorm-no-sqrt": "你除以的是平方的平均。x 的单位若是米，结果的单位是什么？先开方。",
    "rmsnorm-eps-outside-the-root": (
        "你把 eps 加在开方之后。公式里它在根号里面，和平方的平均相加：对接近 0 的 token，这两种加法"
        "里 1e-5 各占多大分量？"
    ),
    "rmsnorm-other-eps": (
        "你没有用给你的 eps，而是 1e-6 之类。在 `__init__` 里把参数存下来，加的就是它。"
    ),
    "rmsnorm-no-eps": (
        "你没有加 eps：全是零的 token 就要除以零。在根号里面，把 eps 加到平方的平均上。"
    ),
    "rmsnorm-subtracts-the-mean": (
        "你先减去了均值：那是层归一化。RMSNorm 不去动均值，因为人们发现用不着减。"
    ),
    "rmsnorm-variance": (
        "你除以的是标准差，它里面减了均值。RMSNorm 除以的，是 x 本身的平方平均再开方。"
    ),
    "rmsnorm-whole-tensor": (
        "你对所有的数只求了一个均方根，于是文本之间互相干扰。每个 token 有自己的：特征排在哪一维？"
    ),
    "rmsnorm-over-time-and-features": (
        "一整段文本你只求了一个均方根，于是后面的 token 会改变前面的。每个 token 有自己的：只对特征"
        "取平均。"
    ),
    "rmsnorm-no-weight": "结果没有乘 `weight`，这里就什么也学不到。每个特征乘上它自己的那个数。",
    "rmsnorm-weight-is-an-offset": (
        "你乘的是 1 + weight，Gemma 是这样的，它的 weight 从 0 开始。这里 weight 本身就是比例，从 "
        "1 开始。"
    ),
    "rmsnorm-weight-uninitialised": (
        "新的 `weight` 不全是 1。比例是 0，或者内存里碰巧剩下的什么，那归一化一开始给出什么？用 "
        "`torch.ones` 开始。"
    ),
    "rmsnorm-has-bias": (
        "你有一个 `bias`：那是层归一化才有的。RMSNorm 只缩放，权重文件里没有东西可以放进去。"
    ),
    "rmsnorm-statistics-detached": (
        "数值是对的，可是没有梯度从那个根里流过。根也取决于 x：把 `detach()` 或 `no_grad` 去掉。"
    ),
    "rmsnorm-mutates-input": (
        "你改了调用者的张量：dtype 本来就对的时候，`to()` 和 `float()` 什么也不复制，接着 `mul_` 或"
        " `/=` 就写进了 x，也就是残差流本身。"
    ),
    "rmsnorm-returns-float32": (
        "进来的是 float16（或 float64），出去的是另一种 dtype，下一层就不收了。用宽的类型算，再变回"
        " x 的 dtype。"
    ),
    "rmsnorm-squares-in-half": (
        "float16 最大到 65504，所以 256 的平方是无穷大，0.0001 的平方是 0。先变成 float32，再平方。"
    ),
    "silu-is-sigmoid": "那只是 sigmoid。SiLU 是 x 乘它：往右边，它跟 x 一样增长。",
    "silu-is-relu": "那是 ReLU。SiLU 的拐弯是柔和的：x * sigmoid(x)，在左边比 0 略低一点。",
    "silu-is-gelu": "那是 GELU，或者接近它：那里的 sigmoid 里是 1.702 x。这里就是 x。",
    "silu-overflows": (
        "往右边远处，exp(x) 是无穷大，无穷大除以无穷大是 NaN。`torch.sigmoid` 写得很小心，不会溢"
        "出。"
    ),
    "silu-gradient-overflows": (
        "数值是对的，可是往左边远处，exp(-x) 是无穷大，梯度就成了 NaN。`torch.sigmoid` 写得很小心，"
        "不会溢出。"
    ),
    "silu-in-place": "你改了调用者的张量：`mul_` 和 `*=` 会写进去。造一个新的。",
    "swiglu-gate-swapped": (
        "你把 SiLU 用在了 up 这一支上。这样训练出来的模型也能用，可是权重只认一个位置：经过 SiLU 的"
        "那一支才是门。"
    ),
    "swiglu-sigmoid-gate": (
        "你的门经过的是 sigmoid：那是 2016 年的 GLU。SwiGLU 里的 Swi 是 x * sigmoid(x)。"
    ),
    "swiglu-no-gate": "up 这一支没有用上，三个矩阵里有一个什么也学不到。两支逐个特征相乘。",
    "swiglu-adds-the-branches": "两支你相加了。门是乘的：门是 0 的地方，什么也过不去。",
    "swiglu-relu-gate": "你的门经过的是 ReLU：那是 ReGLU。用 `silu`。",
    "swiglu-silu-on-both": (
        "你把 SiLU 用在了乘积上，或者两支上都用了。它只属于门，up 那一支保持线性。"
    ),
    "swiglu-dff-ignored": (
        "`d_ff` 不起作用：你又从 `d_model` 算了一遍隐藏层的大小。8/3 是模型那边的事，这里由参数说了"
        "算。"
    ),
    "swiglu-has-bias": "你的线性层带偏置，`nn.Linear` 默认就有。Llama 的没有：`bias=False`。",
    "rope-half-split-always": (
        "你把特征 i 和 i + D/2 配成一对，那是 Llama 的排法，`half_split` 是 False 的时候也这样。两"
        "种模型都对，可是一份权重只属于其中一种：没有选它，就是相邻的两个一对。"
    ),
    "rope-half-split-never": (
        "`half_split` 不起作用。它要把特征 i 和 i + D/2 配成一对，结果各放回原来的位置。"
    ),
    "rope-mixed-layout": (
        "你的角度是按相邻配对排的（m0, m0, m1, m1 ...），特征却是前后两半对调的。这样没有哪一对转的"
        "是同一个角，长度也变了。两处用同一种排法。"
    ),
    "rope-concat-output": (
        "相邻的两个拆开以后，你把一半接在了另一半后面。怎么拆的就怎么装回去：`torch.stack(..., "
        "-1).flatten(-2)`。"
    ),
    "rope-cos-sin-swapped": (
        "正弦和余弦对调了。位置 0 应该对 token 做什么？什么也不做：0 的余弦是 1。"
    ),
    "rope-turns-backwards": (
        "正弦的正负号对调了：每一对都往反方向转。距离还是对的，但和别人的权重就对不上了。"
    ),
    "rope-no-minus": "两半都是加：第一半的负号没了。那就不是旋转，长度会随位置变。",
    "rope-einsum-diagonal": (
        "只用上了余弦：每个特征各自缩放，没有和同伴相遇。einsum 里重复的下标，取的是矩阵的对角线。"
    ),
    "rope-frequency-index-off-by-one": (
        "指数差了一格：第一对应该转“位置 * 1”。论文里 i 从 1 数，`arange` 从 0 数。"
    ),
    "rope-frequency-counts-from-one": "指数差了一格：第一对应该转“位置 * 1”，所以 i 从 0 开始。",
    "rope-frequency-inverted": (
        "指数少了负号：后面的对不是越转越慢，而是越转越快，一个 token 转上几千弧度。那不是位置，是"
        "噪声。"
    ),
    "rope-frequency-half-exponent": (
        "指数是 i / D，不是 2i / D，所以永远到不了 theta。第 i 对由特征 2i 和 2i + 1 组成。"
    ),
    "rope-frequency-doubled-exponent": "指数大了一倍：`arange(0, D, 2)` 数的已经是 2i。",
    "rope-theta-ignored": "`theta` 不起作用：你的式子里写死了 10000。用参数。",
    "rope-positions-ignored": (
        "`positions` 不起作用：token 总是从 0 数起。有了缓存，第一个新 token 的位置靠后得多。"
    ),
    "rope-positions-over-heads": (
        "你的位置沿着头走：同一个头里的 token 全转同一个角。(B, H, T, D) 里，第 -2 维才是时间。"
    ),
    "rope-batch-positions-hit-heads": (
        "位置 (B, T) 得出角度 (B, T, D/2)，和 x (B, H, T, D) 放在一起，广播是从右往左对齐的：B 碰上"
        "了 H。两者相等就悄悄算错，不等就报错。在批和 token 之间插一个长度为 1 的维。"
    ),
    "rope-odd-size": (
        "特征个数是奇数的时候，你没有用 ValueError 拒绝。最后一个没有同伴：趁还没出错先说出来；更糟"
        "的是它根本不出错。"
    ),
    "rope-angles-in-half": (
        "角度是用 x 的 dtype 算的。float16 只有 11 位：到位置 1000，角度能差上半弧度。角度用 "
        "float32 算，结果再用 x 的 dtype。"
    ),
    "rope-changes-the-dtype": (
        "结果的 dtype 和 x 不同了：角度是 float32，就把一切都变成 float32，下一层便不收。用 "
        "`.to(x.dtype)` 变回去。"
    ),
    "rope-in-place": "调用者的张量被你就地转了。造一个新的：x 也许还要用，自动求导也要用它。",
    "rope-on-queries-only": "键没有转。两个角的差才是距离：乘积的两边都得转。",
    "rope-on-keys-only": "查询没有转。两个角的差才是距离：乘积的两边都得转。",
    "rope-missing": "什么也没有转：这个注意力不知道 token 站在哪里。对 q 和 k 用 `apply_rope`。",
    "rope-on-values": "值也被转了。位置决定的是看谁；看到以后读出什么，不该由位置决定。",
    "rope-before-head-split": (
        "你先把 C 个特征一起转了，再拆成头：前面的头拿到转得快的对，后面的头拿到转得慢的。先拆头："
        "每个头都要有全套的快慢。"
    ),
    "rope-on-layer-input": (
        "你在投影之前就转了 x，于是值也跟着转，距离又在矩阵里丢了。投影以后转 q 和 k，别的都不转。"
    ),
    "rope-crosses-query-and-key": (
        "转好的查询有一半来自键，键有一半来自查询：复制粘贴的失误。各转各的。"
    ),
    "gqa-repeat-tiles-heads": (
        "共用的头你重复成了 0 1 0 1；应该是相邻的共用，0 0 1 1。用 `repeat_interleave`，不用 "
        "`repeat`。"
    ),
    "gqa-uses-first-kv-head": (
        "所有的查询头读的都是第一个键值头，别的键值头什么也学不到。第 h 个头读第 h // (H / G) 个。"
    ),
    "gqa-full-kv-projection": (
        "键和值的特征数和查询一样多：`n_kv_heads` 什么也没省下。它们的矩阵有 n_kv_heads * D 行。"
    ),
    "gqa-no-mask": "每个 token 都看得见未来。因果掩码在这里和第 2 阶段一样少不了。",
    "gqa-has-bias": "你的线性层带偏置，`nn.Linear` 默认就有。Llama 的没有：`bias=False`。",
    "gqa-ignores-theta": "`theta` 没有传到旋转那里：对 q 和 k 都传给 `apply_rope`。",
    "gqa-ignores-half-split": "`half_split` 没有传到旋转那里：对 q 和 k 都传给 `apply_rope`。",
    "gqa-sizes-unchecked": (
        "大小不合适的时候，你没有用 ValueError 拒绝。`//` 会悄悄取整，特征或头就丢了。三样都要查："
        "d_model 能按头分，头能按组分，每个头的特征是偶数。"
    ),
    "gqa-positions-restart": (
        "有缓存的时候，新 token 又从 0 数起了。它们的第一个站在 `len(cache)`。"
    ),
    "gqa-length-after-the-update": (
        "位置是从*加进*新 token 之后的个数开始的。在 update 之前问缓存的长度，或者减去 T。"
    ),
    "gqa-mask-of-new-tokens-only": (
        "掩码只照新 token 做，好像它们前面什么也没有：每个都看文本的开头，却看不到自己。第 i 行可以"
        "看 len(cache) + i + 1 个 token。"
    ),
    "gqa-cache-not-used": (
        "新 token 只看得见彼此：`update` 返回的是所有 token 的键和值，你没有用；或者缓存根本没有"
        "填。（空缓存会被当成 False：要问它是不是 `is not None`。）"
    ),
    "gqa-caches-copies": (
        "放进缓存的键和值，已经为每个查询头重复过了。这样缓存就和不分组一样大，而分组正是为了让它"
        "小：重复的应该是取回来的。"
    ),
    "gqa-rotates-after-the-cache": (
        "缓存里放的是没转过的键，每一步都要把全部重转一遍。键的位置永远不变：转一次，然后存起来。"
    ),
    "prenorm-second-norm-missing": "前馈网络直接读了残差流。每一步前面都有自己的归一化：`norm2`。",
    "prenorm-first-norm-missing": "注意力直接读了残差流。每一步前面都有自己的归一化：`norm1`。",
    "prenorm-reads-old-stream": (
        "两步并排读了块的输入。第二步要看得到第一步的收获：先加，再拿和接着走。"
    ),
    "prenorm-is-post-norm": (
        "你归一化的是和，像第 3 阶段那样。这里归一化站在每一步的前面，残差流本身从不归一化。"
    ),
    "prenorm-residual-from-the-norm": (
        "前馈网络加到了归一化的副本上：残差流断了。要加到 x 自己身上。"
    ),
    "prenorm-first-residual-from-the-norm": (
        "注意力加到了归一化的副本上：残差流断了。要加到 x 自己身上。"
    ),
    "prenorm-no-residual": "第二步取代了残差流，没有加上去。",
    "prenorm-shared-norm": "`norm1` 用了两次，`norm2` 一次也没用。每一步有自己的归一化。",
    "modern-block-ignores-eps": "`eps` 没有传到归一化那里，或者只传到了一个。",
    "modern-block-ignores-options": "`theta` 和 `half_split` 没有传到注意力那里。",
    "modern-block-forgets-the-cache": "缓存没有交给注意力，新 token 对前面的一无所知。",
    "modern-block-out-of-order": (
        "各部分的创建顺序不是 norm1、attention、norm2、feed_forward。同一个种子，给别人的起点就和你"
        "的不一样了。"
    ),
    "modern-block-in-place": "`+=` 写进了调用者的张量。写 x = x + ...",
    "tying-copies-weights": (
        "输出层有一个自己的矩阵：要么权重是复制来的，要么绑定以后其中一个又重新造过。绑定的意思是，"
        "同一个参数出现在两处：`output_projection.weight = token_embedding.weight`。"
    ),
    "tying-always": "`tied` 是 False 的时候，你也把输出层绑定了。那时它该有自己的矩阵。",
    "tying-embedding-scale": (
        "有个矩阵起初的散布不是 0.02。`nn.Embedding` 起初是 1：拿来当输出层，logits 一出来就是十"
        "几，第一个损失远高于 ln V。"
    ),
    "modern-llm-no-final-norm": (
        "残差流原样进了输出层。在前置归一化的模型里，还没有谁归一化过它：最后一块之后，由 `norm` 做"
        "一次。"
    ),
    "modern-llm-scales-the-embedding": (
        "你把嵌入乘了 √C，2017 年的 Transformer 和 Gemma 是这样的。Llama 不乘。"
    ),
    "modern-llm-first-block-only": "只有一个块起作用：它的结果，下一块没有读。",
    "modern-llm-other-d-ff": (
        "不给 `d_ff` 的时候，它是 d_model 的 8/3，*向上*取到 8 的倍数：通常 4 C 的三分之二，因为多"
        "了第三个矩阵。"
    ),
    "modern-llm-d-ff-rounded-down": (
        "不给 `d_ff` 的时候，它是 d_model 的 8/3，*向上*取到 8 的倍数。"
    ),
    "modern-llm-d-ff-not-rounded": (
        "不给 `d_ff` 的时候，它是 d_model 的 8/3，向上取到 8 的倍数：内存喜欢这样的大小。"
    ),
    "modern-llm-ignores-options": "`theta` 和 `half_split` 没有传到各个块那里。",
    "modern-llm-ignores-eps": "`eps` 没有传到每一个归一化：各个块里的，还有最后那个。",
    "modern-llm-one-cache-for-all": (
        "所有的块用的都是第一个缓存：不同层的键混在一起了。每块有自己的。"
    ),
    "modern-llm-forgets-the-caches": "缓存没有传到各个块那里，新 token 对前面的一无所知。",
    "modern-device-not-followed": (
        "不管模型在哪里，你总有东西造在 CPU 上：位置、掩码，或者频率。给它 `device=x.device`。"
    ),
}
