"""The pack through the real CDK command line: an error finding stops a deployment, a warning does not."""

from __future__ import annotations

import json
import shlex
import sys
from typing import TYPE_CHECKING, Any

import pytest

from local_aws.cdk import Cdk, CdkError
from local_aws.inventory import inventory, leftover
from local_aws.server import Server
from tests.support.synth import ROOT
from workspaces_constructs.rules.families.subnets import no_automatic_ipv6

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = [pytest.mark.deploy, pytest.mark.xdist_group("pack-cli")]

APP = f"env CDK_VALIDATION=false {shlex.join([sys.executable, str(ROOT / 'tests/rules/support/faulty_app.py')])}"
ERROR = "desktops live in a subnet that assigns IPv6 addresses (Properties.AssignIpv6AddressOnCreation)"
WARNING = "the range is a /16 (Properties.CidrBlock)"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with Server(folder=tmp_path_factory.mktemp("server")) as started:
        Cdk(started).bootstrap()
        yield started


def report(server: Server) -> list[dict[str, Any]]:
    """The violations of the pack in the report that lies in the cloud assembly."""
    made = json.loads((server.state / "cdk.out" / "validation-report.json").read_text())
    (own,) = [each for each in made["pluginReports"] if each["pluginName"] == "WorkSpaces"]
    found: list[dict[str, Any]] = own["violations"]
    return found


@pytest.mark.parametrize("command", ["synth", "deploy"])
def test_an_error_finding_stops_a_command_before_anything_is_made(server: Server, command: str) -> None:
    before = inventory(server.session())

    with pytest.raises(CdkError) as stopped:
        getattr(Cdk(server, APP, context={"faults": "subnets,range"}), command)()

    said = str(stopped.value)
    assert said.startswith(f"cdk {command} ended with 1:")
    assert "Traceback" not in said
    assert f"WARNING {WARNING} (WorkSpaces)" in said
    for number in range(2):
        block = f"""\
ERROR {ERROR} (WorkSpaces)
   Faulty/Desktops{number} (Desktops{number}) aws-cdk-lib.aws_ec2.CfnSubnet
   Suggested fix: {no_automatic_ipv6.fix}
   Acknowledge with 'WorkSpaces::{no_automatic_ipv6.id}'
"""
        assert block in said
    (found,) = [each for each in report(server) if each["ruleName"] == no_automatic_ipv6.id]
    assert (found["severity"], found["suggestedFix"]) == ("error", no_automatic_ipv6.fix)
    assert {place["constructPath"]: place["cloudFormationResource"] for place in found["violatingConstructs"]} == {
        f"Faulty/Desktops{number}": {
            "templatePath": "Faulty.template.json",
            "logicalId": f"Desktops{number}",
            "propertyPaths": ["Properties.AssignIpv6AddressOnCreation"],
        }
        for number in range(2)
    }
    assert leftover(before, inventory(server.session())) == {}


def test_a_warning_is_told_and_the_deployment_goes_on(server: Server) -> None:
    before = inventory(server.session())

    said = Cdk(server, APP, context={"faults": "range"}).deploy().output

    assert f"WARNING {WARNING} (WorkSpaces)\n   Faulty/Vpc" in said
    assert "Suggested fix: Take a smaller range." in said
    assert [found["ruleName"] for found in report(server)] == ["Own-1"]
    made = leftover(before, inventory(server.session()))
    assert made.keys() >= {"VPCs", "stacks"}
