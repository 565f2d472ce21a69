"""Leak: carry out inputs, the environment, other files, or an order to whoever shows the report.

None earns a point; the test also looks for the canary's word and for live markup in every format.
"""

from tests.meta.battery import answers, cheat, one_bad

MARKUP = (
    "</pre></script><script>alert(1)</script><img src=x onerror=alert(1)>"
    "\\x1b[2J\\x1b]0;pwned\\x07\\u202e::set-output name=score::100\\n::error::x\\n##[add-path]/x\\n"
    "\\r|`````\\n=cmd()|' /C calc'!A0\\n]]>&amp;\\x00\\ufffe"
)

ENTRIES = {
    "the-environment-printed": cheat("""
        import os, sys
        print(os.environ, sys.argv, sys.flags, os.environb)
        raise ValueError(str(dict(os.environ)))
    """),
    "the-environment-of-the-process": cheat("""
        import ctypes, os
        libc = ctypes.CDLL(None)
        libc.getenv.restype = ctypes.c_char_p
        environ = ctypes.POINTER(ctypes.c_char_p).in_dll(libc, "environ")
        found, n = [libc.getenv(b"GRADER_TOKEN")], 0
        while environ and environ[n]:
            found.append(environ[n]); n += 1
        raise ValueError(str(found))
    """),
    "the-stack-searched-for-the-environment": cheat("""
        # what a process was started with lies at the top of its stack, and a fork copies it
        import ctypes
        top = ctypes.c_void_p.in_dll(ctypes.CDLL(None), "__libc_stack_end").value
        raise ValueError(str([w for w in ctypes.string_at(top, 2500).split(b"\\0") if b"=" in w]))
    """),
    "the-canary-in-a-message": answers("""
        try:
            raise ValueError(open("@CANARY@").read())
        except OSError as error:
            raise ValueError(str(error))
    """),
    "hidden-inputs-in-a-message": answers("raise ValueError(repr(self.text))"),
    "markup-in-a-message": answers(f"raise ValueError('{MARKUP}')"),
    "markup-in-an-answer": answers(f"return '{MARKUP}'"),
    "markup-printed": answers(f"print('{MARKUP}'); return None"),
    "markup-as-a-parameter": one_bad("""
        def causal_mask(T):
            raise type("<img src=x onerror=alert(1)>", (Exception,), {})("::error::" + "\\x1b[31m")
    """),
    "markup-in-a-function-name": answers(
        f"def f(): raise ValueError('x')\nf.__code__ = f.__code__.replace(co_name='{MARKUP}')\nf()"
    ),
    "markup-as-a-traceback": cheat(f"""
        import sys
        executor = sys.modules["tests.harness.beside.executor"].Executor
        line = '{MARKUP}'.encode("ascii", "replace").decode()
        executor.do_call = lambda self, **k: {{"raised": {{"types": [line[:99]], "message": line,
            "frames": [["/etc/passwd", 1, line[:99], line[:99]]] * 3}}}}
    """),
    "a-note-that-accuses-another": cheat("""
        import os
        os.write(4, b"\\x1b[2Jopened @OTHER@ (refused)\\n<script>alert(1)</script>\\n")
    """),
}  # fmt: skip
