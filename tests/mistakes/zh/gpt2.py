"""第 11 阶段已知错误的建议：与英文版同样的事实、同样的办法。"""

ADVICE = {
    "gpt2-exact-gelu": (
        "你按定义用误差函数来算 GELU，PyTorch 不另外交代也是这样。GPT-2 是用 tanh 的近似训练的：它"
        '的权重配的是哪一种？（PyTorch 里是 `approximate="tanh"`。）'
    ),
    "gelu-by-sigmoid": (
        "你用的是粗略的近似 x * sigmoid(1.702 x)，最多能差 0.02；GPT-2 用的是带 tanh 的那种。"
    ),
    "gelu-is-silu": (
        "这是 SiLU，x * sigmoid(x)，Llama 用的弯。远看像 GELU，可是它凹得更深，位置也更靠左。"
    ),
    "gelu-not-halved": "x 很大的时候，你的结果是 2 x：1 + tanh(...) 会到 2，所以 x 要取一半。",
    "gelu-root-missing": "tanh 里的系数是 sqrt(2 / pi)，大约 0.80；你的是 2 / pi，大约 0.64。",
    "gelu-square-for-cube": "公式里是 x 的三次方，你用了平方。x 变号的时候，这一项该怎样？",
    "gelu-no-cube": (
        "少了 x 的三次方那一项。只有在 0 附近它才小；到 3 的时候，它比 x 的三分之一还大。"
    ),
    "gelu-in-place": (
        "你写进了别人给你的张量，调用者的 x 变了。`x *= ...` 和名字以 `_` 结尾的函数都会这样。"
    ),
    "gpt2-feed-forward-relu": "弯还是第 3 阶段的 ReLU。`forward` 换上用 gelu 的新内容了吗？",
    "gpt2-feed-forward-bends-at-the-end": (
        "你把 GELU 用在了输出上，而不是两层之间。中间没有弯，两层就是一层，而且这一步几乎减不掉什么"
        "了。"
    ),
    "gpt2-feed-forward-no-bend": "两层之间没有弯，合起来就是一个线性层。",
    "gpt2-qkv-per-head-split": (
        "你先把合在一起的特征切成头，再把每个头切成 q、k、v。别的模型是这样存的（GPT-NeoX）。GPT-2 "
        "先是所有头的查询，再是所有的键，再是所有的值：先切成三份，再分头。"
    ),
    "gpt2-qkv-interleaved": (
        "你在合并的那一层里每隔三个取一个特征当查询。它的特征是三段，每段 C 个，一段接一段："
        "`chunk(3, -1)` 或者 `split(d_model, -1)`。"
    ),
    "gpt2-qkv-wrong-order": (
        "你把第一段当了键，第二段当了查询。形状都对，照这样训练出来的模型也没问题；可是这份权重要的"
        "是查询、键、值。"
    ),
    "gpt2-values-first": (
        "你把三段读成了值、键、查询，或者查询、值、键。三者之中，最后被掺在一起的是哪一个？GPT-2 "
        "里，值是最后一段。"
    ),
    "gpt2-no-mask": "每个 token 也读了后面的：少了因果掩码。GPT-2 训练的时候，从来没有看见过后文。",
    "gpt2-no-out-linear": "并好的头你原样返回了。out_linear 明明在，却没有用上。",
    "gpt2-cache-ignored": (
        "新 token 只读了它们自己：`cache.update` 返回的键和值没有用上。两个结果都要留住，k 和 v。"
    ),
    "gpt2-cache-mask-of-new-tokens": (
        "有缓存的时候，键有 S 个，查询有 T 个，新 token 是全部里的最后 T 个：它们在掩码里是最后 T "
        "行，不是最前 T 行。"
    ),
    "gpt2-heads-unchecked": (
        "n_heads 除不尽 d_model 的时候，应该在 `__init__` 里，什么都还没算之前，就抛出 ValueError："
        "没有大小不一的头。"
    ),
    "gpt2-attention-reads-the-stream": (
        "注意力读的是原样的 x：norm1 没有用上。数据流一块一块地变大，所以每一步先要把自己的那份副本"
        "调到标准大小。"
    ),
    "gpt2-feed-forward-reads-the-stream": (
        "前馈网络读的是原样的 x：norm2 没有用上。它该读哪一份副本？"
    ),
    "gpt2-post-norm": (
        "你的块归一化的是和，2017 年那样：x = norm(x + step(x))。GPT-2 把归一化挪了地方：在那里，一"
        "步读的是什么，又加到什么上面？"
    ),
    "gpt2-adds-to-the-normed": (
        "每一步都加到了归一化的副本上，残差流在每个归一化那里都断了。读的是副本，加要加到 x 上。"
    ),
    "gpt2-no-residual": "每一步都取代了 x，本来应该加上去。这样 token 就忘了自己原来是什么。",
    "gpt2-second-residual-from-input": (
        "第二个加号加的是块的输入：注意力找到的东西用了一次就丢了。要加到第一个加号的结果上。"
    ),
    "gpt2-shared-norm": (
        "两步都经过 norm1 来读，norm2 一次也没用。刚开始两者没有分别，换上训练好的权重就有了。"
    ),
    "gpt2-norms-in-the-wrong-places": (
        "norm2 站在了注意力前面，norm1 站在了前馈网络前面：加载进来的权重，正好装反。"
    ),
    "gpt2-block-eps-not-passed-on": "你的块有 eps，两个归一化却没有拿到，用的是自己的默认值。",
    "gpt2-block-out-of-order": (
        "各部分的创建顺序不是 norm1、attention、norm2、feed_forward。名字是对的，所以加载没问题；可"
        "是同一个种子，造出来的是另一个模型。"
    ),
    "gpt2-block-in-place": "`x += ...` 会写进调用者还握着的张量。写 `x = x + ...`。",
    "gpt2-block-drops-the-cache": (
        "块收到了缓存，却没有交给自己的注意力：分段读的文本，读一段忘一段。"
    ),
    "gpt2-missing-final-norm": (
        "输出层读的，是最后一块出来的残差流。在前置归一化的模型里，谁也没有归一化过它：`norm` 是干"
        "什么用的？"
    ),
    "gpt2-norm-before-the-blocks": (
        "你在各个块之前做了归一化；最后那个归一化，应该在最后一块之后、输出层之前。"
    ),
    "gpt2-head-not-tied": (
        "输出层有一个自己的矩阵。GPT-2 的文件里没有这样的东西：拿什么来填它？用 token 表来打分，它"
        "的每一行本来就代表一个 token。"
    ),
    "gpt2-head-detached": (
        "表当输出层用的时候没有得到梯度：它被 detach 了，或者是复制来的。两处必须是同一个参数。"
    ),
    "gpt2-position-starts-at-one": (
        "你的第一个 token 站在位置 1。有些模型空着表的第 0 行（OPT 空两行）；GPT-2 从 0 数。"
    ),
    "gpt2-no-positions": "位置没有加到 token 上：position_embedding 在那里，却没有用。",
    "gpt2-position-forgets-the-cache": (
        "有缓存的时候，新 token 又从位置 0 开始了。它们要从缓存结束的地方接下去，也就是 "
        "len(caches[0])。"
    ),
    "gpt2-one-cache-for-all": (
        "所有的块都写进了第一个缓存。一块的键对另一块毫无意义：第 i 块用 caches[i]。"
    ),
    "gpt2-eps-not-passed-on": "最后那个归一化没有拿到模型的 eps，用的是自己的默认值。",
    "gpt2-eps-not-for-the-blocks": "各个块没有拿到模型的 eps，里面的归一化用的是默认值。",
    "gpt2-length-unchecked": (
        "token 太多的时候，你抛出的不是 ValueError，或者没有说有多少个，或者没算上缓存里的。在查任"
        "何表之前，先拿 past + T 和 max_seq_len 比。"
    ),
    "gpt2-initial-values": (
        "初始值和文档里写的不一样。nn.Embedding 抽取时的散布是 1：绑定的模型拿它当输出层，logits 一"
        "出来就是十几，第一个损失远高于 ln V。"
    ),
    "gpt2-dropout": (
        "训练模式下有东西被随机丢弃。GPT-2 自己的代码是这样的；这里的约定没有 dropout，加载的是什"
        "么，得到的就是什么。"
    ),
    "gpt2-device-not-followed": (
        "不管权重在哪里，你的位置或掩码总造在 CPU 上。造的时候给 `device=ids.device`。"
    ),
    "gpt2-conv1d-not-transposed": (
        "GPT-2 的 `c_` 层把矩阵存成 (in, out)，nn.Linear 存成 (out, in)：要转置。当心 attn.c_proj："
        "它是方阵，形状不会替你报错。"
    ),
    "gpt2-weights-reshaped": (
        "你用 reshape 或 view 给矩阵凑形状。那样数在内存里的顺序不变，只是重新断了行；转置才是行列"
        "对调。"
    ),
    "gpt2-square-matrix-not-transposed": (
        "除了 attn.c_proj，矩阵都转置了。它是方阵，怎么放都装得下，什么错也不报。要看层的名字，不要"
        "看形状。"
    ),
    "gpt2-final-norm-skipped": (
        "ln_f 没有加载：最后的归一化还是一和零。`strict=False` 会把这种事藏起来；自己检查每个权重是"
        "不是都在。"
    ),
    "gpt2-norm-names-swapped": "ln_1 和 ln_2 对调了。ln_1 在注意力前面：它是 norm1。",
    "gpt2-heads-not-of-the-configuration": (
        "头数不是 config.json 里的那个（n_head）。没有哪个形状取决于它，所以什么也不报错；可是每个"
        "头都混进了别的头的特征。"
    ),
    "gpt2-layernorm-eps": (
        "eps 不是 config.json 里的 layer_norm_epsilon，而是默认值。它和权重一样，也是模型的一部分。"
    ),
    "gpt2-prefix-unknown": (
        "同样的权重，有的文件里叫 `wte.weight`，有的叫 `transformer.wte.weight`。有 `transformer.` "
        "就去掉。"
    ),
    "gpt2-masks-as-weights": (
        "`h.i.attn.bias` 不是偏置，是顺带存下来的因果掩码。跳过它，还有 `masked_bias`；可是 "
        "`h.i.attn.c_attn.bias`，名字结尾差不多，却是权重。"
    ),
    "gpt2-head-unexpected": (
        "有些文件把 token 表又存了一遍，叫 `lm_head.weight`。那就是绑定的输出层：它和 `wte.weight` "
        "相等的话，跳过就好。"
    ),
    "gpt2-head-uncompared": (
        "文件里的输出层和 token 表不一样，你看也没看就扔了。绑定输出层的模型装不下这样的权重：用 "
        "ValueError 说出来。"
    ),
    "gpt2-file-unchecked": (
        "文件不在的时候，应该是 FileNotFoundError，并且说出是哪一个：要下载四个文件的人，难免会漏掉"
        "一个。"
    ),
    "gpt2-broken-file": (
        "文件读不成该有的样子，或者 config.json 里没写大小，你抛出的不是 ValueError。接住读取时的错"
        "误（SafetensorError、KeyError），用一句话说清楚；猜一个大小，只会更糟。"
    ),
    "gpt2-activation-unchecked": (
        "配置要的激活函数不是 gelu_new，你照样加载：每个数都装得下，每个 logit 都是错的。用 "
        "ValueError 拒绝。"
    ),
    "gpt2-missing-unchecked": (
        "文件里缺了一个权重，你把其余的加载了：剩下的还是毫无意义的初始值。拿名字和模型的对一对，在"
        " ValueError 里说出缺了什么。"
    ),
    "gpt2-unexpected-unchecked": (
        "文件里有个权重，你的模型没有地方放，你却继续下去了：这个文件是另一种模型的。在 ValueError "
        "里说出它的名字。"
    ),
    "gpt2-shape-unchecked": (
        "一个权重的形状和模型的不同，却没有抛出写着它名字的 ValueError。`copy_` 甚至会把一个数铺满"
        "整行：要比较形状。"
    ),
    "gpt2-nameless": (
        "你拒绝了，做得对；可是消息里没说哪里不对。把文件、大小或者权重的名字写进去：谁也不想自己去"
        "找。"
    ),
    "gpt2-keeps-half": (
        "参数的 dtype 是文件里的。有些文件为了小一点，存的是 float16；模型用 float32 计算："
        "`weight.float()`。"
    ),
    "gpt2-frozen": "参数不再要求梯度了，这样模型只能用，不能接着训练。",
    "gpt2-draws-numbers": (
        "造模型的时候抽了一遍初始值，马上又扔掉：GPT-2 有 1.24 亿个，调用者的随机数也跟着往前走了。"
        "放在 `torch.random.fork_rng()` 里面造，或者把生成器的状态放回去。"
    ),
    "gpt2-path-is-no-text": (
        "你用 `+` 把文件夹和文件名接起来，这只对字符串有效。用 `Path(folder) / name`：字符串"
        "和 Path 都行。"
    ),
}
