"""What each scenario tells the administrators of the firewall in front of on-premises."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.scenario_settings import SECRET
from tests.unit.scenarios.matrix import synthesised, tree_of

CONNECTORS = ("172.20.1.0/25", "172.20.1.128/25")


def told(tree: dict[str, Any]) -> set[str]:
    """The lines of the texts of all stacks."""
    return {
        line
        for template in synthesised(tree).values()
        for logical_id, resource in template["Resources"].items()
        if resource["Type"] == "AWS::SSM::Parameter" and "CustomerSideFirewall" in logical_id
        for line in resource["Properties"]["Value"].splitlines()
    }


def linked(scenario: str) -> dict[str, Any]:
    """The settings of a scenario, with a VPN to on-premises where there is none."""
    tree = tree_of(scenario)
    vpn = {"customer_gateway_address": "203.0.113.10"}
    tree.setdefault("connectivity", {"vpn": vpn, "remote_cidrs": ["10.20.0.0/16"]})
    return tree


@pytest.mark.parametrize("scenario", ["ad-connector", "replica", "one-way-trust", "personas"])
def test_the_help_desk_and_own_websites_pass(scenario: str) -> None:
    tree = tree_of(scenario)
    tree["personas"][0] |= {
        "help_desk_cidrs": ["10.20.30.0/24"],
        "website_cidrs": ["10.20.50.0/24", "172.20.9.0/24"],
        "file_server_cidrs": ["10.20.60.0/24"],
    }
    (first, second), lines = CONNECTORS, told(tree)

    assert {
        f"allow tcp from 10.20.30.0/24 to {first} ports 3389",
        f"allow tcp from 10.20.30.0/24 to {second} ports 3389",
        f"allow tcp from {first} to 10.20.50.0/24 ports 80, 443",
        f"allow tcp from {first} to 10.20.60.0/24 ports 445",
    } <= lines
    assert not [line for line in lines if "172.20.9.0" in line], "inside the VPC there is no firewall"


@pytest.mark.parametrize("scenario", ["ad-connector", "replica", "one-way-trust", "standalone"])
def test_connectors_ask_the_radius_servers_wherever_their_domain_is(scenario: str) -> None:
    tree = linked(scenario)
    tree["personas"][0]["mfa"] = True
    tree["mfa"] = {"servers": ["10.20.200.10"], "secret_arn": SECRET}

    assert {line for line in told(tree) if "1812" in line} == {
        f"allow udp from {cidr} to 10.20.200.10/32 ports 1812" for cidr in CONNECTORS
    }


def test_a_registered_directory_asks_the_radius_servers_itself() -> None:
    tree = tree_of("two-way-trust")
    tree["personas"][0]["mfa"] = True
    tree["mfa"] = {"servers": ["10.20.200.10"], "secret_arn": SECRET}

    assert {line for line in told(tree) if "1812" in line} == {
        f"allow udp from {cidr} to 10.20.200.10/32 ports 1812" for cidr in ("172.20.0.0/28", "172.20.0.16/28")
    }


def test_endpoints_are_named_with_their_callers() -> None:
    tree = linked("standalone")
    tree["endpoints"] = {"workspaces_api": True, "streaming": True, "client_cidrs": ["10.20.99.0/24"]}
    tree["resolver"] = {"inbound": True, "inbound_from": ["10.20.0.10/32"]}
    lines = told(tree)

    for servers in ("172.20.0.64/28", "172.20.0.80/28"):
        assert f"allow tcp from 10.20.99.0/24 to {servers} ports 443, 4195" in lines
        assert f"allow udp from 10.20.99.0/24 to {servers} ports 443, 4195" in lines
        assert f"allow udp from 10.20.0.10/32 to {servers} ports 53" in lines


@pytest.mark.parametrize("scenario", ["ad-connector", "two-way-trust"])
def test_a_resolver_asks_the_servers_on_premises(scenario: str) -> None:
    tree = tree_of(scenario)
    tree["resolver"] = {"outbound": True}

    assert "allow udp from 172.20.0.64/28 to 10.20.0.10/32 ports 53" in told(tree)


def test_a_resolver_of_replica_asks_the_controllers_in_the_vpc_only() -> None:
    tree = tree_of("replica")
    tree["resolver"] = {"outbound": True}

    assert not [line for line in told(tree) if "172.20.0.64/28" in line]


def test_nobody_is_told_where_nothing_passes() -> None:
    assert told(tree_of("standalone")) == set()
