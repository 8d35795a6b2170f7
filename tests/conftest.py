"""Every test that synthesises does so with the virtual environment's Node and without CDK's slow template validator.

Generated examples are the same in every run, and none is judged by how long it took.
"""

from __future__ import annotations

import os
import sysconfig
from typing import TYPE_CHECKING

import hypothesis

if TYPE_CHECKING:
    from _pytest.terminal import TerminalReporter

KILL_POINTS = "kill points played in process"
PROCESSES_KILLED = "handler processes killed after a call to AWS"

_SCRIPTS = sysconfig.get_path("scripts")

os.environ["PATH"] = os.pathsep.join([_SCRIPTS, os.environ.get("PATH", "")])
os.environ["CDK_VALIDATION"] = "false"

hypothesis.settings.register_profile("repeatable", derandomize=True, deadline=None)
hypothesis.settings.load_profile("repeatable")


def pytest_terminal_summary(terminalreporter: TerminalReporter) -> None:
    """Print how often a handler was killed."""
    noted = [each for report in terminalreporter.stats.get("passed", []) for each in report.user_properties]
    for counted in (KILL_POINTS, PROCESSES_KILLED):
        if counts := [count for name, count in noted if name == counted]:
            terminalreporter.write_line(f"{sum(counts)} {counted}.")
