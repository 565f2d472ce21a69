"""What can be said about a wrong result that no known mistake explains: measured, in one sentence."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


def describe(got: Any, expected: Callable[[], Any], tolerance: float = 1.0) -> str:
    """One sentence of facts, or nothing where nothing can be measured."""
    return ""
