"""The part of ``make bench`` about rules: how long templates take, and what the usual way of a pack would cost."""

from __future__ import annotations

import json
import re
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

    from benchmarks.bench import Report, Runner

__all__ = ["copies", "rules"]

PROGRAM: Final = str(Path(__file__).with_name("rules_program.py"))
LARGE: Final = 10_000
_STARTS: Final = 7
_APPS: Final = 3
_TINY: Final = {"Resources": {"Desktop": {"Type": "AWS::WorkSpaces::Workspace", "Properties": {}}}}
_COMMAND: Final = ("-m", "workspaces_constructs.rules")


def copies(template: Mapping[str, Any], resources: int) -> dict[str, Any]:
    """A template whose resources are repeated under new logical ids, until it has so many.

    References stay within each copy. Parameters, mappings and conditions are shared; there are no outputs.
    """
    names = template["Resources"]
    text = json.dumps(names)
    pattern = re.compile(rf"\b({'|'.join(map(re.escape, sorted(names, key=len, reverse=True)))})\b")
    made: dict[str, Any] = {}
    number = 0
    while len(made) < resources:
        made |= json.loads(pattern.sub(rf"\g<1>Copy{number}", text))
        number += 1
    kept = {key: value for key, value in template.items() if key not in {"Resources", "Outputs"}}
    return {**kept, "Resources": dict(list(made.items())[:resources])}


def rules(runner: Runner, scenario: str, folder: Path) -> Report:
    """What rules cost.

    Args:
        runner: Starts the processes.
        scenario: Whose largest template is repeated.
        folder: Where templates are written.
    """
    templates = [json.loads(text) for text in runner.templates(scenario).values()]
    large, tiny = folder / "large.json", folder / "tiny.json"
    largest = max(templates, key=lambda each: len(each["Resources"]))
    large.write_text(json.dumps(copies(largest, LARGE), indent=1), "utf-8")  # as the CDK writes it
    tiny.write_text(json.dumps(_TINY), "utf-8")
    took = runner.measured(PROGRAM, "--template", str(large))
    runs = [runner.measured(PROGRAM) for _ in range(_APPS + 1)][1:]  # the first one writes bytecode
    ways = {way: median(run[way] for run in runs) for way in runs[0]}
    runner.run(*_COMMAND, "--list")
    starts = {
        "tiny template s": [runner.cost(*_COMMAND, str(tiny)).wall for _ in range(_STARTS)],
        "--list s": [runner.cost(*_COMMAND, "--list").wall for _ in range(_STARTS)],
    }
    return {
        f"Rules: a template of {LARGE:,} resources, made of {scenario}": {
            "MB": round(large.stat().st_size / 1_000_000, 1),
            "rules": int(took["rules"]),
            "findings": int(took["findings"]),
            "json.load s": round(took["json.load"], 3),
            "all rules s (target: 1)": round(took["all rules"], 3),
            "ratio to json.load (target: 5)": round(took["all rules"] / took["json.load"], 2),
        },
        "Rules: 20 checks of 400 resources in an app": {
            "our pack s": round(ways["ours"], 4),
            "node by node s": round(ways["node by node"], 3),
            "times faster (target: 100)": round(ways["node by node"] / ways["ours"]),
        },
        "Rules: the command's start (target: 0.3 s)": {name: round(median(each), 3) for name, each in starts.items()},
    }
