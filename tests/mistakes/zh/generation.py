"""第 5 阶段已知错误的建议：与英文版同样的事实、同样的办法。"""

ADVICE = {
    "sampling-softmax-over-the-batch": (
        "你的 softmax 是沿着批（dim=0）算的：几行在互相瓜分同一个 token。每一行自成一个分布，词表在"
        "最后一维。"
    ),
    "sampling-draws-at-zero": (
        "温度为 0 时你还在抽样，也许是拿一个极小的温度顶替了 0。那里没有什么要靠运气：取 argmax，"
        "在抽样之前就返回。"
    ),
    "sampling-top-p-above-one-is-none": (
        "top_p 大于 1 时你跳过了过滤，于是把 0.9 写成 90 就成了“不过滤”，谁也不知道。检查交给 "
        "`top_p_filter`：这里只问 `is not None`。"
    ),
    "generate-ids-swaps-k-and-p": (
        "你调用 `sample_next_token` 时，把 top_p 当 top_k、把 top_k 当 top_p 传了。位置容易弄错："
        "看看参数的顺序，或者写上名字。"
    ),
    "generate-softmax-before-sampling": (
        "你在调用 `sample_next_token` 之前先做了 softmax，而它还会再做一次：它要的是 logits。模型给"
        "什么就传什么。"
    ),
    "generate-no-batch-dimension": (
        "你给 `generate_ids` 的是一行 id，(T)；它要的是一批，(B, T)。一段文本就是大小为 1 的批："
        "把 id 的列表再放进一个列表。"
    ),
    "generate-swaps-k-and-p": (
        "你调用 `generate_ids` 时，把 top_p 当 top_k、把 top_k 当 top_p 传了。位置容易弄错：看看"
        "参数的顺序，或者写上名字。"
    ),
    "top-k-counts-ties-once": (
        "你把相等的 logit 只算成一个：`unique` 扔掉了重复的，于是留下的多于 k 个。第 k 大要把每个 "
        "logit 都数上：用 `topk` 或 `sort`。"
    ),
    "top-p-one-refused": (
        "你拒绝了 p = 1。它要的是全部概率，而所有 token 加起来正好有：让 1 进来，`0 < p <= 1`。"
    ),
    "temperature-multiplied": "你把 logits 乘了温度。温度高，差距该变大还是变小？用除法。",
    "temperature-ignored-by-filter": "你的函数把 logits 原样交回来了。除以温度。",
    "temperature-squared": (
        "你把 logits 除了两次温度。温度是 1 时谁也看不出来，小于 1 时结果就太尖了：只除一次。"
    ),
    "temperature-returns-probabilities": (
        "你的函数返回的是概率。后面的过滤要的是 logits：softmax 留到最后。"
    ),
    "temperature-subtracts-the-mean": (
        "你的 logits 在路上被减去了最大值。分布没变，但约定只有 logits / temperature，没有别的；"
        "数再大，softmax 自己会处理。"
    ),
    "temperature-whole-division": "你的 logits 被向下取整了：`//` 是整数除法。用 `/`。",
    "temperature-clamps-logits": (
        "你把 logits 截在 ±20 之间，也许是怕溢出。这样有把握的预测就被压平了；softmax 会减去最大"
        "的 logit，不用帮忙：去掉截断。"
    ),
    "temperature-zero-accepted": (
        "你的函数会除以 0，返回的是无穷大或 NaN。`>= 0` 把 0 放进来了：温度不大于 0 就抛出 "
        "ValueError。"
    ),
    "temperature-only-zero-refused": (
        "你的函数拒绝 0，却接受负的温度，那会偏爱最差的 token。温度不大于 0 就抛出 ValueError。"
    ),
    "temperature-not-checked": (
        "你的函数什么温度都接受。除以负数，logits 的名次会怎样？温度不大于 0 就抛出 ValueError。"
    ),
    "temperature-floor": (
        "你的函数把太小的温度抬到一个最低值。约定是给多少就除以多少，0 则拒绝：不要 `max`。"
    ),
    "temperature-in-place": (
        "你的函数改动了传进来的 logits：`/=` 和 `div_` 会写进调用者的内存。返回新的张量：logits "
        "/ temperature。"
    ),
    "temperature-changes-dtype": (
        "你的函数返回的 dtype 和进来的不一样。张量是什么样就直接除，不要 `.float()` 或 "
        "`.double()`。"
    ),
    "top-k-threshold-is-largest": (
        "你的门槛是最大的 logit，不管 k 是几都只留下一个 token。`topk` 是从大到小给的：第 k 个在"
        "哪里？取最后一个。"
    ),
    "top-k-drops-the-kth": (
        "你只留下 k - 1 个：第 k 个也去掉了。要去掉的是比第 k 大的*更小*的，和它相等的不算。"
    ),
    "top-k-keeps-one-more": "你留下了 k + 1 个。从大到小排好，第 k 个的下标是 k - 1：再数一遍。",
    "top-k-keeps-the-smallest": "你留下的是*最小*的 k 个。排好序的一行，哪一头最可能？",
    "top-k-threshold-of-the-smallest": (
        "你的门槛是第 k *小*的 logit：这一行是从小到大排的。从另一头数。"
    ),
    "top-k-fill-zero": (
        "你把去掉的 logits 填成 0，或者 1e-10 这样近乎 0 的数。exp(0) 是多少？*概率*是 0，logit "
        "是 -inf。"
    ),
    "top-k-fill-not-infinite": (
        "你把去掉的 logits 填成一个很大的负数。那是几乎不会，不是绝不会：要是别的 logit 也是 "
        "-1e9，它们就回来了。用 -inf，它的 exp 恰好是 0。"
    ),
    "top-k-fill-positive-infinity": "你把去掉的 logits 填成 +inf，那是最大的数。绝不会，是 -inf。",
    "top-k-fill-smallest-logit": (
        "你把去掉的 logits 变得和第 k 个一样大，像 `clamp` 那样：它们还是会被抽到。绝不会，是 "
        "-inf。"
    ),
    "top-k-over-the-whole-batch": (
        "你在所有行里一起取最大的 k 个。logits 都偏小的那一行，也许就什么也不剩：每行有自己的 k "
        "个，沿最后一维取。"
    ),
    "top-k-threshold-of-the-first-row": (
        "你用第一行的门槛去量每一行。留住那一维（`[..., -1:]`），让每一行碰上自己的门槛。"
    ),
    "top-k-of-magnitudes": (
        "你比的是绝对值：-9 排到了 2 前面。正负号要算：要的是最大的 logits，不是离 0 最远的。"
    ),
    "top-k-returns-probabilities": (
        "你的函数返回的是概率。后面要的是 logits，对概率再做 softmax 就几乎是平的：返回 logits，"
        "去掉的填 -inf。"
    ),
    "top-k-of-probabilities": (
        "你先把 logits 变成概率，再用 -inf 或 0 去掉。直接过滤 logits；softmax 在最后。"
    ),
    "top-k-returns-k-values": (
        "你只返回了那 k 个值。它们的位置本来就是 token 的 id：调用者怎么知道是哪些 token？形状不"
        "变，其余的填 -inf。"
    ),
    "top-k-returns-sorted": (
        "你返回的是排好序的 logits。logit 的位置就是 token 的 id，这样每个 token 拿到的都是别人"
        "的：每个都留在原处。"
    ),
    "top-k-returns-a-mask": "你返回的是哪些留下，不是 logits。不留下的变成 -inf，其余的值不变。",
    "top-k-breaks-ties": (
        "有几个 logit 都等于第 k 个时，你只留下凑满 k 个的那几个。留下哪个全看排序凑巧；约定是都"
        "留下：跟第 k 个的值比较，不要用 `topk` 给的位置。"
    ),
    "top-k-larger-than-vocab-crashes": (
        "k 大过词表时，你的函数就出错了。按字符切分的词表很小，而 k = 50 很常见：取 min(k, V)。"
    ),
    "top-k-zero-accepted": "你的函数接受 k = 0 或更小。那就没有 token 可抽了：抛出 ValueError。",
    "top-k-in-place": (
        "你往传进来的 logits 里写了 -inf。调用者也许还要用：不带下划线的 `masked_fill` 会造一个新"
        "的。"
    ),
    "top-k-changes-dtype": (
        "你的函数返回的 dtype 和进来的不一样。logits 是什么样就怎么用，新张量照着它造"
        "（`full_like`）。"
    ),
    "top-p-drops-the-last": (
        "最可能的那个你总会留下，别的却在达到 p 之前就停了。使总和达到 p 的那个也属于集合：要问的"
        "是排在它*前面*的加起来有多少。"
    ),
    "top-p-empty-nucleus": (
        "你去掉了使总和达到 p 的那个 token，于是最可能的那个要是超过 p，就什么也不剩。要问排在它*"
        "前面*的加起来有多少：不到 p，就留下。"
    ),
    "top-p-goes-past-p": (
        "总和*正好*是 p 时，你又多留了一个。达到 p 的最小集合这时已经够了：前面的加起来不到 p，才"
        "留下。"
    ),
    "top-p-keeps-ties": (
        "和最后一个需要的同样可能的 token，你都留下了，这就不是最小的集合。同样可能的，id 小的在"
        "前：按名次过滤，不要按概率的门槛。"
    ),
    "top-p-keeps-one-more": (
        "你比需要的多留了一个：在它之前，集合已经达到 p 了。累加的和是不是多挪了一位？"
    ),
    "top-p-returns-sorted": (
        "你按排序后的次序返回 logits。logit 的位置就是 token 的 id，名次却不是 id：把每个放回原处"
        "（用排序的下标做 `scatter`）。"
    ),
    "top-p-mask-not-put-back": (
        "你在排好序的 logits 上算出去掉哪些，却到没排序的里面去掉了那些位置。先把掩码变回 id 的次"
        "序（`scatter`）。"
    ),
    "top-p-gather-for-scatter": (
        "你用 `gather` 从排序后的次序往回走，那等于又排了一次。什么能撤销一个排列？用同样的下标"
        "做 `scatter`，或者用它们的 argsort 做 `gather`。"
    ),
    "top-p-ascending-sort": "你从最不可能的往上排，留下的是它们。集合从最可能的开始：用降序。",
    "top-p-cumsum-of-logits": "你累加的是 logits。p 说的是*概率*：先 softmax，再累加。",
    "top-p-cumsum-of-log-probabilities": (
        "你累加的是概率的*对数*。它们是负的，总和永远到不了 p，什么也去不掉：累加概率。"
    ),
    "top-p-sum-of-the-rest": (
        "你留下的是达到 1 - p 所需的那些。去掉总概率 1 - p 的尾巴，剩下的是 p：你比的是哪一个？"
    ),
    "top-p-threshold-on-each": (
        "你拿每个概率单独跟 p 比。p 是整个集合的总概率：先排序，从最可能的起累加。"
    ),
    "top-p-is-min-p": (
        "你留下的是概率不小于“最大概率乘 p”的那些。那是另一种方法，叫 min-p。这里 p 是整个集合的"
        "总概率。"
    ),
    "top-p-ties-backwards": (
        "同样可能的 token，你先取了 id 大的。升序排好再倒过来，就会这样。用降序，加上 "
        "`stable=True`。"
    ),
    "top-p-fill-zero": "你把去掉的 logits 填成 0。exp(0) 是多少？*概率*是 0，logit 是 -inf。",
    "top-p-fill-not-infinite": (
        "你把去掉的 logits 填成一个很大的负数。那是几乎不会，不是绝不会：用 -inf，它的 exp 恰好"
        "是 0。"
    ),
    "top-p-returns-probabilities": (
        "你的函数返回的是概率。调用者会对拿到的东西做 softmax，而概率的 softmax 几乎是平的：返回 "
        "logits，去掉的填 -inf。"
    ),
    "top-p-over-the-whole-batch": (
        "你的 softmax 或者累加没有沿最后一维。每一行自己就是一个分布：每一步都沿 -1 这一维。"
    ),
    "top-p-cut-of-the-first-row": (
        "你数出第一行需要几个 token，每一行就都留这么多。各行不一样：每行按自己的总和来剪。"
    ),
    "top-p-one-becomes-greedy": (
        "p = 1 时你只留下一个 token。你在找第一个总和大于 p 的位置；p = 1 时没有这样的位置，而全"
        "是 False 的 `argmax` 是 0。"
    ),
    "top-p-one-drops-the-tail": (
        "p = 1 时你丢掉了很不可能的 token：舍入误差让总和没到最后就成了 1。p = 1 要全部留下：单独"
        "处理。"
    ),
    "top-p-zero-accepted": (
        "你的函数接受 p = 0 或更小。总概率为零的最小集合是什么？不满足 0 < p <= 1 就抛出 "
        "ValueError。"
    ),
    "top-p-above-one-accepted": (
        "你的函数接受大于 1 的 p，可没有哪些 token 加起来能达到；也许是想写 0.9，写成了 90。不满"
        "足 0 < p <= 1 就抛出 ValueError。"
    ),
    "top-p-in-place": "你往传进来的 logits 里写了东西。调用者也许还要用：造一个新的张量。",
    "top-p-changes-dtype": (
        "你的函数返回的 dtype 和进来的不一样。logits 是什么样就怎么用，新张量照着它造"
        "（`empty_like`）。"
    ),
    "sampling-ignores-temperature": "你抽取时没用温度。先让 logits 过一遍 `apply_temperature`。",
    "temperature-applied-twice": (
        "你抽取时除了两次温度，自己一次，`apply_temperature` 里又一次。温度是 1 时谁也看不出来："
        "只除一次。"
    ),
    "temperature-then-argmax": (
        "你总是取最可能的 token。所有 logits 除以同一个数，最大的会换人吗？按概率抽。"
    ),
    "temperature-zero-divides": (
        "温度是 0 时你的函数出错了。0 是一个极限：最大的 logit 拿走全部；公式会除以零：单独处理，"
        "用 argmax。"
    ),
    "greedy-argmax-flattened": (
        "温度是 0 时，你的 argmax 把所有行放在一起，只给出一个数。每一行有自己的下一个 token："
        "`argmax(-1)`。"
    ),
    "greedy-takes-the-smallest": "温度是 0 时你取了*最小*的 logit。最可能的 token，logit 最大。",
    "greedy-over-the-batch": (
        "温度是 0 时，你的 argmax 沿第一维走，那是批。token 排在最后一维：`argmax(-1)`。"
    ),
    "sampling-clamps-logits": (
        "你抽取前把 logits 截在 ±20 之间，也许是怕溢出。这样有把握的预测就被压平了；你的 softmax "
        "不用帮忙：去掉截断。"
    ),
    "sampling-uniform-over-kept": (
        "剩下的 token，你给了一样的机会。过滤只是去掉一些；其余的之间，原来的比例不变：对剩下的"
        "做 softmax。"
    ),
    "sampling-softmax-twice": (
        "你对概率又做了一次 softmax。概率都在 0 和 1 之间，第二次的结果几乎是平的：一次就够。"
    ),
    "sampling-filters-probabilities": (
        "你在过滤前做了 softmax，过滤后又做了一次。过滤要的是 logits：softmax 只做一次，放在最后。"
    ),
    "sampling-p-before-k": (
        "你先按 top_p 过滤，后按 top_k。那样总概率算的是所有 token，不是剩下的 k 个：温度、k、p，"
        "按这个次序。"
    ),
    "sampling-either-k-or-p": (
        "只有没给 top_k 时，你才用 top_p。两个都可以给，给了就都算数，一个接一个：不要 `elif`。"
    ),
    "sampling-ignores-top-k": (
        "你抽取时没用 top_k。它不是 None 时，让 logits 过一遍 `top_k_filter`。"
    ),
    "sampling-ignores-top-p": (
        "你抽取时没用 top_p。它不是 None 时，让 logits 过一遍 `top_p_filter`。"
    ),
    "sampling-temperature-last": (
        "你在过滤之后才用温度。哪些 token 够得上 p，取决于温度：温度、k、p，按这个次序。"
    ),
    "sampling-returns-rank": (
        "你从排过序的概率里抽，返回了抽到的名次。名次不是 id：那个名次是哪个 token？到排序的下标"
        "里去查。"
    ),
    "sampling-one-draw-for-all-rows": (
        "你的各行共用一个随机数，一样的行总抽到一样的 token。每一行各抽各的。"
    ),
    "sampling-ignores-generator": (
        "你抽取时用的是 torch 的全局生成器。谁传来生成器，谁就是想明天得到同样的 token，也不想惊"
        "动别的：把它传下去。"
    ),
    "sampling-reseeds": (
        "你抽取时自己设了种子，于是每次都抽到同样的。种子只在外面设一次：留给调用者。"
    ),
    "sampling-keeps-a-column": (
        "你返回的是 (..., 1)，那一列是 `multinomial` 或 `keepdim` 留下的。每行一个 id，形状是 "
        "(...)：去掉最后一维。"
    ),
    "sampling-two-dimensions-only": (
        "你的函数只认一种形状的 logits：`multinomial` 要的是一张表。约定是 (..., V) -> (...)：先"
        "变成一行行的表，抽完再把 id 变回原来的形状。"
    ),
    "sampling-in-place": (
        "你抽取时改动了传进来的 logits。末尾带下划线的操作和 `/=` 会写进调用者的内存：给结果起个"
        "新名字。"
    ),
    "sampling-top-k-zero-is-none": (
        "你把 top_k = 0 当成“不过滤”：`if top_k` 遇到 0 也是假。要问 `is not None`，这样 0 才会照"
        "约定被拒绝。"
    ),
    "sampling-top-p-zero-is-none": (
        "你把 top_p = 0 当成“不过滤”：`if top_p` 遇到 0 也是假。要问 `is not None`，这样 0 才会照"
        "约定被拒绝。"
    ),
    "sampling-negative-temperature": (
        "你的函数接受负的温度。`<= 0` 会把它当成贪心，做除法则会偏爱最差的 token：只有恰好是 0 才"
        "是贪心，再小就抛出 ValueError。"
    ),
    "generate-first-position-logits": (
        "你用*第一个*位置的 logits 选下一个 token，可那里只读过一个 token。读完全部的 logits 在哪"
        "里？`logits[:, -1]`。"
    ),
    "generate-mean-of-positions": (
        "你把所有位置的 logits 合在一起选下一个 token。只有最后一个位置说的是未来：`logits[:, "
        "-1]`。"
    ),
    "generate-second-to-last-logits": (
        "你用了倒数第二个位置的 logits。它们猜的是已经在那里的 token：`logits[:, -1]`。"
    ),
    "generate-no-crop": (
        "你把整段文本都喂给模型，它越长越长，超过了模型能读的：模型只有 `max_seq_len` 个位置。喂"
        "最后 `max_seq_len` 个 token。"
    ),
    "generate-window-of-64": (
        "不管什么模型，你的窗口都是 64 个 token。换一个模型，能读的就不一样：问它自己，"
        "`model.max_seq_len`。"
    ),
    "generate-crops-first-tokens": (
        "你喂的是*开头* max_seq_len 个 token。窗口一满，模型就永远在读同一段：喂最后那些。"
    ),
    "generate-window-too-short": (
        "你的窗口比模型能读的少一个 token。`-max_seq_len:` 就是 max_seq_len 个。"
    ),
    "generate-feeds-last-token-only": (
        "你只喂了最新的那个 token。模型在两次调用之间什么也不记得：要它知道的，就得让它再读一遍。"
    ),
    "generate-crop-loses-prompt": (
        "你把文本本身裁短了，长文本就丢了开头。要裁的是喂给模型的那份，新的接到完整的文本上。"
    ),
    "generate-crops-the-prompt": (
        "你在循环前把提示裁短了：比窗口长的那部分，结果里就没有了。要裁的是每次喂给模型的那份。"
    ),
    "generate-stops-at-the-window": (
        "窗口一满，你的循环就停了。文本可以接着写，只是模型看不到开头了：裁喂给它的那份。"
    ),
    "generate-one-token-short": "你的循环少写了一个 token。`range(n)` 走 n 次：从 0 开始。",
    "generate-one-token-more": (
        "你的循环多写了一个 token。是不是循环前后还有一步，或者哪里有个 `+ 1`？"
    ),
    "generate-total-length": (
        "整段文本一到 max_new_tokens 个 token，你的循环就停了。它数的是*新的*：提示不算。"
    ),
    "generate-stops-at-zero": (
        "一出现 token 0，你的循环就停了。在这里，id 0 是哪个字符？有的词表里有表示结束的 token，"
        "这一份没有：加满 max_new_tokens 个。"
    ),
    "generate-same-logits-reused": (
        "你只在循环前问了模型一次，所有 token 都从同一份 logits 里选。每个新 token 都会改变后面"
        "的：每一轮重新问。"
    ),
    "generate-returns-new-only": (
        "你的结果只有新的 token，没有提示。约定是 (B, T) -> (B, T + max_new_tokens)：两样都返回。"
    ),
    "generate-prepends": "你把新的 token 放到了前面。文本从末尾往下写：`cat([ids, new], dim=1)`。",
    "generate-overwrites-last": (
        "你的新 token 顶掉了前一个。接到后面，让序列变长：`cat([ids, new], dim=1)`。"
    ),
    "generate-first-row-for-all": (
        "你的每一行得到的都是第一行的 token。批次的每一行是一段自己的文本：每行留一个 id。"
    ),
    "generate-ids-always-greedy": (
        "你总是取最可能的 token。用 `sample_next_token` 抽，什么时候该贪心它自己知道。"
    ),
    "generate-ids-forgets-temperature": (
        "你的 `generate_ids` 收下了 temperature，却没有传给 `sample_next_token`。要了它的人得不到"
        "想要的：传下去。"
    ),
    "generate-ids-forgets-top-k": (
        "你的 `generate_ids` 收下了 top_k，却没有传给 `sample_next_token`。要了它的人得不到想要"
        "的：传下去。"
    ),
    "generate-ids-forgets-top-p": (
        "你的 `generate_ids` 收下了 top_p，却没有传给 `sample_next_token`。要了它的人得不到想要"
        "的：传下去。"
    ),
    "generate-ids-forgets-generator": (
        "你的 `generate_ids` 收下了 generator，却没有传给 `sample_next_token`。要了它的人得不到想"
        "要的：传下去。"
    ),
    "generate-ids-reseeds": (
        "你的 `generate_ids` 自己设了种子，每次写出来的都一样。种子只在外面设一次：留给调用者。"
    ),
    "generate-no-eval-mode": (
        "你喂模型时，它或者它的一部分还在训练模式。dropout 会随机扔掉它知道的一部分，每次还不一"
        "样：循环前 `model.eval()`。"
    ),
    "generate-leaves-eval-mode": (
        "你用完，模型就留在了评估模式。看完样例接着训练的人，从此没有 dropout，谁也没发现：记住 "
        "`model.training`，再还原。"
    ),
    "generate-always-trains-after": (
        "你用完，模型总是训练模式，哪怕原来不是。记住 `model.training`，还原成那个。"
    ),
    "generate-without-no-grad": (
        "你的模型在生成时还记录着计算图。没有人会调用 backward，白白占时间和内存：用 "
        "`@torch.no_grad()` 作装饰器。"
    ),
    "generate-turns-gradients-off": (
        "你的函数把梯度从此关掉了：之后就没法训练。用 `torch.no_grad()`，作装饰器或者配 `with`，"
        "它自己会结束。"
    ),
    "generate-ids-row-by-row": (
        "你调用模型的次数比新 token 的个数多。批次的所有行一起过，用不上的不去问：每个 token 调用"
        "一次。"
    ),
    "generate-ids-in-place": (
        "你的函数改动了传进来的 ids。调用者也许还想从同一个提示再写一遍：造一个新的张量。"
    ),
    "generate-ids-empty-prompt": (
        "你的函数接受没有 token 的提示，然后在里面什么地方出错，或者什么也没返回。连最后一个位置"
        "都没有，哪来的 logits：一开始就抛出 ValueError。"
    ),
    "generate-ids-negative-count": (
        "你的函数接受负的 max_new_tokens，悄悄地一个也不写：`range(-1)` 是空的。抛出 ValueError。"
    ),
    "generate-continuation-only": "你的文本里没有提示。约定是提示*加*续写：把所有 id 都解码。",
    "generate-prompt-twice": (
        "你的文本里提示出现了两遍。`generate_ids` 也返回提示的 id：不要再放一遍到前面。"
    ),
    "generate-strips-text": "你的文本首尾的空格和换行被去掉了。那是模型写的；一字不改地返回。",
    "generate-stops-at-line-end": (
        "你的文本到第一个换行就结束了。换行和别的 token 没有两样：写了多少就返回多少。"
    ),
    "generate-strips-prompt": (
        "你在编码前去掉了提示首尾的空白：末尾的空格或换行，是在告诉模型一个词结束了。按原样编码。"
    ),
    "generate-returns-ids": "你的函数返回 id，不是文本。解码一下。",
    "generate-joins-with-blanks": (
        "你的文本里，字符之间都有空格。文本里的空格本身就是 token：所有 id 一次解码。"
    ),
    "generate-counts-the-prompt": (
        "你的 max_new_tokens 把提示也算进去了。它是*新* token 的个数：原样传下去。"
    ),
    "generate-crops-its-prompt": (
        "你把提示裁成了模型的窗口那么长，文本就丢了开头。`generate_ids` 会裁喂给模型的那份：把整"
        "个提示给它。"
    ),
    "generate-other-default": (
        "没说写多少的时候，你的函数写的不是 50 个。签名照原来的，把 max_new_tokens 传下去。"
    ),
    "generate-forgets-temperature": (
        "你的 `generate` 收下了 temperature，却没有传给 `generate_ids`。要了它的人得不到想要的："
        "传下去。"
    ),
    "generate-forgets-top-k": (
        "你的 `generate` 收下了 top_k，却没有传给 `generate_ids`。要了它的人得不到想要的：传下去。"
    ),
    "generate-forgets-top-p": (
        "你的 `generate` 收下了 top_p，却没有传给 `generate_ids`。要了它的人得不到想要的：传下去。"
    ),
    "generate-forgets-generator": (
        "你的 `generate` 收下了 generator，却没有传给 `generate_ids`。要了它的人得不到想要的：传"
        "下去。"
    ),
    "generate-reseeds": (
        "你的 `generate` 自己设了种子，每次写出来的都一样。种子只在外面设一次：留给调用者。"
    ),
    "generate-empty-prompt": (
        "你的函数接受空的提示，或者自己放点什么顶替。没有东西可续写：让 `generate_ids` 的 "
        "ValueError 传出来。"
    ),
    "generate-drops-unknown-characters": (
        "提示里分词器不认识的字符，你的函数丢掉了。这样的文本就不是提示的续写：让 ValueError 传出"
        "来。"
    ),
    "generate-changes-the-mode": (
        "你的 `generate` 自己改了模型的模式。`generate_ids` 会切到评估模式，再切回来：不用去动它。"
    ),
}
