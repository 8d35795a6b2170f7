"""The real CDK command line, run against a local AWS."""

from __future__ import annotations

import shlex
import subprocess
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

from local_aws import processes
from local_aws.engine import ACCOUNT
from local_aws.environment import ROOT

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from local_aws.server import Server

DEFAULT_APP = f"{shlex.quote(sys.executable)} app.py"
NODE = "node"
CLI = ROOT / "node_modules" / "aws-cdk" / "bin" / "cdk"

_COMMON = ("--no-notices", "--no-version-reporting", "--no-color", "--ci")


@dataclass(frozen=True)
class Outcome:
    """How a command ended, and all it said."""

    command: str
    code: int
    output: str


class CdkError(RuntimeError):
    """A command failed; the message is what it said."""


class Cdk:
    """``cdk`` with an app and a server.

    Args:
        server: Where everything is deployed.
        app: The command that synthesizes the app.
        folder: Where that command runs.
        context: Context values, as ``-c name=value`` would give them.
        stream: Whether what the command says is shown while it runs.
    """

    def __init__(
        self,
        server: Server,
        app: str = DEFAULT_APP,
        folder: Path = ROOT,
        context: Mapping[str, str] | None = None,
        *,
        stream: bool = False,
    ) -> None:
        self._server = server
        self._app = app
        self._folder = folder
        self._context = dict(context or {})
        self._stream = stream

    def with_context(self, **values: str) -> Cdk:
        """The same with other context values."""
        return Cdk(self._server, self._app, self._folder, {**self._context, **values}, stream=self._stream)

    def bootstrap(self) -> Outcome:
        """Prepare the account; from a folder without an app, so that nothing is synthesized."""
        target = f"aws://{ACCOUNT}/{self._server.region}"
        return self._run(["bootstrap", target], folder=self._server.state / "tmp")

    def synth(self) -> Outcome:
        """Synthesize all stacks."""
        return self._run(["synth", "--quiet", *self._app_options()])

    def deploy(self, *options: str) -> Outcome:
        """Deploy all stacks."""
        return self._run(["deploy", "--all", "--require-approval", "never", *options, *self._app_options()])

    def destroy(self, *options: str) -> Outcome:
        """Destroy all stacks, from what was last synthesized where something was."""
        synthesized = self._assembly / "manifest.json"
        app = ["--app", str(self._assembly)] if synthesized.exists() else self._app_options()
        return self._run(["destroy", "--all", "--force", *options, *app])

    @property
    def _assembly(self) -> Path:
        return self._server.state / "cdk.out"

    def _app_options(self) -> list[str]:
        context = [part for name, value in self._context.items() for part in ("-c", f"{name}={value}")]
        return ["--app", self._app, "--output", str(self._assembly), "--no-lookups", *context]

    def _run(self, arguments: Sequence[str], folder: Path | None = None) -> Outcome:
        """Run one command.

        Raises:
            CdkError: It ended with another code than 0.
        """
        process = subprocess.Popen(  # noqa: S603 - the CLI of this repository, with our arguments
            [NODE, CLI, *arguments, *_COMMON],
            cwd=folder or self._folder,
            env=self._server.environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
            preexec_fn=processes.die_with_parent,  # noqa: PLW1509 - it calls prctl and nothing else
        )
        lines: list[str] = []
        try:
            assert process.stdout is not None  # noqa: S101 - it is a pipe
            for line in process.stdout:
                lines.append(line)
                if self._stream:
                    sys.stdout.write(line)
                    sys.stdout.flush()
            code = process.wait()
        finally:
            processes.end_group(process)
        outcome = Outcome(f"cdk {arguments[0]}", code, "".join(lines))
        if code:
            raise CdkError(f"{outcome.command} ended with {code}:\n{outcome.output}")
        return outcome
