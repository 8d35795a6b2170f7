"""What people give by mistake where something near it is right: refused with the name of what is meant."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import aws_cdk as cdk
import pytest
from aws_cdk import aws_ec2 as ec2

from workspaces_constructs import (
    Bundle,
    ConfigurationError,
    Connectivity,
    DesktopUser,
    ExistingDirectory,
    ExistingNetwork,
    ExistingRegistration,
    FleetPersona,
    IpAccessGroup,
    OnPremisesDomain,
    Roster,
    ServiceAccount,
    SharedServicesVpc,
    User,
    VolumeKey,
    WorkspaceFleet,
)

from .making import (
    Arguments,
    Make,
    assert_refused,
    make_connector,
    make_connector_scenario,
    make_dhcp,
    make_directory,
    make_existing_directory,
    make_persona,
    make_registration,
    make_scenario,
    make_security_group,
    make_users,
    make_workspace,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from .conftest import Surroundings


def make_fleet_persona(around: Surroundings, given: Arguments) -> None:
    defaults = {"registration": around.registration, "bundle": BUNDLE, "volume_key": around.key}
    FleetPersona(**{**defaults, **given})


def make_fleet(around: Surroundings, given: Arguments) -> None:
    persona = FleetPersona(ExistingRegistration("d-0123456789"), BUNDLE, around.key)
    roster = Roster.from_groups(around.directory, {"Desktop Users": "office"})
    WorkspaceFleet(around.scope, "Tested", **{"personas": {"office": persona}, "roster": roster, **given})


def make_account(around: Surroundings, given: Arguments) -> None:
    ServiceAccount(**{"user_name": "svc-workspaces", "secret": around.secret, **given})


def _in_the_range_of_managed_ad(around: Surroundings) -> Arguments:
    vpc = ec2.Vpc.from_vpc_attributes(
        around.scope, "Vpc", vpc_id="vpc-0123456789", availability_zones=["a", "b"], vpc_cidr_block="198.18.0.0/16"
    )
    return {"vpc": vpc}


BUNDLE = Bundle.from_id("wsb-0123456789")
LINK = Connectivity(["172.16.0.0/12"], customer_gateway_address="198.51.100.10")
DOMAIN = OnPremisesDomain("corp.example.com", ["172.16.0.10"], ["172.16.0.0/24"])

REFUSED: list[tuple[Make, Callable[[Surroundings], Arguments], list[str]]] = [
    (make_connector, lambda _: {"dns_addresses": "10.20.0.10"}, ["dns_addresses: got '10.20.0.10'", "a list", "["]),
    (make_connector, lambda _: {"dns_addresses": [cdk.Fn.import_value("One"), "dc1"]}, ["dc1", "1 to 2 different"]),
    (make_connector, lambda _: {"dns_addresses": ["10.20.0.999"]}, ["10.20.0.999", "1 to 2 different IPv4"]),
    (make_connector, lambda _: {"dns_addresses": ["10.20.0.1", "10.20.0.2", "10.20.0.3"]}, ["10.20.0.3", "1 to 2"]),
    (make_connector, lambda _: {"dns_addresses": ["10.20.0.1", "10.20.0.1"]}, ["different"]),
    (make_account, lambda _: {"user_name": "CORP\\svc"}, ["service account", "without domain", "use svc"]),
    (make_account, lambda _: {"user_name": "svc@corp.example.com"}, ["service account", "use svc"]),
    (make_account, lambda _: {"user_name": ""}, ["service account", "1 to 20"]),
    (make_account, lambda _: {"secret": "Passw0rd"}, ["secret of the service account", "an ISecret"]),
    (make_workspace, lambda a: {"registration": a.connector}, ["AdConnector", "pass a DirectoryRegistration"]),
    (make_workspace, lambda a: {"registration": a.directory}, ["ManagedMicrosoftAd", "or ExistingRegistration"]),
    (make_workspace, lambda _: {"volume_key": None}, ["volume_key: got 'nothing'", "a kms.IKey"]),
    (make_workspace, lambda a: {"volume_key": VolumeKey(a.scope, "K")}, ["a VolumeKey", "pass its .key"]),
    (make_workspace, lambda _: {"tags": {"CostCenter": 4711}}, ["'CostCenter'", "4711", 'write "4711", in quotes']),
    (make_workspace, lambda _: {"tags": ["Team"]}, ["tags: got 'a list'", "values by their keys"]),
    (make_workspace, lambda _: {"bundle": "wsb-0123456789"}, ["bundle: got", "a Bundle"]),
    (make_fleet_persona, lambda a: {"registration": a.connector}, ["AdConnector", "pass a DirectoryRegistration"]),
    (
        make_fleet_persona,
        lambda _: {"registration": ExistingDirectory("d-0123456789", "corp.example.com")},
        ["ExistingDirectory", "or ExistingRegistration"],
    ),
    (make_fleet_persona, lambda a: {"volume_key": VolumeKey(a.scope, "K")}, ["a VolumeKey", "pass its .key"]),
    (make_fleet, lambda _: {"roster": "people.csv"}, ["people.csv", 'pass Roster.from_file("people.csv")']),
    (make_registration, lambda _: {"ip_group_ids": "wsipg-0123456789"}, ["ip_group_ids", "write ['wsipg-0123456789']"]),
    (make_registration, lambda _: {"ip_group_ids": ["sg-0123456789"]}, ["sg-0123456789", "wsipg-"]),
    (
        make_registration,
        lambda a: {"ip_group_ids": [IpAccessGroup(a.scope, "G", rules={"203.0.113.0/24": "Office"})]},
        ["ip_group_ids: got 'a IpAccessGroup'", "pass its .group_id"],
    ),
    (make_registration, lambda a: {"vpc": a.network}, ["vpc: got 'a WorkspacesVpc'", "pass its .vpc"]),
    (make_connector, lambda _: {"vpc": None}, ["vpc: got 'nothing'", "an ec2.IVpc"]),
    (make_connector, lambda a: {"subnets": a.vpc.select_subnets()}, ["a SelectedSubnets", "pass its .subnets"]),
    (make_connector, lambda _: {"subnets": "subnet-01234567"}, ["write ['subnet-01234567']"]),
    (make_connector, lambda _: {"subnets": ["subnet-01234567", "subnet-12345678"]}, ["an ec2.ISubnet, not its id"]),
    (make_registration, lambda a: {"subnets": a.network.desktop_subnets["Desktops"]}, ["pass its .subnets"]),
    (make_directory, lambda _: {"reachable_from": "10.20.0.0/16"}, ["reachable_from", "write ['10.20.0.0/16']"]),
    (make_directory, _in_the_range_of_managed_ad, ["198.18.0.0/16", "outside 198.18.0.0/15"]),
    (
        make_existing_directory,
        lambda _: {"domain_name": cdk.Fn.import_value("Domain")},
        ["netbios_name: got 'none'", "pass netbios_name"],
    ),
    (make_security_group, lambda _: {"directory_cidrs": "10.20.0.0/16"}, ["cidrs: got '10.20.0.0/16'", "a list"]),
    (make_dhcp, lambda _: {"dns_addresses": "10.20.0.10"}, ["dns_addresses", "write ['10.20.0.10']"]),
    (make_users, lambda _: {"users": ["alice"]}, ["users: got 'a str'", 'DesktopUser("alice")']),
    (
        make_users,
        lambda _: {"users": [User(cdk.Fn.import_value("User"))]},
        ["user name", "only the deployment", "a known one"],
    ),
    (make_users, lambda _: {"users": User("alice")}, ["a User", "put it in square brackets"]),
    (make_scenario, lambda _: {"users": ["alice"]}, ["users", 'DesktopUser("alice")']),
    (make_scenario, lambda _: {"users": "alice"}, ["users: got 'alice'", "a list"]),
    (make_scenario, lambda _: {"users": DesktopUser("alice")}, ["users: got 'a DesktopUser'", "square brackets"]),
    (make_scenario, lambda _: {"ldaps_certificates": "-----BEGIN" * 20}, ["ldaps_certificates: got 'a str'", "a list"]),
    (make_scenario, lambda _: {"routed_cidrs": "10.1.0.0/16"}, ["routed_cidrs", "write ['10.1.0.0/16']"]),
    (make_scenario, lambda a: {"network": a.network}, ["network: got 'a WorkspacesVpc'", "pass its .network"]),
    (
        make_scenario,
        lambda a: {"network": ExistingNetwork(cast("Any", a.network))},
        ["vpc: got 'a WorkspacesVpc'", ".vpc"],
    ),
    (make_scenario, lambda _: {"personas": ["employees"]}, ["personas", 'Persona("employees")']),
    (make_scenario, lambda _: {"volume_key": "alias/desktops"}, ["volume_key", "a kms.IKey"]),
    (
        make_scenario,
        lambda _: {"users": [DesktopUser("alice", exists=True), DesktopUser("Alice", exists=True)]},
        ["alice", "each name once in a persona"],
    ),
    (make_scenario, lambda _: {"connectivity": LINK}, ["remote_cidrs", "172.16.0.0/12 and 172.20.0.0/16 of the VPC"]),
    (
        make_connector_scenario,
        lambda _: {"domain": DOMAIN, "connectivity": LINK},
        ["remote_cidrs", "172.16.0.0/12 and 172.20.0.0/16 of the VPC"],
    ),
    (
        make_connector_scenario,
        lambda a: {"domain": DOMAIN, "connectivity": LINK, "network": ExistingNetwork(a.vpc)},
        ["remote_cidrs", "172.20.0.0/16 of the VPC"],
    ),
    (make_persona, lambda _: {"egress": "internet"}, ["egress of persona employees", "internet", "nat, proxy"]),
    (make_persona, lambda _: {"name": "sales", "egress": "NAT"}, ["egress of persona sales", "use nat"]),
    (make_persona, lambda _: {"ip_group_ids": "wsipg-0123456789"}, ["write ['wsipg-0123456789']"]),
    (make_persona, lambda _: {"ip_group_ids": ("sg-0123456789",)}, ["sg-0123456789", "wsipg-"]),
    (make_persona, lambda _: {"help_desk_cidrs": "10.9.0.0/24"}, ["help_desk_cidrs", "write ['10.9.0.0/24']"]),
    (make_persona, lambda _: {"file_server_cidrs": "10.9.0.0/24"}, ["file_server_cidrs", "write ['10.9.0.0/24']"]),
    (make_persona, lambda a: {"volume_key": VolumeKey(a.scope, "K")}, ["a VolumeKey", "pass its .key"]),
]


@pytest.mark.parametrize(
    ("make", "arguments", "words"),
    REFUSED,
    ids=[f"{make.__name__[5:]}-{number}" for number, (make, _, _) in enumerate(REFUSED)],
)
def test_refused(
    around: Surroundings, make: Make, arguments: Callable[[Surroundings], Arguments], words: list[str]
) -> None:
    given = arguments(around)

    assert_refused(lambda: make(around, given), words)


MADE: dict[str, tuple[Callable[[], object], list[str]]] = {
    "groups": (
        lambda: User("alice", groups=cast("Any", "Domain Users")),
        ["groups of alice", "['Domain Users']"],
    ),
    "domain_name": (
        lambda: OnPremisesDomain(cdk.Fn.import_value("Domain"), ["10.20.0.10"], ["10.20.0.0/16"]),
        ["domain name", "only the deployment", "a known one"],
    ),
    "remote_cidrs": (
        lambda: Connectivity("10.20.0.0/16", customer_gateway_address="198.51.100.10"),
        ["remote_cidrs", "write ['10.20.0.0/16']"],
    ),
    "dns_addresses": (
        lambda: OnPremisesDomain("corp.example.com", "10.20.0.10", ["10.20.0.0/16"]),
        ["DNS addresses of corp.example.com", "write ['10.20.0.10']"],
    ),
    "cidrs": (
        lambda: OnPremisesDomain("corp.example.com", ["10.20.0.10"], "10.20.0.0/16"),
        ["cidrs of corp.example.com", "write ['10.20.0.0/16']"],
    ),
}


@pytest.mark.parametrize(("make", "words"), MADE.values(), ids=MADE)
def test_data_refuses_it(make: Callable[[], object], words: list[str]) -> None:
    assert_refused(make, words)


def test_a_password_in_place_of_its_secret_is_not_repeated() -> None:
    with pytest.raises(ConfigurationError) as refused:
        ServiceAccount("svc-workspaces", cast("Any", "Passw0rd"))

    assert "Passw0rd" not in str(refused.value)


def test_the_desktops_range_is_a_list(around: Surroundings) -> None:
    def make() -> None:
        SharedServicesVpc(around.scope, "T", name="test", domain_name="corp.example.com", desktop_cidrs="172.20.0.0/16")

    assert_refused(make, ["desktop_cidrs", "write ['172.20.0.0/16']"])


def test_what_domain_controllers_may_reach_is_a_network(around: Surroundings) -> None:
    assert_refused(lambda: around.directory.allow_to("corp.example.com"), ["corp.example.com", "an IPv4 network"])


@pytest.mark.parametrize(
    ("make", "arguments"),
    [
        (make_connector, {"netbios_name": cdk.Fn.import_value("Short")}),
        (make_connector, {"dns_addresses": [cdk.Fn.import_value("One"), "10.20.0.10"]}),
        (make_connector, {"dns_addresses": cdk.Fn.split(",", cdk.Fn.import_value("Both"))}),
        (make_directory, {"netbios_name": cdk.Fn.import_value("Short")}),
        (
            make_existing_directory,
            {"domain_name": cdk.Fn.import_value("Domain"), "netbios_name": cdk.Fn.import_value("Short")},
        ),
        (make_account, {"user_name": cdk.Fn.import_value("User")}),
        (
            make_registration,
            {
                "directory": ExistingDirectory("d-0123456789", cdk.Fn.import_value("Domain")),
                "default_ou": "OU=WorkSpaces,DC=corp,DC=example,DC=com",
            },
        ),
        (make_registration, {"ip_group_ids": [cdk.Fn.import_value("Group")]}),
        (make_registration, {"ip_group_ids": cdk.Fn.split(",", cdk.Fn.import_value("Groups"))}),
    ],
)
def test_what_only_the_deployment_knows_passes(around: Surroundings, make: Make, arguments: Arguments) -> None:
    make(around, arguments)
