from __future__ import annotations

import re

import pytest

from docs.diagram import flowchart
from docs.template import Template
from tests.support.synth import VARIANTS, template

BOX = re.compile(r'^\s*(?:subgraph )?(\w+)[\[(]+"(.*?)"', re.MULTILINE)
ARROW = re.compile(r'^\s*(\w+) -->\|"(.*?)"\| (\w+)$', re.MULTILINE)


def boxes(chart: str) -> dict[str, str]:
    return {name: re.sub(r"<.*?>", " ", text).strip() for name, text in BOX.findall(chart)}


def arrows(chart: str) -> set[tuple[str, str, str]]:
    """Arrows between the first words of boxes."""
    named = boxes(chart)
    return {(named[start], words, named[end]) for start, words, end in ARROW.findall(chart)}


def linked(chart: str, start: str, words: str, end: str) -> bool:
    return any(a.startswith(start) and b == words and c.startswith(end) for a, b, c in arrows(chart))


@pytest.mark.parametrize("variant", VARIANTS)
def test_every_arrow_joins_two_boxes_and_every_subnet_is_drawn_once(variant: str) -> None:
    chart = flowchart(template(variant))
    named = boxes(chart)
    assert arrows(chart)
    assert {end for start, _, end in ARROW.findall(chart)} <= named.keys()
    subnets = [subnet.logical_id for subnet in Template(template(variant)).of("AWS::EC2::Subnet")]
    assert all(len(re.findall(rf'^\s*{name}\["', chart, re.MULTILINE)) == 1 for name in subnets)


def test_the_standalone_scenario_can_be_read_from_its_picture() -> None:
    chart = flowchart(template())
    assert linked(chart, "2 WorkSpaces", "started by", "Registration")
    assert linked(chart, "2 WorkSpaces", "for", "Users  alice, bob")
    assert linked(chart, "2 WorkSpaces", "volumes encrypted by", "KMS key")
    assert linked(chart, "Registration", "registers", "AD Connector")
    assert linked(chart, "AD Connector", "DNS and log-on", "AWS Managed Microsoft AD")
    assert linked(chart, "AD Connector", "signs in as", "User  workspaces-join")
    assert linked(chart, "DHCP options", "DNS servers", "AWS Managed Microsoft AD")
    assert linked(chart, "employees subnet", "0.0.0.0/0", "Public subnet")
    assert linked(chart, "Public subnet", "0.0.0.0/0", "Internet gateway")
    assert linked(chart, "AWS Managed Microsoft AD", "in", "Directory subnet")
    for zone in ("use1-az2", "use1-az4"):
        assert f"Availability Zone {zone}" in boxes(chart).values()


def test_a_directory_registered_itself_has_no_connector() -> None:
    chart = flowchart(template("registered-directly"))
    assert linked(chart, "Registration", "registers", "AWS Managed Microsoft AD")
    assert "AD Connector" not in chart


def test_a_persona_without_a_way_out_has_no_route() -> None:
    chart = flowchart(template("two-personas"))
    assert "contractors subnet" in chart
    assert not linked(chart, "contractors subnet", "0.0.0.0/0", "")


def test_a_reference_that_changes_changes_the_picture() -> None:
    resources = {
        "Ad": {"Type": "AWS::DirectoryService::MicrosoftAD", "Properties": {"Name": "a.example.com"}},
        "Details": {"Type": "Custom::X", "Properties": {"Id": {"Ref": "Ad"}, "ServiceToken": {"Ref": "Key"}}},
        "Key": {"Type": "AWS::KMS::Key", "Properties": {}},
        "Options": {
            "Type": "AWS::EC2::DHCPOptions",
            "Properties": {"DomainNameServers": {"Fn::Sub": "${Details.Dns}"}},
        },
    }
    assert linked(flowchart({"Resources": resources}), "DHCP options", "DNS servers", "AWS Managed Microsoft AD")
    resources["Options"]["Properties"] = {"DomainNameServers": ["172.21.0.10"]}
    assert not arrows(flowchart({"Resources": resources}))
