"""第 5 阶段的测试各自要求什么：一条测试一句话。"""

CLAIMS = {
    "test_apply_temperature_divides_the_logits": "每个 logit 都除以温度",
    "test_apply_temperature_reads_one_row": (
        "没有批的一行 logits，或者只有一行的批，在内存里怎么存放都行"
    ),
    "test_apply_temperature_takes_any_size": "温度再小、logits 再大，都原样相除；-inf 还是 -inf",
    "test_apply_temperature_refuses_zero": "温度 0 抛出 ValueError：不能除以 0",
    "test_apply_temperature_refuses_a_negative_one": (
        "温度小于 0 抛出 ValueError：它会偏爱最差的 token"
    ),
    "test_apply_temperature_leaves_its_input_alone": "调用者的 logits 保持原样",
    "test_apply_temperature_keeps_the_dtype": "float64 还是 float64，float16 还是 float16",
    "test_top_k_filter_keeps_the_k_greatest_of_each_row": (
        "每行留下最大的 k 个 logits，其余的变成 -inf"
    ),
    "test_top_k_filter_of_one_row": "没有批的一行 logits，在内存里怎么存放都行，全是负数也行",
    "test_top_k_filter_of_one_keeps_the_greatest": "k = 1 只留下每行最大的 logit",
    "test_top_k_filter_keeps_ties_with_the_kth": "和第 k 大的相等的 logits 都留下",
    "test_top_k_filter_keeps_all_when_k_is_large": (
        "k = V 和 k > V 时全部留下：按字符切分的词表很小"
    ),
    "test_top_k_filter_lets_infinity_be": "本来就是 -inf 的 logit 还是 -inf，剩下的不到 k 个也一样",
    "test_top_k_filter_refuses_k_below_one": "k = 0 和 k = -1 抛出 ValueError",
    "test_top_k_filter_leaves_its_input_alone": "调用者的 logits 保持原样",
    "test_top_k_filter_keeps_the_dtype": "float64 还是 float64，float16 还是 float16",
    "test_top_p_filter_keeps_the_smallest_set_that_reaches_p": (
        "每行从最可能的 token 留起，加起来够 p 为止"
    ),
    "test_top_p_filter_of_one_row": "没有批的一行 logits，在内存里怎么存放都行",
    "test_top_p_filter_keeps_at_least_one": "最可能的 token 自己就超过 p 时，留下它，只留它",
    "test_top_p_filter_stops_when_p_is_reached": (
        "四个 token 各占四分之一，p = 0.5 留两个，p = 0.6 留三个：id 小的"
    ),
    "test_top_p_filter_breaks_ties_by_id": "同样可能的 token，id 小的在前",
    "test_top_p_filter_of_one_keeps_everything": "p = 1 时全部留下，再不可能的 token 也留",
    "test_top_p_filter_survives_large_logits": (
        "logits 到 1000 会让 exp() 溢出，-inf 表示绝不会；该留的仍要留对"
    ),
    "test_top_p_filter_refuses_zero": "p = 0 和 p 小于 0 都抛出 ValueError",
    "test_top_p_filter_refuses_more_than_one": "p 大于 1 抛出 ValueError",
    "test_top_p_filter_leaves_its_input_alone": "调用者的 logits 保持原样",
    "test_top_p_filter_keeps_the_dtype": "float64 还是 float64",
    "test_sample_next_token_draws_for_each_row": (
        "几行完全相同，也各抽各的 token：所有的行共用一个随机数是不够的"
    ),
    "test_sample_next_token_follows_the_softmax": (
        "不给选项时，每个 token 的频率就是它的 softmax 概率"
    ),
    "test_sample_next_token_follows_the_temperature": "温度低，频率更集中；温度高，频率更平均",
    "test_sample_next_token_follows_top_k": "给了 top_k，只从最可能的 k 个里抽，相互的比例不变",
    "test_sample_next_token_follows_top_p": (
        "给了 top_p，只从够总概率 p 的最小集合里抽，相互的比例不变"
    ),
    "test_sample_next_token_filters_in_the_order_temperature_k_p": (
        "先用温度，再用 top_k，最后在剩下的里面用 top_p"
    ),
    "test_sample_next_token_survives_large_logits": "logits 大到 1000，也和别的一样抽得对",
    "test_sample_next_token_at_zero_takes_the_greatest": "温度 0 取每行最大的 logit",
    "test_sample_next_token_at_zero_draws_nothing": "温度 0 不用抽签，生成器停在原处",
    "test_sample_next_token_near_zero_takes_the_greatest": (
        "温度只有百万分之一、top_k = 1、top_p 极小，都只剩一个选择"
    ),
    "test_sample_next_token_gives_one_id_a_row": (
        "logits 是 (..., V)，给出的 id 就是 (...)，V 前面有什么都行"
    ),
    "test_sample_next_token_draws_anew_each_time": (
        "用同一个生成器调用两次，或者两次都不给生成器，抽出的 token 都不同"
    ),
    "test_sample_next_token_repeats_with_the_same_seed": "种子相同的两个生成器，抽出的 token 相同",
    "test_sample_next_token_leaves_the_global_generators_alone": (
        "给了生成器，就不动别的随机来源：既不用它，也不给它设种子"
    ),
    "test_sample_next_token_leaves_its_input_alone": "调用者的 logits 保持原样",
    "test_sample_next_token_refuses_top_k_zero": (
        "top_k = 0 抛出 ValueError：它不是“不过滤”的意思，None 才是"
    ),
    "test_sample_next_token_refuses_top_p_zero": (
        "top_p = 0 抛出 ValueError：它不是“不过滤”的意思，None 才是"
    ),
    "test_sample_next_token_refuses_top_p_above_one": (
        "top_p 大于 1 抛出 ValueError，和过滤的函数一样"
    ),
    "test_sample_next_token_refuses_a_negative_temperature": "温度小于 0 抛出 ValueError",
    "test_generate_ids_continues_from_the_last_position": (
        "每一行都按最后一个位置的 logits 来选下一个 token"
    ),
    "test_generate_ids_reads_its_own_tokens": "每个新 token 都让模型读过，再选下一个",
    "test_generate_ids_feeds_the_last_max_seq_len_tokens": (
        "超过 max_seq_len 以后，模型只看最后那些 token；结果里一个也不少"
    ),
    "test_generate_ids_takes_a_prompt_longer_than_the_window": (
        "提示比 max_seq_len 长：全部留住，读的是它最后那些 token"
    ),
    "test_generate_ids_takes_any_window": (
        "窗口就是 `model.max_seq_len`，一个 token 也好，七十个也好"
    ),
    "test_generate_ids_of_no_new_tokens": "max_new_tokens = 0 时，id 原样返回",
    "test_generate_ids_ends_at_no_token": (
        "不管出来哪个 token，都要加满 max_new_tokens 个：这份词表里没有表示结束的 token"
    ),
    "test_generate_ids_with_the_model_of_stage_4": "SimpleLLM 用贪心解码，写出来的和参考实现一样",
    "test_generate_ids_passes_its_options_on": (
        "top_k = 1、极小的 top_p、极小的温度都只剩一个选择，和温度 0 一样"
    ),
    "test_generate_ids_draws_from_the_distribution": (
        "每一行各抽各的 token，频率由最后一个位置的 logits 决定"
    ),
    "test_generate_ids_repeats_with_the_same_seed": (
        "种子相同的两个生成器，写出来的相同；不用全局的生成器"
    ),
    "test_generate_ids_evaluates": "模型的每个部分都以评估模式运行，dropout 是关着的",
    "test_generate_ids_leaves_the_mode_as_it_was": (
        "模型原来是训练模式，之后还是；原来不是，之后也不是"
    ),
    "test_generate_ids_records_no_gradients": "生成时不记录梯度，之后照常记录",
    "test_generate_ids_asks_once_for_each_token": "每个新 token 只调用一次模型，所有的行一起算",
    "test_generate_ids_leaves_its_prompt_alone": "调用者的 id 保持原样",
    "test_generate_ids_refuses_an_empty_prompt": (
        "没有 token 的提示抛出 ValueError：没有东西可以接着写"
    ),
    "test_generate_ids_refuses_less_than_no_tokens": "max_new_tokens 小于 0 抛出 ValueError",
    "test_generate_returns_prompt_and_continuation": "返回的文本以提示开头，后面是模型接着写的",
    "test_generate_writes_fifty_tokens_by_default": "不给 max_new_tokens 时，接上 50 个 token",
    "test_generate_passes_its_options_on": "temperature、top_k 和 top_p 都传到抽取的那一步",
    "test_generate_repeats_with_the_same_seed": (
        "种子相同的两个生成器写出相同的文本，换个种子就不同"
    ),
    "test_generate_has_no_options_by_default": "不给选项时，logits 照原样用：温度 1，不过滤",
    "test_generate_refuses_an_empty_prompt": "空的提示抛出 ValueError",
    "test_generate_refuses_an_unknown_character": "分词器不认识的字符抛出 ValueError",
    "test_generate_leaves_the_mode_as_it_was": "以评估模式生成，之后模型照样接着训练",
}
