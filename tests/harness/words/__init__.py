"""The fixed sentences in Chinese: English -> Chinese, a file for each speaker.

A hole `{}` is filled with the same fields in both; where Chinese wants them in another order, the
holes are numbered.
"""

from tests.harness.words import (
    commands,
    compared,
    corpus,
    lab,
    measured,
    pictures,
    program,
    report,
)

SPEAKERS = (report, compared, measured, commands, program, corpus, lab, pictures)
WORDS = {english: chinese for speaker in SPEAKERS for english, chinese in speaker.WORDS.items()}
