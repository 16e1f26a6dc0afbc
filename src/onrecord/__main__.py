"""`python -m onrecord` is `onrecord`."""

from __future__ import annotations

from onrecord.cli import main

# workers that are spawned import this module again and must not start anew
if __name__ == "__main__":
    main(prog_name="onrecord")
