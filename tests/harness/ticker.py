"""What is being tried, for as long as it takes: one line on a terminal, wiped off at the end."""

from __future__ import annotations

import os
import sys

from tests.harness.claims import Claim
from tests.harness.screen import say


class Ticker:
    """Called with each claim before it runs. Silent where lines cannot be wiped off.

    Made before anybody redirects the output: pytest keeps that of a running test to itself.
    """

    def __init__(self):
        can_wipe = sys.stdout.isatty() and os.environ.get("TERM") != "dumb"
        self.stream = os.fdopen(os.dup(sys.stdout.fileno()), "w") if can_wipe else None

    def __call__(self, claim: Claim) -> None:
        self.write(say("trying {} …", claim.function))

    def wipe(self) -> None:
        self.write("")

    def write(self, text: str) -> None:
        if self.stream:
            self.stream.write(f"\r\033[K{text}")
            self.stream.flush()
