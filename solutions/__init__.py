"""The finished kata: one file a stage, each the answer to its twin in `exercises/`."""
