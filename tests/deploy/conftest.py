"""An account of the local AWS for the tests of a file, which run in one process."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from local_aws.server import Server
from tests.deploy.support.account import Account

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="module")
def account(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Iterator[Account]:
    """A local AWS of its own, bootstrapped and empty, for the scenario that the file's ``SCENARIO`` names."""
    folder = tmp_path_factory.mktemp("account")
    with Server(folder=folder / "server") as server:
        yield Account(server, folder, getattr(request.module, "SCENARIO", "standalone"))
