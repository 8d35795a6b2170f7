from __future__ import annotations

import json
import re

import pytest

from docs.diagram import directory_chart, network_chart
from docs.template import Template
from tests.support.synth import ALL_VARIANTS, templates

BOX = re.compile(r'^\s*(?:subgraph )?(\w+)[\[(]+"(.*?)"', re.MULTILINE)
ARROW = re.compile(r'^\s*(\w+) -->\|"(.*?)"\| (\w+)$', re.MULTILINE)
MOST_ARROWS = 40
MOST_TEXT = 50_000


def boxes(chart: str) -> dict[str, str]:
    return {name: re.sub(r"<.*?>", " ", text).strip() for name, text in BOX.findall(chart)}


def arrows(chart: str) -> set[tuple[str, str, str]]:
    """Arrows between the first words of boxes."""
    named = boxes(chart)
    return {(named[start], words, named[end]) for start, words, end in ARROW.findall(chart)}


def linked(chart: str, start: str, words: str, end: str) -> bool:
    return any(a.startswith(start) and words in b.split("<br/>") and c.startswith(end) for a, b, c in arrows(chart))


def network(variant: str = "standalone") -> str:
    return network_chart(templates(variant))


def directory(variant: str = "standalone") -> str:
    return directory_chart(templates(variant))


@pytest.mark.parametrize("variant", ALL_VARIANTS)
@pytest.mark.parametrize("draw", [network_chart, directory_chart])
def test_a_picture_can_be_drawn_and_read(variant: str, draw: object) -> None:
    assert callable(draw)
    chart = draw(templates(variant))
    ends = {name for start, _, end in ARROW.findall(chart) for name in (start, end)}
    names = [name for name, _ in BOX.findall(chart)]
    assert ends <= set(names)
    assert len(names) == len(set(names))
    assert len(chart) < MOST_TEXT
    assert len(ARROW.findall(chart)) < MOST_ARROWS
    styles = set(re.findall(r":::(\w+)", chart)) | set(re.findall(r"^\s*class \w+ (\w+)$", chart, re.MULTILINE))
    assert styles == set(re.findall(r"classDef (\w+) ", chart))
    assert "Token" not in chart
    assert "None" not in chart


@pytest.mark.parametrize("variant", ALL_VARIANTS)
def test_every_subnet_is_drawn_once_in_the_frame_of_its_zone(variant: str) -> None:
    chart = network(variant)
    for subnet in Template(templates(variant)).of("AWS::EC2::Subnet"):
        assert len(re.findall(rf'^\s*{subnet.logical_id}\["', chart, re.MULTILINE)) == 1


@pytest.mark.parametrize("variant", ALL_VARIANTS)
def test_every_directory_and_every_server_is_drawn(variant: str) -> None:
    chart, template = directory(variant), Template(templates(variant))
    assert chart.count("<b>AWS Managed Microsoft AD</b>") == len(template.of("AWS::DirectoryService::MicrosoftAD"))
    assert chart.count("<b>Simple AD</b>") == len(template.of("AWS::DirectoryService::SimpleAD"))
    assert chart.count("<b>AD Connector</b>") == len(template.of("Custom::WorkspacesAdConnector"))
    assert chart.count("<b>Registration</b>") == len(template.of("Custom::WorkspacesDirectoryRegistration"))
    assert not [text for text in boxes(chart).values() if text.lower().startswith("server")]


def test_the_standalone_scenario_can_be_read_from_its_pictures() -> None:
    chart = directory()
    assert linked(chart, "2 WorkSpaces  of employees", "started by", "Registration")
    assert linked(chart, "2 WorkSpaces", "for", "Users  alice, bob")
    assert linked(chart, "2 WorkSpaces", "volumes encrypted by", "KMS key")
    assert linked(chart, "Registration", "registers", "AD Connector")
    assert linked(chart, "AD Connector", "DNS and log-on", "AWS Managed Microsoft AD")
    assert linked(chart, "AD Connector", "signs in as", "User  workspaces-join")
    assert linked(chart, "DHCP options", "DNS servers", "AWS Managed Microsoft AD")
    chart = network()
    assert linked(chart, "employees subnet", "0.0.0.0/0", "Public subnet")
    assert linked(chart, "Public subnet", "0.0.0.0/0", "Internet gateway")
    assert any(text.startswith("Directory subnet") and "domain controller" in text for text in boxes(chart).values())
    for zone in ("use1-az2", "use1-az4"):
        assert f"Availability Zone {zone}" in boxes(chart).values()


def test_users_on_premises_are_drawn_with_their_domain() -> None:
    chart = directory("ad-connector")
    assert linked(chart, "Users  alice, bob", "account in", "Domain corp.example.com  10.20.0.10, 10.20.1.10")
    assert linked(chart, "AD Connector", "DNS and log-on", "Domain corp.example.com")
    assert linked(chart, "DHCP options", "DNS servers", "Domain corp.example.com")
    assert "User  " not in " ".join(boxes(chart).values())
    chart = network("ad-connector")
    assert linked(chart, "employees subnet", "0.0.0.0/0", "Virtual private gateway")
    assert linked(chart, "Virtual private gateway", "VPN", "VPN device")


def test_domain_controllers_stand_between_connector_and_domain() -> None:
    chart = directory("replica")
    assert linked(chart, "AD Connector", "DNS and log-on", "2 domain controllers  172.20.0.7, 172.20.0.23")
    assert linked(chart, "2 domain controllers", "replicate with", "Domain corp.example.com")
    assert linked(chart, "DHCP options", "DNS servers", "2 domain controllers")
    assert not linked(chart, "AD Connector", "DNS and log-on", "Domain corp.example.com")
    held = [text for text in boxes(network("replica")).values() if "domain controller 172.20.0." in text]
    assert len(held) == 2


@pytest.mark.parametrize(
    ("variant", "words"),
    [
        ("two-way-trust", "forest trust, both ways"),
        ("one-way-trust", "forest trust, one way: trusts"),
    ],
)
def test_a_trust_has_its_direction(variant: str, words: str) -> None:
    assert linked(directory(variant), "AWS Managed Microsoft AD", words, "Domain corp.example.com")


def test_two_stacks_are_one_picture() -> None:
    chart = directory("shared-services")
    assert {"Stack WorkSpaces-SharedServices", "Stack WorkSpaces-SharedServices-Shared"} <= set(boxes(chart).values())
    assert linked(chart, "AD Connector", "DNS and log-on", "AWS Managed Microsoft AD  aws.example.com")
    assert linked(chart, "AD Connector", "signs in as", "User  workspaces-join")
    assert linked(chart, "2 WorkSpaces", "for", "Users  alice, bob")
    chart = network("shared-services")
    assert linked(chart, "employees subnet", "172.21.0.0/28", "Transit gateway")
    assert linked(chart, "Directory subnet", "172.20.0.0/16", "Transit gateway")


def test_a_peering_has_routes_from_both_sides() -> None:
    chart = network("shared-services-peering")
    assert linked(chart, "employees subnet", "172.21.0.0/28", "VPC peering")
    assert linked(chart, "Directory subnet", "172.20.1.0/25", "VPC peering")


def test_references_between_two_accounts_are_followed() -> None:
    chart = directory("shared-services-two-accounts")
    assert linked(chart, "AD Connector", "DNS and log-on", "AWS Managed Microsoft AD  aws.example.com")


def test_computers_are_in_another_directory_than_users() -> None:
    chart = directory("one-way-trust")
    assert linked(chart, "Registration", "computers in", "AWS Managed Microsoft AD")
    assert linked(chart, "AD Connector", "DNS and log-on", "Domain corp.example.com")


def test_a_fleet_stands_for_its_desktops() -> None:
    chart = directory("fleet")
    assert linked(chart, "Fleet", "started by", "Registration")
    assert linked(chart, "Fleet", "encrypted by", "KMS key  Volumes")
    assert linked(chart, "Fleet", "encrypted by", "KMS key  Secrets")
    assert "WorkSpaces</b>" not in chart


def test_personas_differ_in_their_way_out_and_their_second_factor() -> None:
    chart = directory("personas")
    assert linked(chart, "Registration  of contractors", "web through", "Filtering proxies")
    assert not linked(chart, "Registration  of employees", "web through", "")
    factors = [start for start, words, _ in ARROW.findall(chart) if words == "second factor"]
    assert len(factors) == 1
    assert linked(chart, "AD Connector", "second factor", "2 RADIUS servers")
    chart = network("personas")
    assert not linked(chart, "contractors subnet", "0.0.0.0/0", "")
    assert linked(chart, "contractors subnet", "10.20.30.0/24", "Virtual private gateway")
    assert linked(chart, "Proxy subnet", "0.0.0.0/0", "Public subnet")


def test_an_admin_host_works_on_the_simple_ad() -> None:
    chart = directory("simple-ad")
    assert linked(chart, "Admin host", "works on", "Simple AD")
    assert linked(chart, "Registration", "registers", "Simple AD")
    assert linked(chart, "Users  alice, bob", "account in", "Simple AD")


def test_radius_servers_that_exist_are_elsewhere() -> None:
    assert linked(directory("everything"), "AD Connector", "second factor", "RADIUS servers  10.20.0.50")
    assert linked(directory("everything"), "AWS Managed Microsoft AD", "forwards names to", "Domain other.example.com")


def test_a_directory_registered_itself_has_no_connector() -> None:
    chart = directory("registered-directly")
    assert linked(chart, "Registration", "registers", "AWS Managed Microsoft AD")
    assert "AD Connector" not in chart


def test_a_persona_without_a_way_out_has_no_route() -> None:
    chart = network("two-personas")
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
    chart = directory_chart({"One": {"Resources": resources}})
    assert linked(chart, "DHCP options", "DNS servers", "AWS Managed Microsoft AD")
    resources["Options"]["Properties"] = {"DomainNameServers": ["172.21.0.10"]}
    assert not arrows(directory_chart({"One": {"Resources": resources}}))


@pytest.mark.parametrize("default", ["/name/key", "arn:aws:ssm:us-east-1:111122223333:parameter/name/key"])
def test_a_parameter_leads_to_the_stack_that_publishes_it(default: str) -> None:
    publishing = {
        "Ad": {"Type": "AWS::DirectoryService::MicrosoftAD", "Properties": {}},
        "Told": {"Type": "AWS::SSM::Parameter", "Properties": {"Name": "/name/key", "Value": {"Ref": "Ad"}}},
    }
    reading = {
        "Ad": {"Type": "Custom::Another", "Properties": {}},
        "Read": {
            "Type": "Custom::X",
            "Properties": {"A": {"Ref": "Given"}, "B": {"Fn::GetAtt": "Ad.Id"}, "C": {"Fn::Sub": "${Ad}"}},
        },
    }
    template = Template(
        {"One": {"Resources": publishing}, "Two": {"Resources": reading, "Parameters": {"Given": {"Default": default}}}}
    )
    (read,) = template.of("Custom::X")
    reached = [template.reached(read.properties[name], "AWS::DirectoryService::MicrosoftAD") for name in "ABC"]
    assert [[each.stack for each in found] for found in reached] == [["One"], [], []]
    others = [template.reached(read.properties[name], "Custom::Another") for name in "ABC"]
    assert [[each.stack for each in found] for found in others] == [[], ["Two"], ["Two"]]


def test_a_picture_is_the_same_each_time() -> None:
    given = json.loads(json.dumps(templates("personas")))
    assert network_chart(given) == network("personas")
    assert directory_chart(given) == directory("personas")
