"""What is measured of a wrong result that no known mistake explains."""

WORDS = {
    "only future positions differ (column greater than row)": "只有未来的位置不对（列号大于行号）",
    "only past positions differ (column less than row)": "只有过去的位置不对（列号小于行号）",
    "only the diagonal differs": "只有对角线不对",
    "only {} differs": "只有{}不对",
    "right for {} only": "只有{}是对的",
    "the first value": "第一个值",
    "the last value": "最后一个值",
    "value {}": "第 {} 个值（从 0 数起）",
    "the first column": "第一列",
    "the last column": "最后一列",
    "column {}": "第 {} 列（从 0 数起）",
    "the first row": "第一行",
    "the last row": "最后一行",
    "row {}": "第 {} 行（从 0 数起）",
    "the first batch element": "批次的第一项",
    "the last batch element": "批次的最后一项",
    "batch element {}": "批次的第 {} 项（从 0 数起）",
    "the first slice of axis {}": "第 {} 维的第一片",
    "the last slice of axis {}": "第 {} 维的最后一片",
    "slice of axis {} {}": "第 {} 维的第 {} 片（从 0 数起）",
    "only values that should be zero differ": "只有本该是零的值不对",
    "only values that should be negative differ": "只有本该是负的值不对",
    "only values that should be positive differ": "只有本该是正的值不对",
    "axes {} and {} are swapped, with the right values": "第 {} 维和第 {} 维对调了，数值是对的",
    "axes {} and {} are swapped, with values that are wrong too": (
        "第 {} 维和第 {} 维对调了，数值也不对"
    ),
    "the right values in their order, but of shape {}": "数值和次序都对，但形状是 {}",
    "the right start, but {} of {} values": "开头是对的，但 {1} 个值只有前 {0} 个",
    "the right values, and then {} more": "该有的值都对，后面又多出 {} 个",
    "the right end, but the first {} missing": "末尾是对的，但少了最前面的 {} 个",
    "{} more in front of the right values": "该有的值都对，前面却多出 {} 个",
    "{} along axis {}": "沿第 {1} 维，{0}",
    "text": "文本",
    "the right values, as {} instead of {}": "数值是对的，类型却是 {}，应为 {}",
    "other values, as {} instead of {}": "数值不对，类型也不对：是 {}，应为 {}",
    "infinity": "无穷大",
    "{} of {} values are {}, first at {}": "{1} 个值里有 {0} 个是 {2}，第一个在 {3}",
    "{} of {} values are {}, first at {}, the others are right": (
        "{1} 个值里有 {0} 个是 {2}，第一个在 {3}，其余的都对"
    ),
    "all {} values are {}": "{} 个值全是 {}",
    "exactly the first array that was passed in, unchanged": "就是传进来的第一个数组，原封不动",
    "exactly the second array that was passed in, unchanged": "就是传进来的第二个数组，原封不动",
    "exactly the third array that was passed in, unchanged": "就是传进来的第三个数组，原封不动",
    "exactly the fourth array that was passed in, unchanged": "就是传进来的第四个数组，原封不动",
    (
        "right up to the precision of {}, which all values fit: the largest error is {} % of "
        "the largest value"
    ): "在 {} 的精度以内是对的，所有的值也都放得进这种精度：最大的误差是最大值的 {} %",
    "nearly right: the largest error is {} % of the largest value": (
        "差不多对：最大的误差是最大值的 {} %"
    ),
    "the right items in another order": "每一项都对，次序不对",
    "right after axes {} and {} are transposed": "把第 {} 维和第 {} 维转置以后就对了",
    "the right values, reversed": "数值是对的，次序倒过来了",
    "the right values, moved on by {} (the last ones come first)": (
        "数值是对的，但都往后挪了 {} 格（最后的转到了最前面）"
    ),
    "the right values, moved on by {} along axis {} (the last ones come first)": (
        "沿第 {1} 维，数值是对的，但都往后挪了 {0} 格（最后的转到了最前面）"
    ),
    "the right values, in another order": "数值是对的，次序不对",
    "true and false are exchanged": "真和假对调了",
    "every sign is turned around": "所有的正负号都反了",
    "off by a constant factor of {}": "都是正确值的 {} 倍",
    "off by a constant {}": "都等于正确值加 {}",
    "the square of the right values": "是正确值的平方",
    "the square root of the right values": "是正确值的平方根",
    "the reciprocal of the right values": "是正确值的倒数",
    "the absolute value of the right values": "是正确值的绝对值",
    "the exponential of the right values": "是正确值的指数",
    "the logarithm of the right values": "是正确值的对数",
    "one minus the right values": "是 1 减去正确值",
    "each row is off by a factor of its own ({} to {})": "每一行各乘了一个自己的倍数（{} 到 {}）",
    "each row is off by a constant of its own ({} to {})": "每一行各加了一个自己的常数（{} 到 {}）",
    "the values sum to 1 along axis {}, not along the last": (
        "沿第 {} 维的和是 1，沿最后一维的却不是"
    ),
    "the rows sum to {} to {}, not to 1": "各行的和是 {} 到 {}，不是 1",
    "{}: {}": "{}：{}",
    "there it is {}": "那里全是 {}",
    "{} times the right value": "是正确值的 {} 倍",
    "of {} results only {} is wrong": "{} 个结果里，不对的只有 {}",
    "{} of {} results are wrong, first {}": "{1} 个结果里有 {0} 个不对，第一个是 {2}",
    "nothing arrives (None): was it never used, or cut off from what is computed?": (
        "什么也没有传到（None）：是从来没用上它，还是它从计算图里断开了？"
    ),
    "a list of lists of different lengths": "列表里的列表长短不一",
}
