"""Hints for stage 6, training, in Chinese."""

HINTS = {
    "get_batch": (
        "数据是 5、3、8、6，窗口长两个 token：窗口可以从哪些位置开始，才能让每个输入都有目标？"
        "把每种情况的 x 和 y 都写出来。",
        "N 个 token 里有 N - T 个窗口，从 0 到 N - T - 1。用 torch.randint(窗口数, "
        "(batch_size,), generator=generator) 抽 batch_size 个；它的上界本来就不含在内。给了 "
        "`starts` 时，抽的是用第几项，然后再去查它的值。",
        "一次造出位置表 (B, T)：起点排成一列 `first[:, None]`，加上 torch.arange(seq_len)。x 就"
        "是数据在这些位置上的值，y 是数据在这些位置加一处的值。",
        "在这一切之前：如果 len(data) - seq_len 小于 1，就抛出 ValueError，说明需要多少个 "
        "token、现在有多少个。数据类型保持不变，这里也不设任何种子。",
        "文本自己就是答案：每个 token 的目标，是它的下一个 token。T 个输入的窗口要用 T + 1 个 "
        "token，所以 N 个 token 里有 N - T 个窗口。随机而且各自独立地抽窗口，一个批次的梯度才不"
        "会全在讲同一件事。",
    ),
    "cross_entropy": (
        "模型在一个位置上给正确 token 的概率是 0.25，在下一个位置上是 0.5。损失是多少？现在把概"
        "率换成 logits：每一行里，哪个量才是那个概率的对数？",
        "log softmax(z)_i = z_i - log sum_j exp(z_j)。先减去每行自己的最大值：结果不变，exp 也"
        "不会溢出。绝不要对算好的 softmax 取对数。然后：取目标处的值，加上负号，在所有位置上求"
        "平均。",
        "三样东西，都沿最后一维：shifted 是 logits 减去 logits.amax(-1, keepdim=True)；"
        "log_normalizer 是 shifted.exp() 之和的对数；还有目标处的值 shifted.gather(-1, "
        "targets[..., None])，再去掉最后那一维。",
        "损失是 (log_normalizer - of_target).mean()。最大值可以 detach，因为它会抵消；别的都不"
        "行。不加小数，不用 nan_to_num，不改数据类型。",
        "交叉熵就是平均惊讶度：模型给真正出现的 token 多大概率，取它的 -ln。它对 logits 的梯度"
        "是 softmax 减独热向量：说的减去真的。什么都不懂的模型，损失是 ln V。",
    ),
    "train_step": (
        "一步里有四件事，谁要用到谁的结果？动手之前先排好次序：优化器移动参数；算出损失；写下梯"
        "度；清掉旧梯度。",
        "backward() 会把梯度加到 .grad 里已有的值上，所以前一批留下的要在它之前清掉，而且绝不能"
        "在 backward() 和 step() 之间清。损失拿模型对 x 的 logits 跟 y 比，y 原样使用：它早已错"
        "开一格。",
        "loss 是你的 cross_entropy，参数是 model(x) 和 y；然后是优化器的 zero_grad，损失的 "
        "backward，优化器的 step。返回 loss.item()，也就是走这一步之前的损失。",
        "猜，量，找出每个数各有多少责任，再把每个数挪一点。优化器记得以前的步子，所以它属于调用"
        "者。而 .item() 切断了计算图：若把张量存成列表，每一步的图都会留在内存里。",
    ),
    "evaluate": (
        "看一眼模型，什么可以改变？参数不行，模式不行，谁的 .grad 都不行。由此要做哪三件防备？",
        "记下 model.training，切到评估模式，最后恢复原状。在函数上面加 @torch.no_grad()，什么都"
        "不记录。中间做 n_batches 次：抽一个新批次，算它的损失，留下普通的数。",
        "每一轮：用 data, batch_size, seq_len, generator, starts（按这个次序）调用 get_batch 得"
        "到 x, y；把 cross_entropy(model(x), y).item() 收进列表。结果是总和除以 n_batches。",
        "只有在模型没训练过的文本上，损失才有分量。每个批次的损失本身就是平均，各批次又一样大，"
        "所以平均数的平均就是所有 token 上的平均。种子相同，每次抽到的窗口就相同，两次测量才能"
        "相比。",
    ),
    "train": (
        "哪些东西只在循环之前建一次，哪些每一步都要新的？把优化器建在循环里面，或者把批次抽在循"
        "环外面，会出什么错？",
        "循环之前：一个 torch.optim.AdamW，管模型的全部参数，学习率为 lr；切到训练模式；一个空"
        "列表。每一步：有计划就设学习率，抽一个批次，做一次 train_step 并留下损失，有 on_step "
        "就调用它。",
        '学习率放在优化器的 param_groups 里：走这一步之前，把每一组的 group["lr"] 设成 '
        "schedule(step)。判断 schedule 和 on_step 要用 `is not None`。generator 和 starts 都要"
        "传给 get_batch。",
        "训练就是这些：四个函数，一个循环。AdamW 记着梯度的平均，所以它要和循环活得一样久。"
        "schedule 和 on_step 让别人不碰循环也能调节、能旁观。现在运行 `make train`，读一读你自"
        "己的模型写的文本。",
    ),
}
