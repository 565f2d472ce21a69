"""The files of a submission, and the finished ones that stand in for earlier stages."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np

from tests.stages import ROOT, STAGES, Stage

FINISHED = ROOT / "solutions"  # a handout has none

Files = dict[str, tuple[str, bytes]]  # stage name -> (file name shown in messages, source)


def read_folder(folder: Path) -> Files:
    """The stage files that are in the folder; names are shown relative to where the user stands."""
    files = {}
    for stage in STAGES:
        path = folder / stage.file
        if path.is_file():
            files[stage.name] = (shown(path), path.read_bytes())
    return files


def shown(path: Path) -> str:
    """A path as short as it can be said from here."""
    relative = os.path.relpath(path)
    return str(path) if relative.startswith("..") else relative


def finished() -> Files:
    """The solutions; empty in a handout."""
    return read_folder(FINISHED)


def target_folder(word: str) -> Path:
    """The folder meant by `--target`: a room of the kata, or any path; ValueError if none."""
    for folder in (ROOT / word, Path(word)):
        if folder.is_dir():
            return folder
    wanted = "expected `exercises`, `solutions`, or the path of a folder with stage files"
    raise ValueError(f"--target {word}: there is no such folder ({wanted})")


def with_needs(stage: Stage, own: Files, others: Files) -> Files:
    """The stage's own file, and for each stage it needs the file in `others`."""
    wanted = {name: others[name] for name in stage.needs if name in others}
    return wanted | ({stage.name: own[stage.name]} if stage.name in own else {})


def as_request(files: Files) -> dict:
    """Files in the form a port carries: the source as an array of bytes."""
    return {
        name: {"filename": filename, "source": np.frombuffer(source, np.uint8)}
        for name, (filename, source) in files.items()
    }
