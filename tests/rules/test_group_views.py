"""What is known of security groups, ranges and network ACLs, and what is left open."""

from __future__ import annotations

from ipaddress import IPv4Network
from typing import TYPE_CHECKING

import pytest

from workspaces_constructs.facts.ports import PortRule
from workspaces_constructs.rules.templates import Templates
from workspaces_constructs.rules.views.addresses import is_everywhere, is_wide
from workspaces_constructs.rules.views.network_acls import AclEntry, lets_through
from workspaces_constructs.rules.views.port_coverage import unopened
from workspaces_constructs.rules.views.security_groups import groups, rules_of
from workspaces_constructs.rules.yaml_templates import read

if TYPE_CHECKING:
    from collections.abc import Sequence

OFFICE = IPv4Network("10.20.30.0/24")

TWO_GROUPS = """
Conditions:
  First: !Equals [!Ref AWS::Region, us-east-1]
Resources:
  One:
    Type: AWS::EC2::SecurityGroup
    Properties: {SecurityGroupIngress: [{IpProtocol: tcp, FromPort: 53, ToPort: 53, CidrIp: 10.20.0.0/16}]}
  Two:
    Type: AWS::EC2::SecurityGroup
    Properties: {SecurityGroupIngress: !Ref Rules}
  Alone:
    Type: AWS::EC2::SecurityGroupIngress
    Properties: {GroupId: !GROUP, IpProtocol: "17", FromPort: 53, ToPort: 53, CidrIp: 10.20.0.0/16}
"""


def of(group: str) -> Templates:
    template = read(TWO_GROUPS.replace("!GROUP", group))
    assert isinstance(template, dict)
    return Templates({"stack": template})


def test_rules_are_found_wherever_they_stand() -> None:
    templates = of("!GetAtt One.GroupId")
    one = groups(templates)["stack/One"]

    assert [(each.protocol, each.location) for each in one.inbound] == [("tcp", "SecurityGroupIngress.0"), ("udp", "")]
    assert one.listed == {"in", "out"}
    assert rules_of(templates, one.inbound[0].group) == one.inbound
    assert len(groups(templates)) == len(list(groups(templates))) == 2


def test_a_rule_that_perhaps_belongs_to_a_group_leaves_it_open() -> None:
    templates = of("!If [First, !Ref One, !Ref Two]")

    assert groups(templates)["stack/One"].listed == {"out"}
    assert len(groups(templates)["stack/One"].inbound) == 1
    assert groups(templates)["stack/Two"].listed == {"out"}
    assert "stack/Three" not in groups(templates)


def test_a_range_of_ports_needs_both_its_ends() -> None:
    rules = groups(of("!Ref One"))["stack/One"].inbound
    one, two = PortRule("tcp", 53, 53, "", ""), PortRule("tcp", 53, 54, "", "")

    assert unopened([one, two], rules, OFFICE) == [two]
    assert unopened([one], rules, IPv4Network("172.20.0.0/16")) == [one]
    assert unopened([one], rules, None) == []


@pytest.mark.parametrize("text", ["0.0.0.0/0", "::/0", "0.0.0.0/1", "128.0.0.0/1", "2000::/3"])
def test_everybody(text: str) -> None:
    assert is_everywhere(text)


@pytest.mark.parametrize("text", ["10.0.0.0/8", "fc00::/7", "10.20.30.40/8", "", "anything", None])
def test_not_everybody(text: str | None) -> None:
    assert not is_everywhere(text)


@pytest.mark.parametrize(
    ("text", "wide"),
    [("192.168.0.0/16", True), ("10.21.0.0/17", False), ("10.20.30.0/23", True), ("10.20.30.0/25", False), ("", False)],
)
def test_a_whole_network(text: str, *, wide: bool) -> None:
    assert is_wide(text, [OFFICE]) is wide


@pytest.mark.parametrize(
    ("entries", "through"),
    [
        ([], False),
        ([("10.0.0.0/8", True)], True),
        ([("10.0.0.0/8", False), ("0.0.0.0/0", True)], False),
        ([("10.20.30.0/28", False), ("0.0.0.0/0", True)], True),
        ([("172.20.0.0/16", True)], False),
    ],
)
def test_the_first_entry_of_an_acl_decides(entries: Sequence[tuple[str, bool]], *, through: bool) -> None:
    given = [
        AclEntry(number, outbound=True, protocol="6", network=IPv4Network(network), ports=(53, 53), allows=allows)
        for number, (network, allows) in enumerate(entries)
    ]

    assert lets_through(given, OFFICE, "tcp", 53, outbound=True) is through
    assert not lets_through(given, OFFICE, "udp", 53, outbound=True)
    assert not lets_through(given, OFFICE, "tcp", 53, outbound=False)
