"""An empty account of the local AWS, and the real CDK command line that deploys ``app.py`` into it."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from local_aws.cdk import DEFAULT_APP, Cdk, CdkError
from local_aws.inventory import Inventory, inventory
from local_aws.on_premises import surround
from tests.deploy.support import settings

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from local_aws.server import Server

WITHOUT_VALIDATION = f"env CDK_VALIDATION=false {DEFAULT_APP}"
"""CDK's template validator costs two seconds in every synthesis; the templates are checked elsewhere."""


@dataclass(frozen=True)
class Run:
    """How a command ended and what it said.

    Attributes:
        ok: Whether it ended with 0.
        said: Its output.
        calls: What the stack's functions asked AWS for meanwhile, as ``service:operation``.
    """

    ok: bool
    said: str
    calls: tuple[str, ...]


class Account:
    """The account.

    Args:
        server: The local AWS.
        folder: Where settings files go.
        scenario: The scenario that is deployed into it.

    Attributes:
        stacks: The names of the scenario's stacks, the one with the desktops first.
        before: What was there when it was bootstrapped, with the secrets that the scenario's settings name.
        said: All that the command line has said so far.
    """

    def __init__(self, server: Server, folder: Path, scenario: str = "standalone") -> None:
        self.server = server
        self.session = server.session()
        self.stacks = settings.stacks(scenario)
        self.said: list[str] = []
        self._scenario = scenario
        self._folder = folder
        Cdk(server).bootstrap()
        surround(server, scenario)
        self.before: Inventory = inventory(self.session)

    def deploy(self, changes: Mapping[str, object], app: str = WITHOUT_VALIDATION) -> Run:
        """Deploy the scenario with these changes to its settings."""
        path = settings.write(self._folder / "settings.yaml", changes, self._scenario)
        return self.run("deploy", Cdk(self.server, app, context={"settings": str(path)}))

    def destroy(self) -> Run:
        """Destroy what was deployed last."""
        return self.run("destroy", Cdk(self.server, WITHOUT_VALIDATION))

    def run(self, command: str, cdk: Cdk) -> Run:
        """Run a command of the CLI, and count the calls of the stack's functions."""
        with self._counting() as calls:
            try:
                said, ok = getattr(cdk, command)().output, True
            except CdkError as error:
                said, ok = str(error), False
        self.said.append(said)
        return Run(ok, said, tuple(calls))

    @contextmanager
    def _counting(self) -> Iterator[list[str]]:
        calls: list[str] = []
        self.server.control("POST", "kill", function=self.stacks[0])
        yield calls
        calls += cast("list[str]", self.server.control("GET", "kill")["calls"])
