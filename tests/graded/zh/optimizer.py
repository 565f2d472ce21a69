"""第 9 阶段的测试各自要求什么：一条测试一句话。"""

CLAIMS = {
    "test_AdamW_is_an_optimizer_of_torch": (
        "学习率的计划和训练循环，可以像对任何 `torch.optim.Optimizer` 那样用它"
    ),
    "test_AdamW_keeps_its_options_under_the_usual_names": (
        "每个参数组都有 lr、betas、eps 和 weight_decay，默认值和 torch 的一样"
    ),
    "test_AdamW_takes_one_step": "走完第一步，每个参数都和参考实现一样",
    "test_AdamW_takes_many_steps": "走完十二步，每个参数都和参考实现一样",
    "test_AdamW_follows_a_learning_rate_that_changes": (
        "走这一步的时候，参数组里的学习率是多少，就用多少"
    ),
    "test_AdamW_uses_the_options_it_is_given": "lr、betas、eps 和 weight_decay 都起作用",
    "test_AdamW_adds_eps_to_the_corrected_root": "梯度和 eps 一样小时，就看得出 eps 加在哪里",
    "test_AdamW_decays_without_help_of_the_gradient": (
        "衰减是把旧的权重乘上 1 - lr * weight_decay，不经过任何平均"
    ),
    "test_AdamW_obeys_the_options_of_each_group": (
        "每个参数组有自己的选项；没写的，照创建优化器时给的"
    ),
    "test_AdamW_leaves_a_parameter_without_gradient_alone": (
        "梯度是 None 的参数不衰减，它的步数也不往前数"
    ),
    "test_AdamW_resumes_from_its_state_dict": "新的优化器收下旧的状态，就像没断过一样接着走",
    "test_AdamW_keeps_its_memory_to_itself": "两个优化器轮流走步，互不相干",
    "test_AdamW_leaves_the_gradients_as_they_are": ".grad 是调用者的：走步只读它，不改，也不清零",
    "test_AdamW_calls_the_closure": (
        "step(closure) 在打开梯度的情况下重新算损失，然后走一步，返回这个损失"
    ),
    "test_AdamW_keeps_float64_exact": "float64 的参数用 float64 来更新",
    "test_AdamW_refuses_options_that_make_no_sense": (
        "lr、eps 或 weight_decay 是负数，或者有 beta 等于 1 或更大，都抛出 ValueError"
    ),
    "test_AdamW_takes_the_smallest_options": "lr、eps、weight_decay 和 betas 都可以是 0",
    "test_clip_grad_norm_shortens_long_gradients": (
        "所有梯度合成一个向量，长度缩到 max_norm，方向不变"
    ),
    "test_clip_grad_norm_leaves_short_gradients_alone": "比 max_norm 短的，保持原样",
    "test_clip_grad_norm_measures_all_gradients_together": (
        "一个大的梯度，连小的也一起缩短：长度是所有梯度合起来的"
    ),
    "test_clip_grad_norm_clips_a_single_parameter": "只有一个参数也行",
    "test_clip_grad_norm_reads_the_parameters_once": (
        "`model.parameters()` 是生成器：读第二遍，就什么也读不到"
    ),
    "test_clip_grad_norm_skips_parameters_without_gradient": (
        "None 还是 None；一个梯度也没有时，长度是 0"
    ),
    "test_clip_grad_norm_survives_gradients_of_zero": "梯度全是 0，就还是 0，长度也是 0",
    "test_clip_grad_norm_changes_no_parameter": "缩短的只是梯度；权重保持原样",
    "test_cosine_schedule_values": "从 0 沿直线升上去，再沿半个余弦降下来",
    "test_cosine_schedule_warms_up_from_zero": "预热从 0 开始，到第 warmup_steps 步达到 max_lr",
    "test_cosine_schedule_does_without_warm_up": "没有预热时，第一个学习率就是 max_lr",
    "test_cosine_schedule_stays_at_min_lr_after_the_end": (
        "从 total_steps 起，学习率就是 min_lr，再也不升上去"
    ),
    "test_cosine_schedule_may_fall_to_nothing": "min_lr 可以是 0，也可以等于 max_lr",
    "test_cosine_schedule_may_be_nothing_but_warm_up": (
        "warmup_steps 等于 total_steps 时，预热一结束就是 min_lr"
    ),
    "test_save_checkpoint_writes_safetensors": (
        "用普通的 safetensors 就能读到模型的每个张量（名字是 `model.<name>`）和步数"
    ),
    "test_save_checkpoint_holds_the_optimizers_tensors": (
        "优化器的张量在文件里也是张量，名字以 `optimizer.` 开头"
    ),
    "test_save_checkpoint_keeps_the_type_of_numbers": "权重是 float64，存下来还是 float64",
    "test_save_checkpoint_keeps_buffers": "state_dict() 里的全都存：不只是参数，缓冲区也要",
    "test_save_checkpoint_takes_shared_weights": "两个名字共享的权重也存得下，每个名字下面都有",
    "test_save_checkpoint_takes_any_memory_layout": "在内存里不连续的权重，存下来数值不变",
    "test_save_checkpoint_replaces_the_old_file_whole": (
        "先写在别处，再换到位：中途断了，什么也不会毁掉"
    ),
    "test_save_checkpoint_leaves_nothing_beside_it": "文件夹里只有存档，没有别的",
    "test_save_checkpoint_changes_neither_model_nor_optimizer": (
        "保存只是读：训练接着走，像什么也没发生过"
    ),
    "test_load_checkpoint_goes_on_where_the_run_stopped": (
        "模型、优化器、学习率、步数都恢复：接下来的几步，和没断过的训练一样"
    ),
    "test_load_checkpoint_returns_the_step": "步数回来还是存进去的那个整数",
    "test_load_checkpoint_restores_a_run_that_has_not_begun": (
        "一步都没走过的优化器没有状态，它的存档也照样能加载"
    ),
    "test_load_checkpoint_restores_groups_and_plain_numbers": (
        "不是张量的状态，比如 int 的计数，也要回来；每个参数组也一样"
    ),
    "test_load_checkpoint_loads_into_the_same_parameters": (
        "参数换了数，还是原来那些对象：优化器仍然推得动它们"
    ),
    "test_load_checkpoint_refuses_what_does_not_fit": (
        "文件不存在抛出 FileNotFoundError，名字或形状不同抛出 RuntimeError"
    ),
}
