"""第 6 阶段的测试各自要求什么：一条测试一句话。"""

CLAIMS = {
    "test_get_batch_cuts_windows_and_shifts_the_targets": (
        "x 的每一行是数据里的一个窗口，y 的同一行是它往后挪一个 token"
    ),
    "test_get_batch_needs_no_more_than_one_window": (
        "T + 1 个 token 的数据只有一个窗口：每一行都是它"
    ),
    "test_get_batch_refuses_data_that_is_too_short": (
        "不足 T + 1 个 token，切不出带着目标的窗口：用 ValueError 说明"
    ),
    "test_get_batch_draws_each_row_for_itself": "批次里的各行从哪里开始，互不相干",
    "test_get_batch_reaches_every_window": (
        "每个窗口都抽得到，第一个和最后一个也在内；再往外的抽不到"
    ),
    "test_get_batch_draws_all_windows_equally_often": "每个窗口同样可能，不管前一行是什么",
    "test_get_batch_draws_anew_in_every_call": "再调用一次就是另一个批次，给不给生成器都一样",
    "test_get_batch_takes_all_chance_from_the_generator": (
        "同样的生成器给出同样的批次，也不去动 torch 的全局生成器"
    ),
    "test_get_batch_begins_at_the_given_starts": (
        "给了 `starts`，每个窗口都从其中的一项开始，各项同样可能"
    ),
    "test_get_batch_keeps_the_type_of_the_data": "32 位的 id 给出 32 位的批次",
    "test_get_batch_leaves_the_data_alone": "数据和允许的起点都保持原样",
    "test_cross_entropy_of_a_row_of_predictions": (
        "logits 是 (N, V) 时，损失是 −log softmax(logits)[target] 的平均"
    ),
    "test_cross_entropy_of_a_batch_of_sequences": (
        "logits 是 (B, T, V) 时，平均取遍全部 B · T 个位置"
    ),
    "test_cross_entropy_with_any_leading_dimensions": "前面再多一维，或者只有一个位置，规矩都不变",
    "test_cross_entropy_of_tokens_that_are_never_the_target": (
        "最后一个 token 可以从不当目标，别的也一样：V 是 logits 的大小"
    ),
    "test_cross_entropy_of_a_great_surprise": (
        "正确的 token 远远低于别的，损失很大，但是有限，哪怕它的 softmax 舍入成 0"
    ),
    "test_cross_entropy_survives_large_logits": "logits 到 5000 会让 exp() 溢出；损失仍然要对",
    "test_cross_entropy_survives_rows_of_different_size": (
        "一行 logits 很小，旁边一行很大：每行各算各的"
    ),
    "test_cross_entropy_gradients": "梯度传得到 logits：(softmax − one-hot) / 目标的个数",
    "test_cross_entropy_keeps_the_dtype": "logits 是 float64，损失就是 float64，准到十二位",
    "test_cross_entropy_hides_no_nan": "logits 里有 nan，损失就是 nan，让人看见出了错",
    "test_cross_entropy_leaves_its_inputs_alone": "logits 和目标保持原样，在内存里怎么存放都行",
    "test_train_step_trains_as_the_reference_does": "AdamW 走三步以后，所有参数都和参考实现一样",
    "test_train_step_takes_one_step_on_the_mean_loss": "走一步以后，所有参数都和参考实现一样",
    "test_train_step_forgets_older_gradients": "以前的批次留在 .grad 里的东西，这一步不用",
    "test_train_step_returns_the_loss_before_the_step": (
        "返回的是参数移动之前这个批次的损失，是普通的 float"
    ),
    "test_train_step_trains_in_training_mode": (
        "模型来时是训练模式，运行时和之后都还是；批次保持原样"
    ),
    "test_train_step_uses_the_optimizer_it_is_given": "走步的就是传进来的优化器，每个批次走一步",
    "test_evaluate_changes_no_parameter": "测量不是训练：每个参数和数据都保持原样",
    "test_evaluate_draws_its_batches_from_the_generator": "抽 n_batches 个新的批次，全都出自生成器",
    "test_evaluate_is_the_mean_over_the_batches": (
        "结果是 get_batch 抽出的各个批次损失的平均，是普通的 float"
    ),
    "test_evaluate_begins_windows_at_the_given_starts": "给了 `starts`，只测量从那里开始的窗口",
    "test_evaluate_runs_in_evaluation_mode_and_restores_the_mode": (
        "模型以评估模式运行，之后回到原来的模式"
    ),
    "test_evaluate_records_no_gradients": "评估时不建计算图；为它关掉的，之后又打开",
    "test_evaluate_refuses_data_that_is_too_short": (
        "没有窗口可切时，evaluate 和 get_batch 一样抛出 ValueError"
    ),
    "test_train_reports_every_step": (
        "每一步之后调用 on_step(i, loss)，i 从 0 数起；所有的损失以列表返回"
    ),
    "test_train_draws_every_batch_from_the_generator": "每一步都从生成器抽一个新的批次",
    "test_train_is_steps_of_one_adamw": (
        "五步以后，损失和参数都和参考实现一样，它自始至终用同一个 AdamW"
    ),
    "test_train_has_a_learning_rate_of_its_own": "不给 `lr` 时，学习率是 0.001",
    "test_train_follows_the_schedule": (
        "给了学习率计划，第 i 步的学习率就是 schedule(i)，不管 `lr` 是多少"
    ),
    "test_train_begins_windows_at_the_given_starts": "给了 `starts`，每个批次里的窗口都从那里开始",
    "test_train_runs_in_training_mode": "训练以训练模式进行，模型来的时候是评估模式也一样",
    "test_train_learns_one_window_by_heart": "数据里只有一个窗口时，损失降到几乎为零",
    "test_train_of_no_steps_changes_nothing": "零步没有损失，每个参数都保持原样",
}
