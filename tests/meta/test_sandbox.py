"""What a submission cannot do, tried for real in a confined child, as root and as a plain user."""

import os
import sysconfig
import textwrap
import time
from pathlib import Path

import numpy as np
import pytest

from tests.classroom import landlock, sandbox, session, syscalls
from tests.classroom.faults import Died, Garbled, Hung, IsolationRefused
from tests.classroom.port import RemotePort
from tests.classroom.sandbox import Level
from tests.meta import plain_user

ROOT = Path(__file__).resolve().parents[2]
CALL = {"op": "call", "target": ["attention", "run"]}


@pytest.fixture(scope="module")
def port():
    with RemotePort() as warm:
        yield warm


@pytest.fixture
def outside(tmp_path):
    """A folder everyone may write to, were it not for the sandbox."""
    for folder in (tmp_path, *tmp_path.parents):
        if folder.stat().st_uid == os.geteuid() and folder != Path("/tmp"):
            folder.chmod(0o777)
    return tmp_path


def submit(port, body: str, seconds: float = 20, **options):
    """A session whose submission has `run()` with this body."""
    source = "import os, sys, time\ndef run():\n" + textwrap.indent(textwrap.dedent(body), "    ")
    return port.session({"attention": source.encode()}, seconds=seconds, **options)


def answer(port, body: str, **options) -> dict:
    with submit(port, body, **options) as opened:
        return opened.request(CALL)


def result(port, body: str, **options):
    found = answer(port, body, **options)
    assert "value" in found, found
    return found["value"]


def error(port, body: str, **options) -> str:
    found = answer(port, body, **options)
    assert "raised" in found, found
    return found["raised"]["types"][0]


def test_the_level_is_all_this_kernel_has(port):
    assert port.level == sandbox.probe()
    assert port.level.landlock == landlock.version() > 0
    assert port.level.seccomp
    assert port.level.uid == (os.geteuid() == 0)


# -- reading -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "path",
    [
        ROOT / "solutions" / "attention.py",
        ROOT / "reference" / "attention.py",
        ROOT / "tests" / "stages.py",
        ROOT / "pyproject.toml",
        "/etc/passwd",
        "/etc/hostname",
        "/proc/self/environ",
        "/proc/self/mem",
        "/proc/self/maps",
    ],
)
def test_files_beyond_python_do_not_open(port, path):
    Path(path).open("rb").close()  # it is there, and opens for us
    with submit(port, f"open({str(path)!r}, 'rb').read()") as opened:
        assert opened.request(CALL)["raised"]["types"][0] == "PermissionError"
        assert any(str(path) in line for line in opened.attempts())


@pytest.mark.parametrize("name", ["environ", "mem", "maps", "cmdline", "fd/0"])
def test_the_servers_process_is_not_looked_into(port, name):
    body = f"open(f'/proc/{{os.getppid()}}/{name}', 'rb').read()"
    assert error(port, body) == "PermissionError"


@pytest.mark.parametrize("folder", ["/", "/proc", ROOT, ROOT / "tests", "/tmp", "/dev/shm"])
def test_folders_beyond_python_are_not_listed(port, folder):
    assert error(port, f"os.listdir({str(folder)!r})") == "PermissionError"


def test_the_environment_is_empty(port, monkeypatch):
    names = result(port, "return sorted(os.environ)")
    assert names == ["HOME", "LANG", "TMPDIR", "USER"]


def test_nothing_of_the_kata_but_the_executor_is_in_its_memory(port):
    body = """
        rooms = "tests", "reference", "solutions", "pytest", "_pytest"
        return [m for m in sys.modules if m.partition(".")[0] in rooms]
    """
    beside = (
        "devices",
        "executor",
        "folders",
        "given",
        "loading",
        "models",
        "plain",
        "training",
        "values",
    )
    own = (
        "child",
        "disk",
        "landlock",
        "linux",
        "notebook",
        "sandbox",
        "seccomp",
        "syscalls",
        "wire",
    )
    packages = {"tests", "tests.harness", "tests.harness.beside", "tests.classroom"}
    assert set(result(port, body)) == {
        *packages,
        *(f"tests.harness.beside.{name}" for name in beside),
        *(f"tests.classroom.{name}" for name in own),
        "tests.harness.no_compiler",
    }


def test_no_package_or_path_leads_to_the_kata(port):
    body = """
        packages = "tests", "tests.classroom", "tests.harness", "tests.harness.beside"
        return sys.path, [list(sys.modules[name].__path__) for name in packages]
    """
    path, packages = result(port, body)
    assert packages == [[], [], [], []]
    assert not any(Path(entry) in (ROOT, ROOT / "tests" / "classroom") for entry in path)


@pytest.mark.parametrize("name", ["reference", "solutions", "tests.graded", "tests.stages"])
def test_the_rest_of_the_kata_cannot_be_imported(port, name):
    assert error(port, f"import {name}") == "ModuleNotFoundError"


def test_no_descriptor_is_inherited(port):
    body = """
        def is_open(number):
            try:
                os.fstat(number)
                return True
            except OSError:
                return False
        return [n for n in range(64) if is_open(n)], sys.stdin.read()
    """
    assert result(port, body) == ([0, 1, 2, 3, 4], "")


# -- writing -----------------------------------------------------------------------------------


def test_nothing_is_written_elsewhere(port, outside):
    path = outside / "grade.json"
    assert error(port, f"open({str(path)!r}, 'w').write('100')") == "PermissionError"
    assert not path.exists()


@pytest.mark.parametrize("action", ["os.remove(p)", "os.rename(p, p + 'x')", "os.truncate(p, 0)"])
def test_files_elsewhere_are_not_harmed(port, outside, action):
    path = outside / "grade.json"
    path.write_text("0")
    path.chmod(0o666)
    assert error(port, f"p = {str(path)!r}; {action}") in ("PermissionError", "OSError")
    assert path.read_text() == "0"


@pytest.mark.parametrize("action", ["os.chmod(p, 0)", "os.utime(p)", "os.chown(p, 0, 0)"])
def test_files_elsewhere_keep_their_permissions(port, outside, action):
    (outside / "grade.json").write_text("0")
    assert error(port, f"p = {str(outside / 'grade.json')!r}; {action}") == "PermissionError"


def test_its_own_folder_is_there_to_write_in_and_gone_afterwards(port):
    body = """
        import tempfile
        with tempfile.NamedTemporaryFile("w+") as file:
            file.write("x")
        with open("note.txt", "w") as file:
            file.write("mine")
        os.makedirs("a/b")
        return os.getcwd(), open("note.txt").read()
    """
    folder, text = result(port, body)
    assert text == "mine"
    wait_until(lambda: not os.path.exists(folder))


def test_a_link_out_of_its_folder_cannot_be_made(port):
    assert error(port, "os.symlink('/etc/passwd', 'link')") == "PermissionError"


# -- reaching others ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("family", "kind"),
    [("AF_INET", "SOCK_STREAM"), ("AF_INET", "SOCK_DGRAM"), ("AF_INET6", "SOCK_DGRAM"),
     ("AF_UNIX", "SOCK_STREAM"), ("AF_UNIX", "SOCK_DGRAM"), ("AF_NETLINK", "SOCK_RAW")],
)  # fmt: skip
def test_no_socket_of_any_kind(port, family, kind):
    body = f"import socket; socket.socket(socket.{family}, socket.{kind})"
    with submit(port, body) as opened:
        assert opened.request(CALL)["raised"]["types"][0] == "PermissionError"
        assert "opened a network connection (refused)" in opened.attempts()


@pytest.mark.parametrize(
    ("body", "attempt"),
    [
        ("os.fork()", "started a process"),
        ("os.posix_spawn('/bin/true', ['true'], {})", "started a process"),
        ("import subprocess; subprocess.run(['/bin/true'])", "started a process"),
        ("import multiprocessing as m; m.get_context('fork').Process().start()", "started"),
        ("os.execv('/bin/true', ['true'])", "ran another program"),
        ("os.kill(os.getppid(), 19)", "signalled another process"),
        ("os.kill(os.getppid(), 9)", "signalled another process"),
        ("os.kill(-1, 9)", "signalled another process"),
        ("os.killpg(os.getpgid(os.getppid()), 9)", "signalled another process"),
        ("os.pidfd_open(os.getppid())", "signalled another process"),
        ("import resource as r; r.prlimit(os.getppid(), r.RLIMIT_CPU, (1, 1))", "limits"),
        ("os.setpriority(os.PRIO_PROCESS, os.getppid(), 19)", "changed priorities"),
        ("os.sched_setaffinity(os.getppid(), {0})", "changed priorities"),
        ("os.setuid(0)", "changed its identity"),
        ("os.setsid()", "left its session"),
        ("os.chroot('.')", "changed what is mounted"),
        ("os.memfd_create('x')", "used shared memory"),
        ("os.mkfifo('x')", "special file"),
    ],
)
def test_other_processes_are_out_of_reach(port, body, attempt):
    with submit(port, body) as opened:
        assert opened.request(CALL)["raised"]["types"][0] in ("PermissionError", "OSError")
        assert any(attempt in line for line in opened.attempts())
    assert result(port, "return 1") == 1


@pytest.mark.parametrize(
    ("numbers", "arguments", "errno"),
    [
        ((101, 117), "16, os.getppid(), 0, 0", 1),  # ptrace, attach
        ((435, 435), "0, 0", 38),  # clone3: no such call
        ((425, 425), "1, 0", 1),  # io_uring_setup
        ((157, 167), "1, 0", 1),  # prctl: no signal when the server ends
        ((463, 463), "0, 0", 38),  # younger than the table
        ((0x40000000 + 41, 1000), "2, 1, 0", 38),  # socket, by the x32 entrance
    ],
)
def test_raw_system_calls_are_filtered_too(port, numbers, arguments, errno):
    body = f"""
        import ctypes
        libc = ctypes.CDLL(None, use_errno=True)
        return libc.syscall({numbers[syscalls.machine()]}, {arguments}), ctypes.get_errno()
    """
    assert result(port, body) == (-1, errno)


def test_root_is_not_what_it_runs_as(port):
    users = result(port, "return (*os.getresuid(), *os.getresgid())")
    assert 0 not in users
    assert port.level.uid == (users[0] != os.geteuid())
    assert result(port, "return os.getgroups()") == ([] if port.level.uid else os.getgroups())


def test_a_submission_cannot_lift_its_limits(port):
    body = """
        import resource
        soft, hard = resource.getrlimit(resource.RLIMIT_AS)
        resource.setrlimit(resource.RLIMIT_AS, (2 * hard, 2 * hard))
    """
    assert error(port, body) == "ValueError"


# -- using up ----------------------------------------------------------------------------------


def test_memory_has_an_end(port):
    """What is asked for is beside torch's own libraries, however many there are."""
    assert "value" in answer(port, "x = bytearray(5 << 29)")
    assert error(port, "x = bytearray(3 << 30)") == "MemoryError"
    assert error(port, "import torch; torch.zeros(2 << 30)") == "RuntimeError"


def test_a_file_has_a_largest_size(port):
    body = "open('big', 'wb').write(bytes(1 << 20) * 100)"
    assert error(port, body) == "OSError"


@pytest.mark.parametrize(("count", "size"), [(20, 30 << 20), (3000, 0)])
def test_a_disk_is_not_filled_with_many_files(port, count, size):
    body = f"""
        block = bytes({size})
        for n in range({count}):
            with open(str(n), "wb") as file:
                file.write(block)
        time.sleep(10)
    """
    with submit(port, body) as opened, pytest.raises(Died, match="too many files"):
        opened.request(CALL)


def test_printing_without_end_is_cut_and_costs_only_its_time(port):
    with submit(port, "while True: print('x' * 1000)", seconds=0.5) as opened:
        with pytest.raises(Hung):
            opened.request(CALL)
        assert session.OUTPUT_LIMIT < len(opened.printed) < 1.1 * session.OUTPUT_LIMIT


def test_printing_much_is_no_fault(port):
    with submit(port, "print('x' * (1 << 20)); return 7") as opened:
        assert opened.request(CALL) == {"value": 7}
        assert opened.printed.endswith("[cut]")


@pytest.mark.parametrize(
    "body",
    [
        "while True: pass",
        "time.sleep(1000)",
        "import numpy as n; n.linalg.svd(n.ones((4000, 4000)))",
        "import signal; [signal.signal(n, signal.SIG_IGN) for n in (1, 2, 14, 15, 24)]\n"
        "while True: pass",
        "import signal; signal.pthread_sigmask(0, range(1, 64))\nwhile True: pass",
        "os.kill(os.getpid(), 19)",
        "while True:\n    try: os.fork()\n    except OSError: pass",
        "while True:\n    try: time.sleep(1000)\n    except BaseException: pass",
        "import threading\nthreading.Thread(target=time.sleep, args=(99,)).start()\ntime.sleep(99)",
    ],
)
def test_the_clock_ends_everything(port, body):
    started = time.monotonic()
    with submit(port, body, seconds=0.4) as opened:
        with pytest.raises(Hung, match=r"0.4 seconds"):
            opened.request(CALL)
        with pytest.raises(Hung):
            opened.request(CALL)
    assert time.monotonic() - started < 5
    assert result(port, "return 1") == 1


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        ("os._exit(0)", "exit code 0"),
        ("os.kill(os.getpid(), 9)", "was killed"),
        ("import ctypes; ctypes.string_at(0)", "crashed Python"),
        ("os.abort()", "crashed Python"),
        ("os.close(3)", "killed|exit code 70"),
        ("os.closerange(0, 64)", "killed|exit code 70"),
    ],
)
def test_a_process_that_ends_is_a_fault_with_a_reason(port, body, sentence):
    with submit(port, body) as opened, pytest.raises(Died, match=sentence):
        opened.request(CALL)
    assert result(port, "return 1") == 1


@pytest.mark.parametrize(
    "written",
    [
        "b'x' * 1000",
        "b'KATA' + bytes(12)",
        "b'KATA' + b'\\xff' * 12",
        "sys.modules['tests.classroom.wire'].encode([1])",
        "sys.modules['tests.classroom.wire'].encode({'value': {'__handle__': []}})",
    ],
)
def test_bytes_that_are_no_answer_are_a_fault(port, written):
    body = f"os.write(3, {written}); time.sleep(5)"
    with submit(port, body) as opened, pytest.raises(Garbled):
        opened.request(CALL)


@pytest.mark.parametrize("body", ["sys.exit(0)", "raise KeyboardInterrupt", "raise GeneratorExit"])
def test_leaving_is_an_exception_like_others(port, body):
    assert error(port, body) in ("SystemExit", "KeyboardInterrupt", "GeneratorExit")


# -- what honest code needs --------------------------------------------------------------------


def test_torch_computes_forward_and_backward(port):
    body = """
        import torch
        x = torch.ones(2, 3, requires_grad=True)
        (torch.nn.Linear(3, 5)(x).softmax(-1) ** 2).sum().backward()
        return x.grad
    """
    assert result(port, body).shape == (2, 3)


def test_two_threads_of_torch_compute(port):
    body = """
        import torch
        torch.set_num_threads(2)
        x = torch.ones(300, 300, requires_grad=True)
        (x @ x).exp().sum().backward()
        return torch.get_num_threads()
    """
    assert result(port, body) == 2


def test_threads_of_python_run(port):
    body = """
        import threading
        seen = []
        threads = [threading.Thread(target=seen.append, args=(n,)) for n in range(8)]
        for thread in threads: thread.start()
        for thread in threads: thread.join()
        return sorted(seen)
    """
    assert result(port, body) == list(range(8))


def test_an_optimizer_trains_and_deterministic_algorithms_are_allowed(port):
    body = """
        import torch
        torch.use_deterministic_algorithms(True)
        model = torch.nn.Linear(3, 1)
        optimizer = torch.optim.AdamW(model.parameters())
        model(torch.ones(2, 3)).sum().backward()
        optimizer.step()
        torch.save(model.state_dict(), "model.pt")
        return sorted(torch.load("model.pt"))
    """
    assert result(port, body) == ["bias", "weight"]


def test_the_standard_library_imports(port):
    body = """
        import asyncio, decimal, difflib, email, sqlite3, unittest, xml.dom
        import torch.distributions, torch.utils.data, numpy.polynomial
        return 1
    """
    assert result(port, body) == 1


def test_a_traceback_quotes_the_submission(port):
    frames = answer(port, "return 1 / 0  # so")["raised"]["frames"]
    assert frames == [["attention.py", 3, "run", "return 1 / 0  # so"]]


def test_a_traceback_through_the_kata_is_no_attempt_to_read_it(port):
    source = b"import traceback\ntraceback.print_stack()\ndef run(): traceback.print_stack()\n"
    with port.session({"attention": source}) as opened:
        assert opened.request(CALL) == {"value": None}
        assert opened.attempts() == []


def test_the_seed_is_the_callers(port):
    body = """
        import random, torch, numpy
        return torch.rand(1).item(), numpy.random.rand(), random.random()
    """
    first, again, other = (result(port, body, seed=n) for n in (1, 1, 2))
    assert first == again
    assert not set(first) & set(other)


def test_what_an_import_changed_is_set_back(port):
    source = b"""
import sys, warnings, os
sys.setrecursionlimit(60); warnings.simplefilter("error"); os.chdir("/"); sys.stdout = None
def run():
    warnings.warn("fine"); print("seen")
    return sys.getrecursionlimit(), os.getcwd() != "/"
"""
    with port.session({"attention": source}) as opened:
        opened.request({"op": "import", "stage": "attention"})
        assert opened.request(CALL) == {"value": (1000, True)}
        assert "seen" in opened.printed


def test_two_sessions_live_side_by_side(port):
    with submit(port, "return 1") as one, submit(port, "return 2") as other:
        assert (other.request(CALL), one.request(CALL)) == ({"value": 2}, {"value": 1})


def test_large_arrays_travel_both_ways(port):
    x = np.random.default_rng(0).random((512, 1024))
    source = b"def run(x):\n    return x + 1"
    with port.session({"attention": source}) as opened:
        assert np.array_equal(opened.request(CALL | {"args": (x,)})["value"], x + 1)


# -- the level ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("level", "text"),
    [
        (Level(7, True, True), "landlock 7 + seccomp + uid"),
        (Level(1, False, False), "landlock 1"),
        (Level(0, True, False), "seccomp"),
        (Level(), "limits"),
    ],
)
def test_a_level_is_written_and_read(level, text):
    assert str(level) == text
    assert Level.parse(text) == level


def test_levels_compare_part_by_part():
    assert Level(7, True, True).reaches(Level(4, True, False))
    assert not Level(7, True, False).reaches(Level(4, True, True))
    assert not Level(3, True, True).reaches(Level(4))
    assert Level().reaches(Level.parse("limits"))
    with pytest.raises(ValueError, match="landlock 4 \\+ seccomp"):
        Level.parse("very safe")


def test_a_machine_that_cannot_hide_files_is_refused(tmp_path):
    secret = tmp_path / "solution.py"
    secret.write_text("x")
    assert "--isolation=process" in sandbox.refusal(Level(), secret)
    assert sandbox.refusal(Level(1), secret) is None


def test_a_kata_beside_python_itself_is_refused():
    beside = Path(sysconfig.get_path("purelib"), "kata", "server.py")
    assert "the kata lies there" in sandbox.refusal(Level(7, True, True), beside)


def test_another_user_is_enough_only_where_it_cannot_read(outside):
    secret = outside / "solution.py"
    secret.write_text("x")
    secret.chmod(0o600)
    assert sandbox.refusal(Level(uid=True), secret) is None
    assert sandbox.refusal(Level(uid=True), Path("/etc/passwd"))


def test_a_level_that_is_not_reached_is_refused(port):
    strict = RemotePort(strict="landlock 99")
    strict.level = port.level
    with pytest.raises(IsolationRefused, match="landlock 99"):
        strict.judge_level()


def test_the_same_holds_for_a_plain_user(tmp_path):
    plain_user.tests_pass(__file__, tmp_path)


def wait_until(condition, seconds: float = 5) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)
