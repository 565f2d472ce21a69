"""第 6 阶段已知错误的建议：与英文版同样的事实、同样的办法。"""

ADVICE = {
    "batch-targets-are-ids-plus-one": (
        "你的目标是 x + 1：这个 id 的下一个 id，不是这个 token 的下一个 token。往后挪一格的"
        "是*位置*：data[s + 1]，不是 data[s] + 1。"
    ),
    "ce-clamps-the-logits": (
        "你把 logits 截断了，也许是怕溢出。出了界，再错的预测代价也一样，梯度也没了。先减去最大的 "
        "logit，什么都不会溢出：不要截断。"
    ),
    "ce-one-hot-too-narrow": (
        "你的 one-hot 只有这一批里最大的目标那么宽，而不是词表那么宽：`one_hot` 是猜的。告诉它有"
        "多少类，logits.shape[-1]，或者用 `gather` 来取。"
    ),
    "batch-targets-not-shifted": (
        "你的目标就是输入本身。如果每个 token 的答案就是它自己，还有什么可学？data[i] 的目标是 "
        "data[i + 1]。"
    ),
    "batch-targets-shifted-two": (
        "你的目标比输入往后挪了两个 token。是不是错开了两次？下一个 token 只隔一格。"
    ),
    "batch-targets-previous-token": (
        "你的目标是输入前面的 token。模型读到位置 i 时早已见过它们；哪个 token 它还没见过？往另一"
        "边挪。"
    ),
    "batch-targets-cross-rows": (
        "你每行的最后一个目标是下一行的第一个 token：你是在整个批次上错开的。窗口后面是什么，数据"
        "里有；到那里去取。"
    ),
    "batch-targets-wrap-around": (
        "你每行的最后一个目标是本行自己的第一个 token：`roll` 会把末尾掉出去的绕回开头。窗口要从"
        "数据里多取一个 token，一共 T + 1 个。"
    ),
    "batch-last-target-missing": (
        "你每行的最后一个目标是 0：输入错开以后，空出来的地方随手填了。窗口后面的 token 是知道"
        "的，它就在数据里。"
    ),
    "batch-window-too-long": (
        "你的窗口有 T + 1 个 token。从数据里切的那一段要多一个；其中几个归 x，几个归 y？"
    ),
    "batch-window-too-short": (
        "你的窗口只有 T - 1 个 token：你切了 T 个，再分成输入和目标。两边都要 T 个，所以要切 T + "
        "1 个。"
    ),
    "batch-transposed": (
        "你的批次是一列一个窗口。模型要的是 (B, T)：一行一个窗口。你是沿哪一维叠的？"
    ),
    "batch-wrong-dtype": (
        "你的 id 不再是 64 位整数。id 要用来查表：浮点数查不了，太窄的整数溢出会变负。保持数据的"
        "类型。"
    ),
    "batch-changes-the-data": (
        "你拿到的数据或 starts，用完就变了样。别人还要读它们；要改就改你切出来的那份。"
    ),
    "batch-last-window-never-drawn": (
        "最后一个窗口从来抽不到。`randint` 和 `range` 的上界本来就不包含在内；每个输入都要有目"
        "标，N 个 token 有几个窗口？"
    ),
    "batch-first-window-never-drawn": "第一个窗口从来抽不到。位置从 0 数起：第一个窗口从哪里开始？",
    "batch-only-multiples-of-the-length": (
        "你的窗口只从 T 的倍数开始，大多数窗口就永远见不到。后面还有 T 个 token 的地方，都可以开"
        "始。"
    ),
    "batch-window-past-the-end": (
        "你有些窗口超出了数据的末尾。窗口要 T 个 token，目标还要多一个：最后能从哪里开始？"
    ),
    "batch-starts-clamped": (
        "边上的窗口比别的更常被抽到：放不下的位置，你挪到了最近的能放下的地方。只抽放得下的位置。"
    ),
    "batch-without-replacement": (
        "批次比窗口总数大时，你给的行数就不够：你是把窗口打乱，取前面几个。每一行各抽各的，同一个"
        "窗口可以出现两次。"
    ),
    "batch-rows-all-equal": (
        "你的批次每一行都是同一个窗口：只抽了一个起点。第二行能教什么第一行没教的？抽 batch_size "
        "个起点。"
    ),
    "batch-consecutive-rows": (
        "你的每一行都比上一行晚一个 token 开始：各行几乎是同一段文本。每行抽一个起点，不是整个批"
        "次抽一个。"
    ),
    "batch-rows-side-by-side": (
        "你的每一行都接着上一行：是一长段文本切开的。各行之间应该毫不相干；每行抽一个起点。"
    ),
    "batch-reseeds-every-call": (
        "每次调用都是同一个批次，因为生成器在里面又设了一次种子。模型能见到多少数据？种子在外面设"
        "一次，这里只管抽。"
    ),
    "batch-ignores-generator": (
        "传进来的生成器决定不了批次，或者不全由它决定。这个函数里每次抽签都要写上它："
        "`generator=generator`。"
    ),
    "batch-short-data-not-refused": (
        "数据太短，放不下一个窗口和它的目标时，报的是 torch 自己的错，说的是另一回事。先检查长"
        "度，再抛出 ValueError，写明两个数。"
    ),
    "batch-asserts": (
        "你用 `assert` 检查长度。断言防的是你自己的错，`python -O` 下会消失；调用者的错，该用 "
        "`raise ValueError(...)`。"
    ),
    "batch-ignores-starts": (
        "你的窗口，有的起点不在 `starts` 里。给了 `starts`，它就是允许的起点清单；每行从中抽一项。"
    ),
    "batch-starts-as-numbers-of-entries": (
        "给了 `starts`，你的窗口却从 0、1、2 … 开始：你抽的是用第几项，却把项的序号当成了起点。"
        "`starts[chosen]` 给出什么？"
    ),
    "batch-starts-some-never-drawn": (
        "`starts` 里有些项从来用不上。你抽的时候，包括最后一项在内，每一项都有机会吗？`randint` "
        "的上界不包含在内。"
    ),
    "ce-log-of-softmax": (
        "你对算好的 softmax 取对数。比最大值小很多的地方，softmax 已经舍入成 0，log(0) 是 −∞。一"
        "直用对数来算：z_i − log Σ exp(z_j)。"
    ),
    "ce-expects-probabilities": (
        "你做了两次 softmax：损失函数自己会把 logits 变成概率，这里给它的却已经是概率。logits 原"
        "样交给它。"
    ),
    "ce-log-softmax-twice": (
        "正确 token 的分数已经变成对数概率，你又取了一次对数。log_softmax 已经取过了。"
    ),
    "ce-without-log": (
        "你平均的是正确 token 的概率，不是它们的对数。正确的 token 只得到 0.001 而不是 0.01，损失"
        "该坏多少？"
    ),
    "ce-not-normalised": (
        "你平均的是正确 token 的 logits，没有归一化。单独一个 5 说明不了什么，要看别的是多少：减"
        "去这一行的 log Σ exp。"
    ),
    "ce-log-of-the-mean": (
        "你先把正确 token 的概率平均，再取对数。每个位置有自己的惊讶度：平均的是它们。"
    ),
    "ce-wrong-sign": (
        "你的损失是负的。概率的对数小于零，而走一步是往下坡走：这样是走向更可能的正确 token，还是"
        "更不可能的？把负号加回去。"
    ),
    "ce-log-base-2": "你的损失数的是比特：用了以 2 为底的对数。这里的损失用纳特，自然对数。",
    "ce-returns-perplexity": (
        "你返回的是 exp(损失)，也就是困惑度。那是给人看的；损失本身是平均惊讶度。"
    ),
    "ce-squared-error": (
        "你算的是概率和独热目标之差的平方。有把握却说错的模型几乎没有感觉。交叉熵是目标概率的 "
        "−log。"
    ),
    "ce-error-rate": (
        "你数的是最好的 token 有多少次不对。数个数没有斜率：logit 变一点点，它不会变，所以什么也"
        "学不到。"
    ),
    "ce-label-smoothing": (
        "你把每个目标的十分之一分给了所有 token（标签平滑）。这里要的是普通的损失，不要它。"
    ),
    "ce-ignores-token-zero": "目标是 0 的，你没有算，好像 0 是填充。在这里，0 也是一个普通字符。",
    "ce-shifts-again": (
        "你丢掉了最后一个预测和第一个目标：又错开了一次。get_batch 已经错开过；两次就多了。"
    ),
    "ce-sums": "你把惊讶度加了起来，批次越大损失越大。对所有位置取平均。",
    "ce-returns-every-position": (
        "你给每个位置返回一个数。走一步只要一个数，好从它往下走：它们的平均。"
    ),
    "ce-divides-by-batch-only": (
        "你只把总和除以了行数。B 行、每行 T 个 token，有 B · T 次预测；平均要算上全部。"
    ),
    "ce-divides-by-length-only": (
        "你只把总和除以了一行的 token 数。B 行、每行 T 个 token，有 B · T 次预测；平均要算上全部。"
    ),
    "ce-mean-over-vocab": (
        "你的损失小到了 V 分之一：连词表也一起平均了，可那里除了目标全是零。沿词表求和，对位置取"
        "平均。"
    ),
    "ce-last-position-only": (
        "你只算了每行的最后一个位置。每个位置都在猜下一个 token，每一次都是一课。"
    ),
    "ce-first-row-only": "你只算了批次的第一行。循环里是不是有 `return`，或者多了一个下标 0？",
    "ce-softmax-over-dim-1": (
        "你沿第 1 维归一化。对 (N, V) 来说那是词表，对 (B, T, V) 却是时间。词表永远在最后一维："
        "dim=-1。"
    ),
    "ce-softmax-over-the-batch": (
        "你沿第 0 维，也就是批，归一化。在每个位置上，所有 token 的概率加起来是一：token 在哪一维？"
    ),
    "ce-softmax-over-everything": (
        "你把整个批次的 logits 一起归一化了：指数求和时没有 `dim=-1`。每个位置有自己的分布。"
    ),
    "ce-max-over-dim-1": (
        "你减去的最大值是沿第 1 维取的，对 (B, T, V) 来说那是时间。一整行 logits 减同一个数才没有"
        "影响：dim=-1。"
    ),
    "ce-global-max": (
        "你减去的是整个批次最大的 logit。远远低于它的行，指数全都舍入成 0。每行减自己的最大值。"
    ),
    "ce-no-max-subtracted": (
        "你的 logits 取 exp() 溢出了：float32 从 89 起就会这样。从一整行里减去哪个数，softmax 不"
        "变，指数又都不大于 0？"
    ),
    "ce-log-of-naive-softmax": (
        "你用指数除以它们的总和，再取对数：logits 大了是 inf / inf，小了是 log(0)。写成 log "
        "softmax(z)_i = z_i − log Σ exp(z_j)，先减去最大值。"
    ),
    "ce-tiny-number-in-the-log": (
        "你在对数里塞了一个很小的数，给损失封了顶：错得再厉害也只有约 20，梯度也没了。只要不从 "
        "softmax 取对数，就什么也不用加：z_i − log Σ exp(z_j)。"
    ),
    "ce-hides-nan": (
        "logits 里的 nan 到你的损失里就不见了。它说明前面有什么坏了；藏起来，后面全都会坏。让它过"
        "去。"
    ),
    "ce-index-broadcast": (
        "你的下标取出了 B · B · T 个值：arange(T) 和 targets 互相广播，没有一个下标沿着批走。"
        "`gather(-1, targets[..., None])` 每个位置恰好取一个。"
    ),
    "ce-picks-every-target": (
        "你的下标在每个位置都取了整个批次的所有目标。每个位置只有一个目标：`gather(-1, "
        "targets[..., None])`。"
    ),
    "ce-flatten-permutes": (
        "你先把 logits 转置，再 reshape 成 V 个一行。`reshape` 只会照现有的次序重新切分；切完一行"
        "里是什么？不要转置。"
    ),
    "ce-not-flattened": (
        "torch 的 cross_entropy 要类别在第 1 维：(N, V) 或 (B, V, T)，给 (B, T, V) 它就抱怨。每个"
        "位置变成一行：`logits.reshape(-1, V)` 配 `targets.reshape(-1)`。"
    ),
    "ce-only-for-two-dimensions": (
        "你的下标 `[arange(N), targets]` 只适合 (N, V)。训练时是 (B, T, V)：先展平成 V 个一行，或"
        "者用 `gather(-1, targets[..., None])` 取。"
    ),
    "ce-detached": (
        "值是对的，梯度却回不来：`.item()`、`.detach()`、`.data` 或者 NumPy 剪断了计算图。从 "
        "logits 到损失，一直用张量。"
    ),
    "ce-normaliser-detached": (
        "梯度不流过 log Σ exp。那样每一步只会抬高正确的 logit，没有谁压低别的。只有最大值可以 "
        "detach，因为它会消掉。"
    ),
    "ce-returns-float32": (
        "不管 logits 是什么，你的损失都是 float32。检查梯度时用的是 float64；中间转一次类型，还剩"
        "几位有效数字？保持 logits 的 dtype。"
    ),
    "ce-changes-its-input": (
        "你的损失函数改动了传进来的 logits 或 targets：`-=` 和末尾带 _ 的名字会写进调用者的内存。"
        "每个结果起个新名字。"
    ),
    "step-no-zero-grad": (
        "你从来没清梯度：`backward()` 是往 `.grad` 里加，所以每一步跟随的是到目前为止所有批次的总"
        "和。每一步都要 `optimizer.zero_grad()`。"
    ),
    "step-clears-too-late": (
        "你在走完一步之后才清梯度，第一步之前留下的就还是算进去了。在 `backward()` 之前清；那样以"
        "前留下什么都没关系。"
    ),
    "step-parameters-never-move": (
        "走完一步，参数没变。四件事都做了吗，次序对吗：损失、zero_grad、backward、step？在 "
        "backward 和 step 之间 zero_grad，梯度就扔掉了。"
    ),
    "step-before-backward": (
        "`optimizer.step()` 在 `backward()` 前面：参数已经动了，旧参数的梯度就找不回来了。走一步"
        "之前必须先知道什么？"
    ),
    "step-zeroed-gradients": (
        "走这一步时梯度全是零：你在 `backward()` 和 `step()` 之间清掉了，只剩权重衰减在移动参数。"
        "在 backward 之前清。"
    ),
    "step-shifts-again": (
        "你把输入和目标又错开了一次：模型学的是隔一个的 token。get_batch 已经错开过；x 和 y 原样"
        "使用。"
    ),
    "step-inputs-as-targets": "你的损失拿预测跟 x 比，可那是模型刚读过的 token。答案在 y 里。",
    "step-x-and-y-swapped": "你给模型喂的是 y，拿来比的是 x：它学会的是倒着读。时间上哪个在前？",
    "step-last-position-only": (
        "你只训练了最后一个位置的预测。每个位置都在猜下一个 token：一个窗口里有 T 课。"
    ),
    "step-softmax-before-the-loss": (
        "你在损失函数之前做了 softmax，可它自己还要做一次。它要的是模型的 logits，原样的。"
    ),
    "step-sums-the-loss": (
        "批次有多少个 token，你的梯度就大了多少倍：`backward()` 之前，损失是加起来的。用平均，步"
        "子就不随批次大小变。"
    ),
    "step-sums-the-loss-and-says-so": (
        "你这一步用的是惊讶度的总和，不是平均：批次有多少个 token，损失和梯度就大了多少倍。"
    ),
    "step-clips-gradients": (
        "你把梯度缩到了长度 1。裁剪对大模型是好习惯，可这里没有要求：梯度照原样使用。"
    ),
    "step-clips-each-value": "你把每个梯度值都截在 1 以内，步子的方向就变了。这里没有要求裁剪。",
    "step-twice": "你的优化器用同样的梯度走了两步。一个批次，一次 backward，一步。",
    "step-backward-twice": (
        "`backward()` 跑了两次，梯度加在一起：每个都大了一倍。一次就够，也用不着 `retain_graph`。"
    ),
    "step-own-optimizer": (
        "你在这一步里新建了优化器。AdamW 记得前面各步的梯度；新的什么都忘了，学习率也忘了。用传进"
        "来的那个。"
    ),
    "step-forgets-the-optimizer-state": (
        "你每一步都清空了优化器的记忆：它的滑动平均一次次从零开始。别动 `optimizer.state`。"
    ),
    "step-resets-the-rate": (
        "你这一步把学习率改回了优化器刚建时的值。学习率计划会在两步之间改它；这里别动 "
        "`param_groups`。"
    ),
    "step-head-only": (
        "只有输出层学得动：梯度到不了它下面。是不是有什么 detach 了，或者别的参数的梯度被丢了？"
    ),
    "step-returns-the-loss-after": (
        "你返回的是走完这一步之后的损失，为此又跑了一遍模型。要的是手上已经有的那个，走这一步之前"
        "的。"
    ),
    "step-returns-the-sum": (
        "你返回的是平均乘以行数，求整个数据集的平均时才那么做。返回这个批次的平均惊讶度就好。"
    ),
    "step-returns-nothing": "你这一步返回 None。调用者要损失：`return loss.item()`。",
    "step-returns-a-tensor": (
        "你返回的损失是张量。它把这一步的整个计算图留在内存里，攒上一列，内存就满了。"
        "`loss.item()` 是普通的数。"
    ),
    "step-in-evaluation-mode": (
        "你这一步把模型切到了评估模式。dropout 这样的层就训练不到了；用什么模式，由调用者决定。"
    ),
    "evaluate-in-train-mode": "你在训练模式下测量：dropout 还开着，损失就偏高。先 `model.eval()`。",
    "evaluate-leaves-eval-mode": (
        "模型来时是训练模式，你却把它留在评估模式，接下来的训练就没有 dropout 了。记住 "
        "`model.training`，再还原。"
    ),
    "evaluate-forces-train-mode": (
        "模型来时是评估模式，你却把它留在训练模式。原来是什么就还原成什么：之前 `was = "
        "model.training`，之后 `model.train(was)`。"
    ),
    "evaluate-records-gradients": (
        "你每一步运算都记着账，等一次永远不会来的 backward，白白占时间和内存。在 "
        "`torch.no_grad()` 里测量。"
    ),
    "evaluate-freezes-the-model": (
        "你测量完，梯度还关着，训练就没法继续。用 `with torch.no_grad():`，它到块的末尾自己结束。"
    ),
    "evaluate-returns-a-tensor": "你返回的是张量。给人看的损失是普通的数：`.item()`。",
    "evaluate-sums": "你返回的是各批次的总和：批次越多，损失越大。除以批次数。",
    "evaluate-last-batch-only": (
        "你只算了最后一个批次：它的损失把前面的顶掉了。全部收起来，返回平均。"
    ),
    "evaluate-first-batch-only": "你只算了第一个批次。循环里是不是有 `return`？",
    "evaluate-divides-by-rows": (
        "你还除以了行数。每个批次的损失本身已经是平均；平均数的平均，只除以批次数。"
    ),
    "evaluate-divides-by-batch-size-alone": (
        "你把损失之和除以了 batch_size。你加起来的损失有几个？除以 n_batches。"
    ),
    "evaluate-divides-by-tokens": (
        "你还除以了 token 数。每个批次的损失已经是对它的 token 的平均；只除以批次数。"
    ),
    "evaluate-returns-perplexity": "你返回的是困惑度，也就是损失的 exp。要的是平均损失本身。",
    "evaluate-best-batch": (
        "你返回的是最小的损失。碰巧容易的一个批次说明不了模型怎样；取全部的平均。"
    ),
    "evaluate-median": "你返回的是中位数；要的是平均数。",
    "evaluate-inputs-as-targets": "你拿预测跟 x 比，可那是模型刚读过的。答案在 y 里。",
    "evaluate-shifts-again": "你测量时又错开了一次。get_batch 已经把目标错开过；x 和 y 原样使用。",
    "evaluate-last-position-only": (
        "你只量了每个窗口的最后一个位置。每个位置都在猜下一个 token，全都要算。"
    ),
    "evaluate-one-batch-again": (
        "你每次量的都是同一个批次：它是在循环前抽的，只抽了一次。在循环里每次重新抽。"
    ),
    "evaluate-wrong-number-of-batches": (
        "你的模型没有跑 n_batches 次。`range(n)` 数 n 次，从 0 到 n − 1。"
    ),
    "evaluate-ignores-generator": (
        "你的批次不是从生成器里抽的：同一个模型量两次，结果不同。把 `generator` 传给 get_batch。"
    ),
    "evaluate-ignores-starts": "你的窗口，有的起点不在 `starts` 里。把 `starts` 传给 get_batch。",
    "evaluate-size-and-length-swapped": (
        "你的窗口长 batch_size，有 seq_len 个。get_batch 收这两个参数，次序是什么？"
    ),
    "evaluate-trains": (
        "你一边测量，参数一边在变。拿训练过的数据来量，说明不了新数据：这里没有 backward，也不走"
        "步。"
    ),
    "train-optimizer-in-loop": (
        "你每一步都新建一个优化器。AdamW 要把许多步的梯度平均起来；它要是永远是新的，拿什么平均？"
        "在循环前建一个。"
    ),
    "train-default-rate": "不管 `lr` 是多少，优化器用的都是 torch 的默认学习率。传下去：lr=lr。",
    "train-another-default-rate": "没给 `lr` 时，你训练用的不是 0.001。看看签名里的默认值。",
    "train-adam-without-decay": (
        "你的参数没有权重衰减：这是 Adam，不是 AdamW。用 `torch.optim.AdamW`，它的设置照原样。"
    ),
    "train-more-decay": "你的权重衰减是 0.1，更大的模型那样。这里要的是 torch 的默认值。",
    "train-other-betas": (
        "你的 AdamW 用的 betas 是 (0.9, 0.95)，更大的模型那样。这里要的是 torch 的默认值。"
    ),
    "train-plain-descent": (
        "你的优化器是 SGD：每个参数移动 lr 乘以自己的梯度。这里要的是 AdamW，它按每个参数自己梯度"
        "的大小来定步长。"
    ),
    "train-ignores-schedule": (
        "你没用学习率计划：每一步都用 `lr`。走每一步之前，给优化器的每个 param_groups 设 "
        '`group["lr"]`。'
    ),
    "train-schedule-counts-from-one": (
        "你的第 i 步用的是 schedule(i + 1)。步数从 0 数起，这里和计划里都一样。"
    ),
    "train-schedule-too-late": (
        "你走完一步才设学习率，于是第 i 步用的是 schedule(i − 1)，第一步用的是 `lr`。在走之前设。"
    ),
    "train-schedule-as-factor": (
        "你把计划乘在 `lr` 上，LambdaLR 那样。这里 schedule(i) 就是学习率本身，取代 `lr`。"
    ),
    "train-schedule-compounds": (
        "你每一步都拿 schedule(i) 去乘当前的学习率，越乘越多。schedule(i) 就是第 i 步的学习率；直"
        "接赋值。"
    ),
    "train-schedule-read-once": "你只问了一次计划，第 0 步的答案用到了底。每一步都要重新问。",
    "train-schedule-zero-ignored": (
        "计划说 0 的时候，你用了别的学习率：`or` 和 `if rate:` 把 0 当成没有。学习率 0 也是学习率。"
    ),
    "train-one-batch-again": (
        "你每一步都用同一个批次：它是在循环前抽的，只抽了一次。在循环里重新抽，不然模型就是在背一"
        "页书。"
    ),
    "train-ignores-generator": (
        "你的批次不是从生成器里抽的，这次训练就没法重来一遍。把 `generator` 传给 get_batch。"
    ),
    "train-ignores-starts": "你的窗口，有的起点不在 `starts` 里。把 `starts` 传给 get_batch。",
    "train-size-and-length-swapped": (
        "你的窗口长 batch_size，有 seq_len 个。get_batch 收这两个参数，次序是什么？"
    ),
    "train-not-in-train-mode": (
        "模型来时是评估模式，你就在评估模式里训练，没有 dropout。循环前 `model.train()`。"
    ),
    "train-returns-tensors": (
        "你的损失不是一列普通的数。张量会把那一步的计算图留在内存里；train_step 返回的就是 "
        "float，照收就好。"
    ),
    "train-returns-the-last-loss": (
        "你只返回了一个数。训练有没有效，要看整条曲线：返回所有损失的列表。"
    ),
    "train-averages-losses": (
        "你的损失是到目前为止的平均。它们掩盖了眼前发生的事；每一步返回自己的损失。"
    ),
    "train-loses-losses": (
        "你的列表不是每一步一个损失。是隔一阵才记一次，还是循环多走或少走了一次？"
    ),
    "train-skips-on-step": "你没有每一步都调用一次 on_step。显示什么由调用者决定；每一步都要调用。",
    "train-on-step-swapped": "你给 on_step 的是先损失后步数。它的参数是 (step, loss)。",
    "train-on-step-counts-from-one": "你告诉 on_step 的步数从 1 开始。该从 0 数起。",
    "train-on-step-too-early": (
        "参数还没动，你就调用了 on_step。要是有人在那里存盘或抽样，拿到的是上一步的模型。走完这一"
        "步再调用。"
    ),
}
