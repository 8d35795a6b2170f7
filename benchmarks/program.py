"""What ``bench.py`` starts in fresh processes and times: the stacks of a scenario, or the floor under them.

The floor is the same cloud assembly replayed: the same stacks with their descriptions, tags and dependencies, every
resource as a raw ``CfnResource`` with its finished properties, parameters, mappings and outputs, and the same assets,
which need no work here. The templates come out equal (``tests/unit/test_bench.py``). Where there are several ways, the
floor takes the one with the fewest calls to the CDK: one override for all ``DependsOn`` of a resource, one aspect for
the removal policy that most resources share, as in the scenarios. The app has the same context, stack traces and
garbage collection as ``app.py``. So nothing that makes the same resources through the CDK's Python bindings, one
construct each, can be faster.
"""

from __future__ import annotations

import gc

if __name__ == "__main__":
    gc.disable()  # while the CDK is read, too, as in app.py

import argparse
import json
import sys
import time
from collections import Counter
from importlib import import_module
from pathlib import Path
from shutil import copytree
from typing import TYPE_CHECKING, Any, Final

import aws_cdk as cdk
from constructs import Construct
from jsii._kernel.providers.process import _NodeProcess

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    Template = Mapping[str, Any]

__all__ = ["replay"]

_MADE_BY_THE_SYNTHESIZER: Final = "BootstrapVersion"
_PARAMETER: Final = {"Type": "type", "Default": "default", "Description": "description"}
_REMOVAL: Final = ("DeletionPolicy", "UpdateReplacePolicy")
_POLICIES: Final = {("Delete", "Delete"): "DESTROY", ("Retain", "Retain"): "RETAIN"}


def replay(app: cdk.App, assembly: Path) -> None:
    """Make the stacks of a cloud assembly again.

    Args:
        app: The app they become a part of.
        assembly: The folder that an app's ``synth`` has filled.
    """
    manifest = json.loads((assembly / "manifest.json").read_text("utf-8"))["artifacts"]
    stacks: dict[str, cdk.Stack] = {}
    for name, artifact in manifest.items():
        if artifact["type"] == "aws:cloudformation:stack":
            stacks[name] = _stack(app, name, artifact, assembly)
    for name, stack in stacks.items():
        for other in manifest[name].get("dependencies", ()):
            if other in stacks:
                stack.add_stack_dependency(stacks[other])


def _stack(app: cdk.App, name: str, artifact: Mapping[str, Any], assembly: Path) -> cdk.Stack:
    properties = artifact["properties"]
    template: Template = json.loads((assembly / properties["templateFile"]).read_text("utf-8"))
    account, region = artifact["environment"].removeprefix("aws://").split("/")
    stack = cdk.Stack(
        app,
        name,
        env=cdk.Environment(
            account=None if account == "unknown-account" else account,
            region=None if region == "unknown-region" else region,
        ),
        description=template.get("Description"),
        tags=properties.get("tags"),
        termination_protection=properties.get("terminationProtection"),
        analytics_reporting=False,
    )
    for logical_id, mapping in template.get("Mappings", {}).items():
        cdk.CfnMapping(stack, logical_id, mapping=mapping)
    for logical_id, parameter in template.get("Parameters", {}).items():
        if logical_id != _MADE_BY_THE_SYNTHESIZER:
            cdk.CfnParameter(stack, logical_id, **{_PARAMETER[key]: value for key, value in parameter.items()})
    _resources(stack, template["Resources"])
    for logical_id, output in template.get("Outputs", {}).items():
        value = output["Value"]
        cdk.CfnOutput(
            stack,
            logical_id,
            value=value if isinstance(value, str) else cdk.Token.as_string(value),
            description=output.get("Description"),
        )
    _assets(app, stack, name, assembly)
    return stack


def _resources(stack: cdk.Stack, resources: Mapping[str, Mapping[str, Any]]) -> None:
    """The resources; those with the most common removal policy in a construct whose id is no part of logical ids."""
    policies = Counter(policy for resource in resources.values() if (policy := _policy(resource)) in _POLICIES)
    common = policies.most_common(1)[0][0] if policies else None
    group = Construct(stack, "Default") if common else stack
    if common:
        cdk.RemovalPolicies.of(group).apply(getattr(cdk.RemovalPolicy, _POLICIES[common]))
    for logical_id, resource in resources.items():
        shared = common is not None and _policy(resource) == common
        made = cdk.CfnResource(
            group if shared else stack,
            logical_id,
            type=resource["Type"],
            properties=resource.get("Properties"),
        )
        for attribute, value in resource.items():
            if attribute not in {"Type", "Properties", *(_REMOVAL if shared else ())}:
                made.add_override(attribute, value)


def _policy(resource: Mapping[str, Any]) -> tuple[str | None, ...]:
    return tuple(resource.get(attribute) for attribute in _REMOVAL)


def _assets(app: cdk.App, stack: cdk.Stack, name: str, assembly: Path) -> None:
    """The files beside the templates, staged already: no fingerprint is taken of them."""
    files = json.loads((assembly / f"{name}.assets.json").read_text("utf-8"))["files"]
    staged = {key: each["source"]["path"] for key, each in files.items() if each["source"]["packaging"] == "zip"}
    if not staged:
        return
    synthesizer, output = stack.synthesizer, Path(app.outdir)
    for key, path in staged.items():
        copytree(assembly / path, output / path, dirs_exist_ok=True)
        synthesizer.add_file_asset(file_name=path, source_hash=key, packaging=cdk.FileAssetPackaging.ZIP_DIRECTORY)


def _maker(options: argparse.Namespace) -> Callable[[cdk.App], object]:
    """The step to be timed, with everything that it needs imported and read."""
    if options.assembly:
        return lambda app: replay(app, options.assembly)
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
    parser = argparse.ArgumentParser()
    parser.add_argument("--settings", type=Path, help="build the stacks of a settings file")
    parser.add_argument("--assembly", type=Path, help="replay the stacks of a cloud assembly")
    parser.add_argument("--checks", action="store_true", help="add the checks that app.py adds")
    options = parser.parse_args()
    make = _maker(options)
    calls: list[str] = []
    _counting(calls)
    start = time.perf_counter()
    app = cdk.App(stack_traces=False)
    make(app)
    made = time.perf_counter()
    if options.checks:
        from cdk_nag import AwsSolutionsChecks

        from workspaces_constructs import WorkspacesChecks

        cdk.Validations.of(app).add_plugins(AwsSolutionsChecks(), WorkspacesChecks())
    app.synth()
    took = {"tree": made - start, "synthesis": time.perf_counter() - made, "jsii_calls": len(calls)}
    sys.stdout.write(json.dumps(took) + "\n")
    gc.freeze()


if __name__ == "__main__":
    main()
