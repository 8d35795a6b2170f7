"""Read by every Python process of the server (PYTHONPATH): Lambda functions live in emulated time, as the services do.

A handler that gives up after 45 minutes gives up after 45 emulated minutes. ``LOCAL_AWS_EPOCH`` is when the emulated
time began to run apart from the wall's, ``LOCAL_AWS_SPEED`` how fast; the server's own clock is made of the same two.
"""

# ruff: noqa: INP001 - Python looks for a module of this name, not for a package

import os
import time

_epoch, _speed = os.environ.get("LOCAL_AWS_EPOCH"), os.environ.get("LOCAL_AWS_SPEED")

if _epoch and _speed and os.environ.get("AWS_LAMBDA_FUNCTION_NAME"):
    _wall = time.time

    def _emulated(epoch: float = float(_epoch), speed: float = float(_speed)) -> float:
        return epoch + (_wall() - epoch) * speed

    time.time = _emulated
