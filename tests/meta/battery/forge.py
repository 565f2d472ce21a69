"""Forge: write the verdict oneself, or speak in the executor's place."""

from tests.meta.battery import cheat, harmless, ruined

# The child's own tools, in its own hands: it may say what it likes, and still not the right thing.
SPEAKS = """
    import os, sys
    wire = sys.modules["tests.classroom.wire"]
    child = sys.modules["tests.classroom.child"]

    def speak(answer):
        while (request := child.next_request()) is not None:
            child.write_all(wire.encode(answer(request)))

"""


def speaks(answer: str):
    return cheat(SPEAKS + f"    speak(lambda request: {answer})\n")


ENTRIES = {
    "fake-summary": cheat("print('=' * 9, '18 passed in 0.1s', '=' * 9)"),
    "fake-result-files": cheat("""
        import json, os
        full = {"score": 100, "tests": [{"score": 10, "max_score": 10, "status": "passed"}]}
        for path in ("results.json", "result.json", "report.xml",
                     "/autograder/results/results.json",
                     "@CANARY@", "@RESULTS@", "../results.json"):
            try:
                with open(path, "w") as file:
                    json.dump(full, file)
            except OSError:
                pass
    """),
    "orphan-that-writes-later": cheat("""
        import os
        if os.fork() == 0:
            os.setsid()
            open("@RESULTS@", "w").write("100")
    """),
    "answers-none": speaks('{"value": None}'),
    "answers-true": speaks('{"value": True}'),
    "always-raises-value-error": speaks(
        '{"raised": {"types": ["ValueError", "Exception"], "message": "\'x\' 7", "frames": []}}'
    ),
    "always-missing": speaks('{"missing": "SimpleTokenizer"}'),
    "echoes-its-arguments": speaks('{"value": (list(request.get("args", ())) or [0])[0]}'),
    "a-handle-for-everything": speaks('{"value": {"__handle__": 1, "type": "list"}}'),
    "answers-of-another-kind": speaks('{"passed": True, "score": 10}'),
    "recorded-answers": cheat("""
        # every answer that stage 1's own text gave in another run, by heart
        KNOWN = {"hello": [1, 0, 2, 2, 3], "abba": [0, 1, 1, 0], "": []}
        class SimpleTokenizer:
            def __init__(self, text):
                self.chars, self.vocab_size = ["a", "b"], 2
            def encode(self, text):
                return KNOWN.get(text, [0] * len(text))
            def decode(self, ids):
                return "".join("ab"[i % 2] for i in ids)
    """),
    "twice-the-answer": ruined("""
        import sys
        child = sys.modules["tests.classroom.child"]
        once = child.write_all
        child.write_all = lambda data: once(data + data)
    """),
    "answers-before-the-questions": ruined("""
        import sys
        wire, child = (sys.modules[f"tests.classroom.{name}"] for name in ("wire", "child"))
        for _ in range(40):
            child.write_all(wire.encode({"value": {"__handle__": 1, "type": "SimpleTokenizer"}}))
    """),
    "a-thread-that-answers": cheat("""
        import sys, threading
        wire, child = (sys.modules[f"tests.classroom.{name}"] for name in ("wire", "child"))
        def speak():
            while True: child.write_all(wire.encode({"value": True}))
        threading.Thread(target=speak, daemon=True).start()
    """),
    "a-thread-that-takes-the-questions": ruined("""
        import os, threading, time
        def listen():
            while True: os.read(3, 100)
        threading.Thread(target=listen, daemon=True).start()
        time.sleep(0.05)
    """),
    "a-channel-shut-on-one-side": ruined("import ctypes; ctypes.CDLL(None).shutdown(3, 1)"),
    "a-body-that-never-comes": ruined("""
        import os, time
        os.write(3, b"KATA" + (20).to_bytes(4, "big") + (1 << 25).to_bytes(8, "big") + b" " * 20)
        time.sleep(1000)
    """),
    "names-as-long-as-books": speaks('{"value": {"k" * 99_999 + str(n): 0 for n in range(20)}}'),
    "noise-before-the-answer": ruined("import os; os.write(3, b'ok' * 50)"),
    "half-a-message": ruined("""
        import os
        os.write(3, b"KATA" + (64).to_bytes(4, "big") + (0).to_bytes(8, "big") + b"{"); os._exit(0)
    """),
    "a-message-of-many-gigabytes": ruined("import os; os.write(3, b'KATA' + b'\\xff' * 12)"),
    "nested-brackets-as-header": ruined("""
        import os
        text = b"[" * (1 << 22)
        data = b"KATA" + len(text).to_bytes(4, "big") + bytes(8) + text
        while data: data = data[os.write(3, data):]
    """),
    "millions-of-values": ruined("""
        import os
        text = b'{"arrays":[],"tree":[' + b"{}," * (5 << 20) + b"{}]}"
        data = b"KATA" + len(text).to_bytes(4, "big") + bytes(8) + text
        while data: data = data[os.write(3, data):]
    """),
    "pickle-on-the-channel": ruined("""
        import os, pickle
        class Run:
            def __reduce__(self): return os.system, ("touch @RESULTS@",)
        os.write(3, pickle.dumps(Run()))
    """),
    "descriptors-in-every-answer": harmless("""
        import array, os, socket, sys
        def write_all(data):
            present = [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", [0] * 250))]
            with socket.socket(fileno=os.dup(3)) as mine:
                while data: data = data[mine.sendmsg([data], present):]
        sys.modules["tests.classroom.child"].write_all = write_all
    """),
    "descriptors-as-a-present": harmless("""
        import array, socket
        import os
        try:
            mine = socket.socket(fileno=os.dup(3))
            mine.sendmsg([b""], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", [0]))])
            mine.detach()
        except OSError:
            pass
    """),
}  # fmt: skip
