"""Hints for stage 10, kv_cache, in Chinese."""

HINTS = {
    "KVCache": (
        "k 的形状是 (B, H, T, D)。多一个 token，四维里哪一维变长？什么都没放进去过的缓存，长度是多"
        "少？",
        "两个属性，在 `__init__` 里建，起初是 None。`update` 沿倒数第二维把旧的和新的接起来，旧的在"
        "前，留住结果，再交回去。`__len__` 读的就是这一维，没有就说 0。",
        "`torch.cat([旧的, 新的], dim=-2)` 得到新张量，不动它的参数。什么都还没存的时候，新的就是全"
        "部；要问 `is None`。",
        "谁也不看后面的 token，所以文本接着写下去，前面的键和值永远不变。生成所需要的全部记忆就是它"
        "们：每个 token 2 * 层数 * C 个数。",
    ),
    "cached_attention": (
        "缓存里有 3 个 token，新来 2 个。把掩码写出来：谁可以看谁？它是你见过的哪个掩码的哪几行？",
        "就是第 2 阶段的多头注意力，改两处：k 和 v 分头以后经过 `cache.update`，回来就变长了；全部 "
        "token 的掩码，只用新 token 的那几行。",
        "更新之前先问 past = len(cache)。掩码是 causal_mask(past + T)，从第 past 行起，放到 x 的设"
        "备上。q_linear、k_linear、v_linear 只看 x，也就是新 token，别的都不看。",
        "注意力是整段文本的函数，但它的每一行，只取决于一个查询和已经有了的键与值。所以文本可以分成"
        "任意大小的几部分来读，结果必须和一次读完一样：这就是检验它的办法。",
    ),
    "cached_logits": (
        "新来两个 token，缓存里有 3 个。该加上位置表的哪几行？",
        "把第 4 阶段的前向计算摊开来写，因为那里的块不知道有缓存：嵌入，然后每个块的两半，带上它自"
        "己的缓存，最后是投影。第 3 阶段的块是后置归一化。",
        "past = len(caches[0])；past + T 大于 model.max_seq_len，就抛出 ValueError，写明两个数；"
        "位置从 past 到 past + T。然后块和缓存配对：x = norm1(x + cached_attention(attention, x, "
        "cache))，x = norm2(x + feed_forward(x))。",
        "模型做的事情里，只有注意力去看别的 token；归一化、网络、投影都是各算各的，不需要记忆。所以"
        "每个注意力配一个缓存，就足以从任何地方接着往下读。",
    ),
    "generate_cached": (
        "第 0 轮喂哪些 token，第 1 轮呢？文本长过 max_seq_len 的时候，缓存里装的又是什么？",
        "就是你的 generate_ids，换一种读法。第一轮，以及文本比窗口长的每一轮：新的空缓存，喂最后 "
        "max_seq_len 个 token。其余各轮：只喂最后一个 token。",
        "model.transformer_blocks 里每个块一个 KVCache()，用推导式造，绝不要 `* n`。SimpleLLM 通过 "
        "cached_logits(model, new_ids, caches) 来读，别的模型用 model(new_ids, caches)。然后 "
        "logits[:, -1] 带上全部选项交给 sample_next_token。",
        "循环之外：先是 generate_ids 的两个 ValueError；记下 model.training，调用 model.eval()，"
        "最后用 model.train(原来的值) 恢复；函数上面写 @torch.no_grad()。恰好 max_seq_len 个 token "
        "还没有滑动，所以用 `>` 来比。",
        "工作量从三角形变成一条线：每个 token 只读一遍。最值得琢磨的是例外。学来的位置掺在读到的东"
        "西里，所以窗口一滑动，留下的全都错了。RoPE 只管距离，可以把最老的键扔掉；但听过它的那些，"
        "还会记得它。",
    ),
}
