"""Exhaust: time, memory, disk, processes, output. One bad function costs its own points only."""

from tests.meta.battery import harmless, one_bad, ruined

ENTRIES = {
    "endless-loop-at-import": ruined("while True: pass"),
    "endless-loop-in-one-function": one_bad("""
        def causal_mask(T):
            while True: pass
    """),
    "sleeps": one_bad("def split_heads(x, n_heads):\n    import time\n    time.sleep(1000)"),
    "loop-inside-c": one_bad("""
        def merge_heads(heads):
            return sum(range(1 << 60))
    """),
    "a-pattern-that-never-matches": one_bad("""
        def causal_mask(T):
            import re
            return re.match(r"(a+)+$", "a" * 99 + "b")
    """),
    "signals-ignored": ruined("""
        import signal
        for number in set(range(1, 65)) - {9, 19, 32, 33}:
            signal.signal(number, signal.SIG_IGN)
        signal.pthread_sigmask(signal.SIG_BLOCK, range(1, 65))
        while True: pass
    """),
    "stops-itself": ruined("import os, signal; os.kill(os.getpid(), signal.SIGSTOP)"),
    "every-exception-swallowed": ruined("""
        import time
        while True:
            try: time.sleep(1000)
            except BaseException: pass
    """),
    "processes-without-end": ruined("""
        import os
        while True:
            try: os.fork()
            except OSError: pass
    """),
    "threads-without-end": ruined("""
        import threading, time
        threading.stack_size(32768)
        while True:
            try: threading.Thread(target=time.sleep, args=(1000,)).start()
            except BaseException: pass
    """),
    "memory-at-import": ruined("held = []\nwhile True: held.append(bytearray(1 << 28))"),
    "memory-in-one-function": one_bad("""
        def causal_mask(T):
            return torch.ones(1 << 40, dtype=torch.bool)
    """),
    "memory-in-one-function-of-numpy": one_bad("""
        def causal_mask(T):
            import numpy
            return torch.tensor(numpy.zeros((1 << 35,)) + 1)
    """),
    "one-large-file": harmless("""
        try:
            with open("large", "wb") as file:
                for _ in range(100): file.write(bytes(1 << 20))
        except OSError:
            pass
    """),
    "many-files": ruined("""
        import time
        for number in range(3000): open(str(number), "w").close()
        time.sleep(5)
    """),
    "large-files": ruined("""
        import time
        for number in range(12):
            with open(str(number), "wb") as file: file.write(bytes(32 << 20))
        time.sleep(5)
    """),
    "folders-deeper-than-a-path-is-long": ruined("""
        import os, time
        for number in range(3000):
            os.mkdir("d" * 250)
            os.chdir("d" * 250)
        time.sleep(5)
    """),
    "files-below-a-path-too-long": ruined("""
        import os, time
        for number in range(40):
            os.mkdir("d" * 250)
            os.chdir("d" * 250)
        for number in range(12):
            with open(str(number), "wb") as file: file.write(bytes(32 << 20))
        time.sleep(5)
    """),
    "space-reserved-not-written": harmless("""
        import os
        try:
            os.posix_fallocate(os.open("large", os.O_RDWR | os.O_CREAT), 0, 60 << 20)
        except OSError:
            pass
    """),
    "deleted-files-kept-by-a-map": ruined("""
        import mmap, os
        held = []
        while True:
            with open("large", "w+b") as file:
                file.write(bytes(32 << 20))
                held.append(mmap.mmap(file.fileno(), 4096))
            os.remove("large")
    """),
    "descriptors-without-end": harmless("""
        import os
        try:
            while True: os.pipe()
        except OSError:
            pass
    """),
    "a-power-that-nothing-interrupts": one_bad("def causal_mask(T):\n    return 10 ** 10 ** 9"),
    "a-finalizer-that-sleeps": one_bad("""
        def causal_mask(T):
            class Slow:
                def __del__(self): __import__("time").sleep(1000)
            return Slow()
    """),
    "an-exit-that-sleeps": harmless("""
        import atexit, threading, time
        atexit.register(time.sleep, 1000)
        threading._register_atexit(time.sleep, 1000)
    """),
    "output-without-end": ruined("while True: print('x' * 4096)"),
    "output-in-one-function": one_bad("""
        def causal_mask(T):
            import os
            while True: os.write(2, bytes(4096))
    """),
    "a-full-notebook": harmless("""
        import os
        try:
            for _ in range(100_000): os.write(4, b"x" * 4096)
        except BlockingIOError:
            pass
    """),
    "refused-calls-in-a-loop": ruined("""
        import socket
        while True:
            try: socket.socket()
            except OSError: pass
    """),
    "closed-descriptors": ruined("import os; os.closerange(0, 64)"),
    "recursion-in-python": one_bad("""
        def causal_mask(T):
            import sys
            sys.setrecursionlimit(1 << 30)
            return causal_mask(T + 1)
    """),
    "recursion-in-c": one_bad("""
        def causal_mask(T):
            import sys
            sys.setrecursionlimit(1 << 30)
            loop = iter([])
            for _ in range(1 << 20): loop = filter(None, loop)
            return next(loop, None)
    """),
    "left-over-threads": harmless("""
        import threading, time
        def busy():
            while True: time.sleep(0.01)
        for _ in range(8): threading.Thread(target=busy).start()
    """),
    "a-source-that-breaks-parsers": ruined(f"never = 0\nif never: x{'.a' * 100_000}"),
    "a-source-of-brackets": ruined("x = " + "(" * 150 + ")" * 150 + "[" * 5000),
    "a-source-of-many-terms": ruined(f"x = 0{' + 1' * 200_000}"),
    "a-source-of-minus-signs": ruined(f"x = {'-' * 500_000}1"),
}  # fmt: skip
