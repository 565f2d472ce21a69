"""第 10 阶段已知错误的建议：与英文版同样的事实、同样的办法。"""

ADVICE = {
    "kv-concatenates-heads": (
        "新的键被你放在旧键旁边，成了更多的头。(B, H, T, D) 里，时间是倒数第二维。"
    ),
    "kv-concatenates-texts": (
        "新的键被你放在旧键后面，成了批里更多的文本：`torch.cat` 默认沿第一维接。时间是倒数第二维。"
    ),
    "kv-concatenates-features": (
        "新的键被你放在旧键旁边，成了更多的特征。(B, H, T, D) 里，时间是倒数第二维。"
    ),
    "kv-prepends-new": (
        "新 token 被你放到了旧的前面。一次只来一个 token 的时候，注意力看不出来，它读的是一个集合；"
        "掩码却是按时间先后数的。"
    ),
    "kv-forgets-the-old": "缓存里只有最新的 token：旧的被覆盖了。新的接在旧的后面。",
    "kv-never-keeps": (
        "返回的是接好的，可是没有存下来：下一次调用，缓存还是老样子。把结果赋给属性。"
    ),
    "kv-values-are-keys": "返回的值其实是键：复制粘贴的失误。",
    "kv-length-from-heads-axis": "长度是从头的那一维读的。(B, H, T, D) 里，数 token 看倒数第二维。",
    "kv-length-counts-updates": (
        "你的长度数的是 `update` 调用了几次。一段提示，一次调用就带来许多 token。"
    ),
    "kv-shared-by-all-caches": (
        "新的缓存里已经有别的缓存的 token：内容属于类，而不属于对象。在 `__init__` 里造，放在 "
        "`self` 上。"
    ),
    "kv-mask-square-of-new-tokens": (
        "掩码从整段文本的第一个 token 算起，好像新 token 就站在那里：每个都看文本的开头，却看不到自"
        "己。第 i 行可以看 len(cache) + i + 1 个 token。"
    ),
    "kv-no-mask": (
        "没有掩码。只来一个新 token 确实不用，可是一段提示是许多新 token，它们不许看见彼此的未来。"
    ),
    "kv-mask-strict": (
        "新 token 看到的少了一个或多了一个：掩码的行错开了一格。第 i 个新 token，是文本里的第 "
        "len(cache) + i 个。"
    ),
    "kv-result-not-used": "`update` 返回的东西没有用上：新 token 只看得见彼此。",
    "kv-cache-never-filled": "缓存一直是空的：新 token 从来没有进去。拿它们的键和值调用 `update`。",
    "kv-no-output-projection": "少了 `out_linear`：第 2 阶段的注意力做的每件事，这里也要做。",
    "kv-position-restarts": (
        "新 token 的位置又从 0 数起了。它们的第一个站在缓存结束的地方，len(caches[0])。"
    ),
    "kv-position-one-behind": (
        "新 token 的位置早了一格：位置从 0 数，所以 n 个 token 之后，下一个站在 n。"
    ),
    "kv-first-cache-for-all": "所有的块共用一个缓存：不同层的键混在一起了。每块有自己的。",
    "kv-length-not-checked": "检查长度的时候，你只数了新 token。缓存里的也要占位置。",
    "kv-block-without-norms": (
        "这不是第 3 阶段的块：两个和都要归一化，x = norm1(x + attention(x))，x = norm2(x + "
        "feed_forward(x))。"
    ),
    "kv-block-pre-norm": "你的块写成了前置归一化。第 3 阶段的块归一化的是和。",
    "kv-feeds-whole-sequence": (
        "缓存里已经有了，你又把整段文本喂了一遍：每个键都有两份，位置也用光了。只喂新 token。"
    ),
    "kv-drops-last-prompt-token": (
        "提示的最后一个 token 没有读，而下一个 token 正要接在它后面。先把整段提示读完。"
    ),
    "kv-one-cache-for-all-layers": (
        "所有的块共用一个缓存：`[KVCache()] * n` 是把同一个对象重复 n 次。每块造一个新的。"
    ),
    "kv-window-not-moved": (
        "文本超过 `max_seq_len` 以后，缓存还在不停地变长。窗口是滑动的：换上空缓存，把窗口里的 "
        "token 重新读一遍。"
    ),
    "kv-prompt-not-cropped": (
        "一次喂进去的 token 超过了 `max_seq_len`。只读最后那些；结果还是以整段提示开头。"
    ),
    "kv-crops-first-tokens": "你喂的是开头的 `max_seq_len` 个 token。离后文最近的，是最后那些。",
    "kv-first-position-logits": (
        "你按第一个新 token 位置上的 logits 来选下一个。碰到一段提示，那可不是最后一个位置。"
    ),
    "kv-reads-everything-again": (
        "token 是对的，可是每生成一个都把整段文本重读一遍，和没有缓存一样。从一个 token 到下一个，"
        "缓存要留着。"
    ),
    "kv-reads-anew-too-early": (
        "token 是对的，可是窗口还没开始滑动你就重读了，或者重读得过于频繁。`max_seq_len` 个 token "
        "还装得下。"
    ),
    "kv-kept-between-calls": (
        "第二次调用接着用第一次的缓存。缓存只属于一段文本：每次调用都从空的开始。"
    ),
    "generate-cached-forgets-options": (
        "temperature、top_k、top_p、generator 没有全都传到采样那里。"
    ),
    "generate-cached-no-eval": (
        "你没有管模型的模式就喂了进去：要是有 dropout，它就还开着。先调用 `model.eval()`。"
    ),
    "generate-cached-leaves-eval-mode": (
        "你没有让模型回到原来的模式。记下 `model.training`，最后设回去。"
    ),
    "generate-cached-records-gradients": (
        "每个运算都为没人要的梯度记了下来，缓存还让它们全都占着内存。用 `torch.no_grad`。"
    ),
    "generate-cached-unchecked": (
        "空的提示，或者要生成的个数是负数，你没有像 `generate_ids` 那样用 ValueError 拒绝。"
    ),
    "kv-of-a-fixed-size": (
        "你的缓存只装得下固定数目的 token：再多就出错，或者把最前面的挤掉。让它自己长大；能读"
        "多少，由模型说了算。"
    ),
    "kv-refuses-a-full-window": (
        "模型正好读得下的数目，你却拒绝了。`max_seq_len` 个还放得下：再多才算太多。"
    ),
    "kv-error-without-numbers": (
        "你的错误没有说一共有多少个 token，模型又能读多少个。遇到它的人两个数都想知道。"
    ),
    "kv-takes-other-models-for-simple": (
        "别的类的模型，你也用 `cached_logits` 去读，而它只认识 SimpleLLM 的零件。用 `isinstan"
        "ce(model, SimpleLLM)` 来问；别的模型自己会读：`model(ids, caches)`。第 11 关的 GPT-2"
        " 也有位置表。"
    ),
}
