"""Start the API and the chat: `python -m api`."""

from __future__ import annotations

import gc
from importlib import import_module

if __name__ == "__main__":
    # What is imported stays: looking for garbage among it took a fifth of the start.
    gc.disable()
    import_module("api.serving").main()
