"""Files are written whole or not at all, and what is no ordinary file stays what it is."""

import os
import threading

import pytest

from tests.harness.files import write_whole


def test_a_file_is_replaced_as_a_whole_and_nothing_is_left_beside_it(tmp_path):
    path = tmp_path / "deep" / "grades.csv"
    write_whole(path, "a long first version")
    write_whole(path, "second, 第二")
    assert path.read_text(encoding="utf-8") == "second, 第二"
    assert os.listdir(path.parent) == ["grades.csv"]


def test_a_pipe_is_written_to_and_stays_a_pipe(tmp_path):
    path, read = tmp_path / "pipe", []
    os.mkfifo(path)
    reader = threading.Thread(target=lambda: read.append(path.read_bytes()))
    reader.start()
    write_whole(path, b"through")
    reader.join(10)
    assert read == [b"through"]
    assert path.is_fifo()


def test_a_folder_in_the_way_is_an_error_and_stays(tmp_path):
    with pytest.raises(OSError, match="directory"):
        write_whole(tmp_path, "text")
    assert list(tmp_path.iterdir()) == []


def test_a_link_is_followed_and_stays_a_link(tmp_path):
    """`/dev/stdout` leads to an ordinary file where a shell has redirected it."""
    path = tmp_path / "stdout"
    path.symlink_to(tmp_path / "redirected.txt")
    write_whole(path, "text")
    write_whole(path, "more")
    assert path.is_symlink()
    assert (tmp_path / "redirected.txt").read_text() == "more"


def test_a_full_disk_leaves_the_old_file_whole(tmp_path, monkeypatch):
    write_whole(tmp_path / "deep" / "a.txt", "old")
    monkeypatch.setattr("os.fsync", lambda _: (_ for _ in ()).throw(OSError("full")))
    with pytest.raises(OSError, match="full"):
        write_whole(tmp_path / "deep" / "a.txt", "new")
    assert (tmp_path / "deep" / "a.txt").read_text() == "old"


def test_what_cannot_be_written_leaves_nothing_behind(tmp_path, monkeypatch):
    (tmp_path / "folder").mkdir()
    path = tmp_path / "folder" / "grades.csv"
    monkeypatch.setattr("os.fsync", failing)
    with pytest.raises(OSError, match="full"):
        write_whole(path, "text")
    assert list(path.parent.iterdir()) == []


def failing(_descriptor):
    raise OSError("the disk is full")
