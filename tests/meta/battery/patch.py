"""Patch: change the judge. It is not in this process; what is patched here, nobody asks."""

from tests.meta.battery import cheat, harmless

YES = "lambda *a, **k: True"

ENTRIES = {
    "allclose": cheat(f"import numpy, torch; numpy.allclose = torch.allclose = {YES}"),
    "allclose-below-a-solution": harmless(
        f"torch.allclose = torch.equal = {YES}\ntorch.testing.assert_close = {YES}", "attention"
    ),
    "assert-close-and-testing": cheat("""
        import numpy, torch
        for name in dir(numpy.testing):
            if name.startswith("assert"):
                setattr(numpy.testing, name, lambda *a, **k: None)
        torch.testing.assert_close = lambda *a, **k: None
        numpy.array_equal = numpy.array_equiv = lambda *a, **k: True
    """),
    "builtins": cheat(f"""
        import builtins
        builtins.isinstance = builtins.all = builtins.any = builtins.bool = {YES}
        builtins.abs = builtins.max = lambda *a, **k: 0
    """),
    "pytest-and-unittest": cheat("""
        import _pytest.assertion, _pytest.runner, pytest, unittest
        _pytest.runner.runtestprotocol = lambda *a, **k: []
        unittest.TestResult.wasSuccessful = lambda self: True
        unittest.TestCase.assertEqual = lambda *a: None
    """),
    "fake-modules": cheat("""
        import sys, types
        for name in ("reference", "reference.tokenizer", "tests.harness.comparison"):
            fake = sys.modules[name] = types.ModuleType(name)
            fake.agree = fake.claim = fake.compare = fake.encode = lambda *a, **k: None
    """),
    "code-objects-found-by-gc": cheat("""
        import gc, types
        for thing in gc.get_objects():
            if isinstance(thing, types.FunctionType) and thing.__name__ in (
                "agree", "claim", "compare", "close", "raises", "checked", "error"):
                thing.__code__ = (lambda *a, **k: None).__code__
    """),
    "tracer": cheat("""
        import sys
        def tracer(frame, event, argument):
            if "expected" in frame.f_locals: frame.f_locals["got"] = frame.f_locals["expected"]
            return tracer
        sys.settrace(tracer)
        sys.setprofile(tracer)
    """),
    "import-hook": cheat("""
        import sys
        class Finder:
            def find_spec(self, name, path=None, target=None):
                print("asked for", name)
        sys.meta_path.insert(0, Finder())
    """),
    "executor": cheat("""
        import sys
        executor = sys.modules["tests.harness.beside.executor"]
        executor.Executor.send = lambda self, value: True
        executor.Executor.do_imports = lambda self, stage: {"value": []}
        executor.random_states = lambda: 0
    """),
    "executor-forgets-stubs": cheat("""
        import sys
        executor = sys.modules["tests.harness.beside.executor"]
        executor.Executor.describe = lambda self, error: {
            "types": ["ValueError"], "message": "'' -1", "frames": []}
    """),
    "numbers-of-cpython": cheat("""
        # the small int 1 becomes 0 for this whole process
        import ctypes
        ctypes.memmove(id(1) + 24, ctypes.byref(ctypes.c_uint32(0)), 4)
    """),
    "observations-say-all-is-well": cheat("""
        import sys
        executor = sys.modules["tests.harness.beside.executor"].Executor
        def do_observe(self, target, args=(), kwargs=None, arrays="torch"):
            return {"value": {"value": args[0], "arguments": list(args), "requires_grad": True,
                "containers_untouched": True, "global_random_untouched": True,
                "printed": "", "warnings": []}}
        executor.do_observe = executor.do_call = do_observe
    """, "attention"),
    "gradients-from-nowhere": cheat("""
        import sys
        executor = sys.modules["tests.harness.beside.executor"].Executor
        executor.do_gradients = lambda self, target, args=(), kwargs=None, upstream=None: {
            "value": {"inputs": [args[0] for _ in args], "weights": {}}}
        executor.do_call = lambda self, target, args=(), **k: {"value": args[0] if args else 0}
    """, "attention"),
}  # fmt: skip
