"""What the given programs (`simple_llm.py`, `gpt2_text.py`) need beside the modules they run.

Nothing here knows those modules: what is needed of them is passed in.
"""
