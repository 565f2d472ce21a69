"""The GPT-2 reference equals torch; reference and solution equal the GPT-2 of `transformers`."""

import json
import re

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from safetensors.torch import load_file, save_file

from reference import attention, gpt2, kv_cache
from solutions.bpe import load_gpt2_bpe
from solutions.generation import generate_ids
from solutions.gpt2 import GPT2, load_gpt2
from solutions.kv_cache import generate_cached
from tests.meta.torch_twin import (
    all_same,
    draw,
    draw_weights,
    gradients,
    leaf,
    leaves,
    linear,
    same,
    same_forward_and_back,
    stirred,
)

LEADING = [(), (2,), (2, 3)]


def torch_gelu(x):
    return F.gelu(x, approximate="tanh")


def torch_attention(x, weights, n_heads):
    q, k, v = (
        third.unflatten(-1, (n_heads, -1)).transpose(-3, -2)
        for third in linear(x, weights, "qkv_linear").tensor_split(3, dim=-1)
    )
    mixed = F.scaled_dot_product_attention(q, k, v, is_causal=True)
    return linear(mixed.transpose(-3, -2).flatten(-2), weights, "out_linear")


def torch_feed_forward(x, weights):
    return linear(torch_gelu(linear(x, weights, "linear1")), weights, "linear2")


def torch_norm(x, weights, name, eps):
    return F.layer_norm(x, x.shape[-1:], weights[f"{name}.weight"], weights[f"{name}.bias"], eps)


def torch_block(x, weights, n_heads, eps=1e-5):
    below = attention.under(weights, "attention")
    x = x + torch_attention(torch_norm(x, weights, "norm1", eps), below, n_heads)
    below = attention.under(weights, "feed_forward")
    return x + torch_feed_forward(torch_norm(x, weights, "norm2", eps), below)


def torch_gpt2(ids, weights, n_heads, eps=1e-5):
    table = weights["token_embedding.weight"]
    x = F.embedding(torch.tensor(ids), table)
    x = x + weights["position_embedding.weight"][: np.shape(ids)[-1]]
    for name in gpt2.model.block_names(weights):
        x = torch_block(x, attention.under(weights, name), n_heads, eps)
    return F.linear(torch_norm(x, weights, "norm", eps), table)


@pytest.mark.parametrize("scale", [1.0, 30.0])
def test_gelu_and_its_gradient(scale):
    x, upstream = draw(3, 50, scale=scale), draw(3, 50, seed=1)
    expected = torch_gelu(tensor := leaf(x))
    same(gpt2.gelu(x), expected)
    same(gpt2.gelu_backward(upstream, x), torch.tensor(gradients(expected, [tensor], upstream)[0]))


@pytest.mark.parametrize("leading", LEADING)
@pytest.mark.parametrize("n_heads", [1, 3])
def test_attention_and_its_gradients(leading, n_heads):
    weights = draw_weights(gpt2.attention_shapes(6, n_heads))
    pair = gpt2.gpt2_attention, gpt2.gpt2_attention_backward
    same_forward_and_back(*pair, torch_attention, draw(*leading, 5, 6), weights, n_heads)


@pytest.mark.parametrize("leading", LEADING)
def test_feed_forward_and_its_gradients(leading):
    weights = draw_weights(gpt2.block.feed_forward_shapes(5, 7))
    pair = gpt2.gpt2_feed_forward, gpt2.gpt2_feed_forward_backward
    same_forward_and_back(*pair, torch_feed_forward, draw(*leading, 5), weights)


@pytest.mark.parametrize("eps", [1e-5, 0.3])
def test_block_and_its_gradients(eps):
    weights = draw_weights(gpt2.block_shapes(6))
    pair = gpt2.gpt2_block, gpt2.gpt2_block_backward
    same_forward_and_back(*pair, torch_block, draw(2, 5, 6), weights, 3, eps=eps)


@pytest.mark.parametrize("eps", [1e-5, 0.3])
def test_gpt2_and_its_gradients(eps):
    weights = draw_weights(gpt2.parameter_shapes(11, 6, 3, 2, 7))
    ids, upstream = np.random.default_rng(0).integers(11, size=(2, 5)), draw(2, 5, 11)
    tensors = leaves(weights)
    expected = torch_gpt2(ids, tensors, 3, eps)
    same(gpt2.gpt2(ids, weights, 3, eps), expected)
    dweights = gpt2.gpt2_backward(upstream, ids, weights, 3, eps)
    found = gradients(expected, tensors.values(), upstream)
    all_same([dweights[name] for name in weights], found, rtol=1e-8, atol=1e-10)


def test_read_in_parts_with_caches_a_text_gives_the_same():
    weights = draw_weights(gpt2.parameter_shapes(11, 6, 3, 2, 7))
    ids = np.random.default_rng(0).integers(11, size=(2, 6))
    got = kv_cache.read_in_parts(
        lambda part, caches: gpt2.gpt2(part, weights, 3, caches=caches),
        ids,
        [3, 4],
        kv_cache.new_caches(weights),
    )
    np.testing.assert_allclose(got, gpt2.gpt2(ids, weights, 3), rtol=1e-9, atol=1e-9)


def test_it_refuses_heads_that_do_not_fit_and_too_many_tokens():
    with pytest.raises(ValueError, match="multiple"):
        gpt2.attention_shapes(7, 2)
    weights = draw_weights(gpt2.parameter_shapes(11, 6, 3, 2, 4))
    with pytest.raises(ValueError, match="positions"):
        gpt2.gpt2(np.zeros((1, 5), int), weights, 3)


# -- beside transformers -----------------------------------------------------------------------


@pytest.fixture(scope="module")
def network():
    """A small random GPT-2: the real code, its sizes away from the defaults."""
    from transformers import GPT2Config, GPT2LMHeadModel

    config = GPT2Config(
        vocab_size=97,
        n_embd=48,
        n_head=6,
        n_layer=3,
        n_positions=40,
        layer_norm_epsilon=1e-3,
        bos_token_id=0,
        eos_token_id=0,
        attn_implementation="eager",
    )
    torch.manual_seed(0)
    network = GPT2LMHeadModel(config).eval()
    return stirred(network)


@pytest.fixture(scope="module")
def folder(network, tmp_path_factory):
    """What `save_pretrained` writes."""
    folder = tmp_path_factory.mktemp("gpt2")
    network.save_pretrained(folder)
    return folder


def as_released(tensors):
    """The layout of the weights released in 2019: no prefix, and the masks among them."""
    tensors = {name.removeprefix("transformer."): tensor for name, tensor in tensors.items()}
    layers = {name.split(".")[1] for name in tensors if name.startswith("h.")}
    masks = {f"h.{i}.attn.bias": torch.ones(40, 40).tril()[None, None] for i in layers}
    return tensors | masks | {f"h.{i}.attn.masked_bias": torch.tensor(-1e4) for i in layers}


@pytest.mark.parametrize("layout", ["save_pretrained", "released"])
def test_logits_are_those_of_transformers(network, folder, layout, tmp_path, capsys):
    stored = load_file(folder / "model.safetensors")
    if layout == "released":
        stored = as_released(stored)
        save_file(stored, tmp_path / "model.safetensors", {"format": "pt"})
        (tmp_path / "config.json").write_bytes((folder / "config.json").read_bytes())
        folder = tmp_path
    ids = torch.randint(97, (3, 40), generator=torch.Generator().manual_seed(1))
    with torch.no_grad():
        expected, got = network(ids).logits, load_gpt2(folder)(ids)
    config = json.loads((folder / "config.json").read_text("utf-8"))
    arrays = {name: tensor.numpy() for name, tensor in stored.items()}
    largest = float((got - expected).abs().max())
    with capsys.disabled():
        print(f"\n  largest difference from GPT2LMHeadModel: {largest:.1e}", end=" ")
    assert float(expected.std()) > 0.5
    assert largest < 1e-4
    reference = gpt2.loaded_logits(ids.numpy(), config, arrays)
    np.testing.assert_allclose(reference, expected.numpy(), rtol=1e-4, atol=1e-4)


def test_with_caches_the_tokens_are_those_of_transformers(network, folder):
    model, ids = load_gpt2(folder), torch.tensor([[5, 3, 90, 41]])
    expected = network.generate(ids, max_new_tokens=30, do_sample=False, eos_token_id=None)
    assert generate_cached(model, ids, 30, temperature=0).tolist() == expected.tolist()
    beyond = generate_ids(model, ids, 50, temperature=0)  # the window of 40 slides
    assert torch.equal(generate_cached(model, ids, 50, temperature=0), beyond)


def test_the_sizes_of_the_released_model_give_its_parameters():
    with torch.device("meta"):
        model = GPT2(50257, d_model=768, n_heads=12, n_layers=12, max_seq_len=1024)
    assert sum(parameter.numel() for parameter in model.parameters()) == 124_439_808


def test_loading_draws_nothing_and_leaves_nothing_unloaded(folder):
    before = torch.get_rng_state()
    model = load_gpt2(folder)
    assert torch.equal(torch.get_rng_state(), before)
    assert {str(p.device) for p in model.parameters()} == {"cpu"}
    assert all(p.requires_grad and p.dtype == torch.float32 for p in model.parameters())


# -- the program -------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def whole(network, folder):
    """A folder with a vocabulary too: 96 bytes and the end of a text."""
    chars = [chr(code) for code in range(33, 127)] + ["Ġ", "Ċ"]
    vocab = {char: i for i, char in enumerate(chars)} | {"<|endoftext|>": 96}
    (folder / "vocab.json").write_text(json.dumps(vocab), encoding="utf-8")
    (folder / "merges.txt").write_text("#version: 0.2\n", encoding="utf-8")
    return folder


def test_the_program_continues_a_prompt(whole, capsys):
    from solutions import gpt2_text

    said = []
    for options in (["--prompt", "ab c"], ["--prompt", "ab c", "--temperature", "0"], []):
        assert gpt2_text.main(["--weights", str(whole), "--tokens", "9", *options]) == 0
        said.append(capsys.readouterr().out)
    assert said[0].startswith("ab c")
    assert said[0] != said[1]
    tokenizer, model = load_gpt2_bpe(whole), load_gpt2(whole)
    ids = generate_ids(model, torch.tensor([tokenizer.encode("ab c")]), 9, temperature=0)
    assert said[1] == tokenizer.decode(ids[0].tolist()) + "\n"


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--weights", "no/such"], "there is no config.json in no/such"),
        (["--weights", "WHOLE", "--prompt", "é"], "the vocabulary of"),
        (["--weights", "BARE"], "there is no vocab.json in"),
        (["--weights", "DAMAGED"], "vocab.json or merges.txt is not as GPT-2's"),
    ],
)
def test_the_program_says_in_a_sentence_what_is_wrong(
    options, sentence, whole, tmp_path, capsys, monkeypatch
):
    from solutions import gpt2_text

    bare, damaged = tmp_path / "bare", tmp_path / "damaged"
    for folder in (bare, damaged):
        folder.mkdir()
        for name in ("config.json", "model.safetensors"):
            (folder / name).write_bytes((whole / name).read_bytes())
    (damaged / "vocab.json").write_text('{"a": 0')
    (damaged / "merges.txt").write_text("")
    places = {"WHOLE": str(whole), "BARE": str(bare), "DAMAGED": str(damaged)}
    options = [places.get(word, word) for word in options]
    assert gpt2_text.main(options) == 1
    said = capsys.readouterr()
    assert sentence in said.err
    assert said.err.count("\n") == 1
    assert said.out == ""
    monkeypatch.setenv("KATA_LANG", "zh")
    assert gpt2_text.main(options) == 1
    said = capsys.readouterr().err
    assert re.search("里没有 (config|vocab).json|的词表里没有提示中的|不像 GPT-2 的", said)


def test_holes_and_faults_of_the_learners_are_told_with_their_place(whole, capsys, monkeypatch):
    from solutions import gpt2_text

    def hole(*_):
        raise NotImplementedError

    monkeypatch.setattr(gpt2_text, "load_gpt2", hole)
    assert gpt2_text.main(["--weights", str(whole)]) == 1
    assert "is not written yet; try TARGET=solutions" in capsys.readouterr().err
    monkeypatch.undo()
    monkeypatch.setattr("solutions.gpt2.GPT2.forward", lambda self, ids, caches=None: self.missing)
    assert gpt2_text.main(["--weights", str(whole)]) == 1
    told = capsys.readouterr().err
    assert "AttributeError: 'GPT2' object has no attribute 'missing'" in told
    assert "solutions/kv_cache.py:" in told
    assert "gpt2_text.py" not in told


def test_both_rooms_have_the_same_program():
    from tests.stages import ROOT

    rooms = [(ROOT / room / "gpt2_text.py").read_bytes() for room in ("exercises", "solutions")]
    assert rooms[0] == rooms[1]
