"""More domain controllers than two: the first two stay what they are."""

from __future__ import annotations

from typing import Any

from tests.support.scenario_settings import scenario_tree
from tests.support.synth import new_app, synthesised
from tests.support.templates import by_type
from workspaces_constructs.deployment import build
from workspaces_constructs.deployment.loading import parse


def made(count: int) -> dict[str, Any]:
    app = new_app()
    build(app, parse(scenario_tree("replica", domain_controllers__count=count)))
    return synthesised(app)


def test_further_controllers_stand_in_the_two_subnets_by_turns_and_change_no_other() -> None:
    two, four = (by_type(made(count), "AWS::EC2::Instance") for count in (2, 4))
    subnets = [each["Properties"]["SubnetId"] for each in four.values()]

    assert list(four)[:2] == list(two)
    assert all(four[name] == two[name] for name in two)
    assert [each["Properties"]["PrivateIpAddress"] for each in four.values()] == [
        "172.20.0.7",
        "172.20.0.23",
        "172.20.0.8",
        "172.20.0.24",
    ]
    assert subnets[:2] == subnets[2:]


def test_all_are_the_dns_servers_of_the_vpc_and_connectors_ask_the_first_two() -> None:
    template = made(3)
    (options,) = by_type(template, "AWS::EC2::DHCPOptions").values()
    (connector,) = by_type(template, "Custom::WorkspacesAdConnector").values()

    assert options["Properties"]["DomainNameServers"] == ["172.20.0.7", "172.20.0.23", "172.20.0.8"]
    assert "172.20.0.8" not in str(connector["Properties"])
    assert template["Outputs"]["DomainControllerAddresses"]["Value"] == "172.20.0.7,172.20.0.23,172.20.0.8"
