"""`python -m credit_engine` is the command `credit-engine`."""

from __future__ import annotations

import sys

from credit_engine.cli import main

if __name__ == "__main__":
    sys.exit(main())
