"""Who reaches whom in every scenario, computed from its templates: what is meant, and nothing beyond it.

The ports of destinations in AWS are exact, with the groups that AWS itself gives to desktops, connectors and
directories: those let everything out. On-premises the firewall is the customer's, so there routes and network ACLs
count. An AD Connector is in the subnets of its desktops, as the whitepaper has it, and what it may do they may too.
"""

from __future__ import annotations

from ipaddress import IPv4Network
from typing import TYPE_CHECKING, Any

import pytest

from tests.support.synth import ALL_VARIANTS, settings_of, templates
from tests.unit.scenarios.look import Look
from tests.unit.scenarios.matrix import (
    LINKED,
    PARTLY,
    SCENARIOS,
    Matrix,
    differences,
    made_of,
    matrix,
    ports,
    synthesised,
    tree_of,
    world,
)
from tests.unit.scenarios.meant import ALL, HTTPS, MANAGED, RADIUS, expected, persona
from workspaces_constructs import ConfigurationError
from workspaces_constructs.testing.reachability.values import Values

if TYPE_CHECKING:
    from collections.abc import Callable

WITHOUT_LINK = {"standalone", "shared-services", "shared-services by peering", "simple-ad"}
SMB = ports("445")
WINDOWS = (49152, 65535)
"""The ports from which Windows asks (Service overview and network port requirements for Windows)."""


@pytest.mark.parametrize("egress", [None, "nat", "proxy", "on-premises", "none"])
@pytest.mark.parametrize("scenario", SCENARIOS)
def test_what_is_open_is_meant_for_every_way_out(scenario: str, egress: str | None) -> None:
    if egress == "on-premises" and scenario in WITHOUT_LINK:
        egress = "nat"  # there is no way back to on-premises, and the settings refuse it

    assert differences(matrix(made_of(scenario, egress)), expected(scenario, egress)) == []


def _everything() -> Matrix:
    """The standalone scenario with all that is on request."""
    kiosks = persona("kiosks", "none", directory="directory", admits=MANAGED)
    asked = {(who, "API endpoint"): HTTPS for who in ("desktops of employees", "connector of employees", "directory")}
    streamed = ports("443 4195", "443 4195")
    outside = {
        **{(other, "API endpoint"): HTTPS for other in LINKED},
        **{(other, "streaming endpoint"): streamed for other in LINKED},
        **{(other, "resolver inbound"): ports("53", "53") for other in LINKED},
    }
    return {
        **persona("employees", "nat", directory="directory", admits=MANAGED, link="other"),
        **kiosks,
        **asked,
        **outside,
        **{("directory", other): ALL for other in LINKED},
        ("resolver outbound", "directory"): ports("53", "53"),
    }


def _two_personas() -> Matrix:
    one, other = (
        persona(name, egress, directory="directory", admits=MANAGED)
        for name, egress in (("employees", "nat"), ("contractors", "none"))
    )
    return one | other


@pytest.mark.parametrize(
    ("variant", "meant"),
    [
        ("two-personas", _two_personas),
        ("everything", _everything),
        ("region-agnostic", lambda: expected("standalone")),
        ("shared-services-two-accounts", lambda: expected("shared-services")),
        ("one-way-trust-peering", lambda: expected("one-way-trust")),
    ],
)
def test_what_is_on_request_opens_what_it_is_for(variant: str, meant: Callable[[], Matrix]) -> None:
    assert differences(matrix(templates(variant)), meant()) == []


@pytest.mark.parametrize("scenario", ["replica", "two-way-trust", "simple-ad", "ad-connector"])
def test_an_outbound_resolver_reaches_the_servers_it_asks(scenario: str) -> None:
    tree = tree_of(scenario)
    tree["resolver"] = {"outbound": True}
    asked = {"replica": "controllers", "ad-connector": "domain"}.get(scenario, "directory")
    only_its_dns_servers = PARTLY if asked == "domain" else ports("53", "53")

    assert matrix(synthesised(tree))["resolver outbound", asked] == only_its_dns_servers


def _with_mfa(tree: dict[str, Any], servers: dict[str, Any]) -> dict[str, Any]:
    tree["personas"][0]["mfa"] = True
    tree["mfa"] = servers
    tree["personas"].append({"name": "kiosks", "desktops": 20, "egress": "none"})
    return tree


@pytest.mark.parametrize("egress", ["nat", "proxy", "on-premises", "none"])
@pytest.mark.parametrize("scenario", ["ad-connector", "replica", "one-way-trust", "one-way-trust by peering"])
def test_own_radius_servers_are_for_connectors_with_a_second_factor(scenario: str, egress: str) -> None:
    made = matrix(synthesised(_with_mfa(tree_of(scenario, egress), {"own_servers": True})))

    assert {pair: is_open for pair, is_open in made.items() if pair[1] == "RADIUS servers"} == {
        (f"{what} of employees", "RADIUS servers"): RADIUS for what in ("connector", "desktops")
    }


@pytest.mark.parametrize("egress", ["proxy", "none"])
@pytest.mark.parametrize("scenario", ["ad-connector", "replica", "one-way-trust", "one-way-trust by peering"])
def test_radius_servers_on_premises_are_for_connectors_with_a_second_factor(scenario: str, egress: str) -> None:
    servers = ["10.20.200.10", "10.20.200.11"]
    tree = _with_mfa(
        tree_of(scenario, egress),
        {"servers": servers, "secret_arn": settings_of("two-way-trust")["trust"]["secret_arn"]},
    )
    seen = world(synthesised(tree))

    for server in servers:
        target = seen.on_premises(f"{server}/32")
        assert seen.open_ports(seen.connector("employees"), target) == RADIUS
        assert seen.open_ports(seen.connector("kiosks"), target) == frozenset()
        assert seen.open_ports(seen.desktops("kiosks"), target) == frozenset()


def test_radius_servers_reach_the_secrets_where_their_service_is_in_the_vpc() -> None:
    made = matrix(synthesised(_with_mfa(tree_of("replica", "nat"), {"own_servers": True})))

    assert made["RADIUS servers", "Systems Manager"] == HTTPS
    assert ("desktops of kiosks", "Systems Manager") not in made


def test_a_network_acl_opens_the_port_at_which_radius_servers_listen() -> None:
    tree = _with_mfa(
        tree_of("replica", "none"),
        {
            "servers": ["10.20.200.10"],
            "port": 11812,
            "secret_arn": settings_of("two-way-trust")["trust"]["secret_arn"],
        },
    )
    seen = world(synthesised(tree))

    target = seen.on_premises("10.20.200.10/32")
    assert seen.open_ports(seen.connector("employees"), target) == ports("", "11812")


def test_radius_servers_by_name_are_refused_where_an_acl_would_keep_connectors_from_them() -> None:
    tree = _with_mfa(
        tree_of("replica", "none"),
        {"servers": ["radius.example.com"], "secret_arn": settings_of("two-way-trust")["trust"]["secret_arn"]},
    )

    with pytest.raises(ConfigurationError, match="network ACL of employees"):
        synthesised(tree)


def test_the_directory_asks_radius_servers_itself_where_it_is_registered() -> None:
    tree = tree_of("two-way-trust")
    tree["personas"][0]["mfa"] = True
    tree["mfa"] = {"own_servers": True}
    made = matrix(synthesised(tree))

    assert {pair[0] for pair in made if pair[1] == "RADIUS servers"} == {"directory"}
    assert made["directory", "RADIUS servers"] == RADIUS


@pytest.mark.parametrize("scenario", ["ad-connector", "personas", "one-way-trust"])
@pytest.mark.parametrize("egress", ["proxy", "none"])
def test_towards_the_help_desk_only_answers_leave(scenario: str, egress: str) -> None:
    """A network ACL cannot tell an answer from 3389 from a question from 3389; from elsewhere none gets out."""
    made = made_of(scenario, egress)
    seen = world(made)
    desktops, help_desk = seen.desktops("employees"), seen.on_premises("10.20.30.0/24")

    assert matrix(made)["desktops of employees", "help desk"] == PARTLY
    assert seen.open_ports(desktops, help_desk, WINDOWS) == frozenset()


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_each_way_out_is_the_one_that_was_asked_for(scenario: str) -> None:
    ways = {"nat": {"NAT"}, "proxy": {"none"}, "none": {"none"}, "on-premises": {"on-premises"}}
    for egress, way in ways.items():
        if egress == "on-premises" and scenario in WITHOUT_LINK:
            continue
        seen = world(made_of(scenario, egress))
        assert seen.ways_out(seen.desktops("employees")) == way, egress
        if egress == "proxy":
            (instances,) = (host for host in seen.everybody() if "ProxyEgressInstances" in host.name)
            assert seen.ways_out(instances) == {"NAT"}


@pytest.mark.parametrize("scenario", [name for name in SCENARIOS if "shared" in name or "one-way" in name])
def test_only_the_pairs_of_directory_and_desktops_have_routes_to_the_other_vpc(scenario: str) -> None:
    look = Look(made_of(scenario))
    pairs = {what: look.pair(what) for what in ("directory", "desktops")}
    known = {subnet.id for pair in pairs.values() for subnet in pair}
    with_routes = {
        subnet.id
        for subnet in look.network.subnets.values()
        for pair in pairs.values()
        for other in pair
        if other.vpc is not subnet.vpc and subnet.route(other.network) not in (None, *_internet(look))
    }

    assert with_routes == known
    (shared,) = {subnet.vpc.id for subnet in pairs["directory"]}
    assert not look.network.vpc(shared).gateways.intersection(_internet(look))


def _internet(look: Look) -> set[str]:
    """What leads to the internet only."""
    return {each.name for each in look.all("AWS::EC2::InternetGateway", "AWS::EC2::NatGateway")}


@pytest.mark.parametrize("variant", ALL_VARIANTS)
def test_no_security_group_admits_anybody_from_outside_private_networks(variant: str) -> None:
    """Also where the network exists already, whose routes are not ours."""
    private = [IPv4Network(cidr) for cidr in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16")]
    made = templates(variant)
    values = Values(made)
    rules = [
        (name, rule)
        for name, given in values.resources("AWS::EC2::SecurityGroup")
        for rule in given.get("SecurityGroupIngress", ())
    ]
    rules += list(values.resources("AWS::EC2::SecurityGroupIngress"))
    for name, rule in rules:
        assert "CidrIpv6" not in rule, name
        if "CidrIp" in rule:
            peer = IPv4Network(rule["CidrIp"])
            assert any(peer.subnet_of(network) for network in private), name


def test_contractors_may_open_named_websites_on_premises_and_nothing_else_there() -> None:
    """Whitepaper, typical configuration: "open ports 80 and 443 to specific internal websites only"."""
    tree = settings_of("personas")
    tree["personas"][1]["website_cidrs"] = ["10.20.40.0/28"]
    made = synthesised(tree)
    reached = world(made)

    contractors = reached.desktops("contractors")
    websites, others = reached.on_premises("10.20.40.0/28"), reached.on_premises("10.20.50.0/28")
    assert reached.can_reach(contractors, websites, "tcp", 443)
    assert reached.can_reach(contractors, websites, "tcp", 80)
    assert not reached.can_reach(contractors, websites, "tcp", 445)
    assert not reached.can_reach(contractors, others, "tcp", 443)


@pytest.mark.parametrize("egress", ["nat", "proxy", "on-premises", "none"])
@pytest.mark.parametrize("scenario", ["ad-connector", "personas", "one-way-trust", "one-way-trust by peering"])
def test_file_servers_are_reached_by_smb_over_every_way_out(scenario: str, egress: str) -> None:
    tree = tree_of(scenario, egress)
    servers = ["10.20.60.0/28", "172.20.255.0/28"]
    tree["personas"][0]["file_server_cidrs"] = servers
    made = synthesised(tree)
    seen = world(made)

    desktops = seen.desktops("employees")
    wide = egress in {"nat", "on-premises"}
    assert seen.open_ports(desktops, seen.on_premises("10.20.60.0/28")) == (ALL if wide else SMB)
    assert seen.can_reach(desktops, seen.on_premises("10.20.70.0/28"), "tcp", 445) == wide
    values = Values(made)
    rules = [rule for _, group in values.resources("AWS::EC2::SecurityGroup") for rule in group["SecurityGroupEgress"]]
    assert {rule["CidrIp"] for rule in rules if rule.get("FromPort") == 445} >= set(servers)
    entries = [entry for _, entry in values.resources("AWS::EC2::NetworkAclEntry") if entry["Egress"]]
    opened = {entry["CidrBlock"] for entry in entries if entry.get("PortRange", {}).get("From") == 445}
    assert opened >= (set() if egress == "nat" else set(servers))
