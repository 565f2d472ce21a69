"""第 1 阶段已知错误的建议：与英文版同样的事实、同样的办法。"""

ADVICE = {
    "char-vocab-size-max-id": (
        "你的 vocab_size 是最大的 id，不是 id 的个数。id 从 0 开始：0 到 4 一共几个数？应该是 "
        "`len(chars)`。"
    ),
    "char-vocab-size-is-text-length": (
        "你的 vocab_size 是文字的长度。一个字符不管出现多少次，词表里只算一个：应该是 "
        "`len(chars)`。"
    ),
    "char-vocab-size-one-more": (
        "你的 vocab_size 比字符数多 1。没有哪个 token 的 id 是 `len(chars)`，也不用留空位：就是 "
        "`len(chars)`。"
    ),
    "char-vocab-keeps-duplicates": (
        "你的词表给每一次*出现*都记了一项，而不是每种字符一项。“aaaa” 需要几个不同的 id？先把文字"
        "变成集合。"
    ),
    "char-unsorted": (
        "你的字符没有按码点排序：要么是出现的先后，要么是集合里的顺序（每次运行都可能变），要么是按"
        "别的东西排的。今天训练好的模型，明天还读得懂 id 吗？排一下序，不要 key。"
    ),
    "char-sorted-backwards": (
        "你的字符是从码点大的往小的排。约定是 `ord` 从小到大：排序时不要 `reverse`。"
    ),
    "char-sorted-by-small-letter": (
        "你像字典那样排序，大小写挨在一起。这里说了算的是码点，也就是 `ord`：“Z” 在 “a” 前面。排"
        "序时不要 key。"
    ),
    "char-sorted-by-frequency": (
        "你把 id 0 给了最常见的字符。按词切分时常这么做，但文字里多一个字母，所有编号就可能全变："
        "按码点排序。"
    ),
    "char-special-tokens-added": (
        "你的词表里有一项是文字里没有的，比如“未知”或者填充用的 token。它让所有 id 都挪了位，约定"
        "里也没有它：只收文字里的字符。"
    ),
    "char-vocabulary-lowercases": (
        "你做词表之前把文字变成了小写。这样 `decode` 还能给出大写吗？路上什么都不能改：文字是什么"
        "样，就用什么样。"
    ),
    "char-vocabulary-strips": (
        "你的词表里少了文字首尾的空格和换行：它们被 `strip` 去掉了。它们和别的字符没有两样；原样"
        "使用文字。"
    ),
    "char-vocabulary-without-blanks": (
        "你的词表里完全没有空格和换行：`split` 把它们扔掉了。那模型怎么学得会一个词在哪里结束？每"
        "个字符都要算。"
    ),
    "char-vocabulary-of-words": (
        "你的词表里装的是词。这里一个 token 是一个字符：对字符串直接用 `set(text)`，得到的就是字"
        "符的集合，用不着 `split`。"
    ),
    "char-ascii-only": (
        "你的词表丢掉了 ASCII 以外的字符：é、汉字、emoji。Python 的字符串认得每个字符的码点；全都"
        "留下。"
    ),
    "char-unprintable-dropped": (
        "你的词表只留可打印的字符，换行和制表符就没了。没有换行的文字，已经是另一段文字：每个字符"
        "都留下。"
    ),
    "char-fixed-alphabet": (
        "你的词表是固定的字母表，跟文字没有关系。有哪些字符，得由文字来说：取*它的*字符做成集合。"
    ),
    "char-chars-is-a-string": (
        "你的 `chars` 是一个字符串。取下标时它像列表，但以后要保存或扩充词表的程序需要列表：不要 "
        "join。"
    ),
    "char-chars-is-no-list": (
        "你的 `chars` 里字符都在，但它不是列表：元组、集合、字典各有各的规矩，而以后的程序要比"
        "较、要保存的是列表。`sorted` 给的就是列表。"
    ),
    "char-remembers": (
        "你的 `encode` 把东西从一次调用留到了下一次：同样的文字后来给出别的 id，或者改了前一次的 "
        "id、`chars` 或 `vocab_size`。一次调用要用的东西放在它自己的变量里，不要放进 `self`。"
    ),
    "char-encode-unifies-line-ends": (
        '你的 `encode` 把 Windows 的行尾 "\\r\\n" 变成了 "\\n"。两个都是文字里的字符：进来什么就'
        "该出去什么。"
    ),
    "char-unknown-becomes-small-letter": (
        "词表里没有某个大写字母时，你的 `encode` 拿它的小写来代替。这样 `decode` 就还不回原文了："
        "抛 ValueError。"
    ),
    "char-decode-changes-its-ids": (
        "你的 `decode` 改动了交给它的列表，比如用了 `pop` 或 `sort`。调用者可能还要用它：只读，或"
        "者先复制一份。"
    ),
    "char-class-level-state": (
        "你的分词器共用同一张表：再造一个，前一个也跟着变。写在类体里的表属于整个类；请在 "
        "`__init__` 里创建，作为 `self` 的属性。"
    ),
    "char-ids-start-at-one": (
        "你的 id 从 1 开始。id 是一张 V 行的表的行号，行号是 0 到 V - 1：最后一个字符要去哪一行？"
        "从 0 开始。"
    ),
    "char-ids-are-code-points": (
        "你的 id 是码点 `ord(char)`。一个 emoji 就要一张 128,000 行的表；id 是字符在 `chars` 里的"
        "位置。"
    ),
    "char-ids-are-bytes": (
        "你的 id 是 UTF-8 字节，é 变成两个 token，emoji 变成四个。GPT-2 是从字节起步的，但这里一"
        "个 token 是一个字符，id 是它在 `chars` 里的位置。"
    ),
    "char-ids-are-strings": "你的 id 是数字写成的字符串。模型要用数来查行：返回整数。",
    "char-encode-returns-no-list": (
        "你的 `encode` 返回的不是列表。人们常用 `+` 把两段 id 接起来，而生成器只能读一次：返回普"
        "通的列表。"
    ),
    "char-encode-each-character-once": (
        "你的 `encode` 像集合那样，每个字符只给一次。文字是*按顺序*排好的字符，出现几次算几次：直"
        "接走一遍文字本身。"
    ),
    "char-encode-lowercases": (
        "你的 `encode` 把大写变成了小写。`decode` 还能知道哪些原来是大写吗？按原样编码。"
    ),
    "char-encode-strips": (
        "你的 `encode` 去掉了文字首尾的空格和换行。这样 encode(a) + encode(b) 还等于 encode(a + "
        "b) 吗？不要 `strip`。"
    ),
    "char-encode-drops-last-line-end": (
        "你的 `encode` 去掉了文字末尾的换行，就像读文件的行那样。它和别的字符没有两样：不要 "
        "`rstrip`。"
    ),
    "char-encode-splits-words": (
        "你的 `encode` 先把文字切成词，空格和换行就全丢了。字符串本来就是一串字符：直接走一遍。"
    ),
    "char-encode-joins-blanks": (
        '你的 `encode` 把连续的空格、制表符、换行都并成一个空格，就像 `" '
        '".join(text.split())`。什么都不许收拾：按原样编码。'
    ),
    "char-encode-normalises": (
        "你的 `encode` 把文字改写成了某种 Unicode 规范化形式，e 加重音符号变成了 é。看上去一样，"
        "可是进来什么就该出去什么：照着码点编码。"
    ),
    "char-encode-backwards": "你的 `encode` 从最后一个字符往前给 id。请从文字的开头走起。",
    "char-encode-drops-last": (
        "你的 `encode` 漏了最后一个字符。是不是循环早停了一步？走完整段文字。"
    ),
    "char-unknown-dropped": (
        "你的 `encode` 跳过不认识的字符，谁也没发现少了东西。那 decode(encode(text)) 会给出什么？"
        "抛出 ValueError，并说出是哪个字符。"
    ),
    "char-unknown-becomes-zero": (
        "你的 `encode` 给不认识的字符 id 0，可那是别的字符的。解码就会出现一段谁也没写过的文字："
        "抛出 ValueError。"
    ),
    "char-unknown-becomes-minus-one": (
        "你的 `encode` 给不认识的字符 id -1，像 `find` 那样。没有哪个 token 的 id 是 -1，而下标 "
        "-1 是表的*最后*一行：抛出 ValueError。"
    ),
    "char-unknown-becomes-vocab-size": (
        "你的 `encode` 给不认识的字符 id V。id 到 V - 1 为止，模型没有这一行：抛出 ValueError。"
    ),
    "char-unknown-becomes-none": (
        "你的 `encode` 在没有 id 的地方放了 None：`dict.get` 查不到就给 None。错误要过很久才冒出"
        "来，离病根很远：就在这里抛出 ValueError。"
    ),
    "char-unknown-key-error": (
        "遇到不认识的字符，你的 `encode` 让字典的 KeyError 直接冒了出去。它不是 ValueError，也没"
        "提词表：先检查，再抛出 ValueError，把那个字符写进去。"
    ),
    "char-unknown-asserted": (
        "遇到不认识的字符，你的 `encode` 用 `assert` 报错。断言是给“不可能发生的事”用的，`python "
        "-O` 还会把它去掉：抛出 ValueError。"
    ),
    "char-unknown-not-named": (
        "你的 `encode` 拒绝了不认识的字符，却没说是哪一个。看到报错的人手里有成千上万个字符：把那"
        "个字符的 `repr` 写进去。"
    ),
    "char-vocabulary-grows": (
        "你的 `encode` 把不认识的字符加进了词表。模型建好时是 V 个字符 V 行，不会再多：抛出 "
        "ValueError。"
    ),
    "char-encode-quadratic": (
        "你的 `encode` 用的时间随长度的平方增长。`ids = ids + [i]` 每来一个字符就把所有 id 抄一"
        "遍，每个字符都重做一次词表也一样慢：在 `__init__` 里把表做好一次，再用 append。"
    ),
    "char-imports-torch": (
        "这个文件导入了 torch，或者别人做好的分词器。字符和整数只要 Python 就够了；需要张量的阶段"
        "会自己去造。"
    ),
    "char-itos-not-inverted": (
        "你的 `decode` 拿 id 去查“字符到 id”的表。它要的表该朝哪个方向？`chars[i]` 就是 id 为 i "
        "的字符。"
    ),
    "char-decode-joins-with-blanks": (
        "你的 `decode` 在字符之间加了空格。原文里的空格有自己的 id：用空字符串连接。"
    ),
    "char-decode-returns-a-list": (
        "你的 `decode` 返回的是字符的列表。文字是一整个字符串：把它们连起来。"
    ),
    "char-decode-returns-its-printout": (
        "你的 `decode` 返回的是 Python *显示*列表的样子，连方括号和引号也在内。把字符连起来："
        '`"".join(...)`。'
    ),
    "char-decode-strips": (
        "你的 `decode` 去掉了文字首尾的空格和换行。回来的路上也什么都不能丢：不要 `strip`。"
    ),
    "char-decode-one-off": (
        "你的 `decode` 给出的是前一个字符：它把每个 id 都减了 1。id 从 0 开始，列表的位置也是。"
    ),
    "char-decode-code-points": (
        "你的 `decode` 把 id 当成码点，用了 `chr(i)`。id 是 `chars` 里的位置：到那里去查字符。"
    ),
    "char-decode-last-id-refused": (
        "你的 `decode` 拒绝了最后一个 id。id 是 0 到 V - 1，V - 1 也算：用 `< vocab_size` 比较。"
    ),
    "char-decode-zero-refused": (
        "你的 `decode` 把 id 0 当成没有：`if i` 遇到 0 是假，`0 < i` 也是。可 0 是第一个字符的 id。"
    ),
    "char-decode-zero-skipped": (
        "你的 `decode` 跳过了 id 0：`if i` 遇到 0 是假。可 0 是第一个字符的 id，不是填充。"
    ),
    "char-decode-negative-from-the-end": (
        "你的 `decode` 遇到负的 id 就从末尾倒着数，Python 的列表就是这样。列表允许，可没有哪个 "
        "token 的 id 是 -1：检查 0 <= i，不满足就抛出 ValueError。"
    ),
    "char-decode-drops-unknown-ids": (
        "你的 `decode` 跳过越界的 id，谁也没发现少了东西。抛出 ValueError，写明 id。"
    ),
    "char-decode-unknown-becomes-a-sign": (
        "你的 `decode` 遇到越界的 id 就写一个问号。东西丢了，看上去却像正文：抛出 ValueError，写"
        "明 id。"
    ),
    "char-decode-clamps": (
        "你的 `decode` 把越界的 id 拉回到最近的一头。这样文字里就有了谁也没编码过的字符：抛出 "
        "ValueError，写明 id。"
    ),
    "char-decode-wraps-around": (
        "你的 `decode` 让 id 对 V 取余，越界的 id 就变成了别的字符。抛出 ValueError，写明 id。"
    ),
    "char-decode-index-error": (
        "id 越界时，你的 `decode` 抛出 IndexError，这是列表自己报的错。约定是 ValueError，并写明 "
        "id：先检查。"
    ),
    "char-decode-key-error": (
        "id 越界时，你的 `decode` 让字典的 KeyError 直接冒了出去。约定是 ValueError，并写明 id："
        "先检查。"
    ),
    "char-wrong-id-not-named": (
        "你的 `decode` 拒绝了越界的 id，却没说是哪一个。把这个 id 写进报错里。"
    ),
    "char-decode-reads-twice": (
        "你的 `decode` 把 id 走了不止一遍，或者问了长度。迭代器只能读一次，第二次就空了：先把它变"
        "成列表。"
    ),
    "char-decode-plain-ints-only": (
        "你的 `decode` 不接受 NumPy 数组里的 id：对它们，`type(i) is int` 是假；对整个数组，`if "
        "ids` 也说不清真假。凡是整数，一视同仁。"
    ),
}
