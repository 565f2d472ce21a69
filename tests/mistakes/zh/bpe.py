"""第 8 阶段已知错误的建议：与英文版同样的事实、同样的办法。"""

ADVICE = {
    "bpe-tie-first-seen": (
        "次数相同的时候，你取的是先见到的那一对，也就是字典里的顺序。同样的词换个顺序，还是同一个分"
        "词器吗？取最大的一对：`max(counts, key=lambda pair: (counts[pair], pair))`。"
    ),
    "bpe-tie-smallest": "次数相同的时候，你取的是最小的一对。约定是取字节串最大的那一对。",
    "bpe-tie-by-joined-bytes": (
        "次数相同的时候，你拿拼起来的结果来比。(ab, a) 和 (a, c) 拼成 aba 和 ac：现在哪个大，拼之前"
        "又是哪个大？要比的是两对本身。"
    ),
    "bpe-tie-by-ids": (
        "次数相同的时候，你比的是 id，于是新 token 总比任何单个字节都大。约定是比字节串本身。"
    ),
    "bpe-ignores-word-counts": (
        "每种片段你只算了一次。一个出现一千次的词，里面的每一对在文字里也出现一千次：加上片段的次"
        "数，不是加 1。"
    ),
    "bpe-runs-counted-once": (
        "碰到 “aaa” 这样的连串，你数 (a, a) 时不许重叠。约定是相邻的每一处都算：两次。`zip(word, "
        "word[1:])` 就是这样数的。"
    ),
    "bpe-last-symbol-dropped": (
        "你的合并早停了一个符号，词的最后一个符号丢了。n 个符号的词，有几个位置，有几对？最后一个也"
        "要抄过去。"
    ),
    "bpe-stale-words-kept": (
        "合并以后，你的词新旧两种写法都在，于是同一对一次又一次胜出。新的写法要换掉旧的。"
    ),
    "bpe-incremental-counts-stale": (
        "合并的时候，你加上了新的对，可是被拆散的那些对，次数还留着。“xaby” 里 (a, b) 变成一个 "
        "token，少了哪三对？把它们也减掉。"
    ),
    "bpe-merges-before-count-two": (
        "每一对都只出现一次的时候，你就停了。约定是一直做到词表满了，或者一对也不剩。"
    ),
    "bpe-no-pairs-crash": (
        "每个片段都成了一个 token，就没有什么可合并的了，对空的取 `max` 会抛出 ValueError。在那之前"
        "结束循环。"
    ),
    "bpe-merges-with-zero-count": (
        "次数降到零的对还在候选里，最后你合并起哪儿也不出现的对来了。一对没有了，就把它删掉。"
    ),
    "bpe-one-merge-too-many": (
        "你多合并了一次，装不下了。字节、合并、特殊 token 加在一起，是 `vocab_size`。"
    ),
    "bpe-special-takes-no-room": (
        "你做了 `vocab_size - 256` 次合并，特殊 token 又另外加上去。它们也算在词表里：要减掉。"
    ),
    "bpe-too-small-a-size": (
        "`vocab_size` 连字节和特殊 token 都装不下，你却放过了，得到的词表比要求的大。抛出 "
        "ValueError。"
    ),
    "bpe-special-twice": (
        "同一个特殊 token 写了两遍，就得到两个 id。`dict.fromkeys` 保留顺序，每个只留一次。"
    ),
    "bpe-high-bytes-encoded-twice": (
        "`chr(b).encode()` 会把 128 以上的每个字节变成两个。一个字节是 `bytes([b])`。"
    ),
    "bpe-trains-without-pieces": (
        "你在整段文字里数对，合并就会从一个词跨到下一个词。先用 `PATTERN` 切开，在每个片段里各自"
        "数。"
    ),
    "bpe-special-in-training": (
        "你数的文字里还有特殊 token，它们的字母也被合并了。数之前先把它们切出去。"
    ),
    "bpe-merges-across-special": (
        "你删掉特殊 token，把两边的文字接了起来，于是冒出了原文里没有的对。一篇文档结束的地方，片段"
        "也该结束：每一段各自数。"
    ),
    "bpe-special-before-merges": (
        "你的特殊 token 的 id 紧跟在字节后面。约定是放在最后，让合并得到的 token 从 256 开始。"
    ),
    "bpe-special-not-in-vocab": (
        "你的词表里没有特殊 token。它们和别的 token 一样要有 id：最后的那几个。"
    ),
    "bpe-merges-of-another-form": (
        "`merges` 是一个列表，里面依次是两个字节串的元组：元组能当分词器排名表的键，列表不能。"
    ),
    "bpe-counts-all-anew": (
        "每合并一次，你都把整段文字的对重新数一遍。大多数词并没有变：记住哪些词里有哪一对，只改那些"
        "词的次数。"
    ),
    "bpe-rank-zero-ignored": (
        "第一个合并从来没有用上：它的排名是 0，而 `if rank` 碰到 0 就不成立。用 `is not None` 或者 "
        "`in` 来问。"
    ),
    "bpe-highest-rank-first": (
        "你合并的是排名数字最大的那一对。最先学到的合并最常见：排名最小的先来。"
    ),
    "bpe-leftmost-first": (
        "你合并的是从左数第一个在 `merges` 里的对。训练的时候，先合并的是最左边的，还是最常见的？取"
        "排名最小的。"
    ),
    "bpe-merges-once": (
        "每个片段你只合并一对就停了。合并以后有了新的邻居：再看一遍，直到没有一对在 `merges` 里。"
    ),
    "bpe-merges-in-one-pass": (
        "你把 `merges` 从头到尾走了一遍。后面的合并做出的 token，可能正是前面某个合并需要的：每合并"
        "一次，都在眼下的邻居里找排名最小的。"
    ),
    "bpe-pair-key-joined": (
        "你的排名用拼起来的字节做键，于是 (a, bc) 得到了 (ab, c) 的排名。键应该是这一对本身，两个 "
        "token 的元组。"
    ),
    "bpe-longest-token-first": (
        "你从左到右，每次取词表里放得下的最长的 token。WordPiece 是这样编码的；BPE 是把合并再做一"
        "遍，排名最小的先来。"
    ),
    "bpe-byte-is-its-id": (
        "你把字节的值当成了它的 id。自己做的词表里两者相等，GPT-2 的词表里就不等：每个 token 都到 "
        "`vocab` 里去查。"
    ),
    "bpe-encode-without-pretokenization": (
        "你把整段文字当一个片段来编码，合并就会跨过词。和训练时一样，先用 `PATTERN` 切开。"
    ),
    "bpe-pieces-lose-blanks": (
        "你的片段是空白之间的东西，空白就丢了：`decode` 没法还原文字。用 `PATTERN`，它会把空白留"
        "住。"
    ),
    "bpe-pieces-ascii-letters": (
        "你的模式只认 a 到 z：é 和“你”都算成了符号。`regex` 包里的 `\\p{L}` 指所有文字的字母。"
    ),
    "bpe-pieces-take-all-blanks": (
        "你的模式把一整串空白都给了一个片段。最后那个空格属于后面的词，`\\s+(?!\\S)` 会把它留给词。"
    ),
    "bpe-pieces-without-their-blank": (
        "你的词前面没有带上空格。GPT-2 的模式里，` ?` 把它一起带走，这样 “ low” 才是一个 token。"
    ),
    "bpe-special-not-recognised": (
        "特殊 token 被当成普通文字编码了。先在它们那里把文字切开，每一个给它自己的 id。"
    ),
    "bpe-special-not-escaped": (
        "你把特殊 token 直接当模式用了。在模式里，| 是“或”，[PAD] 是“P、A、D 里的一个”：每一个都包"
        "上 `regex.escape`。"
    ),
    "bpe-special-shortest-first": (
        "特殊 token 有重叠的时候，你取了短的。模式的几个选择里，先合适的先用：排好序，长的在前。"
    ),
    "bpe-special-not-added": (
        "特殊 token 不在 `vocab` 里，就没有得到 id。把它加进去，id 比最大的大 1。"
    ),
    "bpe-special-always-added": "特殊 token 已经在 `vocab` 里，又得到了第二个 id。只加缺的。",
    "bpe-special-id-is-the-length": (
        "新的特殊 token，你给的 id 是 `len(vocab)`。id 中间没有空缺时它才没人用：取最大的 id，加 "
        "1。"
    ),
    "bpe-imports-another-tokenizer": (
        "这个文件导入了 torch，或者别人做的分词器。字节对编码只需要 Python 和 `regex` 包。"
    ),
    "bpe-decode-per-token": (
        "你逐个 token 解码。“你”或者 🙂 的字节可能分在几个 token 里：先把所有字节接起来，再解码一"
        "次。"
    ),
    "bpe-decode-ignores-errors": (
        '不是 UTF-8 的字节，你让它们消失了。谁也看不见的丢失，谁也找不着：`errors="replace"` 会把它'
        "们显示成 U+FFFD。"
    ),
    "bpe-decode-strict": (
        '碰到不是 UTF-8 的字节，你报错了。模型完全可能采样出半个字：`errors="replace"` 会把它显示成'
        " U+FFFD。"
    ),
    "bpe-decode-key-error": (
        "词表里没有的 id，你让 KeyError 直接冒出去了。约定是 ValueError，消息里写出这个 id。"
    ),
    "bpe-decode-skips-unknown": (
        "词表里没有的 id，你跳过去了，谁也不会发现。抛出 ValueError，写出这个 id。"
    ),
    "bpe-wrong-id-not-named": "你拒绝了未知的 id，却没有说是哪一个。写进消息里。",
    "bpe-decode-reads-twice": (
        "你把 ids 走了两遍，可是迭代器只能读一遍：第二遍是空的。先把它变成列表。"
    ),
    "bpe-iterable-chunks-apart": (
        "每一块你都单独编码，跨在两块上的词就成了两个。把后一块可能改变的那截结尾先留着。"
    ),
    "bpe-iterable-drops-the-end": (
        "你给下一块留着的那截，到没有下一块的时候就丢了。循环结束以后，把剩下的编码。"
    ),
    "bpe-iterable-cuts-endings": (
        "你只留了最后一个片段。一块的结尾是 “'l”，那是 ' 和 l 两个片段；后一块再来一个 l，它们就成"
        "了一个：“'ll”。要留两个。"
    ),
    "bpe-iterable-cuts-special": (
        "特殊 token 跨在两块上，就被当成了文字。要多留一点，够最长的特殊 token 用。"
    ),
    "bpe-iterable-reads-all": (
        "你读完所有的块，才给出第一个 id：比内存还大的文件就装不下了。只要后面的块改变不了，就马上"
        "用 `yield` 给出去。"
    ),
    "gpt2-only-the-blank-is-mapped": (
        "你只把 Ġ 变回了空格，其余的当成文字。Ġ 不过是代表字节的 256 个字符之一：每一个都要换回来。"
    ),
    "gpt2-alphabet-ends-early": (
        "你的三段可见字节都早停了一个：`range(33, 126)` 里没有 126。它后面的字节就全拿了别人的字"
        "符。"
    ),
    "gpt2-version-is-a-merge": (
        "写着版本的那一行成了一个合并，所有的排名都大了 1。第一行若以 “#version” 开头，就跳过。"
    ),
    "gpt2-first-line-always-skipped": (
        "不管第一行写什么，你都跳过。没有版本的话，那里就是第一个合并：看看它是不是以 “#version” 开"
        "头。"
    ),
    "gpt2-hash-taken-for-a-comment": (
        "凡是 # 开头的行你都跳过。“# #” 和别的一样也是合并：只有第一行可能是版本。"
    ),
    "gpt2-end-of-text-is-text": (
        "不特别交代的时候，你的分词器把 <|endoftext|> 当成一个个字母来读。把特殊 token 传给 "
        "`BPETokenizer`。"
    ),
    "bpe-pieces-word-letters": (
        "你的单词用 \\w 组成，它会把字母上的附加符号也带走：e 加上一个单独的重音，在 GPT-2 里是"
        "两段。`\\p{L}` 只表示字母。"
    ),
    "bpe-pieces-join-with-underscores": (
        "你把 _ 当成了字母。在 GPT-2 的模式里它和别的符号一样：snake_case 是三段。"
    ),
    "bpe-pieces-of-gpt4-numbers": (
        "你每三位就把数字切开，那是后来的模型的做法。GPT-2 把一个数的所有数字当作一段。"
    ),
    "bpe-pieces-any-case-of-endings": (
        "你的词尾允许大写。GPT-2 只认识小写的 's 和 'll：在 IT'S 里，' 自成一段。"
    ),
    "bpe-rewrites-line-ends": (
        "编码之前你把 “\\r\\n” 换成了 “\\n”。分词器什么也不改：`decode` 还回来的必须逐字节"
        "就是原文。"
    ),
    "bpe-changes-arguments": (
        "你改动了传进来的列表或字典：调用者的 vocab 里多出了特殊 token，或者他的列表被排了序。"
        "留一份副本：`dict(vocab)`、`list(merges)`、`sorted(tokens)`。"
    ),
    "bpe-iterable-keeps-all": (
        "id 给得及时，文本却一直留着：到最后整个文件都在内存里，而且每来一块就重读一遍。已经有"
        "了 id 的，就忘掉它。"
    ),
    "gpt2-bpe-path-is-no-text": (
        "你用 `+` 把文件夹和文件名接起来，这只对字符串有效。用 `Path(folder) / name`：字符串和 "
        "Path 都行。"
    ),
}
