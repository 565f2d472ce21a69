"""`make watch`: keys, runs that are ended at any moment, a learner's code that waits for a key."""

import os
import time
from types import SimpleNamespace

import pytest

from tests.harness import watch
from tests.stages import STAGES, stage_numbered

SECOND = stage_numbered(2)


class Asked(list):
    """Stands in for the warm process."""

    def ask(self, command, stage):
        self.append((command, stage.number))


@pytest.mark.parametrize(
    ("key", "asked"),
    [
        ("r", [("run", 2)]),
        ("\n", [("run", 2)]),
        ("h", [("hint", 2)]),
        ("l", [("list", 2)]),
        ("c", [("compare", 2)]),
        ("n", [("run", 3)]),
        ("6", [("run", 6)]),
        ("0", [("run", 10)]),
        ("x", []),
    ],
)
def test_a_key_asks_for_what_it_says(key, asked):
    warm = Asked()
    assert watch.Watch(warm, SECOND).on_key(key)
    assert warm == asked


@pytest.mark.parametrize("key", ["q", "Q", "\x04"])
def test_a_key_leaves(key):
    assert not watch.Watch(Asked(), SECOND).on_key(key)


def test_after_the_last_stage_comes_none():
    warm = Asked()
    watch.Watch(warm, STAGES[-1]).on_key("n")
    assert warm == [("run", STAGES[-1].number)]


@pytest.mark.parametrize(
    ("typed", "keys"), [(b"h", "h"), (b"hn", "hn"), (b"\033[A", ""), ("中".encode(), "")]
)
def test_arrows_and_other_scripts_are_no_keys_of_ours(typed, keys):
    assert watch.keys_in(typed) == keys


def for_ever(_stage):
    while True:
        time.sleep(1)


def test_a_run_can_be_ended_the_moment_it_begins():
    for _ in range(20):
        watch.end(watch.in_fork(for_ever, SECOND))


def test_the_learners_code_neither_reads_keys_nor_waits_for_them(capfd):
    def command(_stage):
        breakpoint()
        breakpoint()
        print("went on, and read", os.read(0, 1))

    os.waitpid(watch.in_fork(command, SECOND), 0)
    told = capfd.readouterr().out
    assert told.count("breakpoint() needs a terminal of its own: make test-stage-2") == 1
    assert "went on, and read b''" in told


def test_without_a_terminal_the_way_out_is_told(monkeypatch, capsys):
    monkeypatch.setattr(watch.sys, "stdin", SimpleNamespace(isatty=lambda: False))
    assert watch.main([]) == 2
    assert "run make test-stage-N" in capsys.readouterr().err


@pytest.mark.parametrize("word", ["99", "two"])
def test_which_stage_to_watch_has_to_be_one(word, monkeypatch, capsys):
    terminal = SimpleNamespace(isatty=lambda: True)
    monkeypatch.setattr(watch.sys, "stdin", terminal)
    monkeypatch.setattr(watch.sys.stdout, "isatty", lambda: True, raising=False)
    assert watch.main([word]) == 2
    assert "One of 1 to 12" in capsys.readouterr().err
