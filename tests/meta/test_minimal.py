"""`minimal_llm.py` is the detailed model in one file: same parameters, same numbers."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import torch

from solutions import minimal_llm, model

FILE = Path(minimal_llm.__file__)
SIZES = {"vocab_size": 11, "d_model": 12, "n_heads": 3, "n_layers": 2, "max_seq_len": 7}


@pytest.fixture
def twins():
    """The minimal and the detailed model, built from the same seed."""
    built = []
    for module in (minimal_llm, model):
        torch.manual_seed(5)
        built.append(module.SimpleLLM(**SIZES))
    return built


def test_it_is_short():
    assert len(FILE.read_text("utf-8").splitlines()) <= 120


def test_same_parameters_in_the_same_order(twins):
    minimal, detailed = ({n: p.shape for n, p in twin.named_parameters()} for twin in twins)
    assert list(minimal.items()) == list(detailed.items())


def test_default_sizes_are_the_same():
    assert model.count_parameters(minimal_llm.SimpleLLM(86)) == 426_838


def test_same_seed_gives_the_same_initial_weights(twins):
    minimal, detailed = (twin.state_dict() for twin in twins)
    assert all(torch.equal(minimal[name], detailed[name]) for name in detailed)


def test_same_weights_give_the_same_logits(twins):
    minimal, detailed = (twin.double() for twin in twins)
    with torch.no_grad():
        for parameter in detailed.parameters():
            parameter.normal_()
    minimal.load_state_dict(detailed.state_dict())
    ids = torch.randint(11, (3, 5))
    torch.testing.assert_close(minimal(ids), detailed(ids), rtol=1e-9, atol=1e-9)


def test_generate_continues_the_prompt_beyond_the_window():
    tokenizer = minimal_llm.SimpleTokenizer("hello world")
    sizes = SIZES | {"vocab_size": tokenizer.vocab_size}
    text = minimal_llm.SimpleLLM(**sizes).generate(tokenizer, "hello", max_new_tokens=9)
    assert text.startswith("hello")
    assert len(text) == 14


def test_training_lowers_the_loss(twins, capsys):
    torch.manual_seed(0)
    data = torch.tensor([3, 1, 4, 1, 5, 9, 2, 6] * 4)
    minimal_llm.train(twins[0], data, steps=25, batch_size=4, lr=1e-2)
    first, last = (float(line.split()[-1]) for line in capsys.readouterr().out.splitlines())
    assert last < first / 2


TRIAL = """
import minimal_llm, sys
tokenizer = minimal_llm.SimpleTokenizer(minimal_llm.TEXT)
model = minimal_llm.SimpleLLM(tokenizer.vocab_size)
minimal_llm.train(model, minimal_llm.torch.tensor(tokenizer.encode(minimal_llm.TEXT)), steps=1)
rooms = {"exercises", "solutions", "reference", "tests"} & set(sys.modules)
print(len(model.generate(tokenizer, "The", max_new_tokens=2)), rooms)
"""


def test_the_file_needs_no_other(tmp_path):
    shutil.copy(FILE, tmp_path)
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    run = subprocess.run(
        [sys.executable, "-c", TRIAL], cwd=tmp_path, env=environment, capture_output=True, text=True
    )
    assert run.returncode == 0, run.stderr
    assert run.stdout.splitlines()[-1] == "5 set()"
