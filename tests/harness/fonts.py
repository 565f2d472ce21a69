"""A font that has Chinese characters, for pictures: matplotlib's own has none."""

from __future__ import annotations

from matplotlib import font_manager, rcParams

# what systems come with or people install, the best looking first
CHINESE = (
    "Noto Sans CJK SC",
    "Noto Sans SC",
    "Source Han Sans SC",
    "Source Han Sans CN",
    "PingFang SC",
    "Hiragino Sans GB",
    "Microsoft YaHei",
    "WenQuanYi Micro Hei",
    "WenQuanYi Zen Hei",
    "Heiti SC",
    "Heiti TC",
    "STHeiti",
    "SimHei",
    "SimSun",
    "Songti SC",
    "Arial Unicode MS",
    "Droid Sans Fallback",
    # the same file as the first: some versions of matplotlib see only the first font in it
    "Noto Sans CJK JP",
    "Noto Serif CJK SC",
)


def chinese_font() -> str | None:
    """The best font with Chinese characters that is installed, if there is one."""
    installed = {font.name for font in font_manager.fontManager.ttflist}
    return next((name for name in CHINESE if name in installed), None)


def families() -> list[str]:
    """The usual fonts, then one that draws the Chinese characters they lack, where there is one."""
    font, usual = chinese_font(), rcParams["font.family"]
    return [*usual, font] if font else usual
