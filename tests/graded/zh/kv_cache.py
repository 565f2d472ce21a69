"""第 10 阶段的测试各自要求什么：一条测试一句话。"""

CLAIMS = {
    "test_KVCache_begins_empty": "新的缓存里一个 token 也没有，不管别的缓存读过什么",
    "test_KVCache_keeps_tokens_in_order": "新的键和值接在旧的后面，沿着 token 那一维",
    "test_KVCache_takes_parts_of_any_length": (
        "一段提示、一个 token、再来几个都行；值的大小可以和键不同"
    ),
    "test_KVCache_counts_tokens": "长度是 token 的个数，不是头数，也不是文本数",
    "test_KVCache_holds_any_number_of_tokens": "文本再长也装得下，一个 token 也不丢",
    "test_KVCache_keeps_dtype_and_arguments": (
        "float64 进，float64 出；在内存里怎么存放都行；传进来的都保持原样"
    ),
    "test_cached_attention_reads_in_parts": "一段文本分几次读，结果和一次读完一样",
    "test_cached_attention_projects_only_the_new_tokens": "每个 token 只经过线性层一次",
    "test_cached_attention_fills_the_cache": "缓存里存着读过的 token；缓存是空的，就是普通的注意力",
    "test_cached_attention_keeps_dtype_and_input": (
        "float64 进，float64 出；在内存里怎么存放都行；输入保持原样"
    ),
    "test_cached_logits_reads_in_parts": "一段文本分几次读，结果和一次读完一样",
    "test_cached_logits_fills_a_cache_for_each_block": "读完以后，每个缓存里都有全部的 token",
    "test_cached_logits_reads_only_the_new_tokens": "每个 token 只走过模型一次",
    "test_cached_logits_refuses_more_than_max_seq_len": (
        "新旧 token 加在一起要放得下；恰好 max_seq_len 个放得下"
    ),
    "test_generate_cached_writes_what_generate_ids_writes": (
        "批里的每段文本，写出的 token 都和没有缓存时一样"
    ),
    "test_generate_cached_asks_any_other_model_by_itself": (
        "别的模型不管由什么组成，都自己来读：只有 SimpleLLM 才通过 cached_logits"
    ),
    "test_generate_cached_of_few_tokens": "一个新 token、一个也不要、提示只有一个 token，都行",
    "test_generate_cached_takes_a_prompt_longer_than_the_window": (
        "提示比 max_seq_len 长：全部留住，读的是它最后那些 token"
    ),
    "test_generate_cached_when_the_window_slides": (
        "超过 max_seq_len 以后，最后那些 token 要站在新的位置上重新读"
    ),
    "test_generate_cached_with_the_model_of_stage_7": "换成 ModernLLM，窗口以内和超出窗口都一样对",
    "test_generate_cached_reads_each_token_once": (
        "提示读一遍，之后一次读一个 token：文本变长，一个 token 的代价不变"
    ),
    "test_generate_cached_reads_no_more_than_the_window": (
        "窗口滑动时，每写一个新 token 重读 max_seq_len 个，不会更多"
    ),
    "test_generate_cached_begins_anew_each_time": "第二次调用不记得第一次",
    "test_generate_cached_passes_its_options_on": (
        "top_k = 1、极小的 top_p、极小的温度都只剩一个选择，和温度 0 一样"
    ),
    "test_generate_cached_repeats_with_the_same_seed": (
        "种子相同，写出来的相同，换个种子就不同；不用全局的生成器"
    ),
    "test_generate_cached_evaluates_and_leaves_no_trace": (
        "以评估模式运行，不记录梯度；之后模式、梯度和提示都和原来一样"
    ),
    "test_generate_cached_refuses_an_empty_prompt": (
        "提示里没有 token，或者要写的个数是负的，都抛出 ValueError"
    ),
}
