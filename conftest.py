"""Loads the kata's pytest plugin."""

pytest_plugins = ["tests.plugin"]
