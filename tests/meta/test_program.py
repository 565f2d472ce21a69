"""The program that trains and samples: the same in both rooms, right in its files and sentences."""

import importlib
import json
import re
import shlex
import subprocess

import pytest
import torch
from safetensors import safe_open

from reference import model as reference
from tests.harness.program.precision import precision
from tests.stages import ROOT

program = importlib.import_module("solutions.simple_llm")
checkpoint = program.checkpoint
SIZES = ["--d-model=8", "--n-heads=2", "--n-layers=1", "--batch=4", "--seq-len=16", "--steps=24"]
SMALL = [*SIZES, "--precision=float32"]


@pytest.fixture(scope="module")
def trained(tmp_path_factory):
    """A checkpoint of a tiny model, and what was said while it was made."""
    return train(tmp_path_factory.mktemp("run"))


def train(folder, *options) -> str:
    out = folder / "model.safetensors"
    assert program.main(["train", *SMALL, "--out", str(out), *options]) == 0
    return str(out)


def test_both_rooms_have_the_same_program():
    rooms = [(ROOT / room / "simple_llm.py").read_bytes() for room in ("exercises", "solutions")]
    assert rooms[0] == rooms[1]


def test_a_checkpoint_is_plain_safetensors_with_its_vocabulary_and_configuration(trained):
    with safe_open(trained, "np") as file:
        about = {key: json.loads(value) for key, value in file.metadata().items()}
        shapes = {name: tuple(file.get_tensor(name).shape) for name in file.keys()}  # noqa: SIM118
    assert shapes == reference.parameter_shapes(**about["config"])
    assert len(about["vocabulary"]) == about["config"]["vocab_size"]
    assert [point[0] for point in about["curve"]][-1] == 24


def test_a_checkpoint_gives_the_same_text_again(trained, capsys):
    texts = []
    for _ in range(2):
        assert program.main(["generate", "--checkpoint", trained, "--seed", "3"]) == 0
        texts.append(capsys.readouterr().out)
    assert texts[0] == texts[1]
    assert len(texts[0]) > 100


def test_the_same_seed_trains_the_same_model_and_another_seed_another(tmp_path, trained):
    weights = []
    for number, seed in enumerate(["0", "1"]):
        (tmp_path / str(number)).mkdir()
        weights.append(program.load(program.Path(train(tmp_path / str(number), "--seed", seed)))[0])
    first = program.load(program.Path(trained))[0].output_projection.weight
    assert (weights[0].output_projection.weight == first).all()
    assert not (weights[1].output_projection.weight == first).all()


def test_numbers_of_two_bytes_learn_as_much(tmp_path, trained):
    """The weights must be rounded anew in each step: else the model stays what it was at first."""
    curves = []
    for out in (trained, train(tmp_path, "--precision", "bfloat16")):
        curves.append(program.load(program.Path(out))[2]["curve"])
    (*_, exact), (*_, short) = curves
    assert short[2] == pytest.approx(exact[2], rel=0.01)
    assert short[2] != exact[2]
    assert curves[1][0][2] - short[2] > 0.1


@pytest.mark.parametrize(
    ("can", "chosen"), [({"avx512_bf16": True}, "bfloat16"), ({"avx512_bf16": False}, "float32")]
)
def test_products_are_made_in_two_bytes_where_the_processor_can(can, chosen, monkeypatch):
    monkeypatch.setattr(torch.cpu, "get_capabilities", lambda: can)
    assert precision("auto") == chosen
    assert precision("float32") == "float32"


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["train", "--data", "nowhere.txt"], "There is no file nowhere.txt"),
        (["train", "--d-model", "30", "--n-heads", "4"], "D_MODEL=30 cannot be cut into N_HEADS=4"),
        (["train", "--data", "pydoc", "--seq-len", "900000"], "take a longer text"),
        (["generate", "--checkpoint", "nowhere"], "make train writes one"),
        (["generate", "--checkpoint", "README.md"], "is no checkpoint that make train wrote"),
    ],
)
def test_bad_input_gets_one_sentence(arguments, says, capsys, monkeypatch):
    monkeypatch.chdir(ROOT)
    assert program.main(arguments) == 1
    told = capsys.readouterr().err
    assert says in told
    assert len(told.splitlines()) == 1


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["train", "--data", "nowhere.txt"], "没有 nowhere.txt 这个文件"),
        (["train", "--data", "tests"], "tests 是文件夹"),
        (["train", "--d-model", "30", "--n-heads", "4"], "D_MODEL=30 不能平分成 N_HEADS=4 个头"),
        (["train", "--data", "pydoc", "--seq-len", "900000"], "pydoc（训练部分）：只有 4"),
        (["train", *SMALL, "--prompt", "中"], "提示里有 '中'，模型从来没有见过"),
        (["train", "--out", "/dev/null"], "/dev/null 不是普通的文件"),
        (["generate", "--checkpoint", "nowhere"], "没有检查点 nowhere；make train 会写一个。"),
        (["generate", "--checkpoint", "README.md"], "README.md 不是 make train 写的检查点"),
    ],
)
def test_bad_input_gets_one_sentence_in_chinese(arguments, says, capsys, monkeypatch):
    monkeypatch.chdir(ROOT)
    monkeypatch.setenv("KATA_LANG", "zh")
    assert program.main(arguments) == 1
    told = capsys.readouterr().err
    assert told.startswith(says)
    assert len(told.splitlines()) == 1


def test_a_run_is_told_in_chinese(tmp_path, capsys, monkeypatch):
    monkeypatch.setenv("KATA_LANG", "zh")
    train(tmp_path)
    told, _, sample = (
        capsys.readouterr().out.replace(str(tmp_path), "").partition("--- 模型写的文本")
    )
    assert sample
    assert set(re.findall(r"[A-Za-z]{2,}", told)) == {"stories", "token", "model", "safetensors"}
    for words in ("数据：stories", "（低于“均匀”）", "不会抄写 0.283", "这是下限的"):
        assert words in told


def test_the_ends_of_a_run_are_told_in_chinese(tmp_path, capsys, monkeypatch):
    def stop(*_arguments, **_options):
        raise KeyboardInterrupt

    def hole(*_arguments, **_options):
        raise NotImplementedError

    monkeypatch.setenv("KATA_LANG", "zh")
    out = ["--out", str(tmp_path / "model.safetensors")]
    monkeypatch.setattr(program, "train", stop)
    assert program.main(["train", *SMALL, *out]) == 130
    assert capsys.readouterr().out.endswith("\n已停下。还没有检查点。\n")
    monkeypatch.setattr(program, "train", hole)
    assert program.main(["train", *SMALL, *out]) == 1
    assert "还没有写：make test-stage-1 到 test-stage-6 会带你写到那里" in capsys.readouterr().err


def test_an_unknown_character_in_the_prompt_is_named(trained, capsys):
    assert program.main(["generate", "--checkpoint", trained, "--prompt", "中"]) == 1
    assert "'中', which the model has never seen" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (["--prompt", "中"], "'中', which the model has never seen"),
        (["--out", "/proc/nowhere/model.safetensors"], "cannot be written"),
        (["--out", "/dev/null"], "is no ordinary file"),
        (["--out", str(ROOT)], "is no ordinary file"),
    ],
)
def test_what_would_be_lost_at_the_end_is_told_before_the_first_step(
    options, says, capsys, monkeypatch
):
    monkeypatch.setattr(program, "train", None)
    assert program.main(["train", *SMALL, *options]) == 1
    told = capsys.readouterr().err
    assert says in told
    assert len(told.splitlines()) == 1


@pytest.mark.parametrize(
    ("option", "says"),
    [
        ("--steps=0", "must be greater than 0"),
        ("--steps=1.5", "invalid int value: '1.5'"),
        ("--temperature=warm", "invalid float value: 'warm'"),
        ("--temperature=-1", "must be at least 0"),
        ("--top-p=2", "must be greater than 0 and at most 1"),
    ],
)
def test_a_bad_number_is_told_in_one_line(option, says, capsys, monkeypatch):
    monkeypatch.setenv("KATA_LANG", "en")
    with pytest.raises(SystemExit) as left:
        program.main(["train", option])
    told = capsys.readouterr().err
    assert left.value.code == 2
    assert f"argument {option.partition('=')[0]}: " in told
    assert says in told
    assert len(told.splitlines()) == 1
    monkeypatch.setenv("KATA_LANG", "zh")
    with pytest.raises(SystemExit):
        program.main(["train", option])
    told = capsys.readouterr().err
    assert told.startswith(f"选项 {option.partition('=')[0]}：")
    assert told.endswith("（--help 列出所有选项）\n")


def test_make_hands_on_a_prompt_as_it_was_written():
    prompt = """He said "it's" `here`, $HOME"""
    command = [
        "make",
        "--no-print-directory",
        "-n",
        "generate",
        "PROMPT=" + prompt.replace("$", "$$"),
    ]
    recipe = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert prompt in shlex.split(recipe.splitlines()[-1])


def test_holes_are_named_with_the_way_on(capsys, monkeypatch):
    def hole(*_):
        raise NotImplementedError

    monkeypatch.setattr(program, "SimpleTokenizer", hole)
    assert program.main(["train"]) == 1
    assert "is not written yet: make test-stage-1" in capsys.readouterr().err


def test_a_hole_is_no_damaged_checkpoint(trained, capsys, monkeypatch):
    def hole(*_arguments, **_options):
        raise NotImplementedError

    monkeypatch.setattr(program, "SimpleLLM", hole)
    assert program.main(["generate", "--checkpoint", trained]) == 1
    assert "is not written yet: make test-stage-1" in capsys.readouterr().err


def test_an_interrupted_run_keeps_the_last_checkpoint(tmp_path, capsys, monkeypatch):
    real, calls = checkpoint.save, []

    def save(*arguments):
        real(*arguments)
        calls.append(arguments)
        if len(calls) == 2:
            raise KeyboardInterrupt

    monkeypatch.setattr(checkpoint, "save", save)
    out = tmp_path / "model.safetensors"
    assert program.main(["train", *SMALL, "--out", str(out)]) == 130
    assert "is still there" in capsys.readouterr().out
    assert len(program.load(out)[2]["curve"]) == 2
    assert [path.name for path in tmp_path.iterdir()] == ["model.safetensors"]


def test_an_interruption_before_the_first_checkpoint_promises_none(tmp_path, capsys, monkeypatch):
    def stop(*_arguments, **_options):
        raise KeyboardInterrupt

    monkeypatch.setattr(program, "train", stop)
    assert program.main(["train", *SMALL, "--out", str(tmp_path / "model.safetensors")]) == 130
    assert "There is no checkpoint yet." in capsys.readouterr().out


def test_a_fault_of_the_learners_shows_their_frames_only(capsys, monkeypatch):
    monkeypatch.setattr(program.SimpleLLM, "forward", lambda self, ids: self.missing(ids))
    assert program.main(["train", *SMALL]) == 1
    told = capsys.readouterr().err
    assert "AttributeError: 'SimpleLLM' object has no attribute 'missing'" in told
    assert "simple_llm.py" not in told
    assert "training.py" in told


def test_the_modern_model_trains_and_is_found_again(tmp_path, capsys):
    out = train(tmp_path, "--model", "modern")
    assert program.main(["generate", "--checkpoint", out]) == 0
    assert type(program.load(program.Path(out))[0]).__name__ == "ModernLLM"
