"""An exercise is made from its solution: what becomes a hole, what is given, what is left out."""

from tests.harness.stubs import stub_of

SOLUTION = '''
class Layer(Base):
    def __init__(self, size):
        super().__init__()
        self.size = size


class Other(Base):
    def __init__(self, size):
        super().__init__(size, {"size": size})


# given
def forward(x):
    """Given."""
    return x * 2


def backward(x):
    """To be written."""
    # a comment is no line
    y = x
    return y
'''


def test_bodies_become_holes_with_their_size():
    stub = stub_of(SOLUTION)
    assert 'written."""\n    # about 2 lines\n    raise NotImplementedError\n' in stub
    assert "return y" not in stub


def test_a_marked_function_is_given_whole():
    given = '# given\ndef forward(x):\n    """Given."""\n    return x * 2\n'
    assert given in stub_of(SOLUTION)


def test_a_constructor_keeps_its_plain_call_of_super_only():
    stub = stub_of(SOLUTION)
    assert "        super().__init__()\n        # about 1 line\n" in stub
    assert '{"size": size}' not in stub
    compile(stub, "stub", "exec")
