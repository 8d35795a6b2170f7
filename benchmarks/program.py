"""What ``bench.py`` starts in fresh processes and times: the stacks of a scenario, or the floor under them.

The floor is the same templates replayed: every resource as a raw ``CfnResource`` with its finished properties, in an
app with the same context and the same garbage collection as ``app.py``. Nothing that makes the same resources through
the CDK's Python bindings can be faster.
"""

from __future__ import annotations

import argparse
import gc
import json
import sys
import time
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

import aws_cdk as cdk
from jsii._kernel.providers.process import _NodeProcess

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    Template = Mapping[str, Mapping[str, Mapping[str, object]]]

__all__ = ["replay"]


def replay(app: cdk.App, templates: Mapping[str, Template]) -> None:
    """Make a stack of each template's resources, each under its own logical id."""
    for name, template in templates.items():
        stack = cdk.Stack(app, name, analytics_reporting=False)
        for logical_id, resource in template["Resources"].items():
            properties = resource.get("Properties")
            cdk.CfnResource(
                stack,
                logical_id,
                type=str(resource["Type"]),
                properties=properties if isinstance(properties, dict) else None,
            )


def _maker(options: argparse.Namespace) -> Callable[[cdk.App], object]:
    """The step to be timed, with everything that it needs imported and read."""
    if options.templates:
        templates = {path.name.partition(".")[0]: json.loads(path.read_text("utf-8")) for path in options.templates}
        return lambda app: replay(app, templates)
    from workspaces_constructs.deployment import build, load
    from workspaces_constructs.deployment.scenario_table import SCENARIO_MODULES

    settings = load(options.settings)
    import_module(SCENARIO_MODULES[settings.scenario])  # which build() would do otherwise
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
    gc.disable()  # as app.py does
    parser = argparse.ArgumentParser()
    parser.add_argument("--settings", type=Path, help="build the stacks of a settings file")
    parser.add_argument("--templates", type=Path, nargs="+", help="replay templates, each as a stack")
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
    gc.freeze()


if __name__ == "__main__":
    main()
