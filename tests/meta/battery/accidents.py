"""Honest accidents: right code with something careless around it keeps every point it deserves."""

from tests.meta.battery import Entry, code, harmless, ruined, solution
from tests.meta.battery.influence import folder

TOKENIZER = solution("tokenizer")
LATIN = "# élève\n".encode("latin-1")
PRINTS = ("    scores = q @", "    print(q, k)\n    scores = q @")


def told(raw: bytes | str, points: int = 10) -> Entry:
    return Entry("tokenizer", raw, points)


def before(text: str, stage: str = "tokenizer") -> Entry:
    """Careless lines above the solution, below its docstring."""
    source = solution(stage)
    return Entry(stage, code(text) + source, {"tokenizer": 10, "attention": 20}[stage])


ENTRIES = {
    "the-solution": told(TOKENIZER),
    "the-solution-of-attention": Entry("attention", solution("attention"), 20),
    "default-dtype": harmless("torch.set_default_dtype(torch.float64)", "attention"),
    "gradients-off": harmless("torch.set_grad_enabled(False)", "attention"),
    "threads-of-torch": harmless("torch.set_num_threads(2)\ntorch.ones(99, 99).exp()", "attention"),
    "deterministic": harmless("torch.use_deterministic_algorithms(True)", "attention"),
    "another-default-device": harmless("torch.set_default_device('cpu')", "attention"),
    "seeds": harmless("torch.manual_seed(0)\nimport random; random.seed(0)", "attention"),
    "anomalies-detected": harmless("torch.autograd.set_detect_anomaly(True)", "attention"),
    "numpy-strict": harmless("import numpy; numpy.seterr(all='raise')", "attention"),
    "warnings-as-errors": harmless("import warnings; warnings.simplefilter('error')", "attention"),
    "another-folder": harmless("import os; os.chdir('/')"),
    "environment-emptied": harmless("import os; os.environ.clear()"),
    "a-module-set-to-none": harmless("import sys; sys.modules['tokenizer'] = None"),
    "reads-to-the-end-of-input": harmless("import sys; sys.stdin.read()"),
    "asks-a-question": ruined("name = input('Your name? ')"),
    "asks-only-when-run": harmless("if __name__ == '__main__':\n    input('Your name? ')"),
    "output-elsewhere": harmless("import io, sys; sys.stdout = sys.stderr = io.StringIO()"),
    "output-closed": harmless("import sys; sys.stdout.close(); sys.stderr.close()"),
    "output-in-another-encoding": harmless("import sys; sys.stdout.reconfigure(encoding='ascii')"),
    "prints-much": harmless("for number in range(200_000): print(number)"),
    "prints-in-every-call": Entry(
        "attention", solution("attention").replace(*PRINTS), 20,
    ),
    "a-demo-at-import": harmless("for _ in range(99): softmax(torch.rand(9, 9))", "attention"),
    "a-thread-left": harmless("""
        import threading, time
        threading.Thread(target=time.sleep, args=(1000,)).start()
    """),
    "a-timer-and-a-handler": harmless("import signal; signal.signal(signal.SIGALRM, print)"),
    "exits-only-at-the-end": harmless("import atexit; atexit.register(print, 'bye')"),
    "a-logger": harmless("import logging; logging.basicConfig(level=0); logging.debug('seen')"),
    "collector-off": harmless("import gc; gc.disable()"),
    "a-low-recursion-limit": harmless("import sys; sys.setrecursionlimit(120)"),
    "a-high-recursion-limit": told(TOKENIZER.replace(
        "        return [self._id_of[char] for char in text]",
        """        def ids(start):
            if len(text) - start == 0:
                return []
            return [self._id_of[text[start]]] + (ids(start + 1) if len(text) < 3000 else [
                self._id_of[char] for char in text[start + 1 :]])
        import sys
        return ids(0)""") + "\n\nimport sys\nsys.setrecursionlimit(20_000)\n"),
    "a-file-written": harmless("with open('notes.txt', 'w') as file: file.write('mine')"),
    "a-temporary-file": harmless("import tempfile; tempfile.TemporaryFile().write(b'x')"),
    "a-file-replaced": harmless("""
        import os
        open("new", "w").close()
        os.replace("new", "old")
        os.remove("old")
    """),
    "a-line-of-a-notebook": ruined("%matplotlib inline"),
    "a-syntax-error": ruined("def f(:"),
    "an-unknown-package": ruined("import package_that_nobody_has"),
    "byte-order-mark": told(b"\xef\xbb\xbf" + TOKENIZER.encode()),
    "line-ends-of-windows": told(TOKENIZER.replace("\n", "\r\n")),
    "line-ends-of-old-macs": told(TOKENIZER.replace("\n", "\r")),
    "tabs": told(TOKENIZER.replace("    ", "\t")),
    "no-line-end": told(TOKENIZER.rstrip()),
    "latin-1-in-a-comment": told(LATIN + TOKENIZER.encode()),
    "latin-1-announced": told(b"# coding: latin-1\n" + LATIN + TOKENIZER.encode()),
    "utf-16": told(TOKENIZER.encode("utf-16"), 0),
    "a-null-byte": told(TOKENIZER.encode() + b"\0", 0),
    "an-unknown-encoding": told("# coding: klingon\n" + TOKENIZER, 0),
    "nothing": told(b"", 0),
    "only-blanks": told(b"\n\n   \n", 0),
    "a-folder-with-spaces": folder({"my notes/read me.txt": "hello"}),
    "a-whole-repository": folder({f"exercises/{n}.py": TOKENIZER for n in ("tokenizer", "draft")}),
}  # fmt: skip
