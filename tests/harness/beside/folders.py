"""Given folders with files in them, for what reads and writes files. Imports no torch by itself."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path


class TextFiles:
    """A folder with these files, name -> text, that goes away with this object."""

    def __init__(self, texts: dict[str, str]):
        self.place = tempfile.TemporaryDirectory(prefix="kata-")
        self.path = self.place.name
        for name, text in texts.items():
            Path(self.path, name).write_text(text, encoding="utf-8")


class Folder:
    """An empty folder that goes away with this object."""

    def __init__(self):
        self.place = tempfile.TemporaryDirectory(prefix="kata-")

    def path(self, name: str) -> str:
        """The path of a file in it."""
        return str(Path(self.place.name, name))

    def names(self) -> list[str]:
        """The names of the files in it."""
        return sorted(path.name for path in Path(self.place.name).iterdir())

    def identity(self, name: str) -> int:
        """The number of the file on its disk: another file of the same name has another one."""
        return Path(self.path(name)).stat().st_ino

    def read(self, name: str) -> dict | None:
        """What plain `safetensors` finds: "tensors" and "metadata"; None where it finds nothing."""
        from safetensors import SafetensorError, safe_open

        try:
            with safe_open(self.path(name), framework="pt") as file:
                tensors = {key: file.get_tensor(key) for key in file.keys()}  # noqa: SIM118
                return {"tensors": tensors, "metadata": file.metadata() or {}}
        except (SafetensorError, OSError):
            return None


class GPT2Folder:
    """A folder with `config.json` and `model.safetensors`, which goes away with this object.

    Texts are written as they are: a broken file. None leaves the file out.
    """

    def __init__(self, config: dict | str | None, weights: dict | str | None):
        self.place = tempfile.TemporaryDirectory(prefix="kata-")
        self.path = self.place.name
        if config is not None:
            text = config if isinstance(config, str) else json.dumps(config)
            Path(self.path, "config.json").write_text(text, encoding="utf-8")
        if isinstance(weights, str):
            Path(self.path, "model.safetensors").write_text(weights, encoding="utf-8")
        elif weights is not None:
            from safetensors.torch import save_file

            whole = {name: weight.contiguous() for name, weight in weights.items()}
            save_file(whole, Path(self.path, "model.safetensors"), {"format": "pt"})
