"""What a comparison says: what was expected, what came, and where they part."""

WORDS = {
    "item {}": "第 {} 项（从 0 数起）",
    "{} of {} values differ, first at [{}]": "{1} 个值里有 {0} 个不同，第一个在 [{2}]",
    "at [{}]": "在 [{}]",
    "first at character {}": "最先在第 {} 个字符（从 0 数起）",
    "{} raised": "抛出 {}",
    "shape {}": "形状 {}",
    "{} values": "{} 型的值",
    "{} values of shape {}": "{} 型的值，形状 {}",
    "a {} of {}": "{}，有 {} 项",
    "a {} object": "{} 对象",
    "the names {}": "名字 {}",
    "missing {}": "缺少 {}",
    "also {}": "多出 {}",
    "ids from 0 to {}": "id 从 0 到 {}",
    "{} to {}": "{} 到 {}",
    "id {} in {} % of {} draws": "抽 {2} 次，id {0} 占 {1} %",
    "of row [{}]": "行 [{}]",
    "`{}` is not in the file": "文件里没有 `{}`",
    "a result of this form cannot be used ({}: {})": "这种样子的结果没法用（{}：{}）",
    "cut off after {} seconds: is there a loop that never ends?": (
        "{} 秒后中断了：是不是有个循环停不下来？"
    ),
}
