"""Every argument that AWS would refuse is refused by the constructor, with the value, what is allowed and the fix."""

from __future__ import annotations

from typing import TYPE_CHECKING

import aws_cdk as cdk
import pytest
from aws_cdk import aws_ec2 as ec2

from tests.support.synth import new_app
from workspaces_constructs import (
    ConfigurationError,
    DesktopCapacity,
    DesktopSubnets,
    DesktopUser,
    ExistingNetwork,
    Persona,
    SubnetPair,
    User,
    WorkspacesVpc,
)

from .making import (
    Arguments,
    Make,
    assert_refused,
    make_amazon_bundle,
    make_connector,
    make_connector_scenario,
    make_dhcp,
    make_directory,
    make_existing,
    make_existing_directory,
    make_existing_registration,
    make_image,
    make_nat,
    make_own_bundle,
    make_persona,
    make_registration,
    make_scenario,
    make_security_group,
    make_shared_services_vpc,
    make_two_way_trust,
    make_users,
    make_vpc,
    make_workspace,
)

if TYPE_CHECKING:
    from .conftest import Surroundings

REFUSED: list[tuple[Make, Arguments, list[str]]] = [
    (make_vpc, {"cidr": "172.20.0.0/30"}, ["172.20.0.0/30", "/16 to /28", "use 172.20.0.0/28"]),
    (make_vpc, {"cidr": "172.20.0.0/26"}, ["172.20.0.0/26", "at least 448 addresses", "use a /23"]),
    (make_vpc, {"cidr": "172.20.0.1/16"}, ["172.20.0.1/16", "use 172.20.0.0/16"]),
    (make_vpc, {"cidr": "198.18.0.0/16"}, ["198.18.0.0/16", "Managed Microsoft AD"]),
    (make_vpc, {"availability_zone_ids": ["use1-az2"]}, ["use1-az2", "two different", "use use1-az2 and use1-az4"]),
    (make_vpc, {"availability_zone_ids": ["us-east-1a", "us-east-1b"]}, ["us-east-1a", "not zone names"]),
    (make_vpc, {"desktop_subnets": [DesktopSubnets("A"), DesktopSubnets("A")]}, ["A, A", "different names"]),
    (
        make_vpc,
        {"desktop_subnets": [DesktopSubnets("Public")]},
        ["Public", "none of them Directory, Public, Servers, Radius, Proxy, Link"],
    ),
    (
        make_vpc,
        {"desktop_subnets": [DesktopSubnets(capacity=DesktopCapacity(200_000))]},
        ["132001", "at most 65531", "split"],
    ),
    (
        make_vpc,
        {"desktop_subnets": [DesktopSubnets("A", DesktopCapacity(7), ("172.20.0.64/27", "172.20.8.0/27"))]},
        ["cidrs of A", "172.20.0.64/27", "172.20.0.64/28 of Servers"],
    ),
    (
        make_vpc,
        {"desktop_subnets": [DesktopSubnets("A", cidrs=("172.20.8.0/25", "172.20.8.0/25"))]},
        ["cidrs of A", "172.20.8.0/25 of A"],
    ),
    (
        make_vpc,
        {"desktop_subnets": [DesktopSubnets("A", DesktopCapacity(7), ("172.20.8.0/28", "172.20.9.0/29"))]},
        ["172.20.9.0/29", "/16 to /28"],
    ),
    (
        make_vpc,
        {"desktop_subnets": [DesktopSubnets("A", DesktopCapacity(400), ("172.20.8.0/25", "172.20.9.0/25"))]},
        ["400 desktops of A in 172.20.8.0/25", "123", "at least 265", "two /23"],
    ),
    (make_vpc, {"routed_cidrs": ["198.18.0.0/15"]}, ["198.18.0.0/15", "Managed Microsoft AD"]),
    (make_security_group, {"directory_cidrs": []}, ["none", "domain controllers"]),
    (make_security_group, {"help_desk_cidrs": ["0.0.0.0/0"]}, ["0.0.0.0/0", "10.20.30.0/24"]),
    (make_dhcp, {"domain_name": "corp"}, ["corp", "two or more labels", "use corp.example.com"]),
    (make_dhcp, {"dns_addresses": ["10.0.0.1"] * 5}, ["10.0.0.1", "at most 4"]),
    (make_nat, {"subnets": []}, ["none", "pairs"]),
    (make_directory, {"domain_name": "corp"}, ["corp", "use corp.example.com"]),
    (make_directory, {"netbios_name": "A-NAME-THAT-IS-TOO-LONG"}, ["1 to 15", "use A-NAME-THAT-IS-"]),
    (make_directory, {"edition": "Premium"}, ["Premium", "Standard, Enterprise"]),
    (make_directory, {"subnets": []}, ["none", "exactly two subnets"]),
    (make_directory, {"reachable_from": ["0.0.0.0/0"]}, ["0.0.0.0/0", "networks of your own"]),
    (make_existing_directory, {"directory_id": "d-XYZ"}, ["d-XYZ", "ten hexadecimal digits", "console"]),
    (make_users, {"users": [User("alice"), User("Alice")]}, ["alice", "each name once"]),
    (make_users, {"users": [User("CORP\\alice")]}, ["CORP", "without domain", "use alice"]),
    (make_connector, {"domain_name": "corp"}, ["corp", "use corp.example.com"]),
    (make_connector, {"size": "Medium"}, ["Medium", "Small, Large"]),
    (make_connector, {"dns_addresses": []}, ["none", "1 to 2 different IPv4 addresses"]),
    (make_connector, {"dns_addresses": ["10.0.1.10"]}, ["10.0.1.10", "10.0.1.0/24", "outside"]),
    (make_connector, {"dns_addresses": ["dc1"]}, ["dc1", "IPv4 addresses"]),
    (make_connector, {"tags": {"aws:owner": "me"}}, ["aws:owner", "which AWS reserves", "use owner"]),
    (
        make_registration,
        {"default_ou": "WorkSpaces"},
        ["full distinguished name", "OU=WorkSpaces,DC=corp"],
    ),
    (make_registration, {"ip_group_ids": ["wsipg-0123456789"] * 36}, ["36", "at most 35"]),
    (make_registration, {"tenancy": "HOST"}, ["HOST", "SHARED, DEDICATED"]),
    (make_registration, {"linger": cdk.Duration.hours(1)}, ["3600 seconds", "at most 44 minutes"]),
    (make_registration, {"tags": {"aws:workspaces:x": "y"}}, ["aws:workspaces:x", "which AWS reserves"]),
    (
        make_registration,
        {"tags": dict.fromkeys(map(str, range(50)), "")},
        ["50", "at most 49, since this library adds"],
    ),
    (
        make_connector,
        {"tags": dict.fromkeys(map(str, range(50)), "")},
        ["50", "at most 49, since this library adds one"],
    ),
    (make_amazon_bundle, {"compute_type": "STANDART"}, ["STANDART", "use STANDARD"]),
    (make_amazon_bundle, {"compute_type": "GRAPHICS"}, ["GRAPHICS", "ended on 2023-11-30"]),
    (make_amazon_bundle, {"operating_system": "WINDOWS_7"}, ["WINDOWS_7", "ended", "use WINDOWS_11"]),
    (make_amazon_bundle, {"operating_system": "UBUNTU_24_04", "protocol": "PCOIP"}, ["PCOIP", "use DCV"]),
    (make_own_bundle, {"bundle_id": "standard"}, ["standard", "wsb-"]),
    (make_workspace, {"root_volume_gib": 80}, ["root 80, user None", "both sizes or none"]),
    (
        make_workspace,
        {"root_volume_gib": 80, "user_volume_gib": 20},
        ["80/20 GiB", "80/10, 80/50", "use 80/50"],
    ),
    (make_workspace, {"running_mode": "MANUAL"}, ["MANUAL", "AUTO_STOP, ALWAYS_ON"]),
    (make_workspace, {"auto_stop_minutes": 90}, ["90", "60 or a multiple", "use 120"]),
    (
        make_workspace,
        {"running_mode": "ALWAYS_ON", "auto_stop_minutes": 60},
        ["60", "only with running mode"],
    ),
    (make_workspace, {"compute_type": "HUGE"}, ["HUGE", "use STANDARD"]),
    (make_workspace, {"user_name": "x" * 64}, ["1 to 63 characters", "shorten"]),
    (make_workspace, {"tags": {"Team": "aws:mine"}}, ["aws:mine", "which AWS reserves"]),
    (make_workspace, {"tags": dict.fromkeys(map(str, range(51)), "")}, ["51", "at most 50", "remove some"]),
    (make_scenario, {"cost_allocation_tags": ["Team"]}, ["persona employees", "none", "Team", "add Team"]),
    (
        make_scenario,
        {
            "tags": {"Team": "a"},
            "cost_allocation_tags": ["Team"],
            "users": [DesktopUser("bob", tags={"Team": ""})],
        },
        ["user bob", "add Team"],
    ),
    (make_persona, {"name": "Network"}, ["Network", "lower-case"]),
    (make_existing, {"directory_id": "d-1", "domain_name": "corp.example.com"}, ["d-1", "ten hexadecimal"]),
    (make_existing, {"directory_id": "d-0123456789", "domain_name": "corp"}, ["corp", "use corp.example.com"]),
    (make_existing_registration, {"directory_id": "wsd-1"}, ["wsd-1", "ten hexadecimal"]),
    (make_scenario, {"reachable_from": ["0.0.0.0/0"]}, ["0.0.0.0/0", "networks of your own"]),
    (make_scenario, {"routed_cidrs": ["198.18.0.0/15"]}, ["198.18.0.0/15", "Managed Microsoft AD"]),
    (make_scenario, {"domain_name": "corp"}, ["corp", "use corp.example.com"]),
    (make_scenario, {"personas": []}, ["none", "at least one"]),
    (make_scenario, {"personas": [Persona("a"), Persona("a")]}, ["a, a", "each name once"]),
    (make_scenario, {"registered": "nothing"}, ["nothing", "connector, directory"]),
    (make_scenario, {"registered": "directory", "personas": [Persona("a"), Persona("b")]}, ["a, b", "registered once"]),
    (make_scenario, {"users": [DesktopUser("alice", persona="nobody")]}, ["alice", "nobody", "employees"]),
    (
        make_scenario,
        {"removal": cdk.RemovalPolicy.RETAIN},
        ["StandaloneScenario", "removal", "did you mean removal_policy?"],
    ),
    (make_scenario, {"vpc": None}, ["option of StandaloneScenario: got 'vpc'", "network"]),
    (make_scenario, {"editon": "Enterprise"}, ["editon", "did you mean edition?"]),
    (make_connector_scenario, {"conectivity": None}, ["AdConnectorScenario", "did you mean connectivity?"]),
    (make_two_way_trust, {"trusttype": "external"}, ["TwoWayTrustScenario", "did you mean trust_type?"]),
    (make_shared_services_vpc, {"betwen": "peering"}, ["SharedServicesVpc", "did you mean between?"]),
    (make_image, {"nam": "engineering"}, ["option of an image: got 'nam'", "did you mean name?"]),
    (make_image, {}, ["name of the image: got ''", "1 to 40"]),
]


@pytest.mark.parametrize(
    ("make", "arguments", "words"),
    REFUSED,
    ids=[f"{make.__name__[5:]}-{'-'.join(arguments)}-{number}" for number, (make, arguments, _) in enumerate(REFUSED)],
)
def test_refused(around: Surroundings, make: Make, arguments: Arguments, words: list[str]) -> None:
    assert_refused(lambda: make(around, arguments), words)


def test_zones_are_refused_without_a_region() -> None:
    stack = cdk.Stack(new_app(), "Stack")

    with pytest.raises(ConfigurationError, match=r"use1-az2.*only in a stack with a region"):
        WorkspacesVpc(stack, "Network", availability_zone_ids=["use1-az2", "use1-az4"])


def test_every_persona_needs_its_pair_in_an_existing_network(around: Surroundings) -> None:
    with pytest.raises(ConfigurationError, match=r"none.*employees among them.*add the two subnets for employees"):
        make_scenario(
            around, {"network": ExistingNetwork(around.vpc, directory_subnets=around.network.directory_subnets)}
        )


def test_a_managed_ad_needs_a_pair_in_an_existing_network(around: Surroundings) -> None:
    with pytest.raises(ConfigurationError, match=r"directory_subnets.*two subnets in two Availability Zones"):
        make_scenario(around, {"network": ExistingNetwork(around.vpc, desktop_subnets=around.network.desktop_subnets)})


def test_an_existing_directory_is_opened_by_its_owner(around: Surroundings) -> None:
    with pytest.raises(ConfigurationError, match=r"reachable_from.*10\.1\.0\.0/16.*call allow_from"):
        make_scenario(
            around,
            {"directory": around.directory, "network": around.network.network, "reachable_from": ["10.1.0.0/16"]},
        )


def test_subnets_of_an_existing_network_are_not_pinned(around: Surroundings) -> None:
    personas = [Persona(cidrs=("172.20.8.0/25", "172.20.9.0/25"))]
    with pytest.raises(ConfigurationError, match=r"cidrs of personas.*employees.*leave them out"):
        make_scenario(around, {"network": around.network.network, "personas": personas})


@pytest.mark.parametrize("make", [make_connector, make_registration, make_directory])
def test_both_subnets_in_one_zone_are_refused(around: Surroundings, make: Make) -> None:
    with pytest.raises(ConfigurationError, match=r"in us-east-1a, us-east-1a'; allowed: exactly two.*different"):
        make(around, {"subnets": _subnets(around, "us-east-1a", "us-east-1a")})


def test_a_pair_is_in_two_zones(around: Surroundings) -> None:
    with pytest.raises(ConfigurationError, match=r"subnets of Servers.*in us-east-1a, us-east-1a"):
        SubnetPair("Servers", _subnets(around, "us-east-1a", "us-east-1a"), ("10.0.0.0/28", "10.0.0.16/28"))


@pytest.mark.parametrize("second", ["us-east-1b", None, cdk.Fn.import_value("Zone")], ids=["another", "none", "token"])
def test_subnets_that_may_be_in_two_zones_pass(around: Surroundings, second: str | None) -> None:
    make_connector(around, {"subnets": _subnets(around, "us-east-1a", second)})


def _subnets(around: Surroundings, *zones: str | None) -> tuple[ec2.ISubnet, ec2.ISubnet]:
    first, second = (
        ec2.Subnet.from_subnet_attributes(
            around.scope, f"Subnet{number}", subnet_id=f"subnet-0123456{number}", availability_zone=zone
        )
        for number, zone in enumerate(zones)
    )
    return first, second


def _imported(around: Surroundings, cidr: str | None) -> Arguments:
    vpc = ec2.Vpc.from_vpc_attributes(
        around.scope, "Vpc", vpc_id="vpc-1", availability_zones=["a", "b"], vpc_cidr_block=cidr
    )
    pair = around.network.desktop_subnets["Desktops"]
    network = ExistingNetwork(vpc, {"employees": pair}, around.network.directory_subnets)
    return {"network": network, "routed_cidrs": ["10.0.0.0/8", "172.31.0.0/16", "192.168.0.0/16"]}


def test_the_ranges_of_an_existing_network_are_checked(around: Surroundings) -> None:
    with pytest.raises(ConfigurationError, match=r"198\.19\.0\.0/16, 10\.0\.0\.0/8.*overlaps every management range"):
        make_scenario(around, _imported(around, "198.19.0.0/16"))


@pytest.mark.parametrize("cidr", [None, cdk.Fn.import_value("Cidr")], ids=["none", "token"])
def test_what_is_not_known_of_an_existing_network_is_not_checked(around: Surroundings, cidr: str | None) -> None:
    make_scenario(around, _imported(around, cidr))


@pytest.mark.parametrize(
    ("make", "argument"),
    [
        (make_vpc, {}),
        (make_vpc, {"routed_cidrs": [cdk.Fn.import_value("Cidr")]}),
        (make_existing, {"directory_id": cdk.Fn.import_value("Id"), "domain_name": cdk.Fn.import_value("Domain")}),
        (make_existing_registration, {"directory_id": cdk.Fn.import_value("Id")}),
        (make_dhcp, {"domain_name": cdk.Fn.import_value("Domain")}),
        (make_security_group, {"directory_cidrs": [cdk.Fn.import_value("Cidr")]}),
        (make_existing_directory, {"directory_id": cdk.Fn.import_value("Directory")}),
        (make_own_bundle, {"bundle_id": cdk.Fn.import_value("Bundle")}),
        (make_workspace, {"user_name": cdk.Fn.import_value("User")}),
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
