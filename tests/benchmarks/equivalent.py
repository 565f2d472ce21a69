"""Mutants that no claim can tell from the original, each with the reason."""

# stage -> {(definition, before, after): reason}
EQUIVALENT: dict[str, dict[tuple[str, str, str], str]] = {
    "attention": {
        (
            "softmax",
            "greatest = x.detach().amax(dim, keepdim=True)",
            "greatest = x.amax(dim, keepdim=True)",
        ): "the shift cancels in the fraction, and so does the gradient that flows through it",
        (
            "attention_weights",
            "scores = q @ k.transpose(-2, -1) / math.sqrt(q.shape[-1])",
            "scores = q @ k.transpose(-1, -2) / math.sqrt(q.shape[-1])",
        ): "a transpose exchanges two axes, in whichever order they are named",
        (
            "split_heads",
            "return x.unflatten(-1, (n_heads, C // n_heads)).transpose(-3, -2)",
            "return x.unflatten(-1, (n_heads, C // n_heads)).transpose(-2, -3)",
        ): "the same",
        (
            "merge_heads",
            "return x.transpose(-3, -2).flatten(-2)",
            "return x.transpose(-2, -3).flatten(-2)",
        ): "the same",
    },
    "model": {
        (
            "SimpleLLM.forward",
            "T = ids.shape[-1]",
            "T = ids.shape[1]",
        ): "ids has two axes: the last one is axis 1",
    },
    "generation": {
        (
            "top_k_filter",
            "smallest_kept = logits.topk(min(k, V)).values[..., -1:]",
            "smallest_kept = logits.topk(min(V, k)).values[..., -1:]",
        ): "the smaller of two numbers, in whichever order they are named",
        (
            "top_p_filter",
            "return logits.clone()",
            "return logits",
        ): "the same values; nothing says that a result may not be its argument",
        (
            "top_p_filter",
            "return torch.empty_like(logits).scatter(-1, ids, ordered)",
            "return logits.scatter(-1, ids, ordered)",
        ): "every place is overwritten, in a new tensor",
        (
            "generate_ids",
            "if ids.shape[-1] == 0:",
            "if ids.shape[1] == 0:",
        ): "ids has two axes: the last one is axis 1",
        (
            "generate",
            "ids = torch.tensor([tokenizer.encode(prompt)], dtype=torch.long, device=device)",
            "ids = torch.tensor([tokenizer.encode(prompt)], device=device)",
        ): "ints become long by themselves; only the empty prompt would not, and it is refused",
        (
            "generate",
            "ids = torch.tensor([tokenizer.encode(prompt)], dtype=torch.long, device=device)",
            "ids = torch.tensor([tokenizer.encode(prompt)], dtype=torch.long)",
        ): "shows on a second device only",
        (
            "generate",
            "device = next((parameter.device for parameter in model.parameters()), None)",
            "device = next((parameter.device for parameter in model.parameters()))",
        ): "shows with a model without parameters only, of which nothing is said",
        (
            "generate",
            "return tokenizer.decode(ids[0].tolist())",
            "return tokenizer.decode(ids[0])",
        ): "the tokenizer's decode reads a tensor as well as a list",
        (
            "generate",
            "return tokenizer.decode(ids[0].tolist())",
            "return tokenizer.decode(ids[-1].tolist())",
        ): "a batch of one: its first row is its last",
    },
    "kv_cache": {
        (
            "KVCache.__len__",
            "return 0 if self.k is None else self.k.shape[-2]",
            "return 0 if self.k is None else self.k.shape[2]",
        ): "keys and values have four axes: the last but one is axis 2",
        (
            "KVCache.update",
            "k, v = (torch.cat([self.k, k], dim=-2), torch.cat([self.v, v], dim=-2))",
            "k, v = (torch.cat([self.k, k], dim=2), torch.cat([self.v, v], dim=-2))",
        ): "the same",
        (
            "KVCache.update",
            "k, v = (torch.cat([self.k, k], dim=-2), torch.cat([self.v, v], dim=-2))",
            "k, v = (torch.cat([self.k, k], dim=-2), torch.cat([self.v, v], dim=2))",
        ): "the same",
        (
            "cached_attention",
            "mask = causal_mask(past + T)[past:].to(x.device)",
            "mask = causal_mask(past + T)[past:]",
        ): "there is one device here; stage 2 claims that a mask follows its input",
        (
            "cached_logits",
            "past, T = (len(caches[0]), ids.shape[-1])",
            "past, T = (len(caches[-1]), ids.shape[-1])",
        ): "all caches hold the same tokens",
        (
            "cached_logits",
            "past, T = (len(caches[0]), ids.shape[-1])",
            "past, T = (len(caches[0]), ids.shape[1])",
        ): "ids has two axes: the last one is axis 1",
        (
            "cached_logits",
            "positions = torch.arange(past, past + T, device=ids.device)",
            "positions = torch.arange(past, past + T)",
        ): "there is one device here; stage 2 claims that a mask follows its input",
        (
            "cached_logits",
            "for block, cache in zip(model.transformer_blocks, caches, strict=True):",
            "for block, cache in zip(model.transformer_blocks, caches):",
        ): "one cache for each block is promised, so neither runs out before the other",
        (
            "cached_logits",
            "for block, cache in zip(model.transformer_blocks, caches, strict=True):",
            "for block, cache in zip(model.transformer_blocks, caches, strict=False):",
        ): "the same",
        (
            "generate_cached",
            "if ids.shape[-1] == 0:",
            "if ids.shape[1] == 0:",
        ): "ids has two axes: the last one is axis 1",
        (
            "generate_cached",
            "if not caches or ids.shape[-1] > model.max_seq_len:",
            "if not caches or ids.shape[1] > model.max_seq_len:",
        ): "the same",
    },
    "gpt2": {
        (
            "GPT2.forward",
            "past, T = (len(caches[0]) if caches else 0, ids.shape[-1])",
            "past, T = (len(caches[1]) if caches else 0, ids.shape[-1])",
        ): "all blocks have read the same number of tokens (there is more than one block)",
        (
            "GPT2.forward",
            "past, T = (len(caches[0]) if caches else 0, ids.shape[-1])",
            "past, T = (len(caches[-1]) if caches else 0, ids.shape[-1])",
        ): "the same",
        (
            "GPT2.forward",
            "past, T = (len(caches[0]) if caches else 0, ids.shape[-1])",
            "past, T = (len(caches[0]) if caches else 0, ids.shape[1])",
        ): "ids has two axes: the last one is axis 1",
        (
            "load_gpt2",
            "with torch.random.fork_rng(devices=[]):",
            "with torch.random.fork_rng():",
        ): "shows on a second device only",
        (
            "load_gpt2",
            "_check(weights, model.state_dict())",
            "_check(model.state_dict(), weights)",
        ): "still names the weight; only the words of the message change places",
        (
            "_file",
            "if not path.is_file():",
            "pass",
        ): "opening the file raises FileNotFoundError with its name as well",
        (
            "_file",
            "raise FileNotFoundError(f'there is no {name} in {folder}')",
            "pass",
        ): "the same",
        (
            "_file",
            "if not path.is_file():",
            "if not path:",
        ): "the same",
        (
            "_options",
            "config = json.loads(path.read_text(encoding='utf-8'))",
            "config = json.loads(path.read_text())",
        ): "shows where the locale is not UTF-8, and config.json not ASCII",
        (
            "_stored",
            "return {n: w.T if '.c_' in n and w.dim() == 2 else w for n, w in stored.items()}",
            "return {n: w.T if '.c_' in n else w for n, w in stored.items()}",
        ): "a vector transposed is itself",
        (
            "_stored",
            "if head is not None and (not "
            "torch.equal(head, found.get('wte.weight', torch.empty(0)))):",
            "if head is not None and (not "
            "torch.equal(found.get('wte.weight', torch.empty(0)), head)):",
        ): "equality has no direction",
        (
            "_stored",
            "if head is not None and (not "
            "torch.equal(head, found.get('wte.weight', torch.empty(0)))):",
            "if head is not None and (not "
            "torch.equal(head, found.get('wte.weight', torch.empty(1)))):",
        ): "no head has the shape (0,) or (1,)",
        (
            "_check",
            "shapes = f'{tuple(weight.shape)}, not {tuple(expected[name].shape)}'",
            "shapes = f'{weight.shape}, not {tuple(expected[name].shape)}'",
        ): "another wording of the message",
        (
            "_check",
            "shapes = f'{tuple(weight.shape)}, not {tuple(expected[name].shape)}'",
            "shapes = f'{tuple(weight.shape)}, not {expected[name].shape}'",
        ): "the same",
    },
    "training": {
        (
            "get_batch",
            "positions = first[:, None] + torch.arange(seq_len, device=first.device)",
            "positions = first[:, None] + torch.arange(seq_len)",
        ): "shows on a second device only",
        (
            "cross_entropy",
            "shifted = logits - logits.detach().amax(-1, keepdim=True)",
            "shifted = logits - logits.amax(-1, keepdim=True)",
        ): "the shift cancels in the difference, and so does the gradient that flows through it",
    },
    "modern": {
        (
            "RMSNorm.forward",
            "wide = x.to(torch.promote_types(x.dtype, torch.float32))",
            "wide = x.to(torch.promote_types(torch.float32, x.dtype))",
        ): "the wider of two types, in whichever order they are named",
        (
            "apply_rope",
            "wide = torch.promote_types(x.dtype, torch.float32)",
            "wide = torch.promote_types(torch.float32, x.dtype)",
        ): "the same",
        (
            "apply_rope",
            "a, b = x.chunk(2, dim=-1) if half_split else (x[..., 0::2], x[..., 1::2])",
            "a, b = x.chunk(2, dim=-1) if half_split else (x[..., ::2], x[..., 1::2])",
        ): "a slice begins at 0 where nothing is said",
    },
    "bpe": {
        (
            "_split_special",
            "longest_first = sorted(special_tokens, key=len, reverse=True)",
            "longest_first = sorted(special_tokens, reverse=True)",
        ): "of two that fit here one begins with the other, and the longer one sorts behind it",
        (
            "_Words.__init__",
            "self.most = max(self.pairs_with, default=0)",
            "self.most = max(self.pairs_with, default=1)",
        ): "where no pair is, the count falls to 0 by itself",
        (
            "train_bpe",
            "special_tokens = list(dict.fromkeys(special_tokens))",
            "special_tokens = dict.fromkeys(special_tokens)",
        ): "a dict is read in the same order",
        (
            "train_bpe",
            "needed = 256 + len(special_tokens)",
            "needed = 256 - len(special_tokens)",
        ): "another number in the words of the message",
        (
            "train_bpe",
            "needed = 256 + len(special_tokens)",
            "needed = 256",
        ): "another number in the words of the message",
        (
            "train_bpe",
            "needed = 256 + len(special_tokens)",
            "needed = len(special_tokens)",
        ): "another number in the words of the message",
        (
            "train_bpe",
            "needed = 256 + len(special_tokens)",
            "needed = 257 + len(special_tokens)",
        ): "another number in the words of the message",
        (
            "train_bpe",
            "needed = 256 + len(special_tokens)",
            "needed = 255 + len(special_tokens)",
        ): "another number in the words of the message",
        (
            "BPETokenizer.__init__",
            "self.merges = list(merges)",
            "self.merges = merges",
        ): "it is only read; nothing says that an attribute is a copy",
        (
            "BPETokenizer.__init__",
            "self.special_tokens = list(special_tokens)",
            "self.special_tokens = special_tokens",
        ): "it is only read; nothing says that an attribute is a copy",
        (
            "BPETokenizer.__init__",
            "self._ids_of = lru_cache(2 ** 16)(self._merge_part)",
            "self._ids_of = self._merge_part",
        ): "the same ids, sooner or later",
        (
            "BPETokenizer.__init__",
            "self._ids_of = lru_cache(2 ** 16)(self._merge_part)",
            "self._ids_of = lru_cache(2 * 16)(self._merge_part)",
        ): "the same ids, sooner or later",
        (
            "BPETokenizer.__init__",
            "self._ids_of = lru_cache(2 ** 16)(self._merge_part)",
            "self._ids_of = lru_cache(2)(self._merge_part)",
        ): "the same ids, sooner or later",
        (
            "BPETokenizer.__init__",
            "self._ids_of = lru_cache(2 ** 16)(self._merge_part)",
            "self._ids_of = lru_cache(16)(self._merge_part)",
        ): "the same ids, sooner or later",
        (
            "BPETokenizer.__init__",
            "self._ids_of = lru_cache(2 ** 16)(self._merge_part)",
            "self._ids_of = lru_cache(3 ** 16)(self._merge_part)",
        ): "the same ids, sooner or later",
        (
            "BPETokenizer.__init__",
            "self._ids_of = lru_cache(2 ** 16)(self._merge_part)",
            "self._ids_of = lru_cache(1 ** 16)(self._merge_part)",
        ): "the same ids, sooner or later",
        (
            "BPETokenizer.__init__",
            "self._ids_of = lru_cache(2 ** 16)(self._merge_part)",
            "self._ids_of = lru_cache(2 ** 17)(self._merge_part)",
        ): "the same ids, sooner or later",
        (
            "BPETokenizer.__init__",
            "self._ids_of = lru_cache(2 ** 16)(self._merge_part)",
            "self._ids_of = lru_cache(2 ** 15)(self._merge_part)",
        ): "the same ids, sooner or later",
        (
            "BPETokenizer.encode_iterable",
            "rest, longest = ('', max(map(len, self.special_tokens), default=1))",
            "rest, longest = ('', max(map(len, self.special_tokens), default=2))",
        ): "one more character is kept back; the ids are the same",
        (
            "BPETokenizer.encode_iterable",
            "open_from = len(rest) - longest + 1",
            "open_from = len(rest) - longest - 1",
        ): "the same",
        (
            "BPETokenizer.encode_iterable",
            "open_from = len(rest) - longest + 1",
            "open_from = len(rest) - longest",
        ): "the same",
        (
            "BPETokenizer.encode_iterable",
            "open_from = len(rest) - longest + 1",
            "open_from = len(rest) - longest + 0",
        ): "the same",
        (
            "BPETokenizer.encode_iterable",
            "if start >= open_from if is_special else end > open_from - 2:",
            "if end > open_from - 2:",
        ): "the same",
        (
            "BPETokenizer.encode_iterable",
            "if start >= open_from if is_special else end > open_from - 2:",
            "if start > open_from if is_special else end > open_from - 2:",
        ): "the same",
        (
            "BPETokenizer.encode_iterable",
            "if start >= open_from if is_special else end > open_from - 2:",
            "if start >= open_from if is_special else end >= open_from - 2:",
        ): "the same",
        (
            "BPETokenizer.encode_iterable",
            "if start >= open_from if is_special else end > open_from - 2:",
            "if start >= open_from if is_special else end > open_from - 3:",
        ): "the same",
        (
            "load_gpt2_bpe",
            "visible = [*range(33, 127), *range(161, 173), *range(174, 256)]",
            "visible = [*range(33, 127), *range(161, 173), *range(174, 257)]",
        ): "there is no byte 256, and its character stands for another one afterwards",
        (
            "load_gpt2_bpe",
            "others = [byte for byte in range(256) if byte not in visible]",
            "others = [byte for byte in range(257) if byte not in visible]",
        ): "there is no byte 256",
        (
            "load_gpt2_bpe",
            "others = [byte for byte in range(256) if byte not in visible]",
            "others = [byte for byte in range(255) if byte not in visible]",
        ): "the byte 255 is visible",
        (
            "load_gpt2_bpe",
            "written = json.loads((Path(folder) / 'vocab.json').read_text(encoding='utf-8'))",
            "written = json.loads((Path(folder) / 'vocab.json').read_text())",
        ): "shows where the locale is not UTF-8",
        (
            "load_gpt2_bpe",
            "lines = (Path(folder) / 'merges.txt').read_text(encoding='utf-8').split('\\n')",
            "lines = (Path(folder) / 'merges.txt').read_text().split('\\n')",
        ): "the same",
    },
    "optimizer": {
        (
            "AdamW.__init__",
            "if min(lr, eps, weight_decay) < 0:",
            "if min(eps, lr, weight_decay) < 0:",
        ): "the smallest of three numbers, in whichever order they are named",
        (
            "AdamW.__init__",
            "if min(lr, eps, weight_decay) < 0:",
            "if min(lr, weight_decay, eps) < 0:",
        ): "the same",
        (
            "clip_grad_norm",
            "if norm > max_norm:",
            "if norm >= max_norm:",
        ): "a norm of max_norm exactly is multiplied by 1",
        (
            "cosine_schedule",
            "progress = (step - warmup_steps) / (total_steps - warmup_steps)",
            "progress = (warmup_steps - step) / (total_steps - warmup_steps)",
        ): "the cosine of a number and of its negative are the same",
        (
            "cosine_schedule",
            "progress = (step - warmup_steps) / (total_steps - warmup_steps)",
            "progress = (step - warmup_steps) / (warmup_steps - total_steps)",
        ): "the same",
    },
    "backprop": {
        (
            "linear_backward",
            "rows = upstream.reshape(-1, upstream.shape[-1])",
            "rows = upstream.reshape(-2, upstream.shape[-1])",
        ): "NumPy takes any negative size for the one to work out",
        (
            "linear_backward",
            "dweight = rows.T @ x.reshape(-1, x.shape[-1])",
            "dweight = rows.T @ x.reshape(-2, x.shape[-1])",
        ): "NumPy takes any negative size for the one to work out",
        (
            "embedding_backward",
            "dtable = np.zeros((n_rows, upstream.shape[-1]), upstream.dtype)",
            "dtable = np.zeros((n_rows, upstream.shape[-1]))",
        ): "float64 is asked for, and zeros are that by default",
        (
            "attention_backward",
            "dp = upstream @ v.swapaxes(-2, -1)",
            "dp = upstream @ v.swapaxes(-1, -2)",
        ): "two axes change places, in whichever order they are named",
        (
            "attention_backward",
            "return (dscores @ k, dscores.swapaxes(-2, -1) @ q, p.swapaxes(-2, -1) @ upstream)",
            "return (dscores @ k, dscores.swapaxes(-1, -2) @ q, p.swapaxes(-2, -1) @ upstream)",
        ): "two axes change places, in whichever order they are named",
        (
            "attention_backward",
            "return (dscores @ k, dscores.swapaxes(-2, -1) @ q, p.swapaxes(-2, -1) @ upstream)",
            "return (dscores @ k, dscores.swapaxes(-2, -1) @ q, p.swapaxes(-1, -2) @ upstream)",
        ): "two axes change places, in whichever order they are named",
        (
            "multi_head_attention_backward",
            "for name, dhead in zip('qkv', dheads, strict=True):",
            "for name, dhead in zip('qkv', dheads):",
        ): "three names and three gradients, always",
        (
            "multi_head_attention_backward",
            "for name, dhead in zip('qkv', dheads, strict=True):",
            "for name, dhead in zip('qkv', dheads, strict=False):",
        ): "three names and three gradients, always",
        (
            "gpt_backward",
            "for name, x in zip(reversed(block_names(weights)), reversed(inputs), strict=True):",
            "for name, x in zip(reversed(block_names(weights)), reversed(inputs)):",
        ): "as many blocks as inputs, always",
        (
            "gpt_backward",
            "for name, x in zip(reversed(block_names(weights)), reversed(inputs), strict=True):",
            "for name, x in zip(reversed(block_names(weights)), reversed(inputs), strict=False):",
        ): "as many blocks as inputs, always",
        (
            "gpt_backward",
            "positions = np.broadcast_to(np.arange(ids.shape[-1]), ids.shape)",
            "positions = np.broadcast_to(np.arange(ids.shape[1]), ids.shape)",
        ): "ids has two axes: the last one is axis 1",
        (
            "gradient_descent",
            "weights, losses = (dict(weights), [])",
            "weights, losses = (weights, [])",
        ): "the dict is never changed, only replaced",
    },
}
