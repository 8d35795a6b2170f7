"""What the network ACL of a persona lets through, computed as a packet filter would."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv4Network
from typing import TYPE_CHECKING, Any

import aws_cdk as cdk
import pytest
from aws_cdk import aws_ec2 as ec2

from tests.support.synth import stack_template, templates
from tests.support.templates import by_type, dependencies, properties
from workspaces_constructs import ConfigurationError, DesktopNetworkAcl, SubnetPair, WorkspacesVpc

if TYPE_CHECKING:
    from .conftest import Surroundings

DIRECTORY, PROXY, RADIUS, HELP_DESK = "172.20.0.4", "172.20.0.142", "10.8.0.7", "10.9.0.5"
NEIGHBOUR, INTERNET, INTRANET, ENDPOINT, FILES = "172.20.3.9", "93.184.216.34", "10.1.2.3", "172.20.0.70", "10.7.0.1"
ARGUMENTS: dict[str, Any] = {
    "directory_cidrs": ["172.20.0.0/28", "172.20.0.16/28"],
    "radius_cidrs": ["10.8.0.0/24"],
    "help_desk_cidrs": ["10.9.0.0/24"],
    "on_premises_cidrs": ["10.1.0.0/16"],
    "endpoint_cidrs": ["172.20.0.64/27"],
    "file_server_cidrs": ["10.7.0.0/24"],
}
PROXIES = {"proxy_cidrs": ["172.20.0.142/32", "172.20.0.158/32"]}


def template(egress: str, arguments: dict[str, Any] | None = None) -> dict[str, Any]:
    def make(stack: cdk.Stack) -> None:
        network = WorkspacesVpc(stack, "Network")
        DesktopNetworkAcl(
            stack,
            "Acl",
            vpc=network.vpc,
            subnets=network.desktop_subnets["Desktops"],
            egress=egress,  # type: ignore[arg-type]
            **{**ARGUMENTS, **(PROXIES if egress == "proxy" else {}), **(arguments or {})},
        )

    return stack_template(make)


class Filter:
    """The entries of a template's only ACL, asked as packets ask them: by number, the first that matches."""

    def __init__(self, made: dict[str, Any]) -> None:
        self.entries = sorted(properties(made, "AWS::EC2::NetworkAclEntry"), key=lambda entry: entry["RuleNumber"])

    def passes(self, peer: str, protocol: int, port: int, *, out: bool) -> bool:
        for entry in self.entries:
            ports = entry.get("PortRange", {"From": 0, "To": 65535})
            if (
                entry["Egress"] is out
                and entry["Protocol"] in (-1, protocol)
                and IPv4Address(peer) in IPv4Network(entry["CidrBlock"])
                and (entry["Protocol"] == -1 or ports["From"] <= port <= ports["To"])
            ):
                return bool(entry["RuleAction"] == "allow")
        return False

    def asks(self, peer: str, port: int, protocol: int = 6) -> bool:
        """Whether a desktop's question gets there, and the answer back."""
        return self.passes(peer, protocol, port, out=True) and self.passes(peer, protocol, 50000, out=False)

    def asked(self, peer: str, port: int) -> bool:
        """Whether a peer's question gets to a desktop, and the answer back."""
        return self.passes(peer, 6, port, out=False) and self.passes(peer, 6, 50000, out=True)


@pytest.mark.parametrize("egress", ["proxy", "on-premises", "none"])
def test_every_persona_reaches_what_it_needs(egress: str) -> None:
    acl = Filter(template(egress))

    assert all(acl.asks(DIRECTORY, port) for port in (53, 88, 135, 389, 445, 464, 636, 3268, 49152, 65535))
    assert all(acl.asks(DIRECTORY, port, 17) for port in (53, 88, 123, 389, 464))
    assert acl.passes(DIRECTORY, 17, 123, out=False)
    assert acl.asks(RADIUS, 1812, 17)
    assert acl.asks(ENDPOINT, 443)
    assert acl.asks(FILES, 445)
    assert acl.asks(INTRANET, 443)
    assert acl.asked(HELP_DESK, 3389)


@pytest.mark.parametrize("egress", ["proxy", "none"])
def test_nothing_else_is_reached(egress: str) -> None:
    acl = Filter(template(egress))

    assert not any(acl.passes(INTERNET, protocol, port, out=True) for protocol in (1, 6, 17) for port in (53, 80, 443))
    assert not acl.asks(NEIGHBOUR, 445)
    assert not acl.asks(INTRANET, 22)
    assert not acl.asks(FILES, 22)
    assert acl.asks(PROXY, 3128) == acl.asks(PROXY, 80) == (egress == "proxy")
    assert not acl.asks(PROXY, 22)


def test_back_through_on_premises_leads_everywhere_but_to_the_neighbours() -> None:
    acl = Filter(template("on-premises"))

    assert acl.asks(INTERNET, 443)
    assert acl.asks(INTRANET, 22)
    assert not acl.asks(NEIGHBOUR, 445)
    assert not acl.asks(PROXY, 3128)


@pytest.mark.parametrize("egress", ["proxy", "on-premises", "none"])
def test_nobody_else_asks_desktops(egress: str) -> None:
    acl = Filter(template(egress))
    peers = (INTERNET, NEIGHBOUR, INTRANET, DIRECTORY, PROXY)

    assert not [(peer, port) for peer in peers for port in (22, 80, 443, 445, 1023) if acl.asked(peer, port)]
    assert not acl.asked(HELP_DESK, 445)


def test_both_subnets_change_over_when_all_entries_are_there() -> None:
    made = template("none")
    associations = by_type(made, "AWS::EC2::SubnetNetworkAclAssociation")

    assert len({str(each["Properties"]["SubnetId"]) for each in associations.values()}) == 2
    for name in associations:
        assert by_type(made, "AWS::EC2::NetworkAclEntry").keys() <= dependencies(made, name)


def test_no_desktop_is_there_before_its_subnets_are_closed_in_nor_after() -> None:
    made = templates("two-personas")["WorkSpaces-Standalone"]
    associations = by_type(made, "AWS::EC2::SubnetNetworkAclAssociation").keys()
    registrations = by_type(made, "Custom::WorkspacesDirectoryRegistration")

    assert len(associations) == 2
    assert registrations
    for name in registrations:
        assert associations <= dependencies(made, name)


@pytest.mark.parametrize(
    ("egress", "changes", "words"),
    [
        ("nat", {}, ["egress", "'nat'", "proxy, on-premises, none"]),
        ("none", {"directory_cidrs": []}, ["directory_cidrs", "none"]),
        ("proxy", {"proxy_cidrs": []}, ["proxy_cidrs", "none", "proxy.addresses"]),
        ("none", PROXIES, ["proxy_cidrs", "172.20.0.142/32", "leave them out"]),
        ("none", {"help_desk_cidrs": ["0.0.0.0/0"]}, ["help_desk_cidrs", "networks of your own"]),
        ("none", {"directory_cidrs": [f"10.{n}.0.0/24" for n in range(7)]}, ["entries", "in", "at most 18 each way"]),
    ],
)
def test_what_cannot_be_is_refused(egress: str, changes: dict[str, Any], words: list[str]) -> None:
    with pytest.raises(ConfigurationError) as error:
        template(egress, changes)

    assert not [word for word in words if word not in str(error.value)], str(error.value)


def test_a_vpc_without_its_range_is_refused_where_the_range_is_needed(around: Surroundings) -> None:
    vpc = ec2.Vpc.from_vpc_attributes(around.scope, "Vpc", vpc_id="vpc-1", availability_zones=["a", "b"])
    pair = SubnetPair("Desktops", around.subnets, ("172.20.1.0/25", "172.20.1.128/25"))
    with pytest.raises(ConfigurationError, match="import it with vpc_cidr_block"):
        DesktopNetworkAcl(
            around.scope, "Acl", vpc=vpc, subnets=pair, egress="on-premises", directory_cidrs=["10.0.0.0/24"]
        )
