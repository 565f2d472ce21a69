"""Plant and influence: leave something where the grader, or the next submission, will meet it.

A solution with one wrong function, which refuses to work once it finds what an earlier child has
left. What fails is tried again in a child of its own, and what comes next in a third one: all other
points mean that no way led from one child to the next.
"""

from pathlib import Path

from tests.meta.battery import Entry, cheat, code, harmless, one_bad, solution, stub_of


def meets(leave: str, find: str) -> Entry:
    """`find` is true once `leave` has worked in an earlier child."""
    text = f"""
        import ctypes, os, sys, tempfile
        from pathlib import Path
        def tried(call):
            try:
                return call()
            except BaseException:
                return None
        def find():
            {find}
        def leave():
            {leave}
        if tried(find):
            raise SystemExit("an earlier child was here")
        tried(leave)
    """
    bad = one_bad("def causal_mask(T):\n    return torch.ones(T, T)")
    return Entry(bad.stage, f"{bad.handed}\n\n{code(text)}", bad.points)


def folder(files: dict[str, str], stage: str = "tokenizer", written: bool = True):
    """Hands in a folder with these files beside the stage's own."""

    def make(place: Path) -> Path:
        text = solution(stage) if written else stub_of(solution(stage))
        for name, content in {f"{stage}.py": text, **files}.items():
            path = place / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(content)
        return place

    return Entry(stage, make, {"tokenizer": 10, "attention": 20}[stage] if written else 0)


POISON = "import os; os._exit(0)\n"
NAMES = ("torch.py", "numpy.py", "math.py", "collections.py", "typing.py", "json.py", "random.py")
PYTEST = {
    "conftest.py": "def pytest_runtest_makereport(item, call): call.excinfo = None\n",
    "pytest.ini": "[pytest]\naddopts = --collect-only -p conftest\n",
    "setup.cfg": "[tool:pytest]\naddopts = --co\n",
}
STARTED = {
    "sitecustomize.py": POISON,
    "usercustomize.py": POISON,
    "kata.pth": POISON,
    ".pdbrc": "!import os; os._exit(0)",
    "__init__.py": POISON,
    "__pycache__/tokenizer.cpython-311.pyc": "\0" * 16,
}
JUDGES = {f"{room}/{name}.py": "def __getattr__(n): return lambda *a, **k: None\n"
          for room in ("reference", "solutions", "tests", "tests/harness", "tests/graded")
          for name in ("__init__", "tokenizer", "comparison", "test_tokenizer")}  # fmt: skip

ENTRIES = {
    "modules-beside-a-solution": folder(dict.fromkeys(NAMES, POISON), "attention"),
    "modules-beside-a-stub": folder(dict.fromkeys(NAMES, POISON), written=False),
    "pytest-files": folder(PYTEST, written=False),
    "files-python-starts-with": folder(STARTED),
    "own-judges": folder(JUDGES, written=False),
    "solutions-beside-exercises": folder(
        {
            "exercises/tokenizer.py": stub_of(solution("tokenizer")),
            "solutions/tokenizer.py": solution("tokenizer"),
        },
        written=False,
    ),
    "written-where-python-looks": cheat("""
        import os, site, sys
        for place in [*sys.path, *site.getsitepackages(), "@ROOT@", "@ROOT@/tests/graded",
                      os.path.expanduser("~/.local/lib/python3.11/site-packages"), "/tmp"]:
            for name in ("sitecustomize.py", "zzz-kata.pth"):
                try:
                    os.makedirs(place, exist_ok=True)
                    open(os.path.join(place, name), "x").write("# planted\n")
                except OSError:
                    pass
    """),
    "a-file-in-a-shared-folder": meets(
        "[tried(lambda: Path(p, 'kata-was-here').write_text('x')) for p in PLACES]".replace(
            "PLACES", "('/tmp', '/dev/shm', '/var/tmp', '@OTHER@', '..', '/run/lock')"
        ),
        "return any(tried(Path(p, 'kata-was-here').exists) for p in "
        "('/tmp', '/dev/shm', '/var/tmp', '@OTHER@', '..', '/run/lock'))",
    ),
    "shared-memory-of-system-v": meets(
        "libc = ctypes.CDLL(None); libc.shmget(0x6b617461, 4096, 0o1666)",
        "libc = ctypes.CDLL(None); return libc.shmget(0x6b617461, 4096, 0o666) >= 0",
    ),
    "semaphores-and-message-queues": meets(
        "l = ctypes.CDLL(None); l.semget(0x6b617461, 1, 0o1666); l.msgget(0x6b617461, 0o1666)",
        "l = ctypes.CDLL(None); "
        "return max(l.semget(0x6b617461, 1, 0o666), l.msgget(0x6b617461, 0o666)) >= 0",
    ),
    "shared-memory-of-posix": meets(
        "from multiprocessing import shared_memory as s; s.SharedMemory('kata', True, 64)",
        "from multiprocessing import shared_memory as s; return s.SharedMemory('kata')",
    ),
    "message-queue-of-posix": meets(
        "ctypes.CDLL('librt.so.1').mq_open(b'/kata', os.O_CREAT | os.O_RDWR, 0o666, None)",
        "return ctypes.CDLL('librt.so.1').mq_open(b'/kata', os.O_RDWR) >= 0",
    ),
    "the-kernels-keys": meets(
        "ctypes.CDLL(None).syscall(248, b'user', b'kata', b'x', 1, -4)",
        "return ctypes.CDLL(None).syscall(249, b'user', b'kata', None, -4) >= 0",
    ),
    "memory-of-the-server": meets(
        "sys.modules['numpy'].kata = os.environ['KATA'] = 'x'; os.environ['TMPDIR'] = '/'",
        "return hasattr(sys.modules['numpy'], 'kata') or 'KATA' in os.environ",
    ),
    "its-own-folder-reused": meets(
        "Path('note').write_text('x'); os.makedirs('a/b/c')", "return Path('note').exists()"
    ),
    "locks": meets(
        "import fcntl; fcntl.flock(os.open(os.__file__, 0), 6)",
        "import fcntl; fcntl.flock(os.open(os.__file__, 0), 6 | fcntl.LOCK_NB); return False",
    ),
    "locks-kept": harmless("""
        import fcntl, os, threading, time
        fcntl.flock(os.open(os.__file__, 0), fcntl.LOCK_EX | fcntl.LOCK_NB)
        threading.Thread(target=time.sleep, args=(1000,)).start()
    """),
    "buffers-and-flags-of-the-channel": harmless("""
        import ctypes, fcntl, os
        libc = ctypes.CDLL(None)
        for option in (7, 8, 16):  # SO_SNDBUF, SO_RCVBUF, SO_PASSCRED
            libc.setsockopt(3, 1, option, ctypes.byref(ctypes.c_int(1 << 30)), 4)
        fcntl.fcntl(1, 1031, 1 << 20)  # F_SETPIPE_SZ
        libc.mlockall(3)
    """),
    "signals-and-priorities": harmless("""
        import os, signal, resource
        for call in (lambda: os.kill(os.getppid(), signal.SIGSTOP), lambda: os.kill(-1, 9),
                     lambda: os.killpg(os.getpgid(os.getppid()), 9), lambda: os.nice(19) * 0,
                     lambda: os.sched_setaffinity(os.getppid(), {0}),
                     lambda: resource.prlimit(os.getppid(), resource.RLIMIT_NOFILE, (9, 9))):
            try:
                call()
            except OSError:
                pass
    """, "attention"),
    "signals-by-way-of-a-file": harmless("""
        import fcntl, os, signal
        try:
            reading, writing = os.pipe()
            fcntl.fcntl(reading, fcntl.F_SETOWN, os.getppid())
            fcntl.fcntl(reading, 10, signal.SIGKILL)  # F_SETSIG
            fcntl.fcntl(reading, fcntl.F_SETFL, os.O_ASYNC)
            os.write(writing, b"x")
        except OSError:
            pass
    """, "attention"),
}  # fmt: skip
