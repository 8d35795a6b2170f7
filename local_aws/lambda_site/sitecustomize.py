"""Read by every Python process of the server (PYTHONPATH): Lambda functions live in emulated time, as the services do.

A handler that gives up after 45 minutes gives up after 45 emulated minutes. ``LOCAL_AWS_EPOCH`` is when the emulated
time began to run apart from the wall's, ``LOCAL_AWS_SPEED`` how fast; the server's own clock is made of the same two.
The file ``LOCAL_AWS_LEAPS`` has the seconds by which it has been advanced since.
"""

# ruff: noqa: INP001 - Python looks for a module of this name, not for a package

import os
import time

_epoch, _speed = os.environ.get("LOCAL_AWS_EPOCH"), os.environ.get("LOCAL_AWS_SPEED")

if _epoch and _speed and os.environ.get("AWS_LAMBDA_FUNCTION_NAME"):
    _wall = time.time

    def _leaps(name: str = os.environ.get("LOCAL_AWS_LEAPS", "")) -> float:
        try:
            with open(name, encoding="ascii") as file:  # noqa: PTH123 - pathlib is slow to import
                return float(file.read() or 0)
        except OSError:
            return 0.0

    def _emulated(epoch: float = float(_epoch), speed: float = float(_speed)) -> float:
        return epoch + (_wall() - epoch) * speed + _leaps()

    time.time = _emulated
