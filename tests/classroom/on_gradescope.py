"""What `run_autograder` starts inside Gradescope's container: one submission, results as they come.

python -m tests.classroom.on_gradescope /autograder
"""

from __future__ import annotations

import json
import secrets
import sys
from pathlib import Path

from tests.classroom import formats, record
from tests.classroom.grade import Settings, grade_path
from tests.classroom.port import RemotePort
from tests.classroom.record import Record
from tests.harness.files import write_whole
from tests.stages import ROOT

# Of the container's 768 MB the trusted side takes 120 and the warm server, with torch, 200, most of
# which a child shares: with so many MB of its own a memory bomb was seen to reach 600 MB in all.
MEMORY = 300
SETTINGS = ROOT / "settings.json"


def settings() -> Settings:
    """What the teacher chose when the archive was built, and a seed nobody knows."""
    chosen = json.loads(SETTINGS.read_text(encoding="utf-8"))
    stages = tuple(stage.name for stage in record.chosen(chosen["stages"]))
    return Settings(
        secrets.randbits(48),
        stages,
        strict=chosen["strict"],
        memory=MEMORY << 20,
        leaderboard=chosen["leaderboard"],
    )


def main(root: Path) -> int:
    results = root / "results" / "results.json"

    def show(found: Record) -> None:
        write_whole(results, formats.FORMATS["gradescope"]([found]))

    def show_partial(found: Record) -> None:
        left = [stage.stage for stage in found.stages if stage.stage not in found.reports]
        found.problem = f"Still to come: {', '.join(left)}." if left else ""
        show(found)

    try:
        wanted = settings()
        with RemotePort(strict=wanted.strict) as warm:
            show(grade_path(root / "submission", warm, wanted, on_stage=show_partial))
    except Exception as error:
        # no result: Gradescope then tells the student that staff must look, and gives no 0
        results.unlink(missing_ok=True)
        print(f"The autograder failed: {type(error).__name__}: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
