"""What ``bench.py`` starts in fresh processes and times: a stack of constructs, or the floor under it.

The floor is the same template replayed: every resource as a raw ``CfnResource`` with its finished properties, in an app
with the same context. Nothing that makes the same resources through the CDK's Python bindings can be faster.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import aws_cdk as cdk
from jsii._kernel.providers.process import _NodeProcess

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

__all__ = ["replay"]


def replay(app: cdk.App, template: Mapping[str, Mapping[str, Mapping[str, object]]]) -> cdk.Stack:
    """Make a stack of a template's resources, each under its own logical id."""
    stack = cdk.Stack(app, "Floor", analytics_reporting=False)
    for logical_id, resource in template["Resources"].items():
        properties = resource.get("Properties")
        cdk.CfnResource(
            stack,
            logical_id,
            type=str(resource["Type"]),
            properties=properties if isinstance(properties, dict) else None,
        )
    return stack


def _maker(options: argparse.Namespace) -> Callable[[cdk.App], cdk.Stack]:
    """The step to be timed, with everything that it needs imported and read."""
    if options.template:
        template = json.loads(options.template.read_text(encoding="utf-8"))
        return lambda app: replay(app, template)
    from workspaces_constructs.deployment import build, load, standalone

    assert standalone  # noqa: S101 - imported for its modules, which build() would load otherwise
    settings = load(options.settings)
    return lambda app: build(app, settings)


def _counting(calls: list[str]) -> None:
    """Let every request to the jsii kernel leave its kind in a list."""
    send = _NodeProcess.send

    def counted(self: _NodeProcess, request: object, response_type: object) -> object:
        calls.append(type(request).__name__)
        return send(self, request, response_type)  # type: ignore[arg-type]

    _NodeProcess.send = counted  # type: ignore[method-assign, assignment]


def main() -> None:
    """Make, synthesize, and print what it took as JSON."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--settings", type=Path, help="build the stack of a settings file")
    parser.add_argument("--template", type=Path, help="replay a template")
    parser.add_argument("--checks", action="store_true", help="add the checks that app.py adds")
    options = parser.parse_args()
    make = _maker(options)
    calls: list[str] = []
    _counting(calls)
    start = time.perf_counter()
    app = cdk.App()
    make(app)
    made = time.perf_counter()
    if options.checks:
        from cdk_nag import AwsSolutionsChecks

        cdk.Validations.of(app).add_plugins(AwsSolutionsChecks())
    app.synth()
    took = {"tree": made - start, "synthesis": time.perf_counter() - made, "jsii_calls": len(calls)}
    sys.stdout.write(json.dumps(took) + "\n")


if __name__ == "__main__":
    main()
