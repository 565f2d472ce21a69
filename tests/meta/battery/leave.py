"""Leave early: end before the verdict, and hope that an end without complaint is a pass."""

from tests.meta.battery import cheat, one_bad, ruined

ENTRIES = {
    "exit-at-import": cheat("import os; os._exit(0)"),
    "sys-exit-at-import": cheat("import sys; sys.exit(0)"),
    "exit-below-a-solution": ruined("import os; os._exit(0)"),
    "another-program": cheat("import os; os.execv('/bin/true', ['true'])"),
    "atexit": cheat("import atexit, os, sys; atexit.register(os._exit, 0); sys.exit()"),
    "thread-exits": ruined("""
        import os, threading
        threading.Timer(0.0, os._exit, [0]).start()
        import time; time.sleep(0.3)
    """),
    "pytest-skips-the-module": cheat("import pytest; pytest.skip('', allow_module_level=True)"),
    "pytest-exits": cheat("import pytest; pytest.exit('done', returncode=0)"),
    "unittest-skips": cheat("import unittest; raise unittest.SkipTest('not today')"),
    "interrupt-at-import": cheat("raise KeyboardInterrupt"),
    "kills-itself": ruined("import os, signal; os.kill(os.getpid(), signal.SIGKILL)"),
    "segmentation-fault": ruined("import ctypes; ctypes.string_at(0)"),
    "a-signal-without-a-name": ruined("import os; os.kill(os.getpid(), 40)"),
    "limits-set-to-nothing": ruined("""
        import resource
        resource.setrlimit(resource.RLIMIT_AS, (1 << 20, 1 << 20))
        held = bytearray(1 << 26)
    """),
    "exit-in-a-function": one_bad("def causal_mask(T):\n    import os\n    os._exit(0)"),
    "sys-exit-in-a-function": one_bad("def softmax(x, dim=-1):\n    raise SystemExit(0)"),
    "interrupt-in-a-function": one_bad("def softmax(x, dim=-1):\n    raise KeyboardInterrupt"),
    "xfail-in-a-function": one_bad("""
        def split_heads(x, n_heads):
            import pytest
            pytest.xfail("known")
    """),
    "skip-in-a-function": one_bad("""
        def merge_heads(heads):
            import pytest
            pytest.skip("not today")
    """),
    "not-implemented-after-all": one_bad("def softmax(x, dim=-1):\n    raise NotImplementedError"),
}  # fmt: skip
