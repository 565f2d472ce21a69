"""Steal: find the expected values, the reference or a solution, and hand that in."""

from tests.meta.battery import Entry, cheat, solution

# `found` is text or a module that might be a solution; whoever gets one has all the points.
TRIES = """
    import os, sys

    def use(found):
        global SimpleTokenizer
        if isinstance(found, bytes):
            found = found.decode("utf-8", "replace")
        if isinstance(found, str) and "sorted(set(text))" in found:
            space = {}
            exec(found, space)
            found = space
        else:
            found = getattr(found, "__dict__", {})
        SimpleTokenizer = found.get("SimpleTokenizer", SimpleTokenizer)

    def attempt(call):
        try:
            use(call())
        except BaseException as error:
            print(type(error).__name__)

"""
READ = "attempt(lambda: open({!r}, 'rb').read())\n"


def steal(*lines: str) -> Entry:
    return cheat(TRIES + "".join(f"    {line}\n" for text in lines for line in text.splitlines()))


def reads(*paths: str) -> Entry:
    return steal(*(READ.format(path) for path in paths))


def with_libc(call: str) -> Entry:
    """A system call on the parent that would bring its memory here."""
    return steal(f"""import ctypes
libc, room = ctypes.CDLL(None, use_errno=True), ctypes.create_string_buffer(1 << 16)
def call():
    if ({call}) >= 0:
        return open("@CANARY@").read() if False else {solution("tokenizer")!r}
attempt(call)""")


ENTRIES = {
    "read-a-solution": reads("@ROOT@/solutions/tokenizer.py", "../solutions/tokenizer.py"),
    "read-a-copy-anyone-may-read": reads("@CANARY@"),
    "read-the-folder-of-another-student": reads("@OTHER@/tokenizer.py"),
    "import-the-solution": steal("""
import importlib
sys.path[:0] = ["@ROOT@", "@ROOT@/solutions", "@OTHER@"]
for name in ("solutions.tokenizer", "reference.tokenizer", "tests.meta.battery"):
    attempt(lambda: importlib.import_module(name))
"""),
    "import-through-the-harness": steal("""
import importlib
for name in ("tests", "tests.harness", "tests.classroom"):
    sys.modules[name].__path__ = ["@ROOT@/solutions", "@ROOT@/reference"]
    attempt(lambda: importlib.import_module(name + ".tokenizer"))
"""),
    "import-by-file": steal("""
import importlib.util, runpy, zipimport
spec = importlib.util.spec_from_file_location("stolen", "@CANARY@")
def run():
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
attempt(run)
attempt(lambda: runpy.run_path("@CANARY@"))
"""),
    "another-program-reads": steal("""
import subprocess
attempt(lambda: subprocess.run(["cat", "@CANARY@"], capture_output=True).stdout)
attempt(lambda: os.popen("cat @CANARY@").read())
"""),
    "hard-link-and-symlink": steal("""
for link in (os.symlink, os.link):
    def call():
        link("@CANARY@", "mine.py")
        return open("mine.py").read()
    attempt(call)
attempt(lambda: os.rename("@CANARY@", "mine.py") or open("mine.py").read())
"""),
    "around-the-path": steal("""
def call():
    os.chdir("@ROOT@/solutions")
    return open("tokenizer.py").read()
attempt(call)
attempt(lambda: open("/proc/self/root@CANARY@").read())
attempt(lambda: open("/proc/self/cwd/../../..@CANARY@").read())
attempt(lambda: os.read(os.open("@CANARY@", os.O_PATH), 9999))
attempt(lambda: open(os.open("tokenizer.py", 0, dir_fd=os.open("@OTHER@", os.O_PATH))).read())
"""),
    "mapped-with-mmap": steal("""
import mmap
attempt(lambda: mmap.mmap(os.open("@CANARY@", 0), 0, prot=mmap.PROT_READ)[:])
import numpy
attempt(lambda: numpy.fromfile("@CANARY@", numpy.uint8).tobytes())
import torch
attempt(lambda: bytes(torch.UntypedStorage.from_file("@CANARY@", False, 2000)))
import sqlite3
attempt(lambda: sqlite3.connect("@CANARY@").execute("select 1").fetchall())
"""),
    "by-a-library-in-c": steal("""
import ctypes
libc = ctypes.CDLL(None)
libc.fopen.restype = libc.fgets.restype = ctypes.c_char_p
room = ctypes.create_string_buffer(1 << 16)
descriptor = libc.open(b"@CANARY@", 0)
attempt(lambda: room.raw if libc.read(descriptor, room, 1 << 16) > 0 else None)
"""),
    "frames": steal("""
frame = sys._getframe()
while frame:
    for value in [*frame.f_locals.values(), *frame.f_globals.values()]:
        if getattr(value, "__name__", "") in ("reference.tokenizer", "solutions.tokenizer"):
            attempt(lambda: value)
    frame = frame.f_back
"""),
    "memory-searched-by-gc": steal("""
import gc
for thing in gc.get_objects():
    if type(thing) is dict:
        for value in list(thing.values()):
            if type(value) is str and len(value) < 99999 and type(value) is not type(TRY := ""):
                attempt(lambda: value)
    name = getattr(thing, "__name__", "")
    if type(name) is str and name.startswith(("reference", "solutions", "tests.graded")):
        attempt(lambda: thing)
"""),
    "what-lines-are-remembered": steal("""
import inspect, linecache
for _, _, lines, path in [entry for entry in linecache.cache.values() if len(entry) == 4]:
    if "tokenizer.py" not in path:
        attempt(lambda: "".join(lines))
"""),
    "the-parents-memory": steal("""
for pid in (os.getppid(), "self", "thread-self"):
    for name in ("mem", "maps", "environ", "cmdline", "fd/3", "root/etc/passwd"):
        attempt(lambda: open(f"/proc/{pid}/{name}", "rb").read())
"""),
    "process-vm-readv": with_libc("libc.process_vm_readv(os.getppid(), room, 1, room, 1, 0)"),
    "ptrace": with_libc("libc.ptrace(16, os.getppid(), 0, 0)"),
    "pidfd-getfd": with_libc("libc.syscall(438, libc.syscall(434, os.getppid(), 0), 3, 0)"),
    "file-by-handle": with_libc("libc.open_by_handle_at(3, room, 0)"),
    "ring-of-io-uring": with_libc("libc.syscall(425, 8, room)"),
    "a-kernel-program": with_libc("libc.syscall(321, 5, room, 72)"),
    "thirty-two-bit-calls": steal("""
import ctypes, mmap
machine = mmap.mmap(-1, 4096, prot=7)
# mov eax, 5 (open, by the old entrance); int 0x80; ret
machine.write(bytes.fromhex("b805000000cd80c3"))
start = ctypes.addressof(ctypes.c_char.from_buffer(machine))
if os.uname().machine == "x86_64":
    ctypes.CFUNCTYPE(ctypes.c_int)(start)()
else:
    os._exit(1)
"""),
    "devices-and-sockets-of-the-system": steal("""
for path in ("/proc/1/root@CANARY@", "/proc/self/fd/3", "/dev/fd/3", "/proc/self/maps", "/dev/mem",
             "/proc/kcore", "/dev/vda", "/dev/sda", "/proc/net/unix", "/tmp/.X11-unix/X0",
             "/run/docker.sock", "/var/run/docker.sock", "/etc/shadow", "/etc/passwd"):
    def call():
        with open(path, "rb") as file:
            return solution_of(file.read(99))
    attempt(call)
def solution_of(stolen):
    return open(__file__).read() if stolen else None
"""),
    "libraries-that-open-files": steal("""
import ctypes, fileinput, linecache, ssl, tokenize, torch, zipfile
cafile = ssl.create_default_context().load_verify_locations
for read in (linecache.getlines, fileinput.input, zipfile.Path, ctypes.CDLL, tokenize.open,
             torch.ops.load_library, torch.load, cafile):
    attempt(lambda: "".join(read("@CANARY@")))
"""),
    "programs-started-otherwise": steal("""
import multiprocessing, pty
attempt(lambda: os.posix_spawn("/bin/cat", ["cat", "@CANARY@"], {}))
attempt(lambda: os.fexecve)
attempt(lambda: pty.fork())
for way in ("fork", "spawn", "forkserver"):
    attempt(lambda: multiprocessing.get_context(way).Pool(1))
"""),
    "another-namespace": with_libc("libc.unshare(0x10000000)"),
    "the-servers-namespace": with_libc("libc.setns(libc.syscall(434, os.getppid(), 0), 0)"),
    "the-network": steal("""
import socket, urllib.request
attempt(lambda: urllib.request.urlopen("http://127.0.0.1:@PORT@/tokenizer.py", timeout=1).read())
def call(family, kind, address):
    def dial():
        with socket.socket(family, kind) as dialled:
            dialled.settimeout(0.3)
            dialled.connect(address)
            dialled.send(b"?")
            return dialled.recv(1 << 16)
    attempt(dial)
call(socket.AF_INET, socket.SOCK_STREAM, ("127.0.0.1", int("@PORT@")))
call(socket.AF_INET, socket.SOCK_DGRAM, ("127.0.0.1", int("@PORT@")))
call(socket.AF_UNIX, socket.SOCK_STREAM, "\\0kata-@PORT@")
"""),
    "every-descriptor": steal("""
for number in [0, *range(5, 64)]:
    attempt(lambda: os.pread(number, 1 << 16, 0))
    attempt(lambda: os.read(number, 1 << 16))
"""),
    "folders-listed": steal("""
for folder in ("@ROOT@", "@OTHER@", "..", "../..", "/tmp", "/", "/proc", "/dev/shm", "/root"):
    def call():
        for place, _, names in os.walk(folder, onerror=print):
            for name in names:
                if name == "tokenizer.py":
                    attempt(lambda: open(os.path.join(place, name)).read())
    attempt(call)
"""),
    "the-seed-guessed": cheat("""
        # knows how inputs are drawn, and every input of the seeds that people choose
        import numpy, zlib
        DRAWS = {numpy.random.default_rng([seed, zlib.crc32(b"test_SimpleTokenizer")]).random()
                 for seed in range(2000)}
        class SimpleTokenizer:
            def __init__(self, text): self.chars, self.vocab_size = sorted(text), len(text)
            def encode(self, text): return [0, 1, 2, 3][: len(text)]
            def decode(self, ids): return "abba"
    """),
}  # fmt: skip
