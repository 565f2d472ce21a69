"""第 12 阶段已知错误的建议：与英文版同样的事实、同样的办法。"""

ADVICE = {
    "backprop-imports-a-framework": (
        "这个文件导入了会自己求梯度的东西。在这里，求梯度的是你：NumPy 管数，纸笔管导数。"
    ),
    "linear-backward-bias-not-summed": (
        "你的 dbias 每个 token 都有一行。同一个偏置加在了所有行上：它怎样影响损失？经过每一行，所以"
        "各行要相加。"
    ),
    "linear-backward-sums-the-first-axis": (
        "你的 dbias 只沿第一维求和。一批文本前面有两维：除最后一维以外，全都要加。"
    ),
    "linear-backward-means": "你对各行取了平均。损失的平均早已在上游梯度里了：这里只相加。",
    "linear-backward-weight-gradient-transposed": (
        "你的 dweight 是 (in, out)。梯度的形状，就是它所属的那个东西的形状：(out, in)，也就是 g^T "
        "x。"
    ),
    "linear-backward-weight-transposed": (
        "你拿上游乘 W^T，像前向时 x 那样。回来的时候乘的是 W：(..., out) 乘 (out, in)。"
    ),
    "relu-backward-gates-by-upstream": (
        "你问的是梯度是不是正的。前向的时候，是什么决定门开门关？x 的正负。"
    ),
    "relu-backward-open-at-zero": (
        "x = 0 的时候，你让梯度过去了。那里的斜率只是约定；torch 和这里都取 0。"
    ),
    "relu-backward-forgets-upstream": (
        "你返回的是斜率，1 或 0。链式法则要拿它乘上面传来的：upstream 呢？"
    ),
    "relu-backward-multiplies-the-output": (
        "你乘的是输出 max(0, x)。x 是正数的时候，它的斜率是多少？是 1。"
    ),
    "relu-backward-changes-upstream": (
        "你往传进来的数组里写了零。残差的和会把同一个数组交给两条支路：另一条就会碰到你写的零。要用"
        "新数组。"
    ),
    "embedding-backward-overwrites": (
        "`dtable[ids] += g` 每一行只读一次、加一次、写一次：几个相同的 id，只算最后一个。出现两次的"
        " token 要得到两份梯度：`np.add.at`。"
    ),
    "embedding-backward-only-rows-read": (
        "你的梯度只到读过的最大 id 为止。它的形状和表一样：一共 `n_rows` 行，没人读过的是零。"
    ),
    "softmax-backward-diagonal": (
        "你用的是 p (1 - p)，那是 p_i 对自己的 x_i 的导数。每个 x_j 还影响别的 p_i：一个升高，别的"
        "就降。"
    ),
    "softmax-backward-no-sum": (
        "你把分母里的总和当成了常数。每个 x_j 变大，它都会变大：-p_i p_j 那一项呢？"
    ),
    "softmax-backward-sum-without-p": (
        "你减去的是 g 的总和。要减的是 g 的平均，以 p 为权重：sum(g * p)。"
    ),
    "softmax-backward-no-outer-p": "前面少了因子 p：一个没有概率的输入，什么也改变不了。",
    "softmax-backward-sums-everything": (
        "你把所有的行加到一起了。每一行有自己的 softmax：沿最后一维，`keepdims=True`。"
    ),
    "ce-backward-not-divided": "损失是所有目标上的平均，梯度也是：除以目标的个数。",
    "ce-backward-divides-by-the-batch": (
        "你除以了文本的个数。平均是对所有目标取的，一共 B 乘 T 个：`targets.size`。"
    ),
    "ce-backward-divides-by-all-logits": (
        "你除以了 logits 的个数。损失里每个目标一项，不是词表里的每个 token 一项。"
    ),
    "ce-backward-sign": (
        "正负号反了：你的模型会去学怎样出错。目标的 logit 该升还是该降？那它的梯度该是正还是负？"
    ),
    "ce-backward-without-target": "你的结果里没有目标。在目标处减 1。",
    "ce-backward-logits-for-probabilities": "你减的时候用的是 logits。和目标比的是概率：softmax。",
    "ce-backward-changes-logits": (
        "你直接在 logits 的数组里改。它是调用者的：`x = x - ...` 会造一个新的。"
    ),
    "norm-backward-constant-statistics": (
        "你把均值和方差当成了常数。动一个特征，两者都跟着动，并由此影响这个 token 的每个特征。"
    ),
    "norm-backward-mean-only": "你的 dx 经过了均值，没有经过方差：少了 `- n * mean(h * n)`。",
    "norm-backward-variance-only": "你的 dx 经过了方差，没有经过均值：少了 `- mean(h)`。",
    "norm-backward-sums-for-means": (
        "公式里是平均，你却对特征求了和：均值是特征之和的 C 分之一，回来的时候也一样。"
    ),
    "norm-backward-no-weight": (
        "通往 x 的路上少了缩放：前向时归一化的特征乘过 `weight`，反向时梯度也要乘。"
    ),
    "norm-backward-scale-of-x": (
        "你的 dweight 拿上游乘了 x。`weight` 当初乘的是什么？是归一化后的 x。"
    ),
    "norm-backward-sums-the-first-axis": (
        "你的 dweight 和 dbias 只沿第一维求和：一批文本前面有两维。"
    ),
    "norm-backward-ignores-eps": "不管 `eps` 是几，你加的都是 1e-5：回来要穿过和前向同一个根。",
    "norm-backward-unbiased-variance": "你的方差除以了 C - 1。前向除以的是 C，`var` 默认就是这样。",
    "norm-backward-divides-by-variance": "回来的时候你除以了方差。前向除以的是它的平方根。",
    "norm-backward-changes-upstream": (
        "你就地给传进来的数组乘了 weight。它是调用者的，还要交给另一条支路：写 `h = upstream * "
        "weight`。"
    ),
    "attention-backward-no-scale": "分数除以过 sqrt(D)。去的时候乘了什么因子，回来就乘同一个因子。",
    "attention-backward-queries-and-keys-swapped": "dq 和 dk 对调了：dq 要用键来算，dS k。",
    "attention-backward-keys-not-transposed": (
        "dk = dS q 是从查询到查询。一个键要从所有看过它的查询那里收：dS 的列，所以是 dS^T q。"
    ),
    "attention-backward-values-not-transposed": (
        "dv = P g 给每个 token 的，是它前面那些 token 的梯度。一个值是被它后面的 token 读走的：P^T "
        "g。"
    ),
    "attention-backward-skips-the-softmax": (
        "你把权重的梯度当成分数的梯度用了。中间还隔着一个 softmax。"
    ),
    "attention-backward-softmax-without-sum": (
        "softmax 里，每个分数都影响这一行的所有权重：要减去这一行 dP 的平均，以 P 为权重。"
    ),
    "attention-backward-sees-the-future": (
        "你的反向穿过了看得见未来的注意力。权重要用带因果掩码的；掩码使它为 0 的地方，什么也不传回"
        "来。"
    ),
    "heads-backward-values-only": (
        "只有值的梯度到了 x。查询和键也是用 x 做的：三条路回来，加成一个和。"
    ),
    "heads-backward-output-layer-reads-x": (
        "out_linear 读的不是 x，是并好的头：它的 dweight 要用这个来算。"
    ),
    "heads-backward-reshape-for-merge": (
        "你的 `reshape` 把 token 和头搅在一起了：(H, T, D) 在内存里是一个头接一个头。拆的时候交换过"
        "两根轴；回来先换回去，再 reshape（`merge_heads`）。"
    ),
    "heads-backward-names-crossed": "查询的梯度给了 k_linear，键的给了 q_linear。",
    "feed-backward-no-gate": "回来的路上少了 ReLU：前向时被挡住的，不该学到东西。",
    "feed-backward-second-layer-reads-hidden": (
        "linear2 读的是隐藏特征经过 ReLU 以后的样子：它的 dweight 要用这个来算。"
    ),
    "block-backward-no-first-residual": (
        "你的 dx 只从注意力里回来。x 还从旁边绕过去，直接进了加号：把到达那里的梯度原样加上。"
    ),
    "block-backward-no-second-residual": (
        "前馈网络旁边那条路上，什么也没回来。残差的和把梯度交给两条路：加上 dsecond。"
    ),
    "block-backward-no-feed-forward": "从前馈网络回来的丢了：加号的两条路要相加。",
    "block-backward-no-attention": "从注意力回来的丢了：加号的两条路要相加。",
    "block-backward-residual-around-the-norm": (
        "你的残差路绕过了 norm2。这个块里，归一化在加号之后：梯度先穿过它，再分成两路。"
    ),
    "block-backward-feed-forward-reads-x": (
        "你拿块的输入去算前馈网络的反向。它读的是 norm1 的输出：把前向一步一步再算一遍。"
    ),
    "block-backward-changes-its-input": (
        "`+=` 把注意力加进了调用者的 x。写 `x + ...`，那会造一个新数组。"
    ),
    "gpt-backward-blocks-from-first-to-last": (
        "你按前向的顺序走各个块。梯度是从末尾来的：最后一块最先。"
    ),
    "gpt-backward-mean-over-texts": (
        "你把位置的梯度在各段文本上取了平均。每段文本都用过同样的那些行，每用一次就加一次；损失的平"
        "均早已在上游里了。"
    ),
    "gpt-backward-head-reads-an-earlier-state": (
        "output_projection 读的是最后一块的输出，你的 dweight 却是用它的输入算的。"
    ),
    "descent-climbs": "你加上了梯度，它指的是上坡。要减。",
    "descent-without-rate": "你的步子和 `lr` 无关：梯度要乘上它。",
    "descent-loss-after-the-step": "你记的是走完这一步的损失。要记的，是算梯度的那个损失。",
    "descent-from-the-first-weights": (
        "每一步你都从最初给的权重出发，结果只有最后一步算数。从上一步走到的地方接着走。"
    ),
    "descent-changes-the-callers-weights": (
        "`-=` 会改掉调用者的数组，字典复制过也一样：字典是新的，数组不是。写 `w - ...`。"
    ),
    "backprop-by-differences": (
        "你把每个数动一点点，再看结果怎么动。那样每个数要跑两遍前向，剩下的有效数字也只有一半。"
        "用来检查梯度很好；这里要的是公式。"
    ),
}
