"""The program itself: `backlint`, and `python -m backlint`."""

from __future__ import annotations

import gc
import os
import sys

if __name__ == "__main__" and not sys.flags.safe_path:
    # `python -m` puts the current folder first, which may be the one to scan: nothing is imported from there.
    del sys.path[0]


def run() -> int:
    """Run the command line and return the exit code, in whatever state the process was started."""
    _open_streams()
    if sys.flags.optimize > 1:
        # What `backlint explain` and `--help` print are docstrings.
        sys.stderr.write("error: Python runs without docstrings (-OO, PYTHONOPTIMIZE=2), and backlint needs its own\n")
        return 2
    # What a scan makes lives to its end or is let go of by the machine itself: to look for the rest, and to take it all apart
    # before the process ends, took 3 of 47 seconds on paperless-ngx.
    gc.disable()
    try:
        from backlint.cli import main

        code = main()
        _let_end()
    except KeyboardInterrupt:
        # While the modules were loaded.
        sys.stderr.write("error: interrupted\n")
        return 130
    return code


def _open_streams() -> None:
    """Give a process that was started without standard streams empty ones: the next file that is opened would be one."""
    for number in (0, 1, 2):
        try:
            os.fstat(number)
        except OSError:
            # The lowest number that is free.
            os.open(os.devnull, os.O_RDWR)
    sys.stdin = sys.stdin or open(0, encoding="utf-8", closefd=False)  # noqa: SIM115 -- a descriptor, to the end
    sys.stdout = sys.stdout or open(1, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
    sys.stderr = sys.stderr or open(2, "w", encoding="utf-8", closefd=False)  # noqa: SIM115


def _let_end() -> None:
    """Keep an interrupt from being told of while the process ends: all has been said. Python takes no object apart that is
    frozen.
    """
    import signal

    gc.freeze()
    signal.signal(signal.SIGINT, signal.SIG_IGN)


if __name__ == "__main__":
    sys.exit(run())
