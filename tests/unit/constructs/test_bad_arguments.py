"""Every argument that AWS would refuse is refused by the constructor, with the value, what is allowed and the fix."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import aws_cdk as cdk
import pytest
from aws_cdk import aws_ec2 as ec2

from tests.support.synth import new_app
from workspaces_constructs import (
    AdConnector,
    Bundle,
    ConfigurationError,
    DesktopCapacity,
    DesktopSecurityGroup,
    DesktopSubnets,
    DesktopUser,
    DirectoryDhcpOptions,
    DirectoryRegistration,
    DirectoryUsers,
    ExistingDirectory,
    ExistingManagedMicrosoftAd,
    ExistingNetwork,
    ExistingRegistration,
    ManagedMicrosoftAd,
    NatEgress,
    Persona,
    StandaloneScenario,
    User,
    Workspace,
    WorkspacesVpc,
)

if TYPE_CHECKING:
    from .conftest import Surroundings

Arguments = dict[str, Any]
Make = Callable[["Surroundings", Arguments], None]


def _vpc(around: Surroundings, given: Arguments) -> None:
    WorkspacesVpc(around.scope, "Tested", **given)


def _security_group(around: Surroundings, given: Arguments) -> None:
    DesktopSecurityGroup(around.scope, "Tested", **{"vpc": around.vpc, "directory_cidrs": ["172.20.0.0/24"], **given})


def _dhcp(around: Surroundings, given: Arguments) -> None:
    defaults = {"vpc": around.vpc, "domain_name": "corp.example.com", "dns_addresses": ["172.20.0.4"]}
    DirectoryDhcpOptions(around.scope, "Tested", **{**defaults, **given})


def _nat(around: Surroundings, given: Arguments) -> None:
    NatEgress(around.scope, "Tested", **{"public_subnets": around.network.public_subnets, **given})


def _directory(around: Surroundings, given: Arguments) -> None:
    defaults = {"vpc": around.vpc, "subnets": around.subnets, "domain_name": "corp.example.com"}
    ManagedMicrosoftAd(around.scope, "Tested", **{**defaults, **given})


def _existing_directory(around: Surroundings, given: Arguments) -> None:
    defaults = {"directory_id": "d-0123456789", "domain_name": "corp.example.com"}
    ExistingManagedMicrosoftAd(around.scope, "Tested", **{**defaults, **given})


def _users(around: Surroundings, given: Arguments) -> None:
    DirectoryUsers(around.scope, "Tested", directory=around.directory, **given)


def _connector(around: Surroundings, given: Arguments) -> None:
    defaults = {
        "vpc": around.vpc,
        "subnets": around.subnets,
        "domain_name": "corp.example.com",
        "dns_addresses": ["172.20.0.4"],
        "service_account": around.account,
    }
    AdConnector(around.scope, "Tested", **{**defaults, **given})


def _registration(around: Surroundings, given: Arguments) -> None:
    defaults = {"directory": around.connector, "vpc": around.vpc, "subnets": around.subnets}
    DirectoryRegistration(around.scope, "Tested", **{**defaults, **given})


def _amazon_bundle(around: Surroundings, given: Arguments) -> None:
    Bundle.amazon(around.scope, "Tested", **given)


def _own_bundle(_: Surroundings, given: Arguments) -> None:
    Bundle.from_id(**given)


def _workspace(around: Surroundings, given: Arguments) -> None:
    defaults = {
        "registration": around.registration,
        "user_name": "alice",
        "bundle": Bundle.from_id("wsb-0123456789"),
        "volume_key": around.key,
    }
    Workspace(around.scope, "Tested", **{**defaults, **given})


def _scenario(around: Surroundings, given: Arguments) -> None:
    StandaloneScenario(around.scope, "Tested", **{"domain_name": "corp.example.com", **given})


def _existing(_: Surroundings, given: Arguments) -> None:
    ExistingDirectory(**given)


def _existing_registration(_: Surroundings, given: Arguments) -> None:
    ExistingRegistration(**given)


def _persona(_: Surroundings, given: Arguments) -> None:
    Persona(**given)


REFUSED: list[tuple[Make, Arguments, list[str]]] = [
    (_vpc, {"cidr": "172.20.0.0/30"}, ["172.20.0.0/30", "/16 to /28", "use 172.20.0.0/28"]),
    (_vpc, {"cidr": "172.20.0.0/26"}, ["172.20.0.0/26", "at least 448 addresses", "use a /23"]),
    (_vpc, {"cidr": "172.20.0.1/16"}, ["172.20.0.1/16", "use 172.20.0.0/16"]),
    (_vpc, {"cidr": "198.18.0.0/16"}, ["198.18.0.0/16", "Managed Microsoft AD"]),
    (_vpc, {"availability_zone_ids": ["use1-az2"]}, ["use1-az2", "two different", "use use1-az2 and use1-az4"]),
    (_vpc, {"availability_zone_ids": ["us-east-1a", "us-east-1b"]}, ["us-east-1a", "not zone names"]),
    (_vpc, {"desktop_subnets": [DesktopSubnets("A"), DesktopSubnets("A")]}, ["A, A", "different names"]),
    (
        _vpc,
        {"desktop_subnets": [DesktopSubnets("Public")]},
        ["Public", "none of them Directory, Public, Servers, Radius, Proxy, Link"],
    ),
    (
        _vpc,
        {"desktop_subnets": [DesktopSubnets(capacity=DesktopCapacity(200_000))]},
        ["132001", "at most 65531", "split"],
    ),
    (
        _vpc,
        {"desktop_subnets": [DesktopSubnets("A", DesktopCapacity(7), ("172.20.0.64/27", "172.20.8.0/27"))]},
        ["cidrs of A", "172.20.0.64/27", "172.20.0.64/28 of Servers"],
    ),
    (
        _vpc,
        {"desktop_subnets": [DesktopSubnets("A", cidrs=("172.20.8.0/25", "172.20.8.0/25"))]},
        ["cidrs of A", "172.20.8.0/25 of A"],
    ),
    (
        _vpc,
        {"desktop_subnets": [DesktopSubnets("A", DesktopCapacity(7), ("172.20.8.0/28", "172.20.9.0/29"))]},
        ["172.20.9.0/29", "/16 to /28"],
    ),
    (
        _vpc,
        {"desktop_subnets": [DesktopSubnets("A", DesktopCapacity(400), ("172.20.8.0/25", "172.20.9.0/25"))]},
        ["400 desktops of A in 172.20.8.0/25", "123", "at least 265", "two /23"],
    ),
    (_vpc, {"routed_cidrs": ["198.18.0.0/15"]}, ["198.18.0.0/15", "Managed Microsoft AD"]),
    (_security_group, {"directory_cidrs": []}, ["none", "domain controllers"]),
    (_security_group, {"help_desk_cidrs": ["0.0.0.0/0"]}, ["0.0.0.0/0", "10.20.30.0/24"]),
    (_dhcp, {"domain_name": "corp"}, ["corp", "two or more labels", "use corp.example.com"]),
    (_dhcp, {"dns_addresses": ["10.0.0.1"] * 5}, ["10.0.0.1", "at most 4"]),
    (_nat, {"subnets": []}, ["none", "pairs"]),
    (_directory, {"domain_name": "corp"}, ["corp", "use corp.example.com"]),
    (_directory, {"netbios_name": "A-NAME-THAT-IS-TOO-LONG"}, ["1 to 15", "use A-NAME-THAT-IS-"]),
    (_directory, {"edition": "Premium"}, ["Premium", "Standard, Enterprise"]),
    (_directory, {"subnets": []}, ["none", "exactly two subnets"]),
    (_directory, {"reachable_from": ["0.0.0.0/0"]}, ["0.0.0.0/0", "networks of your own"]),
    (_existing_directory, {"directory_id": "d-XYZ"}, ["d-XYZ", "ten hexadecimal digits", "console"]),
    (_users, {"users": [User("alice"), User("Alice")]}, ["alice", "each name once"]),
    (_users, {"users": [User("CORP\\alice")]}, ["CORP", "without domain", "use alice"]),
    (_connector, {"domain_name": "corp"}, ["corp", "use corp.example.com"]),
    (_connector, {"size": "Medium"}, ["Medium", "Small, Large"]),
    (_connector, {"dns_addresses": []}, ["none", "one or two addresses"]),
    (_connector, {"dns_addresses": ["10.0.1.10"]}, ["10.0.1.10", "10.0.1.0/24", "outside"]),
    (_connector, {"dns_addresses": ["dc1"]}, ["dc1", "IPv4 addresses"]),
    (_connector, {"tags": {"aws:owner": "me"}}, ["aws:owner", "which AWS reserves", "use owner"]),
    (_registration, {"default_ou": "WorkSpaces"}, ["WorkSpaces", "full distinguished name", "OU=WorkSpaces,DC=corp"]),
    (_registration, {"ip_group_ids": ["wsipg-0123456789"] * 36}, ["36", "at most 35"]),
    (_registration, {"tenancy": "HOST"}, ["HOST", "SHARED, DEDICATED"]),
    (_registration, {"linger": cdk.Duration.hours(1)}, ["3600 seconds", "at most 44 minutes"]),
    (_registration, {"tags": {"aws:workspaces:x": "y"}}, ["aws:workspaces:x", "which AWS reserves"]),
    (_registration, {"tags": dict.fromkeys(map(str, range(50)), "")}, ["50", "at most 49, since this library adds"]),
    (_connector, {"tags": dict.fromkeys(map(str, range(50)), "")}, ["50", "at most 49, since this library adds one"]),
    (_amazon_bundle, {"compute_type": "STANDART"}, ["STANDART", "use STANDARD"]),
    (_amazon_bundle, {"compute_type": "GRAPHICS"}, ["GRAPHICS", "ended on 2023-11-30"]),
    (_amazon_bundle, {"operating_system": "WINDOWS_7"}, ["WINDOWS_7", "ended", "use WINDOWS_11"]),
    (_amazon_bundle, {"operating_system": "UBUNTU_24_04", "protocol": "PCOIP"}, ["PCOIP", "use DCV"]),
    (_own_bundle, {"bundle_id": "standard"}, ["standard", "wsb-"]),
    (_workspace, {"root_volume_gib": 80}, ["root 80, user None", "both sizes or none"]),
    (_workspace, {"root_volume_gib": 80, "user_volume_gib": 20}, ["80/20 GiB", "80/10, 80/50, 80/100", "use 80/50"]),
    (_workspace, {"running_mode": "MANUAL"}, ["MANUAL", "AUTO_STOP, ALWAYS_ON"]),
    (_workspace, {"auto_stop_minutes": 90}, ["90", "60 or a multiple", "use 120"]),
    (_workspace, {"running_mode": "ALWAYS_ON", "auto_stop_minutes": 60}, ["60", "only with running mode AUTO_STOP"]),
    (_workspace, {"compute_type": "HUGE"}, ["HUGE", "use STANDARD"]),
    (_workspace, {"user_name": "x" * 64}, ["1 to 63 characters", "shorten"]),
    (_workspace, {"tags": {"Team": "aws:mine"}}, ["aws:mine", "which AWS reserves"]),
    (_workspace, {"tags": dict.fromkeys(map(str, range(51)), "")}, ["51", "at most 50", "remove some"]),
    (_scenario, {"cost_allocation_tags": ["Team"]}, ["persona employees", "none", "Team", "add Team"]),
    (
        _scenario,
        {
            "tags": {"Team": "a"},
            "cost_allocation_tags": ["Team"],
            "users": [DesktopUser("bob", tags={"Team": ""})],
        },
        ["user bob", "add Team"],
    ),
    (_persona, {"name": "Network"}, ["Network", "lower-case"]),
    (_existing, {"directory_id": "d-1", "domain_name": "corp.example.com"}, ["d-1", "ten hexadecimal"]),
    (_existing, {"directory_id": "d-0123456789", "domain_name": "corp"}, ["corp", "use corp.example.com"]),
    (_existing_registration, {"directory_id": "wsd-1"}, ["wsd-1", "ten hexadecimal"]),
    (_scenario, {"reachable_from": ["0.0.0.0/0"]}, ["0.0.0.0/0", "networks of your own"]),
    (_scenario, {"routed_cidrs": ["198.18.0.0/15"]}, ["198.18.0.0/15", "Managed Microsoft AD"]),
    (_scenario, {"domain_name": "corp"}, ["corp", "use corp.example.com"]),
    (_scenario, {"personas": []}, ["none", "at least one"]),
    (_scenario, {"personas": [Persona("a"), Persona("a")]}, ["a, a", "each name once"]),
    (_scenario, {"registered": "nothing"}, ["nothing", "connector, directory"]),
    (_scenario, {"registered": "directory", "personas": [Persona("a"), Persona("b")]}, ["a, b", "registered once"]),
    (_scenario, {"users": [DesktopUser("alice", persona="nobody")]}, ["alice", "nobody", "employees"]),
]


@pytest.mark.parametrize(
    ("make", "arguments", "words"),
    REFUSED,
    ids=[f"{make.__name__[1:]}-{'-'.join(arguments)}-{number}" for number, (make, arguments, _) in enumerate(REFUSED)],
)
def test_refused(around: Surroundings, make: Make, arguments: Arguments, words: list[str]) -> None:
    with pytest.raises(ConfigurationError) as refused:
        make(around, arguments)

    missing = [word for word in words if word not in str(refused.value)]
    assert not missing, str(refused.value)
    assert "fix:" in str(refused.value)


def test_zones_are_refused_without_a_region() -> None:
    stack = cdk.Stack(new_app(), "Stack")

    with pytest.raises(ConfigurationError, match=r"use1-az2.*only in a stack with a region"):
        WorkspacesVpc(stack, "Network", availability_zone_ids=["use1-az2", "use1-az4"])


def test_every_persona_needs_its_pair_in_an_existing_network(around: Surroundings) -> None:
    with pytest.raises(ConfigurationError, match=r"none.*employees among them.*add the two subnets for employees"):
        _scenario(around, {"network": ExistingNetwork(around.vpc, directory_subnets=around.network.directory_subnets)})


def test_a_managed_ad_needs_a_pair_in_an_existing_network(around: Surroundings) -> None:
    with pytest.raises(ConfigurationError, match=r"directory_subnets.*two subnets in two Availability Zones"):
        _scenario(around, {"network": ExistingNetwork(around.vpc, desktop_subnets=around.network.desktop_subnets)})


def test_an_existing_directory_is_opened_by_its_owner(around: Surroundings) -> None:
    with pytest.raises(ConfigurationError, match=r"reachable_from.*10\.1\.0\.0/16.*call allow_from"):
        _scenario(around, {"directory": around.directory, "reachable_from": ["10.1.0.0/16"]})


def test_subnets_of_an_existing_network_are_not_pinned(around: Surroundings) -> None:
    personas = [Persona(cidrs=("172.20.8.0/25", "172.20.9.0/25"))]
    with pytest.raises(ConfigurationError, match=r"cidrs of personas.*employees.*leave them out"):
        _scenario(around, {"network": around.network.network, "personas": personas})


def _imported(around: Surroundings, cidr: str | None) -> Arguments:
    vpc = ec2.Vpc.from_vpc_attributes(
        around.scope, "Vpc", vpc_id="vpc-1", availability_zones=["a", "b"], vpc_cidr_block=cidr
    )
    pair = around.network.desktop_subnets["Desktops"]
    network = ExistingNetwork(vpc, {"employees": pair}, around.network.directory_subnets)
    return {"network": network, "routed_cidrs": ["10.0.0.0/8", "172.31.0.0/16", "192.168.0.0/16"]}


def test_the_ranges_of_an_existing_network_are_checked(around: Surroundings) -> None:
    with pytest.raises(ConfigurationError, match=r"198\.19\.0\.0/16, 10\.0\.0\.0/8.*overlaps every management range"):
        _scenario(around, _imported(around, "198.19.0.0/16"))


@pytest.mark.parametrize("cidr", [None, cdk.Fn.import_value("Cidr")], ids=["none", "token"])
def test_what_is_not_known_of_an_existing_network_is_not_checked(around: Surroundings, cidr: str | None) -> None:
    _scenario(around, _imported(around, cidr))


@pytest.mark.parametrize(
    ("make", "argument"),
    [
        (_vpc, {}),
        (_vpc, {"routed_cidrs": [cdk.Fn.import_value("Cidr")]}),
        (_existing, {"directory_id": cdk.Fn.import_value("Id"), "domain_name": cdk.Fn.import_value("Domain")}),
        (_existing_registration, {"directory_id": cdk.Fn.import_value("Id")}),
        (_dhcp, {"domain_name": cdk.Fn.import_value("Domain")}),
        (_security_group, {"directory_cidrs": [cdk.Fn.import_value("Cidr")]}),
        (_existing_directory, {"directory_id": cdk.Fn.import_value("Directory")}),
        (_own_bundle, {"bundle_id": cdk.Fn.import_value("Bundle")}),
        (_workspace, {"user_name": cdk.Fn.import_value("User")}),
    ],
    ids=[
        "vpc",
        "routes",
        "existing",
        "registered",
        "dhcp",
        "security_group",
        "existing_directory",
        "own_bundle",
        "workspace",
    ],
)
def test_tokens_pass(around: Surroundings, make: Make, argument: Arguments) -> None:
    make(around, argument)
