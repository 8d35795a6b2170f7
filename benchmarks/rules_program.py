"""What ``rules_bench.py`` starts in fresh processes: rules that are timed where they run."""

from __future__ import annotations

import argparse
import gc
import json
import sys
import time
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import aws_cdk as cdk

    from workspaces_constructs.rules import Rule, Templates, Violation

__all__ = ["CHECKS", "RESOURCES", "both_ways", "judged"]

RESOURCES: Final = 400
CHECKS: Final = 20
_ROUNDS: Final = 7


def judged(file: Path) -> dict[str, float]:
    """Read a template with ``json.load`` and judge it by all rules; medians, and what was found the last time."""
    from workspaces_constructs.rules import check
    from workspaces_constructs.rules.catalogue import RULES

    loaded, rules, findings = [], [], 0
    for _ in range(_ROUNDS):
        start = time.perf_counter()
        with file.open(encoding="utf-8") as opened:
            template = json.load(opened)
        middle = time.perf_counter()
        findings = len(check({file.stem: template}))
        end = time.perf_counter()
        loaded.append(middle - start)
        rules.append(end - middle)
    return {"json.load": median(loaded), "all rules": median(rules), "rules": len(RULES), "findings": findings}


def both_ways() -> dict[str, float]:
    """Twenty checks of a property of four hundred subnets: as rules of our pack, and node by node.

    Both packs are plugins of the same app, and each is timed from the CDK's call to its answer.
    """
    import aws_cdk as cdk
    from aws_cdk import aws_ec2 as ec2
    from cdk_nag import NagPack

    from workspaces_constructs.rules.pack import WorkspacesChecks

    took: dict[str, float] = {}
    looked: dict[str, int] = {"ours": 0, "node by node": 0}

    class Ours(WorkspacesChecks):
        def validate(self, context: cdk.IPolicyValidationContext) -> cdk.PolicyValidationPluginReport:
            start = time.perf_counter()
            report = super().validate(context)
            took["ours"] = time.perf_counter() - start
            return report

    class NodeByNode(NagPack):
        @property
        def name(self) -> str:
            return "NodeByNode"

        def validate(self, context: cdk.IPolicyValidationContext) -> cdk.PolicyValidationPluginReport:
            start = time.perf_counter()
            report = super().validate(context)
            took["node by node"] = time.perf_counter() - start
            return report

        def _check_resource(self, node: cdk.CfnResource) -> None:
            if isinstance(node, ec2.CfnSubnet):
                for _ in range(CHECKS):
                    looked["node by node"] += node.cidr_block != ""

    app = cdk.App(stack_traces=False)
    stack = cdk.Stack(app, "Stack", analytics_reporting=False)
    for number in range(RESOURCES):
        cidr = f"10.{number // 256}.{number % 256}.0/24"
        ec2.CfnSubnet(stack, f"Subnet{number}", vpc_id="vpc-0123456789abcdef0", cidr_block=cidr)
    cdk.Validations.of(app).add_plugins(Ours(rules=[_look(number, looked) for number in range(CHECKS)]), NodeByNode())
    app.synth()
    if looked != dict.fromkeys(looked, RESOURCES * CHECKS):
        raise RuntimeError(f"the two ways did not do the same: {looked}")
    return took


def _look(number: int, looked: dict[str, int]) -> Rule:
    from workspaces_constructs.rules import rule

    def subnets(templates: Templates) -> Iterator[Violation]:
        for subnet in templates.of_type("AWS::EC2::Subnet"):
            looked["ours"] += subnet.properties.text("CidrBlock") != ""
        return iter(())

    made: Callable[[Callable[[Templates], Iterator[Violation]]], Rule] = rule(
        f"Look{number}", "error", title="Subnets have a range", reason="", fix="", source=""
    )
    return made(subnets)


def main() -> None:
    """Measure one or the other, and print what it took as JSON."""
    gc.disable()
    parser = argparse.ArgumentParser()
    parser.add_argument("--template", type=Path, help="judge this template; else compare the two ways in an app")
    options = parser.parse_args()
    took = judged(options.template) if options.template else both_ways()
    sys.stdout.write(json.dumps(took) + "\n")
    gc.freeze()


if __name__ == "__main__":
    main()
