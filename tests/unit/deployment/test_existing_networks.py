"""VPCs that exist: what their sections must name in each scenario."""

from __future__ import annotations

import pytest

from tests.support.scenario_settings import GONE, SECRET, TGW, Tree, mistakes, scenario_tree
from workspaces_constructs.deployment.loading import parse


def subnets(third: int, *, routed: bool = False) -> list[dict[str, str]]:
    pair = [
        {"subnet_id": f"subnet-0123456789abcde{third:x}{place}", "cidr": f"172.30.{third}.{place * 128}/25"}
        for place in (0, 1)
    ]
    tables = [{"route_table_id": f"rtb-0123456789abcde{third:x}{place}"} if routed else {} for place in (0, 1)]
    return [subnet | table for subnet, table in zip(pair, tables, strict=True)]


def vpc(**pairs: object) -> Tree:
    """A VPC that exists, as a settings file names it."""
    place = {
        "vpc_id": "vpc-0123456789abcdef0",
        "cidr": "172.30.0.0/16",
        "availability_zones": ["us-east-1c", "us-east-1e"],
    }
    return place | pairs


DESKTOPS = {"desktop_subnets": {"employees": subnets(1, routed=True)}}
IN_ONE_VPC: list[tuple[str, dict[str, object], list[str]]] = [
    ("ad-connector", {}, []),
    ("ad-connector", {"connectivity": GONE, "personas__0__egress": "nat"}, []),
    ("ad-connector", {"connectivity": {"transit_gateway_id": TGW, "remote_cidrs": ["10.20.0.0/16"]}}, ["link_subnets"]),
    ("replica", {}, ["directory_subnets"]),
    ("two-way-trust", {}, ["directory_subnets"]),
    ("simple-ad", {}, ["directory_subnets", "server_subnets"]),
    (
        "simple-ad",
        {
            "directory": {
                "domain_name": "a.example.com",
                "existing_directory_id": "d-0123456789",
                "admin_secret_arn": SECRET,
            }
        },
        ["server_subnets"],
    ),
    ("ad-connector", {"endpoints": {"workspaces_api": True}}, ["server_subnets"]),
    ("ad-connector", {"resolver": {"outbound": True}}, ["server_subnets"]),
    ("ad-connector", {"personas__0__mfa": True, "mfa": {"own_servers": True}}, ["radius_subnets"]),
    (
        "ad-connector",
        {"personas__0__egress": "proxy", "proxy": {"allowed_domains": [".example.com"]}},
        ["proxy_subnets"],
    ),
    ("shared-services", {}, ["link_subnets"]),
    ("shared-services", {"connectivity": {"transit_gateway_id": TGW}}, []),
    ("shared-services", {"connectivity": {"between": "peering"}}, []),
]


@pytest.mark.parametrize(("scenario", "changes", "pairs"), IN_ONE_VPC, ids=range(len(IN_ONE_VPC)))
def test_an_existing_vpc_names_subnets_for_all_that_is_made_in_it(
    scenario: str, changes: dict[str, object], pairs: list[str]
) -> None:
    tree = scenario_tree(scenario, **changes) | {"network": {"vpc": vpc(**DESKTOPS)}}
    if pairs:
        found = mistakes(tree)
        assert [message.partition(": ")[0] for message in found] == [f"network.vpc.{pair}" for pair in pairs]
        assert all("add two subnets for" in message for message in found)
    tree["network"]["vpc"] |= {pair: subnets(index, routed=True) for index, pair in enumerate(pairs, 2)}

    assert parse(tree).network.vpc is not None


def test_an_existing_vpc_for_shared_services_names_its_subnets_and_their_routes() -> None:
    tree = scenario_tree("one-way-trust")
    tree["shared_services"] = {"network": {"vpc": vpc(directory_subnets=subnets(2))}}
    where = "shared_services.network.vpc"

    assert [message.partition(": ")[0] for message in mistakes(tree)] == [
        f"{where}.server_subnets",
        f"{where}.link_subnets",
        f"{where}.directory_subnets[0].route_table_id",
        f"{where}.directory_subnets[1].route_table_id",
    ]
    pairs = {"directory_subnets": subnets(2, routed=True), "server_subnets": subnets(3), "link_subnets": subnets(4)}
    tree["shared_services"]["network"]["vpc"] |= pairs
    assert parse(tree).shared_services.network.vpc is not None

    tree["shared_services"]["network"]["vpc"]["link_subnets"][1]["cidr"] = "172.31.0.0/28"
    tree["shared_services"]["network"]["cidr"] = "172.30.0.0/16"
    assert [message.partition(": ")[0] for message in mistakes(tree)] == [
        "shared_services.network.cidr",
        f"{where}.link_subnets[1].cidr",
    ]


def test_two_vpcs_are_two() -> None:
    tree = scenario_tree("shared-services") | {"network": {"vpc": vpc(**DESKTOPS, link_subnets=subnets(5))}}
    pairs = {"directory_subnets": subnets(2, routed=True), "link_subnets": subnets(4)}
    for subnet in (subnet for pair in pairs.values() for subnet in pair):
        subnet["cidr"] = subnet["cidr"].replace("172.30.", "172.29.")
    shared = vpc(cidr="172.29.0.0/16", **pairs)
    tree["shared_services"] = {"network": {"vpc": shared}}

    (message,) = mistakes(tree)
    assert message.startswith("shared_services.network.vpc.vpc_id: vpc_id: got 'vpc-0123456789abcdef0'")
    assert "allowed: another VPC than network.vpc" in message

    shared["vpc_id"] = "vpc-0123456789abcdef1"
    assert parse(tree).shared_services.network.vpc is not None
    shared["availability_zones"] = ["us-east-1a", "us-west-2b"]
    (message,) = mistakes(tree)
    assert message.startswith("shared_services.network.vpc.availability_zones: availability zones of the subnets")


def test_zones_are_of_one_region_where_only_the_deployment_knows_it() -> None:
    tree = scenario_tree("ad-connector", environment={}) | {"network": {"vpc": vpc(**DESKTOPS)}}
    assert parse(tree).environment.region is None

    tree["network"]["vpc"]["availability_zones"] = ["us-east-1a", "us-west-2b"]
    (message,) = mistakes(tree)
    assert "allowed: the names of two different zones of one region, such as us-east-1a and us-east-1b" in message


def test_an_existing_directory_that_the_connectors_interface_would_hide_is_refused() -> None:
    tree, pair = scenario_tree("shared-services"), subnets(2, routed=True)
    for index, subnet in enumerate(pair):
        subnet["cidr"] = f"10.0.{index + 1}.0/24"
    place = vpc(cidr="10.0.0.0/16", directory_subnets=pair, link_subnets=pair)
    tree["shared_services"] = {"network": {"vpc": place}}

    (message,) = mistakes(tree)
    assert message.startswith("shared_services.network.vpc.cidr: address to be reached by an AD Connector")
    assert "'10.0.1.0'" in message


LINKED: list[tuple[str, dict[str, object], list[str]]] = [
    ("ad-connector", {}, ["employees"]),
    ("ad-connector", {"connectivity": GONE, "personas__0__egress": "nat"}, []),
    ("shared-services", {"connectivity": {"transit_gateway_id": TGW}}, []),
    ("shared-services", {"connectivity": {"between": "peering"}}, ["employees"]),
]


@pytest.mark.parametrize(("scenario", "changes", "without"), LINKED, ids=range(len(LINKED)))
def test_a_link_of_an_existing_vpc_needs_the_tables_that_get_its_routes(
    scenario: str, changes: dict[str, object], without: list[str]
) -> None:
    tree = scenario_tree(scenario, **changes) | {"network": {"vpc": vpc(desktop_subnets={"employees": subnets(1)})}}

    if not without:
        assert parse(tree).network.vpc is not None
        return
    assert [message.partition(": ")[0] for message in mistakes(tree)] == [
        f"network.vpc.desktop_subnets.{name}[{index}].route_table_id" for name in without for index in (0, 1)
    ]


def test_subnets_of_a_persona_are_its_own() -> None:
    tree = scenario_tree("personas", connectivity=GONE, personas__0__mfa=False, mfa=GONE)
    pairs = {"employees": subnets(1), "contractors": subnets(1)}
    tree["network"] = {"vpc": vpc(desktop_subnets=pairs, proxy_subnets=subnets(2), directory_subnets=subnets(3))}
    (message,) = mistakes(tree)
    assert message.startswith("network.vpc: subnets of personas, RADIUS servers and the proxy, which are theirs alone")

    pairs["contractors"] = subnets(2)
    (message,) = mistakes(tree)
    assert "172.30.2.0/25 and 172.30.2.0/25" in message

    pairs["contractors"] = [subnets(4)[0], {**subnets(4)[1], "subnet_id": subnets(4)[0]["subnet_id"]}]
    (message,) = mistakes(tree)
    assert message.startswith("network.vpc.desktop_subnets.contractors: subnets of a pair: got 'subnet-")

    pairs["contractors"] = subnets(4)
    assert parse(tree).network.vpc is not None


@pytest.mark.parametrize("scenario", ["standalone", "two-way-trust", "simple-ad"])
def test_an_existing_directory_is_in_a_vpc_that_exists(scenario: str) -> None:
    tree = scenario_tree(scenario)
    tree["directory"] = {"domain_name": "aws.example.com", "existing_directory_id": "d-0123456789"}

    assert any(
        message == "network.vpc: it is missing; fix: name the VPC in which the existing directory is, with its range"
        for message in mistakes(tree)
    )
