"""``make bench``: what the constructs cost over raw CloudFormation resources, as medians and ratios.

Both sides run in turns, so that a busy machine slows both; in fresh processes; with bytecode cached and with
``CDK_VALIDATION=false``, without which the CDK's template validator adds the same two seconds to both.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from importlib.metadata import version
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Final, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

__all__ = ["Report", "compare", "facts", "main", "table"]

T = TypeVar("T")
Number = int | float
Report = dict[str, dict[str, Number | str]]

ROOT: Final = Path(__file__).resolve().parent.parent
PROGRAM: Final = str(ROOT / "benchmarks" / "program.py")
SETTINGS: Final = "settings/standalone.yaml"
CONDITIONS: Final = "CDK_VALIDATION=false and cached bytecode on both sides; medians of fresh processes run in turns"
_TIMED_IMPORT: Final = "import time; a = time.perf_counter(); {}; print(time.perf_counter() - a)"
IMPORTS: Final = {
    "import workspaces_constructs": "import workspaces_constructs",
    "from workspaces_constructs import AdConnector": "from workspaces_constructs import AdConnector",
    "from aws_cdk import aws_ec2": "from aws_cdk import aws_ec2",
}


class Runner:
    """Starts fresh processes in an environment of their own.

    Args:
        folder: Where templates and bytecode go.
    """

    def __init__(self, folder: Path) -> None:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "CDK_", "PYTHON"))}
        context = json.loads((ROOT / "cdk.json").read_text(encoding="utf-8"))["context"]
        self.output = folder / "out"
        self._environment = {
            **kept,
            "PATH": os.pathsep.join([str(Path(sys.executable).parent), kept.get("PATH", os.defpath)]),
            "PYTHONPATH": str(ROOT),
            "PYTHONPYCACHEPREFIX": str(folder / "bytecode"),
            "JSII_SILENCE_WARNING_UNTESTED_NODE_VERSION": "1",
            "CDK_VALIDATION": "false",
            "CDK_CONTEXT_JSON": json.dumps({**context, "settings": SETTINGS}),
            "CDK_OUTDIR": str(self.output),
        }

    def run(self, *arguments: str) -> str:
        """Run Python to its end and return what it wrote."""
        return subprocess.run(
            [sys.executable, *arguments],
            cwd=ROOT,
            env=self._environment,
            check=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        ).stdout

    def node(self) -> str:
        """The version of the Node that the CDK runs on."""
        node = shutil.which("node", path=self._environment["PATH"]) or "node"
        answer = subprocess.run([node, "--version"], check=True, capture_output=True, text=True)
        return answer.stdout.strip()

    def wall(self, *arguments: str) -> float:
        """The wall time of a whole process."""
        start = time.perf_counter()
        self.run(*arguments)
        return time.perf_counter() - start

    def measured(self, *arguments: str) -> dict[str, float]:
        """What a process measured itself."""
        result: dict[str, float] = json.loads(self.run(*arguments).splitlines()[-1])
        return result


def in_turns(rounds: int, sides: Mapping[str, Callable[[], T]]) -> dict[str, list[T]]:
    """Run every side once in each round."""
    results: dict[str, list[T]] = {name: [] for name in sides}
    for _ in range(rounds):
        for name, side in sides.items():
            results[name].append(side())
    return results


def facts(template: Mapping[str, Mapping[str, Mapping[str, object]]], size: int) -> dict[str, Number | str]:
    """What a template holds."""
    kinds = Counter(str(resource["Type"]) for resource in template["Resources"].values())
    custom = {kind: count for kind, count in kinds.items() if kind.startswith("Custom::")}
    return {
        "resources": sum(kinds.values()),
        "resource types": len(kinds),
        "bytes": size,
        "custom resources": sum(custom.values()),
        "kinds of custom resources": len(custom),
    }


def compare(ours: Sequence[float], floor: Sequence[float]) -> dict[str, Number | str]:
    """Two series of seconds as medians and their ratio."""
    return {
        "ours s": round(median(ours), 3),
        "floor s": round(median(floor), 3),
        "ratio": round(median(ours) / median(floor), 2),
        "runs": len(ours),
    }


def table(report: Report) -> str:
    """The report for a person."""
    lines = [CONDITIONS]
    for title, values in report.items():
        lines += ["", title, *(f"  {name:<44}{value:>12}" for name, value in values.items())]
    return "\n".join(lines)


def measure(folder: Path, *, cold: int, inside: int, imports: int) -> Report:
    """Run everything.

    Args:
        folder: A temporary one.
        cold: How many runs of the whole programs.
        inside: How many runs that time themselves.
        imports: How many runs of each import.
    """
    runner = Runner(folder)
    runner.run("app.py")
    written = next(runner.output.glob("*.template.json"))
    text = written.read_text(encoding="utf-8")
    replayed = folder / "template.json"
    replayed.write_text(text, encoding="utf-8")
    ours = (PROGRAM, "--settings", SETTINGS)
    floor = (PROGRAM, "--template", str(replayed))
    runner.run(*floor, "--checks")
    programs = in_turns(
        cold,
        {
            "ours": lambda: runner.wall("app.py"),
            "floor": lambda: runner.wall(*floor, "--checks"),
        },
    )
    stages = in_turns(inside, {"ours": lambda: runner.measured(*ours), "floor": lambda: runner.measured(*floor)})
    loaded = in_turns(
        imports,
        {
            name: lambda statement=statement: float(runner.run("-c", _TIMED_IMPORT.format(statement)))  # type: ignore[misc]
            for name, statement in IMPORTS.items()
        },
    )
    one, other = (
        loaded[f"from {name}"] for name in ("workspaces_constructs import AdConnector", "aws_cdk import aws_ec2")
    )

    def stage(*names: str) -> dict[str, Number | str]:
        sums = {side: [sum(run[name] for name in names) for run in runs] for side, runs in stages.items()}
        return compare(sums["ours"], sums["floor"])

    return {
        f"app.py with {SETTINGS}, whole process": compare(programs["ours"], programs["floor"]),
        "Inside the process, no checks: tree and synthesis": stage("tree", "synthesis"),
        "Inside the process: tree alone": stage("tree"),
        "Inside the process: synthesis alone": stage("synthesis"),
        "Calls from Python to the CDK (jsii)": {
            "ours": int(stages["ours"][0]["jsii_calls"]),
            "floor": int(stages["floor"][0]["jsii_calls"]),
            "ratio": round(stages["ours"][0]["jsii_calls"] / stages["floor"][0]["jsii_calls"], 2),
        },
        "Imports, seconds": {
            **{name: round(median(seconds), 3) for name, seconds in loaded.items()},
            "ratio of AdConnector to aws_ec2": round(median(one) / median(other), 2),
        },
        "The template": facts(json.loads(text), len(text.encode())),
        "The machine": {
            "cores": len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 0,
            "python": platform.python_version(),
            "node": runner.node(),
            "aws-cdk-lib": version("aws-cdk-lib"),
        },
    }


def main() -> None:
    """Measure, print a table, write ``bench.json``."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--output", type=Path, default=ROOT / "bench.json")
    options = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="bench-"))
    try:
        report = measure(folder, cold=5, inside=3, imports=3)
    finally:
        shutil.rmtree(folder)
    print(table(report))
    options.output.write_text(json.dumps({"conditions": CONDITIONS, **report}, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
