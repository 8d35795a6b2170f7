"""Who reaches whom in the standalone scenario, computed from its template."""

from __future__ import annotations

from copy import deepcopy
from functools import cache
from itertools import product
from typing import TYPE_CHECKING

import pytest

from tests.support.synth import template
from workspaces_constructs.facts.ports import DESKTOP_TO_DIRECTORY, MANAGED_AD_INBOUND, PortRule
from workspaces_constructs.testing.reachability import Reachability, open_in

if TYPE_CHECKING:
    from collections.abc import Iterable

VARIANTS = ["standalone", "two-personas", "region-agnostic", "registered-directly"]
PERSONAS = {"two-personas": ("employees", "contractors")}


@cache
def world(variant: str) -> Reachability:
    return Reachability({"stack": template(variant)})


def ports(table: Iterable[PortRule]) -> frozenset[tuple[str, int, int]]:
    return open_in({(rule.protocol, rule.from_port, rule.to_port) for rule in table})


def personas(variant: str) -> tuple[str, ...]:
    return PERSONAS.get(variant, ("employees",))


@pytest.mark.parametrize("variant", VARIANTS)
def test_desktops_reach_their_directory_on_what_it_admits_and_nothing_else(variant: str) -> None:
    seen = world(variant)
    for persona in personas(variant):
        assert seen.open_ports(seen.desktops(persona), seen.directory()) == ports(MANAGED_AD_INBOUND)


def test_what_desktops_need_is_open_but_for_netbios_which_a_managed_ad_does_not_take() -> None:
    seen = world("standalone")
    desktops, directory = seen.desktops(), seen.directory()
    shut = {
        (rule.protocol, rule.from_port)
        for rule in DESKTOP_TO_DIRECTORY
        for port in (rule.from_port, rule.to_port)
        if not seen.can_reach(desktops, directory, rule.protocol, port)
    }

    assert shut == {("tcp", 139), ("udp", 137), ("udp", 49152)}


@pytest.mark.parametrize("variant", ["standalone", "two-personas", "region-agnostic"])
def test_connectors_reach_the_directory(variant: str) -> None:
    seen = world(variant)
    for persona in personas(variant):
        assert seen.open_ports(seen.connector(persona), seen.directory()) == ports(MANAGED_AD_INBOUND)


def test_each_persona_has_the_way_out_it_was_given_and_no_other() -> None:
    seen = world("two-personas")
    employees, contractors = seen.desktops("employees"), seen.desktops("contractors")

    assert seen.ways_out(employees) == {"NAT"}
    assert seen.can_reach(employees, seen.internet, "tcp", 443)
    assert seen.ways_out(contractors) == {"none"}
    assert seen.open_ports(contractors, seen.internet) == frozenset()


@pytest.mark.parametrize("variant", VARIANTS)
def test_nothing_comes_in_from_the_internet(variant: str) -> None:
    seen = world(variant)
    hosts = seen.everybody()

    assert len(hosts) >= 2
    for host in hosts:
        assert seen.open_ports(seen.internet, host) == frozenset(), host.name


@pytest.mark.parametrize("variant", VARIANTS)
def test_the_directory_has_no_way_out(variant: str) -> None:
    seen = world(variant)

    assert seen.ways_out(seen.directory()) == {"none"}


def test_no_persona_reaches_the_desktops_of_another() -> None:
    seen = world("two-personas")

    for one, other in product(personas("two-personas"), repeat=2):
        assert seen.open_ports(seen.desktops(one), seen.desktops(other)) == frozenset()


def test_a_route_too_many_is_seen() -> None:
    made = deepcopy(template("two-personas"))
    resources = made["Resources"]
    nat = next(name for name, each in resources.items() if each["Type"] == "AWS::EC2::NatGateway")
    tables = [
        name for name, each in resources.items() if each["Type"] == "AWS::EC2::RouteTable" and "contractors" in name
    ]
    for index, table in enumerate(tables):
        route = {"RouteTableId": {"Ref": table}, "DestinationCidrBlock": "0.0.0.0/0", "NatGatewayId": {"Ref": nat}}
        resources[f"TooMany{index}"] = {"Type": "AWS::EC2::Route", "Properties": route}
    seen = Reachability({"stack": made})

    assert len(tables) == 2
    assert seen.ways_out(seen.desktops("contractors")) == {"NAT"}


def test_a_rule_too_many_is_seen() -> None:
    made = deepcopy(template("two-personas"))
    for name, each in made["Resources"].items():
        if each["Type"] == "AWS::EC2::SecurityGroup" and "employees" in name:
            rule = {"IpProtocol": "tcp", "FromPort": 3389, "ToPort": 3389, "CidrIp": "172.20.0.0/16"}
            each["Properties"]["SecurityGroupIngress"] = [rule]
    seen = Reachability({"stack": made})

    assert seen.open_ports(seen.directory(), seen.desktops("employees")) == {("tcp", 3389, 3389)}
