"""What is said of a text that nothing can be learnt from."""

WORDS = {
    (
        "This Python came without its manual (pydoc_data.topics); take DATA=stories or the "
        "path of a text file instead."
    ): "这个 Python 没有带手册（pydoc_data.topics）；换成 DATA=stories，或者一个文本文件的路径。",
    "There is no file {}; DATA is stories, pydoc or the path of a text file.": (
        "没有 {} 这个文件；DATA 是 stories、pydoc 或者一个文本文件的路径。"
    ),
    "{} is a folder; name one text file in it.": "{} 是文件夹；请指明里面的一个文本文件。",
    "{} cannot be read ({}); name another file.": "{} 读不了（{}）；换一个文件。",
    "{} is empty; name a file with text in it to learn from.": (
        "{} 是空的；换一个里面有文字可学的文件。"
    ),
    "{} is not UTF-8 text (byte {} is 0x{}); save it as UTF-8 or name another file.": (
        "{} 不是 UTF-8 文本（从 0 数起，第 {} 个字节是 0x{}）；请存成 UTF-8，或者换一个文件。"
    ),
    "{} (the training part)": "{}（训练部分）",
    "{} (the validation part)": "{}（验证部分）",
    "{} has {} characters, but a window of {} needs {}; take a longer text or a shorter window.": (
        "{}：只有 {} 个字符，可是长度 {} 的窗口需要 {} 个；换更长的文本，或者更短的窗口。"
    ),
}
