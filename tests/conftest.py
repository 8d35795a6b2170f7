"""Every test that synthesises does so with the virtual environment's Node and without CDK's slow template validator.

Generated examples are the same in every run, and none is judged by how long it took. Tests of one variant of the
settings run in one process, which synthesises it once.
"""

from __future__ import annotations

import os
import sysconfig
from types import SimpleNamespace
from typing import TYPE_CHECKING, Final

import hypothesis
import pytest

if TYPE_CHECKING:
    from _pytest.terminal import TerminalReporter

KILL_POINTS = "kill points played in process"
PROCESSES_KILLED = "handler processes killed after a call to AWS"

_NO_PARAMETERS: Final = SimpleNamespace(params={})
_SCRIPTS = sysconfig.get_path("scripts")

os.environ["PATH"] = os.pathsep.join([_SCRIPTS, os.environ.get("PATH", "")])
os.environ["CDK_VALIDATION"] = "false"

hypothesis.settings.register_profile("repeatable", derandomize=True, deadline=None)
hypothesis.settings.load_profile("repeatable")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Bring the tests of a variant together."""
    for item in items:
        variant = getattr(item, "callspec", _NO_PARAMETERS).params.get("variant")
        if isinstance(variant, str):
            item.add_marker(pytest.mark.xdist_group(f"variant-{variant}"))


def pytest_terminal_summary(terminalreporter: TerminalReporter) -> None:
    """Print how often a handler was killed."""
    noted = [each for report in terminalreporter.stats.get("passed", []) for each in report.user_properties]
    for counted in (KILL_POINTS, PROCESSES_KILLED):
        if counts := [count for name, count in noted if name == counted]:
            terminalreporter.write_line(f"{sum(counts)} {counted}.")
