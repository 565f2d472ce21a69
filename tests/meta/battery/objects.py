"""Lying objects: results that agree with everything, break what looks at them, or never end."""

from tests.meta.battery import Entry, answers, code, one_bad, solution


def liar(methods: str) -> Entry:
    """A tokenizer that answers with an object of this class."""
    return answers(f"class Liar:\n    {methods}\nreturn Liar()")


def layer(changes: str) -> Entry:
    """Attention whose MultiHeadAttention lies about its parameters: all but its 5 points."""
    source = solution("attention") + "\n\n" + code(changes)
    return Entry("attention", source, 15)


ENTRIES = {
    "equal-to-everything": liar("__eq__ = lambda s, o: True; __len__ = lambda s: 7"),
    "list-equal-to-everything": answers("""
        class Liar(list):
            __eq__ = lambda s, o: True
            __ne__ = lambda s, o: False
        return Liar(range(7))
    """),
    "int-equal-to-everything": answers("""
        class Liar(int):
            __eq__ = lambda s, o: True
            __hash__ = int.__hash__
        return [Liar(3)] * 7
    """),
    "pretends-to-be-a-list": liar("__class__ = list; __iter__ = lambda s: iter([0])"),
    "endless-repr": liar("def __repr__(s):\n        while True: pass\n    __str__ = __repr__"),
    "endless-message": answers("""
        class Slow(ValueError):
            def __str__(self):
                while True: pass
        raise Slow
    """),
    "pickle-with-reduce": liar("__reduce__ = lambda s: (__import__('os').system, ('true',))"),
    "finalizer": liar("__del__ = lambda s: __import__('os')._exit(0)"),
    "array-interface": liar("__array__ = lambda s, *a, **k: 1 / 0"),
    "type-name-of-markup": answers(
        "return type('<script>alert(1)</script>\\x1b[2J::error::\\u202e', (), {})()"
    ),
    "type-name-of-half-a-character": answers("return type('\\ud800' * 9, (), {})()"),
    "metaclass-without-a-name": answers("""
        class Meta(type):
            __name__ = property(lambda c: 1 / 0)
            __mro__ = property(lambda c: 1 / 0)
        return Meta("x", (), {})()
    """),
    "exception-with-a-strange-class": answers("""
        raise type("<b>" * 5000, (ValueError,), {"__str__": lambda s: s, "__traceback__": 3})()
    """),
    "not-a-number": one_bad("def softmax(x, dim=-1):\n    return x * float('nan')"),
    "infinite": one_bad("def softmax(x, dim=-1):\n    return x.abs() * float('inf')"),
    "a-huge-int": answers("return [1 << 60000] * 7"),
    "an-int-too-long-to-print": answers("return 1 << 16000"),
    "a-list-in-itself": answers("loop = []; loop.append(loop); return loop"),
    "a-deep-list": answers("""
        deep = []
        for _ in range(100_000): deep = [deep]
        return deep
    """),
    "a-million-values": answers("return [0] * 2_000_000"),
    "a-long-string": answers("return 'x' * (1 << 24)"),
    "half-characters": answers("return '\\ud800' * 7"),
    "a-forged-handle": answers("return {'__handle__': 1, 'type': 'list'}"),
    "an-array-of-objects": answers("import numpy; return numpy.array([sys, None], object)"),
    "a-structured-array": answers("import numpy; return numpy.zeros(7, 'i4,f8')"),
    "an-array-without-end": answers("import numpy; return numpy.broadcast_to(1, (1 << 40,))"),
    "an-array-of-many-axes": answers("import numpy; return numpy.zeros((1,) * 32 + ())"),
    "an-array-with-nothing": answers("import numpy; return numpy.zeros((0, 1 << 40))"),
    "many-arrays": answers("import numpy; return [numpy.zeros(1)] * 50_000"),
    "a-large-array": answers("import numpy; return numpy.zeros(200 << 20, numpy.uint8)"),
    "tensor-subclass": one_bad("""
        def softmax(x, dim=-1):
            class Liar(Tensor):
                @classmethod
                def __torch_function__(cls, function, types, args=(), kwargs=None):
                    return True
            return x.as_subclass(Liar)
    """),
    "a-meta-tensor": one_bad("def softmax(x, dim=-1):\n    return x.to('meta')"),
    "a-sparse-tensor": one_bad("""
        def softmax(x, dim=-1):
            return torch.softmax(x, dim).to_sparse()
    """),
    "a-quantized-tensor": one_bad("""
        def softmax(x, dim=-1):
            found = torch.softmax(x, dim).float()
            return torch.quantize_per_tensor(found, 0.001, 0, torch.quint8)
    """),
    "a-tensor-without-memory": one_bad("""
        def softmax(x, dim=-1):
            found = torch.softmax(x, dim)
            found.untyped_storage().resize_(0)
            return found
    """),
    "a-gradient-that-never-comes": one_bad("""
        def softmax(x, dim=-1):
            found = torch.softmax(x, dim)
            if found.requires_grad: found.register_hook(lambda g: sum(iter(int, 1)))
            return found
    """),
    "weights-reported-as-zero": layer("""
        class MultiHeadAttention(MultiHeadAttention):
            def named_parameters(self, *a, **k):
                return ((n, torch.zeros_like(p)) for n, p in super().named_parameters(*a, **k))
            def forward(self, x):
                return torch.zeros_like(x)
    """),
    "changes-its-input": one_bad(
        """
        def softmax(x, dim=-1):
            exponentials = (x - x.detach().amax(dim, keepdim=True)).exp()
            x.detach().zero_()
            return exponentials / exponentials.sum(dim, keepdim=True)
    """,
        17,
    ),
    "parameters-of-no-size": layer("""
        class MultiHeadAttention(MultiHeadAttention):
            def named_parameters(self, *a, **k):
                return iter([])
            def forward(self, x):
                raise ValueError("shapes do not fit")
    """),
    "parameters-without-end": layer("""
        class MultiHeadAttention(MultiHeadAttention):
            def named_parameters(self, *a, **k):
                names = (f"{n}_linear.weight" for n in ("q", "k", "v", "out"))
                return ((name, torch.zeros(8000, 8000, dtype=torch.bool)) for name in names)
    """),
    "values-that-fit-any-shape": one_bad("def causal_mask(T):\n    return True"),
}  # fmt: skip
