"""第 1 阶段的测试各自要求什么：一条测试一句话。"""

CLAIMS = {
    "test_SimpleTokenizer_chars_are_those_of_the_text_once_each_and_sorted": (
        "chars 是文字里所有不同字符的列表，按码点排好序"
    ),
    "test_SimpleTokenizer_vocab_size_counts_the_chars": "vocab_size 是不同字符的个数",
    "test_SimpleTokenizer_of_no_text_knows_nothing": "空的文字，词表也是空的",
    "test_SimpleTokenizer_encode_gives_the_place_of_each_character": (
        "encode 给出每个字符在 chars 里的位置，从 0 到 V - 1"
    ),
    "test_SimpleTokenizer_encode_of_plain_letters": "小写字母拼成的词，encode 编得对",
    "test_SimpleTokenizer_encode_keeps_every_blank_and_line_end": (
        "空格、制表符、换行都是普通字符，在文字中间和两头都一样"
    ),
    "test_SimpleTokenizer_keeps_blanks_at_the_ends_of_its_text": (
        "只在文字两头出现过的空格或换行，也收进词表"
    ),
    "test_SimpleTokenizer_keeps_characters_that_nobody_sees": (
        "软连字符、拼接 emoji 的连接符、字节序标记，都是普通字符"
    ),
    "test_SimpleTokenizer_of_a_long_text_in_many_characters": (
        "字符出现得再晚也不会漏，词表再大也装得下"
    ),
    "test_SimpleTokenizer_tells_capitals_from_small_letters": "A 和 a 是两个字符，有两个 id",
    "test_SimpleTokenizer_counts_code_points": (
        "一个汉字、一个 emoji 都是一个 token；é 的两种写法仍然是两种"
    ),
    "test_SimpleTokenizer_encode_of_the_empty_text": "空的文字编码以后，一个 id 也没有",
    "test_SimpleTokenizer_encode_returns_a_list_of_ints": "encode 返回一个普通的列表，里面是整数",
    "test_SimpleTokenizer_encode_gives_each_text_a_list_of_its_own": (
        "编码另一段文字以后，前一段的 id 不变"
    ),
    "test_SimpleTokenizer_encode_adds_nothing_to_the_vocabulary": (
        "遇到不认识的字符，词表和所有的 id 都不变"
    ),
    "test_SimpleTokenizer_encode_refuses_an_unknown_character": (
        "词表里没有的字符，不管在哪里，都抛出 ValueError"
    ),
    "test_SimpleTokenizer_encode_names_the_unknown_character": "错误消息里写出那个词表里没有的字符",
    "test_SimpleTokenizer_decode_is_the_text_of_the_ids": (
        "decode 把各个 id 的字符连起来，中间什么也不加"
    ),
    "test_SimpleTokenizer_decode_of_no_ids": "没有 id，解码得到空的文字",
    "test_SimpleTokenizer_decode_refuses_an_id_too_large": (
        "id 到 V - 1 为止：遇到 id V 就抛出 ValueError"
    ),
    "test_SimpleTokenizer_decode_refuses_a_negative_id": (
        "没有哪个 token 的 id 是负数：-1 要抛出 ValueError"
    ),
    "test_SimpleTokenizer_decode_names_the_wrong_id": "错误消息里写出那个越界的 id",
    "test_SimpleTokenizer_decode_reads_an_array": (
        "id 可以放在 NumPy 数组里，从数据里取出来就是这样"
    ),
    "test_SimpleTokenizer_decode_reads_an_iterator_once": "id 可以来自迭代器，它只能读一遍",
    "test_SimpleTokenizer_decode_leaves_its_ids_alone": "解码以后，调用者的 id 列表保持原样",
    "test_SimpleTokenizer_decode_undoes_encode": (
        "decode(encode(text)) 就是原来的文字，里面有什么都行"
    ),
    "test_SimpleTokenizer_two_tokenizers_know_nothing_of_each_other": (
        "新建第二个分词器，第一个不受影响"
    ),
    "test_SimpleTokenizer_encode_takes_time_in_proportion_to_the_text": (
        "文字长 32 倍，编码大约用 32 倍的时间，不是 1024 倍"
    ),
    "test_SimpleTokenizer_does_without_torch": "处理文字用不着张量：这个文件不导入 torch",
}
