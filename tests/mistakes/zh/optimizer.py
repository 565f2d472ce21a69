"""第 9 阶段已知错误的建议：与英文版同样的事实、同样的办法。"""

ADVICE = {
    "adamw-no-torch-optimizer": (
        "你的类是孤零零的。学习率的计划要找 `param_groups`，存档要找 `state_dict`，循环要找 "
        "`zero_grad`：这些都从 `torch.optim.Optimizer` 继承来，把参数和一个装着选项的字典交给它的构"
        "造函数。"
    ),
    "adamw-own-option-names": (
        '你的参数组给某个选项另起了名字。别人写 `{"params": ..., "weight_decay": 0}`，或者改 '
        '`group["lr"]`，你都听不见。名字就用 `lr`、`betas`、`eps`、`weight_decay`。'
    ),
    "adamw-other-defaults": (
        "不给参数的时候，你的选项和签名里写的不一样。Adam 的 weight_decay 是 0，AdamW 的是 0.01；"
        "betas 是 (0.9, 0.999)，eps 是 1e-8。"
    ),
    "adamw-no-bias-correction": (
        "m 和 v 你原样就用了。它们从 0 开始，一步之后 m 只有 (1 - b1) g：那第一步有多长？m 除以 1 "
        "- b1^t，v 除以 1 - b2^t。"
    ),
    "adamw-correction-uses-zero-step": (
        "你的第一步 t = 0，而 1 - b^0 是 0：全都变成 nan。先数这一步：第一次校正时 t 是 1。"
    ),
    "adamw-step-shared-by-parameters": (
        "你的计数 t 每过一个参数就加一，而不是每走一步才加一：组里的第二个参数以为自己已经在走第二"
        "步了。把 t 放进 `self.state[parameter]`。"
    ),
    "adamw-only-last-parameter": (
        "每组只有最后一个参数动了。更新写在了参数循环的后面：缩进到循环里面去。"
    ),
    "adamw-eps-inside-sqrt": (
        "你把 eps 放进了根号。1e-8 在那里就成了 1e-4，梯度小的参数全被拖慢：加在开方之后。"
    ),
    "adamw-eps-scaled-by-correction": (
        "你把 eps 加在没校正的 v 的平方根上。也有人这样写 Adam（Kingma 和 Ba 第 2 节末尾的那条说"
        "明）；torch 和这里都是先校正 v，再加 eps。"
    ),
    "adamw-decay-after-update": (
        "参数动过以后你才缩小它，连这一步也被缩小了。衰减作用在旧的值上：先 `p *= 1 - lr * "
        "weight_decay`，再走一步。"
    ),
    "adamw-decay-without-lr": (
        "你的衰减没有乘学习率：lr 是 0.001 的时候，就强了一千倍。一步缩小的是 `lr * weight_decay * "
        "p`。"
    ),
    "adamw-decay-constant": (
        "你从每个权重减去同样多，负的也减。衰减和权重成比例：`lr * weight_decay * p`。"
    ),
    "adamw-l2-decay": (
        "你把 weight_decay * p 加进了梯度：那是 L2 正则化，Adam 的做法。这样衰减会经过 m 和 v，又被"
        "除掉。AdamW 的 W 是什么意思？让衰减直接作用在 p 上。"
    ),
    "adamw-betas-swapped": "两个 beta 对调了：第一个属于梯度的平均，第二个属于梯度平方的平均。",
    "adamw-no-root": (
        "你除以了 v。梯度要是有单位，m / v 的单位是什么？除以 v 的平方根，步长才和梯度的大小无关。"
    ),
    "adamw-square-of-mean": (
        "你的 v 跟着 m 的平方走。它应该是梯度平方的滑动平均：g 先平方，再平均。"
    ),
    "adamw-climbs": "你的参数顺着梯度走，上坡去了。损失朝哪边降？把这一步减掉。",
    "adamw-moment-aliases-gradient": (
        "你的 m 就是梯度那个张量，只是多了个名字：就地改 m，也就改了 `.grad`。m 和 v 要从新的零开始"
        "（`torch.zeros_like`）。"
    ),
    "adamw-mean-begins-at-gradient": (
        "你的 m 从第一个梯度开始，可是校正 1 - b1^t 是给从 0 开始的平均用的。"
    ),
    "adamw-correction-stored-in-moment": (
        "你把校正过的 m 和 v 写回了状态，下一步又要再校正一遍。校正只供读取：给它另起个名字。"
    ),
    "adamw-parameter-rebound": (
        "你的参数会衰减，却学不到东西：`parameter = parameter - ...` 造了个新张量，给了它一个局部的"
        "名字，模型手里还是旧的。就地改它。"
    ),
    "adamw-changes-nothing": (
        "走了一步，参数全都没变。`parameter = ...` 只是给新张量起了个局部的名字：要就地改模型自己的"
        "那个（`sub_`、`-=`、`copy_`）。"
    ),
    "adamw-none-decays": (
        "梯度是 None 的参数，你当它的梯度是 0：它照样衰减，还凭旧的平均往前走。None 的意思是没用"
        "到，别碰它。"
    ),
    "adamw-stops-at-none": (
        "碰到第一个没有梯度的参数，你的循环就结束了，后面的全留在原地。跳过它，接着走：`continue`。"
    ),
    "adamw-lr-fixed": (
        '后来改学习率不起作用：你留着的是构造时的那个。每一步都去读 `group["lr"]`，计划就是往那里写'
        "的。"
    ),
    "adamw-state-is-not-saved": (
        "新的优化器加载了你的 `state_dict`，平均却是空的。它们得放在 `self.state[parameter]` 里：只"
        "有那里的才会存取。"
    ),
    "adamw-closure-unsupported": (
        "你的 `step` 不接受参数。torch 的优化器都可以收一个 closure，用来重新算损失：给了就调用它，"
        "并返回它的损失。"
    ),
    "adamw-closure-without-gradients": (
        "你在关掉梯度的地方调用 closure，它的 `backward` 就无路可走了。把调用包进 "
        "`torch.enable_grad()`。"
    ),
    "clip-by-value": (
        "你把每个数都在 max_norm 处切断。这样梯度的方向就歪了，整体还可能太长：所有的数乘同一个因"
        "子。"
    ),
    "clip-always-rescales": "短的梯度被你拉长到 max_norm 了。裁剪只缩短：因子从不大于 1。",
    "clip-norm-of-parameters": "你量的是权重。要缩短的是梯度：`p.grad`。",
    "clip-sum-of-norms": (
        "你把各个张量的长度加了起来。两支互相垂直的箭，长 3 和 4，合起来多长？所有数的平方加起来，"
        "开一次方。"
    ),
    "clip-each-by-itself": (
        "每个张量你都按它自己的长度缩。这样它们之间的比例就变了：所有数合起来算一个长度，得出一个大"
        "家共用的因子。"
    ),
    "clip-no-root": "你的长度是平方和：还要开方。",
    "clip-returns-the-new-norm": (
        "你返回的是裁剪以后的长度，它说明不了什么：只要裁剪过，就是 max_norm。返回裁剪之前的。"
    ),
    "clip-not-in-place": (
        "梯度还和原来一样长：`g = g * factor` 只是给新张量起了个局部的名字。要改 `p.grad` 本身：用 "
        "`mul_`，或者给 `p.grad` 赋值。"
    ),
    "clip-exhausts-the-generator": (
        "给列表能裁剪，给 `model.parameters()` 就不行：它是生成器，你的第一个循环已经把它用完了，第"
        "二个什么也读不到。一开始就把要用的收进列表。"
    ),
    "clip-none-grad-crash": "没参与计算的参数没有梯度：`p.grad` 是 None。算长度和裁剪时都跳过它。",
    "clip-all-none-crash": (
        "一个梯度也没有的时候，没有东西可加，对“空”开方或 stack 就会出错。空的长度是 0。"
    ),
    "cosine-progress-ignores-warmup": (
        "你的余弦从第 0 步就开始走了，所以预热结束时学习率会往下跳。进度从 `warmup_steps` 算起：在"
        "那里是 0，到 `total_steps` 是 1。"
    ),
    "cosine-progress-over-all-steps": (
        "你除以了全部步数，进度到不了 1，最后学习率像掉下悬崖。预热结束到全部结束，中间有几步？"
    ),
    "cosine-half-missing": "1 + cos 从 2 降到 0：它的一半，才是还剩的比例。",
    "cosine-no-pi": "你的余弦只从 0 走到 1 弧度，下坡才刚开头。从顶到底是半个周期：pi。",
    "cosine-sine": "你的学习率从半中间开始，还先往上走：那是正弦。从 1 开始的是哪一个？",
    "cosine-falls-to-zero": "你的余弦降到 0，然后又跳回 min_lr。让它在 max_lr 和 min_lr 之间走。",
    "cosine-warmup-zero-division": (
        "没有预热的时候，你的代码除以了 0。一步预热也没有，第 0 步还算预热吗？用 `<`。"
    ),
    "cosine-warmup-from-min": "你的预热从 min_lr 开始；这里和大多数训练程序一样，从 0 开始。",
    "cosine-warmup-one-early": (
        "你的预热早了一步：(step + 1) / warmup_steps。很多程序这样做，免得第一步白走；这里第 0 步的"
        "学习率是 0，第 warmup_steps 步是 max_lr。"
    ),
    "cosine-end-zero-division": (
        "只有预热的时候，余弦的长度是 0，你除以了它。先问是不是到头了：`step >= total_steps`。"
    ),
    "cosine-rises-again": (
        "过了 total_steps，余弦又升上去了，训练也跟着乱。从那里起，学习率就是 min_lr。"
    ),
    "checkpoint-is-a-pickle": (
        "safetensors 读不了你的文件：`torch.save` 写的是 pickle，加载时，作者想让它运行什么，它就运"
        "行什么。用 `safetensors.torch.save_file`。"
    ),
    "checkpoint-other-names": (
        "你的张量名不是 `model.` 加上 `state_dict()` 里的名字。没有这个前缀，名叫 `optimizer.…` 的"
        "参数就会被当成优化器的。"
    ),
    "checkpoint-without-step": (
        "元数据里没有步数。那谁也不知道训练到了哪里，学习率的计划就要从头来。"
    ),
    "checkpoint-forgets-buffers": (
        "你只存了参数。模型里可能还有别的数，也就是缓冲区，没有它们就是另一个模型了："
        "`state_dict()` 里两样都有。"
    ),
    "checkpoint-written-in-place": (
        "你打开旧存档，直接覆盖着写。程序要是在半中间停了，还剩下什么？先写另一个文件，再 "
        "`os.replace`：一下子就换好。"
    ),
    "checkpoint-leaves-files": (
        "存档旁边，你的代码留下了一个文件。该在一起的就放进一个文件，不然总有一半会丢；草稿是改名过"
        "去，不是复制过去。"
    ),
    "checkpoint-forgets-the-optimizer": (
        "模型回来了，优化器却从头开始：平均是 0，学习率是构造时的。它的状态也要加载。"
    ),
    "checkpoint-forgets-the-means": (
        "参数组的选项回来了，优化器的两个平均没回来：加载以后的头几步，又成了新手的步子。"
    ),
    "checkpoint-forgets-the-groups": (
        "优化器的两个平均回来了，参数组的选项没回来：训练会用另一个学习率走下去。`param_groups` 也"
        "要加载。"
    ),
    "checkpoint-forgets-plain-numbers": (
        "优化器的状态里，张量都回来了，普通的数没有，比如步数的计数。safetensors 只装张量：其余的写"
        "成文本，放进元数据。"
    ),
    "checkpoint-replaces-the-parameters": (
        "加载以后，模型换上了新的参数，优化器握着的还是旧的：它推动的张量没有人用。要把数抄进原来的"
        "参数，`load_state_dict` 默认就是这样。"
    ),
    "checkpoint-step-as-text": "步数回来时是文本，元数据里就是这样存的：把它变成整数。",
    "checkpoint-returns-no-step": (
        "加载什么也没返回。调用者需要步数：循环和学习率的计划要从那里接着走。"
    ),
    "adamw-refuses-zero": (
        "你拒绝了 0，可它是正当的值：学习率计划从 lr 为 0 开始，不衰减就是 weight_decay 为 0"
        "。只有负数才没有意义。"
    ),
    "checkpoint-hides-the-optimizer": (
        "优化器的平均值没有作为张量存在文件里的 `optimizer.` 之下：它们藏在元数据里，或者用了"
        "别的名字。里面若有 pickle，读的时候会运行代码；写成文字，则要十倍的地方。像保存模型"
        "的权重那样保存它们。"
    ),
}
