"""Where you write, one file a stage: tokenizer, attention, block, model, generation, training."""
