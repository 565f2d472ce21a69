"""Other right ways to write this stage: each must earn every point."""

STYLES = {}
