"""An account of the local AWS for the tests of a file, which run in one process."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from local_aws.server import Server
from tests.deploy.support.account import Account

if TYPE_CHECKING:
    from collections.abc import Iterator


SPEED, STAGES = 140.0, 0.6
"""A handler's 45 minutes are then 19 s: enough on a busy machine, while AWS's stages take as long as at 230."""


@pytest.fixture(scope="module")
def account(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Iterator[Account]:
    """A local AWS of its own, bootstrapped and empty, for the scenario that the file's ``SCENARIO`` names."""
    folder = tmp_path_factory.mktemp("account")
    with Server(speed=SPEED, folder=folder / "server", stages=STAGES) as server:
        yield Account(server, folder, getattr(request.module, "SCENARIO", "standalone"))
