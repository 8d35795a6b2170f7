"""``make bench``: what the constructs cost over raw CloudFormation resources, as medians and ratios.

Measured are the standalone scenario and the one with the most resources, or those that the command line names. Both
sides run in turns, so that a busy machine slows both; in fresh processes; with bytecode cached, garbage collection off
and ``CDK_VALIDATION=false``, without which the CDK's template validator adds the same two seconds to both.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Final, TypeVar

from benchmarks.rules_bench import rules

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

__all__ = [
    "Cost", "Report", "compare", "facts", "fleet_planning", "fleet_runs", "largest", "main", "parser", "settings_of",
    "table",
]  # fmt: skip

T = TypeVar("T")
Number = int | float
Report = dict[str, dict[str, Number | str]]

ROOT: Final = Path(__file__).resolve().parent.parent
PROGRAM: Final = str(ROOT / "benchmarks" / "program.py")
FLEET_PROGRAM: Final = str(ROOT / "benchmarks" / "fleet_program.py")
FLEET_RUN_PROGRAM: Final = str(ROOT / "benchmarks" / "fleet_run_program.py")
FLEET_RUNS: Final = {"create": "created", "modify": "changed one by one"}
SETTINGS: Final = ROOT / "settings"
ALWAYS: Final = "standalone"
CONDITIONS: Final = (
    "CDK_VALIDATION=false, cached bytecode and no garbage collection on both sides; medians of fresh processes in turns"
)
_TIMED_IMPORT: Final = "import time; a = time.perf_counter(); {}; print(time.perf_counter() - a)"
IMPORTS: Final = {
    "import workspaces_constructs": "import workspaces_constructs",
    "from workspaces_constructs import AdConnector": "from workspaces_constructs import AdConnector",
    "from aws_cdk import aws_ec2": "from aws_cdk import aws_ec2",
}


@dataclass(frozen=True)
class Cost:
    """What a process took, with those it started.

    Attributes:
        wall: Seconds until it ended.
        cpu: Seconds that all processors worked for it, which a busy machine changes less.
    """

    wall: float
    cpu: float


class Runner:
    """Starts fresh processes in an environment of their own.

    Args:
        folder: Where templates and bytecode go.
    """

    def __init__(self, folder: Path) -> None:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "CDK_", "PYTHON"))}
        self._context = json.loads((ROOT / "cdk.json").read_text(encoding="utf-8"))["context"]
        self.output = folder / "out"
        self._environment = {
            **kept,
            "PATH": os.pathsep.join([str(Path(sys.executable).parent), kept.get("PATH", os.defpath)]),
            "PYTHONPATH": str(ROOT),
            "PYTHONPYCACHEPREFIX": str(folder / "bytecode"),
            "JSII_SILENCE_WARNING_UNTESTED_NODE_VERSION": "1",
            "CDK_VALIDATION": "false",
            "CDK_OUTDIR": str(self.output),
        }

    def run(self, *arguments: str, scenario: str = ALWAYS) -> str:
        """Run Python to its end and return what it wrote.

        Args:
            arguments: Of the command line.
            scenario: What ``app.py`` makes.
        """
        context = {**self._context, "settings": str(settings_of(scenario))}
        return subprocess.run(
            [sys.executable, *arguments],
            cwd=ROOT,
            env={**self._environment, "CDK_CONTEXT_JSON": json.dumps(context)},
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

    def cost(self, *arguments: str, scenario: str = ALWAYS) -> Cost:
        """Run Python to its end and return what it took."""
        before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
        self.run(*arguments, scenario=scenario)
        wall, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
        return Cost(wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)

    def templates(self, scenario: str) -> dict[str, str]:
        """Synthesize a scenario and return its templates by their files' names."""
        shutil.rmtree(self.output, ignore_errors=True)
        self.run("app.py", scenario=scenario)
        return {path.name: path.read_text("utf-8") for path in sorted(self.output.glob("*.template.json"))}

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


def settings_of(scenario: str) -> Path:
    """Where the settings of a scenario are."""
    return SETTINGS / f"{scenario}.yaml"


def largest(runner: Runner) -> str:
    """The settings file, without its ending, whose templates have the most resources."""
    names = sorted(path.stem for path in SETTINGS.glob("*.yaml"))
    return max(names, key=lambda name: facts(runner.templates(name).values())["resources"])


def facts(templates: Iterable[str]) -> dict[str, int]:
    """What the templates of an app hold."""
    texts = list(templates)
    made = [resource for text in texts for resource in json.loads(text)["Resources"].values()]
    kinds = Counter(str(resource["Type"]) for resource in made)
    custom = {kind: count for kind, count in kinds.items() if kind.startswith("Custom::")}
    return {
        "stacks": len(texts),
        "resources": len(made),
        "resource types": len(kinds),
        "bytes": sum(len(text.encode()) for text in texts),
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


def measure(runner: Runner, scenario: str, *, cold: int, inside: int) -> Report:
    """Compare a scenario with its floor.

    Args:
        runner: Starts the processes.
        scenario: A settings file's name without its ending.
        cold: How many runs of the whole programs.
        inside: How many runs that time themselves.
    """
    templates = runner.templates(scenario)
    assembly = shutil.copytree(runner.output, runner.output.parent / scenario)
    ours = (PROGRAM, "--settings", str(settings_of(scenario)))
    floor = (PROGRAM, "--assembly", str(assembly))
    runner.run(*floor, "--checks")
    programs = in_turns(
        cold,
        {
            "ours": lambda: runner.cost("app.py", scenario=scenario),
            "floor": lambda: runner.cost(*floor, "--checks"),
        },
    )
    stages = in_turns(inside, {"ours": lambda: runner.measured(*ours), "floor": lambda: runner.measured(*floor)})
    calls = {side: int(runs[0]["jsii_calls"]) for side, runs in stages.items()}

    def program(measure: str) -> dict[str, Number | str]:
        ours, floor = ([getattr(cost, measure) for cost in programs[side]] for side in ("ours", "floor"))
        return compare(ours, floor)

    def stage(*names: str) -> dict[str, Number | str]:
        sums = {side: [sum(run[name] for name in names) for run in runs] for side, runs in stages.items()}
        return compare(sums["ours"], sums["floor"])

    return {
        f"{scenario}: app.py, whole process": program("wall"),
        f"{scenario}: app.py, whole process, work of all processors": program("cpu"),
        f"{scenario}: inside the process, no checks: tree and synthesis": stage("tree", "synthesis"),
        f"{scenario}: inside the process: tree alone": stage("tree"),
        f"{scenario}: inside the process: synthesis alone": stage("synthesis"),
        f"{scenario}: calls from Python to the CDK (jsii)": {
            **calls,
            "ratio": round(calls["ours"] / calls["floor"], 2),
        },
        f"{scenario}: the templates": dict(facts(templates.values())),
    }


def import_times(runner: Runner, rounds: int) -> dict[str, Number | str]:
    """What it takes to load the library's modules."""
    loaded = in_turns(
        rounds,
        {
            name: lambda statement=statement: float(runner.run("-c", _TIMED_IMPORT.format(statement)))  # type: ignore[misc]
            for name, statement in IMPORTS.items()
        },
    )
    one, other = (
        loaded[f"from {name}"] for name in ("workspaces_constructs import AdConnector", "aws_cdk import aws_ec2")
    )
    return {
        **{name: round(median(seconds), 3) for name, seconds in loaded.items()},
        "ratio of AdConnector to aws_ec2": round(median(one) / median(other), 2),
    }


def fleet_planning(runner: Runner, rounds: int) -> dict[str, Number | str]:
    """What a fleet's plan costs, from the roster's text to the calls; medians, and the largest peak."""
    runs = [runner.measured(FLEET_PROGRAM) for _ in range(rounds)]
    counted = ("rows", "desktops", "steps", "calls")
    seconds = {name: [run[name] for run in runs] for name in ("parsing", "planning", "work of the processor")}
    both = median(run["parsing"] + run["planning"] for run in runs)
    return {
        **{name: int(runs[0][name]) for name in counted},
        **{f"{name} s": round(median(each), 3) for name, each in seconds.items()},
        "parsing and planning s (target: 10)": round(both, 3),
        "peak of the process MiB (target: 500)": round(max(run["peak MiB"] for run in runs)),
    }


def fleet_runs(runner: Runner) -> Report:
    """How full runs keep the account's limit of calls, in the emulated clock: until all is listed once more."""
    made = runner.measured(FLEET_RUN_PROGRAM)
    return {
        f"Fleets: {int(made[f'{name} changes']):,} desktops {what}, in the emulated clock": {
            "calls made": int(made[f"{name} calls"]),
            "calls needed": int(made[f"{name} needed"]),
            "emulated s": round(made[f"{name} seconds"], 1),
            "emulated s of the calls needed, at the limit": round(made[f"{name} at_the_limit"], 1),
            "ratio (target: 1.1)": round(made[f"{name} ratio"], 3),
            "throttling answers": int(made[f"{name} throttled"]),
        }
        for name, what in FLEET_RUNS.items()
    }


def _scenario(name: str) -> str:
    """A name that the command line gives, if there are such settings."""
    if not settings_of(name).is_file():
        message = f"there is no {settings_of(name).relative_to(ROOT)}"
        raise argparse.ArgumentTypeError(message)
    return name


def parser() -> argparse.ArgumentParser:
    """The command line."""
    made = argparse.ArgumentParser(description=__doc__)
    made.add_argument(
        "scenarios",
        nargs="*",
        metavar="scenario",
        type=_scenario,
        help=f"name of a settings file; default: {ALWAYS} and the one with the most resources",
    )
    made.add_argument("--output", type=Path, default=ROOT / "bench.json")
    return made


def main() -> None:
    """Measure, print a table, write ``bench.json``."""
    options = parser().parse_args()
    folder = Path(tempfile.mkdtemp(prefix="bench-"))
    try:
        runner = Runner(folder)
        report: Report = {}
        for scenario in options.scenarios or dict.fromkeys([ALWAYS, largest(runner)]):
            report |= measure(runner, scenario, cold=7, inside=3)
        report |= rules(runner, ALWAYS, folder)
        report["Fleets: a plan in which one desktop in twenty differs"] = fleet_planning(runner, rounds=3)
        report |= fleet_runs(runner)
        report["Imports, seconds"] = import_times(runner, rounds=3)
        report["The machine"] = {
            "cores": len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 0,
            "python": platform.python_version(),
            "node": runner.node(),
            "aws-cdk-lib": version("aws-cdk-lib"),
        }
    finally:
        shutil.rmtree(folder)
    print(table(report))
    options.output.write_text(json.dumps({"conditions": CONDITIONS, **report}, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
