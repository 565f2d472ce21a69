"""第 12 阶段的提示：反向传播。"""

HINTS = {
    "linear_backward": (
        """一个 token，W = (5 6)，上游是 10：谁影响 y，影响多大？再来第二个 token：W 和 b 的梯度会怎
        么样？""",
        """dx 和 x 同形状，dweight 和 weight (out, in) 同形状，dbias 和 bias 同形状。用 g 和 W，用 g
        和 x，只用 g：每一种都只有一个乘积或求和能得到那个形状。""",
        """每段文本的每一行都用过这些权重。用 `reshape(-1, ...shape[-1])` 把 g 和 x 变成（行数，特征
        数），对行求和就藏在矩阵乘积里了。""",
        """差不多就是这几行：dx 是 `upstream @ weight`，前面的维都留着；dweight 是 g 的行转置后乘 x
        的行；dbias 把 g 的行沿第 0 维加起来。""",
        """GPT 里学得到的东西，除了表和归一化，都是经这三个乘积学来的。输入 i 和输出 o 之间的权重，
        看的是“需要 o 的时候，i 有多少次在场”：g 乘 x，所有的行加起来。什么都不除，因为损失的平均已
        经在 g 里了。""",
    ),
    "relu_backward": (
        """x = -1、2，上游 5、-6：哪一个过得来？""",
        """门问的是 x，也就是前向时的输入。回答是 1 或 0，链式法则再拿它乘上游梯度。""",
        """差不多就是这一行：upstream 乘 (x > 0)，得到新数组。正好是 0 的时候，门关着。""",
        """没作声的隐藏特征，从这个 token 那里什么也学不到，也什么都不往回传。网络里的各个提问，就这
        样彼此分开了。要是对每个 token 都不作声，它就再也学不了：“死掉的 ReLU”，它那些年轻的亲戚就是
        为此而来。""",
    ),
    "embedding_backward": (
        """id 是 2、0、2，梯度是 1、2、4。三行的表，每一行各得多少？""",
        """梯度和表同形状，一共 n_rows 行，没人读过的是零。相同的 id 要相加。""",
        """`dtable[ids] += upstream` 每个位置只写一次，id 相同的只剩最后一个。NumPy 有个函数，是真的
        一个一个加上去的。""",
        """差不多就是这几行：`np.zeros((n_rows, ...))`，宽度和 upstream 一样；然后
        `np.add.at(dtable, ids, upstream)`。ids 什么形状都行：upstream 比它多一维。""",
        """查一行，等于乘一个独热向量，所以这还是线性层的 dweight，只是省掉了那些乘 0。少见的 token
        难得学一次；每个参数各有步长的 Adam 对语言模型特别有用，这是一个原因。""",
    ),
    "softmax_backward": (
        """两个相等的分数，上游 (4, 0)。第一个分数升高一点，两个份额各怎么变？第二个升高呢？""",
        """每个分数都经过共同的总和影响*所有的*份额：对自己是 p_i，对每一对还要减 p_i p_j。乘上 g，
        对 i 求和：只剩两项。""",
        """以 p 为权重的 g 的平均，沿最后一维，`keepdims=True`。每个分数受多大推力，看它的 g 比这个
        平均高多少。""",
        """差不多就是这一行：p = softmax(x)，结果是 p 乘（upstream 减去 upstream * p 的和）。""",
        """份额是互相争的，回来的时候也一样：一行梯度加起来是 0。softmax 已经拿定主意的地方（p 接近
        0 或 1），几乎什么都传不回来。注意力要除以 D 的平方根，损失从来不对算好的 softmax 取对数，原
        因都在这里。""",
    ),
    "cross_entropy_backward": (
        """logits 是 0 和 0，目标是 0：哪一个该升高？-ln p 在那里的斜率是几？""",
        """目标处 -ln p 的斜率，送回去穿过 softmax：说的减去真的。然后是平均：一共多少项？""",
        """目标的独热向量，就是单位矩阵的行；或者在副本的目标处减 1。""",
        """差不多就是这一行：（softmax(logits) 减 one_hot）除以 `targets.size`，one_hot =
        `np.eye(V)[targets]`。没有上游：这里就是起点。""",
        """语言模型的一切学习，都从这个差开始。模型说对了，而且有把握，差就是 0，什么也不动。错得再
        离谱，它也不会超过 1，所以用这个损失训练很平稳。""",
    ),
    "layer_norm_backward": (
        """给一个 token 的每个特征都加 1，层归一化的结果怎样？把到均值的距离都放大一倍呢？对梯度来
        说，这两个方向上该有什么？""",
        """从末尾开始：dbias 和 dweight 同线性层一样，用 g 和 n，n 是归一化后的 x。传到 n 的是 h = g
        * weight。""",
        """从 h 里减掉均值抹去的部分 mean(h)，再减掉方差抹去的部分 n * mean(h * n)。两个平均都沿最后
        一维，`keepdims=True`。然后除以那个根。""",
        """差不多就是这几行：deviation = (x.var + eps) 的平方根；n；h；（h 减去两项）/ deviation。
        dweight 和 dbias 沿 `tuple(range(x.ndim - 1))` 求和，也就是除最后一维以外的所有维。""",
        """层归一化会忘掉特征的位置在哪里、散得有多开，所以这两个方向上不许有梯度回来：两项减掉的就
        是它们。又因为要除以标准差，数大的 token 得到小的梯度，数小的得到大的。""",
    ),
    "attention_backward": (
        """输出 = P v。回到 v 的是什么，回到 P 的是什么？P 和 q k^T 之间还隔着什么？""",
        """对乘积 A B：左边得到 g B^T，右边得到 A^T g。先用在 P v 上，再一行一行穿过 softmax，再用在
        q k^T 上。因子 1 / sqrt(D) 再乘一次。""",
        """用给好的 `attention_weights` 把 P 再算一遍：它带着因果掩码，是 0 的地方，softmax 的梯度自
        然是 0。转置用 `swapaxes(-2, -1)`，批和头就留在原位。""",
        """差不多就是这几行：dp = upstream 乘 v 的转置；dscores = p 乘（dp 减去 dp * p 的和），除以
        D 的平方根；然后是 dscores k、dscores^T q、p^T upstream。""",
        """查询从它看过的键那里学，键从看过它的查询那里学，值从所有听过它的人那里学。未来什么也不会
        传回来，因为什么也没有去过那里。T × T 的 P 和 dP 就是注意力的内存开销；FlashAttention 分块把
        它们重算一遍，就像你在这里把 P 重算一遍。""",
    ),
    "multi_head_attention_backward": (
        """x 依次经过了什么：四个线性层、拆头、注意力、并头，顺序怎样？倒着念一遍。每个线性层的输入
        各是什么？""",
        """先走前向：q、k、v 拆成头，做注意力，并起来。然后往回走：out_linear（它的输入是并好的
        头），梯度用 split_heads 拆开，attention_backward，merge_heads，三个线性层。""",
        """x 的三个梯度相加。dq、dk、dv 各自穿过自己来的那一层：把 "qkv" 和三个结果 zip 在一起。""",
        """差不多就是这几行：`linear_backward(upstream, merged, weights["out_linear.weight"])`；每个
        名字做 `linear_backward(merge_heads(dhead), x, weights[f"{name}_linear.weight"])`，把它的 dx
        加上去，两个梯度分别放在 f"{name}_linear.weight" 和 ".bias" 名下。""",
        """重新排列不花什么，也不丢什么：排列的梯度就是排回去。一个 token 同时从三个角色里学：问得更
        好，更容易被找到，说得更有用。""",
    ),
    "feed_forward_backward": (
        """前向三步：linear1、ReLU、linear2。三个反向函数，各要用哪个输入？""",
        """把 linear1 的输出 `hidden` 再算一遍。ReLU 的门问的是 hidden；linear2 读的是
        relu(hidden)。""",
        """差不多就是这几行：linear_backward 用 relu(hidden) 和 linear2 的权重；它的 dx 交给
        relu_backward，配 hidden；结果再交给 linear_backward，配 x 和 linear1 的权重。四个梯度，各用
        各的名字。""",
        """一条链子，倒过来就是一节一节倒着走。你在前向和反向之间什么也不记，hidden 重算一遍；框架会
        记下来，更快，也更占内存。模型特别大的时候，它们也学你这样做，叫作激活检查点
        （checkpointing）。""",
    ),
    "block_backward": (
        """把块画出来，在每个 (+) 后面、norm1 后面的线上各写一个名字。从右边过来，梯度在哪里分成两
        路？""",
        """前向：first = x + 注意力，middle = norm1，second = middle + 前馈。反向从 norm2 开始：到达
        加号的梯度，两条路各给一份。""",
        """在第二个加号：dmiddle 是 dsecond，加上从 feed_forward 回来的，它读的是 middle。第一个加号
        也一样，换成 dfirst、注意力和 x。""",
        """差不多就是这几行：layer_norm_backward(upstream, second, …)，
        feed_forward_backward(dsecond, middle, …)，相加，layer_norm_backward(dmiddle, first, …)，
        multi_head_attention_backward(dfirst, x, …)，相加。名字用 `prefixed` 加回去。""",
        """两个加号给梯度留了一条什么都不乘的路，从块的末尾直到开头，只隔着归一化：后置归一化正好站
        在这根线上，所以很深的网络更喜欢前置的。这样的块叠十二层，把 ReLU 换成 GELU，就是
        GPT-1。""",
    ),
    "gpt_backward": (
        """一个 id 是经过哪些部件变成 logit 的？从末尾说起，说出每个部件当时的输入。""",
        """`hidden_states` 返回每个块的输入，最后一个是整摞块的输出：output_projection 读的就是它。
        然后倒着走各个块，每块用自己的输入。""",
        """`zip(reversed(block_names(weights)), reversed(inputs))`：这一块的 dx，就是下一块的上游。
        到了最前面，dx 交给两张表，一张按 id，一张按位置。""",
        """差不多就是这几行：输出层用 linear_backward；循环里用 block_backward，配 `under(weights,
        name)`，梯度用 `prefixed(…, name)` 放回名下；最后两次 embedding_backward，位置是
        `np.arange(T)` 广播成 ids 的形状。""",
        """这就是写开了的 `loss.backward()`。框架把前向的调用记录下来，再倒着读这份记录，手里有一张
        像你这样的函数的表。除此以外，没有别的秘密。""",
    ),
    "gradient_descent": (
        """一步里要算些什么，顺序怎样？其中哪一样是下一步的起点？""",
        """每个批次：logits、损失、dlogits、各个梯度、新的权重。记下的是走这一步之前的损失。""",
        """调用者的数组保持原样：新的字典，每个名字下面是新的数组。""",
        """差不多就是这几行：`gpt`，把 `cross_entropy` 收进列表，`cross_entropy_backward`，
        `gpt_backward`，然后 {name: w - lr * 它的梯度}。返回最后的权重和列表。""",
        """一个会学习的 GPT，你和算术之间只隔着 NumPy。前面几个阶段添上的，是速度（torch）和更好的步
        子（AdamW）。这些模型会做的一切，都是从这个循环里出来的。""",
    ),
}
