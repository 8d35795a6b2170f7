import ast
import importlib
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from workspaces_constructs import facts
from workspaces_constructs.facts import domains, durations, iam, ports, tags
from workspaces_constructs.facts.errors import ConfigurationError
from workspaces_constructs.facts.ports import PortRule

FOLDER = Path(facts.__file__).parent


@pytest.mark.parametrize("name", ["corp.example.com", "a.b", "corp-1.example.com"])
def test_domain_names_that_pass(name: str) -> None:
    assert domains.require_domain_name(name) == name


@pytest.mark.parametrize(
    ("name", "fix"),
    [
        ("corp", "use corp.example.com"),
        ("corp..com", "write letters, digits, hyphens and dots only"),
        ("a--b.com", "write letters, digits, hyphens and dots only"),
        ("-a.com", "write letters, digits, hyphens and dots only"),
        ("corp_x.example.com", "write letters, digits, hyphens and dots only"),
        (f"{'a' * 64}.com", "write letters, digits, hyphens and dots only"),
        ("", "write letters, digits, hyphens and dots only"),
    ],
)
def test_domain_names_that_do_not(name: str, fix: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        domains.require_domain_name(name)
    assert str(caught.value) == (
        f"directory domain name: got {name!r}; allowed: a fully qualified name of two or more labels, "
        f"such as corp.example.com; fix: {fix}"
    )


def test_netbios_names() -> None:
    assert domains.require_netbios_name("CORP") == "CORP"
    assert domains.default_netbios_name("corp.example.com") == "corp"
    assert domains.default_netbios_name("fourteen-chars-x.example.com") == "fourteen-chars"
    for name, fix in {
        "corp.example": "corpexample",
        "": "CORP",
        "sixteen-letters-": "sixteen-letters",
        "-x": "x",
    }.items():
        with pytest.raises(ConfigurationError, match=f"allowed: 1 to 15 letters, digits and hyphens; fix: use {fix}$"):
            domains.require_netbios_name(name)


def test_distinguished_names() -> None:
    assert domains.distinguished_name("corp.example.com") == "DC=corp,DC=example,DC=com"
    assert domains.managed_ad_ou("corp.example.com") == "OU=corp,DC=corp,DC=example,DC=com"
    assert domains.managed_ad_ou("corp.example.com", "HQ") == "OU=HQ,DC=corp,DC=example,DC=com"


@pytest.mark.parametrize(
    ("dn", "managed_ad"),
    [
        ("OU=WorkSpaces,DC=corp,DC=example,DC=com", False),
        ("ou=WorkSpaces, dc=corp, dc=example, dc=com", False),
        (r"OU=Sales\, EU,OU=corp,DC=corp,DC=example,DC=com", True),
        ("OU=Desktops,OU=Computers,OU=CORP,DC=corp,DC=example,DC=com", True),
    ],
)
def test_organizational_units_that_pass(dn: str, *, managed_ad: bool) -> None:
    assert domains.require_ou(dn, "corp.example.com", managed_ad=managed_ad) == dn.replace(", d", ",d")


@pytest.mark.parametrize(
    ("dn", "managed_ad", "allowed"),
    [
        ("WorkSpaces", False, "a full distinguished name of an OU"),
        ("CN=Computers,DC=corp,DC=example,DC=com", False, "a full distinguished name of an OU"),
        ("OU=WorkSpaces", False, "an OU below DC=corp,DC=example,DC=com"),
        ("OU=WorkSpaces,DC=other,DC=com", False, "an OU below DC=corp,DC=example,DC=com"),
        ("OU=WorkSpaces,DC=corp,DC=example,DC=com", True, "an OU below OU=corp,DC=corp,DC=example,DC=com"),
        ("OU=corp,DC=corp,DC=example,DC=com", True, "an OU below OU=corp,DC=corp,DC=example,DC=com"),
        ("", False, "a full distinguished name of an OU"),
    ],
)
def test_organizational_units_that_do_not(dn: str, allowed: str, *, managed_ad: bool) -> None:
    with pytest.raises(ConfigurationError) as caught:
        domains.require_ou(dn, "corp.example.com", managed_ad=managed_ad)
    assert (caught.value.value, caught.value.allowed) == (dn, allowed)
    assert domains.require_ou(caught.value.fix.removeprefix("use "), "corp.example.com", managed_ad=managed_ad)


def test_dns_addresses_are_one_to_four_and_different() -> None:
    assert domains.require_dns_addresses(["10.0.0.1", "10.0.1.1"], "corp.example.com") == ["10.0.0.1", "10.0.1.1"]

    for wrong in ([], ["10.0.0.1"] * 2, [f"10.0.0.{index}" for index in range(5)], ["dc1"], ["fd00::1"], ["10.0.0"]):
        with pytest.raises(ConfigurationError, match=r"DNS addresses of corp\.example\.com.*1 to 4 different"):
            domains.require_dns_addresses(wrong, "corp.example.com")


def test_sam_account_names() -> None:
    assert domains.require_sam_account_name("j.doe_1-x") == "j.doe_1-x"
    for name, fix in {
        "CORP\\jane": "jane",
        "jane@corp": "jane",
        "j" * 21: "j" * 20,
        "": "jdoe",
        "jane doe": "janedoe",
    }.items():
        with pytest.raises(ConfigurationError, match=f"fix: use {fix}$"):
            domains.require_sam_account_name(name)


def test_tags_that_pass() -> None:
    good = {"k" * 127: "v" * 255, "Kostenstelle für x": "", "a+b-c=d._:/@": "1"}
    assert tags.require_tags(good) == good


@pytest.mark.parametrize(
    ("bad", "text"),
    [
        ({"aws:owner": "x"}, "allowed: text that does not begin with aws: or aws:workspaces:, which AWS reserves"),
        ({"AWS:workspaces:owner": "x"}, "fix: use owner"),
        ({"k": "aws:x"}, "value of the tag 'k': got 'aws:x'"),
        ({"": "x"}, "got '0 characters'; allowed: 1 to 127 characters; fix: give the tag a name"),
        ({"k" * 128: "x"}, "got '128 characters'; allowed: 1 to 127 characters; fix: shorten it"),
        ({"k": "v" * 256}, "got '256 characters'; allowed: 0 to 255 characters; fix: shorten it"),
        ({" k": "x"}, "allowed: no space at either end; fix: use 'k'"),
        ({"k": "50%"}, "allowed: letters, digits, spaces and + - = . _ : / @; fix: remove '%'"),
        ({f"k{number}": "" for number in range(51)}, "number of tags: got 51; allowed: at most 50; fix: remove some"),
    ],
)
def test_tags_that_do_not(bad: dict[str, str], text: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        tags.require_tags(bad)
    assert text in str(caught.value)


def test_the_librarys_own_mark_is_one_of_the_fifty() -> None:
    most = {f"k{number}": "" for number in range(49)}
    assert tags.require_tags(most, marks=1) == most
    with pytest.raises(ConfigurationError, match="got 50; allowed: at most 49, since this library adds one"):
        tags.require_tags({**most, "another": ""}, marks=1)


def test_tags_by_which_the_bill_is_divided() -> None:
    tags.require_cost_allocation("desktop", {"CostCenter": "1", "Team": ""}, ["CostCenter"])
    tags.require_cost_allocation("desktop", {}, [])
    with pytest.raises(ConfigurationError) as caught:
        tags.require_cost_allocation("desktop", {"CostCenter": "", "Team": "a"}, ["CostCenter", "Project", "Team"])
    assert "tags of desktop: got 'Team'; allowed: tags with a value for each key" in str(caught.value)
    assert "fix: add CostCenter, Project" in str(caught.value)


TABLES = {
    name: table for name in ports.__all__ if isinstance(table := getattr(ports, name), tuple) and name != "LINK_LOCAL"
}


def covers(table: tuple[PortRule, ...], protocol: str, port: int) -> bool:
    return any(rule.protocol == protocol and rule.from_port <= port <= rule.to_port for rule in table)


@pytest.mark.parametrize("name", sorted(TABLES))
def test_port_tables_are_well_formed(name: str) -> None:
    table = TABLES[name]
    assert table
    assert len({(rule.protocol, rule.from_port, rule.to_port) for rule in table}) == len(table)
    for rule in table:
        assert 0 < rule.from_port <= rule.to_port <= 65535
        assert rule.purpose
        assert rule.source


def test_the_wide_table_lets_through_what_the_narrow_one_does() -> None:
    for rule in ports.DESKTOP_TO_DIRECTORY:
        assert covers(ports.DESKTOP_TO_DIRECTORY_WIDE, rule.protocol, rule.from_port)
        assert covers(ports.DESKTOP_TO_DIRECTORY_WIDE, rule.protocol, rule.to_port)
    assert covers(ports.DESKTOP_TO_DIRECTORY_WIDE, "tcp", 1025)
    assert not covers(ports.DESKTOP_TO_DIRECTORY, "tcp", 1025)


def test_a_managed_ad_admits_what_connectors_and_desktops_need() -> None:
    for rule in ports.AD_CONNECTOR_TO_DOMAIN:
        assert covers(ports.MANAGED_AD_INBOUND, rule.protocol, rule.from_port)
    for port in (53, 88, 135, 389, 445, 464, 3268, 3269, 49152):
        assert covers(ports.MANAGED_AD_INBOUND, "tcp", port)
        assert covers(ports.DESKTOP_TO_DIRECTORY, "tcp", port)


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        (ports.DESKTOP_TO_INTERNET, {("tcp", 80, 80), ("tcp", 443, 443)}),
        (ports.HELP_DESK, {("tcp", 3389, 3389)}),
        (ports.RADIUS, {("udp", 1812, 1812)}),
        (ports.FILE_SHARE, {("tcp", 445, 445)}),
        (ports.AD_CONNECTOR_TO_DOMAIN, {(p, n, n) for p in ("tcp", "udp") for n in (53, 88, 389)}),
        (ports.STREAMING_ENDPOINT, {(p, n, n) for p in ("tcp", "udp") for n in (443, 4195)}),
    ],
)
def test_known_tables(table: tuple[PortRule, ...], expected: set[tuple[str, int, int]]) -> None:
    assert {(rule.protocol, rule.from_port, rule.to_port) for rule in table} == expected


def test_link_local_services() -> None:
    assert {(row.address, row.rule.from_port) for row in ports.LINK_LOCAL} == {
        ("169.254.169.254", 80),
        ("169.254.169.250", 1688),
        ("169.254.169.251", 1688),
    }


def test_waiting_is_longer_than_usual_and_shorter_than_for_ever() -> None:
    for duration in durations.DURATIONS.values():
        assert timedelta() < duration.usual <= duration.limit < timedelta(hours=4)
        assert duration.source
    assert durations.DURATIONS["authorized_applications_lag"].limit <= durations.CUSTOM_RESOURCE_CEILING


def test_arns() -> None:
    assert iam.managed_policy_arn(iam.SERVICE_ACCESS_POLICY, "aws-us-gov") == (
        "arn:aws-us-gov:iam::aws:policy/AmazonWorkSpacesServiceAccess"
    )
    assert iam.workspaces_arn("directory", "d-1234567890", region="eu-west-1", account="111122223333") == (
        "arn:aws:workspaces:eu-west-1:111122223333:directory/d-1234567890"
    )


def public_modules() -> list[str]:
    return sorted(path.stem for path in FOLDER.glob("*.py") if path.stem != "__init__")


def test_the_package_names_its_modules() -> None:
    assert sorted(facts.__all__) == public_modules()


@pytest.mark.parametrize("module", public_modules())
def test_facts_import_nothing_but_the_standard_library(module: str) -> None:
    tree = ast.parse((FOLDER / f"{module}.py").read_text())
    imported = {
        name.split(".")[0]
        for node in ast.walk(tree)
        for name in (
            [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else [node.module or ""]
            if isinstance(node, ast.ImportFrom) and not node.level
            else []
        )
    }
    assert not imported & {"aws_cdk", "constructs", "boto3", "botocore", "workspaces_constructs"}


@pytest.mark.parametrize("module", public_modules())
def test_public_names_are_sorted_and_exist(module: str) -> None:
    loaded = importlib.import_module(f"workspaces_constructs.facts.{module}")
    constants = [name for name in loaded.__all__ if name.isupper()]
    assert constants == sorted(constants)
    assert all(hasattr(loaded, name) for name in loaded.__all__)


CHECKS: list[tuple[Callable[[str], object], str]] = [
    (domains.require_domain_name, "corp"),
    (domains.require_netbios_name, "corp.x"),
    (domains.require_sam_account_name, "a b"),
]


@pytest.mark.parametrize(("check", "value"), CHECKS)
def test_an_error_names_value_allowed_and_fix(check: Callable[[str], object], value: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        check(value)
    assert caught.value.value == value
    assert caught.value.allowed
    assert caught.value.fix
