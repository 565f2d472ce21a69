"""The whole system in one file: tokenizer, GPT, training, generation.

B batch, H heads, T tokens, D = C / H features per head, C = d_model, V vocabulary.
"""

import math

import torch
from torch import nn

TEXT = "".join(
    f"{who} {does} {where}.\n"
    for who in ("The old cat", "A grey mouse", "My little sister", "Nobody")
    for does in ("sings", "sleeps", "waits for the rain", "looks at the moon")
    for where in ("on the roof", "in the garden", "under the table", "by the river")
)


class SimpleTokenizer:
    def __init__(self, text):
        self.chars = sorted(set(text))
        self.vocab_size = len(self.chars)

    def encode(self, text):
        return [self.chars.index(char) for char in text]

    def decode(self, ids):
        return "".join(self.chars[i] for i in ids)


class MultiHeadAttention(nn.Module):
    def __init__(self, d_model, n_heads):
        super().__init__()
        self.n_heads = n_heads
        for name in ("q_linear", "k_linear", "v_linear", "out_linear"):
            self.add_module(name, nn.Linear(d_model, d_model))

    def forward(self, x):
        T, C = x.shape[-2:]
        qkv = (self.q_linear(x), self.k_linear(x), self.v_linear(x))  # each (B, T, C)
        q, k, v = (y.unflatten(-1, (self.n_heads, -1)).transpose(1, 2) for y in qkv)
        scores = q @ k.transpose(-2, -1) / math.sqrt(C // self.n_heads)  # (B, H, T, T)
        future = torch.ones(T, T, dtype=torch.bool, device=x.device).triu(1)
        heads = scores.masked_fill(future, -math.inf).softmax(-1) @ v  # (B, H, T, D)
        return self.out_linear(heads.transpose(1, 2).flatten(-2))


class FeedForward(nn.Module):
    def __init__(self, d_model, d_ff):
        super().__init__()
        self.linear1 = nn.Linear(d_model, d_ff)
        self.linear2 = nn.Linear(d_ff, d_model)

    def forward(self, x):
        return self.linear2(self.linear1(x).relu())


class TransformerBlock(nn.Module):
    def __init__(self, d_model, n_heads, d_ff):
        super().__init__()
        self.attention = MultiHeadAttention(d_model, n_heads)
        self.norm1 = nn.LayerNorm(d_model)
        self.norm2 = nn.LayerNorm(d_model)
        self.feed_forward = FeedForward(d_model, d_ff)

    def forward(self, x):
        x = self.norm1(x + self.attention(x))
        return self.norm2(x + self.feed_forward(x))


class SimpleLLM(nn.Module):
    def __init__(self, vocab_size, d_model=128, n_heads=4, n_layers=2, max_seq_len=64):
        super().__init__()
        self.max_seq_len = max_seq_len
        self.token_embedding = nn.Embedding(vocab_size, d_model)
        self.position_embedding = nn.Embedding(max_seq_len, d_model)
        self.transformer_blocks = nn.Sequential(
            *(TransformerBlock(d_model, n_heads, 4 * d_model) for _ in range(n_layers))
        )
        self.output_projection = nn.Linear(d_model, vocab_size)

    def forward(self, ids):  # (B, T) -> (B, T, V)
        positions = torch.arange(ids.shape[-1], device=ids.device)
        x = self.token_embedding(ids) + self.position_embedding(positions)
        return self.output_projection(self.transformer_blocks(x))

    @torch.no_grad()
    def generate(self, tokenizer, prompt, max_new_tokens=50, temperature=1.0):
        ids = torch.tensor([tokenizer.encode(prompt)], device=self.output_projection.weight.device)
        for _ in range(max_new_tokens):
            logits = self(ids[:, -self.max_seq_len :])[:, -1]
            next_id = torch.multinomial((logits / temperature).softmax(-1), 1)
            ids = torch.cat([ids, next_id], dim=1)
        return tokenizer.decode(ids[0].tolist())


def train(model, data, steps=150, batch_size=16, lr=2e-3):
    optimizer = torch.optim.AdamW(model.parameters(), lr)
    window = torch.arange(model.max_seq_len)
    for step in range(1, steps + 1):
        positions = torch.randint(len(data) - len(window), (batch_size, 1)) + window
        logits = model(data[positions])
        loss = nn.functional.cross_entropy(logits.flatten(0, 1), data[positions + 1].flatten())
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        if step == 1 or step % 25 == 0:
            print(f"step {step:3d}/{steps}: loss {loss.item():.3f}")


if __name__ == "__main__":
    torch.manual_seed(0)
    tokenizer = SimpleTokenizer(TEXT)
    model = SimpleLLM(tokenizer.vocab_size)
    print("=== Minimal LLM Demo ===")
    n_parameters = sum(parameter.numel() for parameter in model.parameters())
    print(f"vocabulary size: {tokenizer.vocab_size}, parameters: {n_parameters:,}")
    train(model, torch.tensor(tokenizer.encode(TEXT)))
    for prompt in ("The old", "Nobody"):
        print("---\n" + model.generate(tokenizer, prompt, max_new_tokens=100, temperature=0.5))
