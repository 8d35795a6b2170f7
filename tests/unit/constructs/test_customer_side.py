"""What customers run and open on their side: scripts that are programs, say no secret and take no orders from names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import aws_cdk as cdk
import pytest

from tests.support.powershell import commands, require_parsed
from tests.support.synth import stack_template
from workspaces_constructs import ConfigurationError, OnPremisesDomain
from workspaces_constructs.directory.customer_side import delegation_script, trust_script
from workspaces_constructs.directory.firewall import RadiusTargets, firewall_markdown, firewall_table
from workspaces_constructs.directory.powershell import require_plain
from workspaces_constructs.facts.ports import AD_CONNECTOR_TO_DOMAIN, DESKTOP_TO_DIRECTORY, DOMAIN_TO_DOMAIN

if TYPE_CHECKING:
    from collections.abc import Callable

    from workspaces_constructs.directory.trust import Direction

CORPORATE = OnPremisesDomain("corp.example.com", ["10.20.0.10", "10.20.1.10"], ["10.20.0.0/16", "10.21.0.0/16"])
OU = "OU=WorkSpaces,OU=Büros & Co,DC=corp,DC=example,DC=com"


def trust(**changes: Any) -> str:  # noqa: ANN401 - arguments of any type, on purpose also wrong ones
    given: dict[str, Any] = {
        "managed_domain": "aws.example.com",
        "managed_dns_addresses": ["172.20.0.4", "172.20.0.20"],
        "remote": CORPORATE,
        "direction": "two-way",
        "secret": "arn:aws:secretsmanager:us-east-1:111122223333:secret:Trust-a1b2c3",
        **changes,
    }
    return trust_script(**given)


def delegation(**changes: str) -> str:
    given = {"domain_name": "corp.example.com", "account": "svc-workspaces", "ou": OU, **changes}
    return delegation_script(**given)


def test_the_scripts_are_powershell() -> None:
    for script in (trust(), trust(trust_type="external"), delegation()):
        require_parsed(script)
        assert "%" not in script


def test_a_script_that_is_broken_is_noticed() -> None:
    with pytest.raises(AssertionError, match="line "):
        require_parsed(trust().replace("} else {", "} else", 1))


def test_the_trust_script_makes_forwarder_and_trust_and_checks_the_ports() -> None:
    script = trust()

    assert {
        "Add-DnsServerConditionalForwarderZone",
        "Set-DnsServerConditionalForwarderZone",
        "Test-NetConnection",
        "Resolve-DnsName",
        "Read-Host",
    } <= set(commands(script))
    assert "$managedDomain = 'aws.example.com'" in script
    assert "$managedDns = '172.20.0.4,172.20.0.20' -split ','" in script
    assert "$ownDomain = 'corp.example.com'" in script
    assert "CreateLocalSideOfTrustRelationship($managedDomain, $direction, $password)" in script
    assert "Read-Host -AsSecureString" in script


@pytest.mark.parametrize(
    ("direction", "other"),
    [("two-way", "Bidirectional"), ("one-way-outgoing", "Inbound"), ("one-way-incoming", "Outbound")],
)
def test_the_other_half_has_the_complementary_direction(direction: Direction, other: str) -> None:
    assert f"$direction = '{other}'" in trust(direction=direction)


def test_the_trust_script_fits_into_an_output_with_addresses_that_are_known_only_when_deployed() -> None:
    def make(stack: cdk.Stack) -> None:
        addresses = cdk.Fn.split(",", cdk.Fn.import_value("Dns"))
        cdk.CfnOutput(stack, "Script", value=trust(managed_dns_addresses=addresses, secret=cdk.Fn.ref("AWS::StackId")))

    before, addresses, between, *_ = stack_template(make)["Outputs"]["Script"]["Value"]["Fn::Join"][1]

    assert before.endswith("$managedDns = '")
    assert "Fn::ImportValue" in str(addresses)
    assert between.startswith("' -split ','")
    assert len(trust()) < 4096 - 300, "an output's value has 4,096 characters"


def test_the_delegation_gives_no_group_and_only_what_the_table_says() -> None:
    script = delegation()

    assert f"$ou = '{OU}'" in script
    assert "$readable = 'DC=corp,DC=example,DC=com'" in script
    assert "dsacls.exe" in script
    assert "CCDC;computer" in script
    assert "GA" not in script
    assert not {"Add-ADGroupMember", "Add-LocalGroupMember"} & set(commands(script))


@pytest.mark.parametrize(
    "character", ["'", '"', "$", "`", "\n", "\u2018", "\u2019", "\u201a", "\u201b", "\u201c", "%", "{", "|", "<", "*"]
)
def test_a_name_that_would_be_more_than_text_is_refused(character: str) -> None:
    makers: tuple[Callable[[], str], ...] = (
        lambda: require_plain(f"a{character}b", "value"),
        lambda: trust(secret=f"Trust{character}"),
        lambda: delegation(ou=f"OU=Work{character}Spaces,DC=corp,DC=example,DC=com"),
        lambda: delegation(readable=f"OU=Users{character},DC=corp,DC=example,DC=com"),
        lambda: delegation(account=f"svc{character}"),
        lambda: trust(managed_domain=f"aws{character}.example.com"),
        lambda: trust(managed_dns_addresses=[f"172.20.0.4{character}"]),
    )
    for make in makers:
        with pytest.raises(ConfigurationError):
            make()


def test_nothing_is_no_value() -> None:
    with pytest.raises(ConfigurationError, match="nothing"):
        trust(secret="")


def test_the_firewall_rows_are_the_tables_with_the_real_networks() -> None:
    rows = firewall_table(
        remote=CORPORATE,
        connector_cidrs=["172.20.8.0/25"],
        desktop_cidrs=["172.20.9.0/25"],
        domain_cidrs=["172.20.0.0/28"],
        radius=RadiusTargets(["10.22.0.5/32"], 1645),
    )

    def ports(source: str, destination: str) -> set[tuple[str, str]]:
        return {(row.protocol, row.ports) for row in rows if (row.source, row.destination) == (source, destination)}

    def table(rules: Any) -> set[tuple[str, str]]:  # noqa: ANN401 - any of the tables
        return {
            (
                rule.protocol,
                f"{rule.from_port}-{rule.to_port}" if rule.to_port > rule.from_port else str(rule.from_port),
            )
            for rule in rules
        }

    for corporate in CORPORATE.cidrs:
        assert ports("172.20.8.0/25", corporate) == table(AD_CONNECTOR_TO_DOMAIN)
        assert ports("172.20.9.0/25", corporate) == table(DESKTOP_TO_DIRECTORY)
        assert ports("172.20.0.0/28", corporate) == ports(corporate, "172.20.0.0/28") == table(DOMAIN_TO_DOMAIN)
        assert ports(corporate, "172.20.8.0/25") == ports(corporate, "172.20.9.0/25") == set()
    for asker in ("172.20.8.0/25", "172.20.0.0/28"):
        assert ports(asker, "10.22.0.5/32") == {("udp", "1645")}


def test_ldaps_takes_the_place_of_ldap() -> None:
    rows = firewall_table(remote=CORPORATE, connector_cidrs=["172.20.8.0/25"], ldaps=True)

    assert {row.ports for row in rows if row.protocol == "tcp"} == {"53", "88", "636"}


def test_the_table_can_be_read_in_a_page() -> None:
    text = firewall_markdown(firewall_table(remote=CORPORATE, connector_cidrs=["172.20.8.0/25"]))

    assert text.splitlines()[0] == "| protocol | ports | from | to | purpose |"
    assert "| tcp | 53 | 172.20.8.0/25 | 10.20.0.0/16 | AD Connector: DNS |" in text
    assert len(text.splitlines()) == 2 + 2 * len(AD_CONNECTOR_TO_DOMAIN)
