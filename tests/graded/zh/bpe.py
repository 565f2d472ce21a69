"""第 8 阶段的测试各自要求什么：一条测试一句话。"""

CLAIMS = {
    "test_train_bpe_merges_the_most_frequent_pair_again_and_again": (
        "最常相邻的一对变成一个 token，然后再找下一对"
    ),
    "test_train_bpe_vocab_has_bytes_then_merges_then_special_tokens": (
        "id 0 到 255 是字节，接着是合并，最后是特殊 token"
    ),
    "test_train_bpe_returns_a_dict_and_a_list_of_pairs": (
        "vocab 是从 id 到字节串的字典，merges 是列表，每一项是一对字节串"
    ),
    "test_train_bpe_ties_go_to_the_greatest_pair": "几对次数相同时，取最大的一对",
    "test_train_bpe_ties_compare_pairs_of_byte_strings": (
        "比较的是字节串的元组：不是它们的 id，也不是连起来的样子"
    ),
    "test_train_bpe_counts_a_piece_as_often_as_it_occurs": (
        "一个常见词里的一对，胜过几个少见词里的一对"
    ),
    "test_train_bpe_runs_of_one_character": "一串相同的字符里，每一处都算一对，合并则从左到右",
    "test_train_bpe_of_any_script": "汉字、emoji、重音符号都是 UTF-8 字节，和别的一样",
    "test_train_bpe_no_merge_crosses_pieces": "单词、数字、符号、一串空白，各自成为一个小段",
    "test_train_bpe_keeps_its_counts_right_to_the_end": (
        "合并许多次以后，次数仍然和文本眼下的样子相符"
    ),
    "test_train_bpe_vocab_size_counts_everything": (
        "字节、合并、特殊 token 加起来是 vocab_size；名字给了两遍还是一个"
    ),
    "test_train_bpe_ends_when_no_pair_is_left": (
        "短的文本把能合并的全合并完，只出现一次的对也算，词表就小一些"
    ),
    "test_train_bpe_refuses_a_size_without_room": (
        "vocab_size 连字节和特殊 token 都装不下，就抛出 ValueError"
    ),
    "test_train_bpe_leaves_special_tokens_out": "特殊 token 里面的、隔着特殊 token 的，都不合并",
    "test_train_bpe_overlapping_special_tokens": "特殊 token 有重叠时，切出来的是最长的那个",
    "test_train_bpe_again_gives_the_same": "第二次训练不记得第一次",
    "test_train_bpe_leaves_its_arguments_alone": "传进来的特殊 token 列表保持原样",
    "test_train_bpe_does_not_count_everything_anew_for_each_merge": (
        "100 次合并用的时间是一次的几倍，不是 100 倍"
    ),
    "test_BPETokenizer_encode_merges_the_lowest_rank_first": (
        "一个词里先合并名次最小的一对，直到一对也不剩"
    ),
    "test_BPETokenizer_encode_applies_the_first_merge": "名次 0 也是名次",
    "test_BPETokenizer_encode_ids_are_those_of_vocab": (
        "id 从 vocab 里来：字节的 id 不一定是它的值，合并的 id 不一定是它的名次"
    ),
    "test_BPETokenizer_encode_any_script": (
        "英文、中文、emoji、代码、一串空白，给出的都是合并以后的 id"
    ),
    "test_BPETokenizer_encode_cuts_the_text_into_pieces": "合并不跨过两个小段的边界",
    "test_BPETokenizer_encode_a_pair_is_two_tokens": (
        "(a, bc) 和 (ab, c) 是两对，虽然连起来都是 abc"
    ),
    "test_BPETokenizer_encode_looks_again_after_each_merge": (
        "后面的合并做出来的 token，前面的合并可能用得上"
    ),
    "test_BPETokenizer_encode_returns_a_list_of_ints": "encode 返回列表，空的文本一个 id 也没有",
    "test_BPETokenizer_encode_again_gives_the_same": (
        "以前编码过什么，还有没有别的分词器，都不影响结果"
    ),
    "test_BPETokenizer_special_tokens_are_one_id_each": (
        "一个特殊 token 就是一个 id，在词中间、在两头、挨在一起都一样"
    ),
    "test_BPETokenizer_special_tokens_are_taken_literally": (
        "特殊 token 里的 | . ( [ 这些符号，就是它们自己"
    ),
    "test_BPETokenizer_of_overlapping_special_tokens_the_longest": (
        "特殊 token 有重叠时，最长的优先，不管给的时候是什么次序"
    ),
    "test_BPETokenizer_special_tokens_that_vocab_lacks_get_the_next_ids": (
        "vocab 里没有的特殊 token，id 是最大的加一；本来就有的，id 不变"
    ),
    "test_BPETokenizer_without_special_tokens_all_text_is_ordinary": (
        "样子像特殊 token，没有交代它是，就是普通文本"
    ),
    "test_BPETokenizer_keeps_vocab_and_merges": "vocab 和 merges 是属性，和传进来的一样",
    "test_BPETokenizer_leaves_its_arguments_alone": (
        "vocab、merges 和 special_tokens 是调用者的，他可能还要再用"
    ),
    "test_BPETokenizer_decode_is_the_text_of_the_ids": "decode 把文本还回来，里面有什么都行",
    "test_BPETokenizer_decode_joins_bytes_before_reading_characters": (
        "一个字符的字节分在几个 token 里，也能完整地还回来"
    ),
    "test_BPETokenizer_decode_shows_bytes_that_are_no_text": "不是 UTF-8 的字节，变成替换字符",
    "test_BPETokenizer_decode_refuses_unknown_ids": (
        "vocab 里没有的 id 抛出 ValueError，消息里写出这个 id"
    ),
    "test_BPETokenizer_decode_reads_arrays_and_iterators": (
        "id 可以放在数组里，也可以来自迭代器，它只能读一遍"
    ),
    "test_BPETokenizer_encode_iterable_gives_the_ids_of_the_whole_text": (
        "不管块在哪里断开，id 都和整段文本的一样"
    ),
    "test_BPETokenizer_encode_iterable_of_single_characters": (
        "哪怕一块只有一个字符，单词、一串空白、'll 这样的词尾也都完整"
    ),
    "test_BPETokenizer_encode_iterable_blanks_at_the_end_of_a_chunk": (
        "一块末尾的一串空白，可能在下一块里接着，也可能把最后一个留给词"
    ),
    "test_BPETokenizer_encode_iterable_special_tokens_across_chunks": (
        "分在两块里的特殊 token 是一个 id，仍然是最长的优先"
    ),
    "test_BPETokenizer_encode_iterable_reads_no_further_than_it_must": (
        "读了开头几块就交出开头的 id，不用等读完其余的"
    ),
    "test_BPETokenizer_encode_iterable_keeps_nothing_but_the_open_end": (
        "不管文本多长，编码时占的内存只有几块那么大"
    ),
    "test_BPETokenizer_does_without_the_tokenizers_of_others": (
        "这个文件不导入 torch，也不导入别人写的分词器"
    ),
    "test_load_gpt2_bpe_reads_vocabulary_and_merges": "两个文件里的 vocab 和 merges 都变成字节串",
    "test_load_gpt2_bpe_takes_a_path": "文件夹的路径可以是字符串，也可以是 `pathlib.Path`",
    "test_load_gpt2_bpe_encodes_and_decodes": "加载好的分词器给出文件里的 id，也能把文本还回来",
    "test_load_gpt2_bpe_every_byte_has_its_character": (
        "文件里的 256 个字符全都认得，从 U+0100 起的那些也认得"
    ),
    "test_load_gpt2_bpe_only_the_version_is_no_merge": (
        "# 和 # 的合并也是合并；写着版本的那一行可以没有"
    ),
    "test_load_gpt2_bpe_special_tokens": (
        "<|endoftext|> 不用交代就是一个 id，别的特殊 token 给了才是"
    ),
}
