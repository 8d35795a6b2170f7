"""The fleet's code on the local AWS of this process, in emulated time."""

from __future__ import annotations

import sys
from types import SimpleNamespace
from typing import TYPE_CHECKING

import boto3
import botocore.endpoint

from local_aws import engine
from local_aws.clock import clock
from local_aws.services.workspaces import quotas
from tests.runtime.conftest import EmulatedDatetime
from tests.runtime.support.wire import Wire, connect

if TYPE_CHECKING:
    import pytest

RUNTIME = "workspaces_constructs.desktops.fleet.runtime"
QUOTA = 1_000_000
EMULATED = SimpleNamespace(time=clock.now, monotonic=clock.now, perf_counter=clock.now, sleep=clock.advance)


def emulate(patch: pytest.MonkeyPatch) -> Wire:
    """The fleet's way to a fresh local AWS; ``wire.used["fleet"]`` are the actions that it needed."""
    engine.load().reset()
    clock.freeze()
    made = Wire(kind="fleet")
    patch.setattr(boto3, "DEFAULT_SESSION", connect(made))
    patch.setattr(botocore.endpoint, "time", EMULATED)
    patch.setattr(quotas, "RAISED", QUOTA)
    for name, module in list(sys.modules.items()):
        if name.startswith(RUNTIME):
            _in_emulated_time(module, patch)
    return made


def _in_emulated_time(module: object, patch: pytest.MonkeyPatch) -> None:
    """Give a module the emulated clock, and forget the clients that it keeps."""
    if hasattr(module, "time"):
        patch.setattr(module, "time", EMULATED)
    if hasattr(module, "datetime"):
        patch.setattr(module, "datetime", EmulatedDatetime)
    for kept in vars(module).values():
        if hasattr(kept, "cache_clear"):
            kept.cache_clear()
