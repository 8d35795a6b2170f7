"""Making directories: what is refused, the stages that follow, and what appears in the VPC."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import pytest

from local_aws import faults
from local_aws.clock import clock
from local_aws.faults import Fault
from local_aws.sandbox import MINUTE, NAME, PASSWORD, World, refused
from local_aws.services import domains, settle
from local_aws.services.ds import rules

if TYPE_CHECKING:
    from collections.abc import Callable


def create(world: World, **changes: object) -> Callable[[], object]:
    """A CreateMicrosoftAD with some of its arguments changed."""
    settings = {"VpcId": world.vpc, "SubnetIds": world.subnets[:2]}
    arguments: dict[str, object] = {"Name": NAME, "Password": PASSWORD, "VpcSettings": settings} | changes
    call: Callable[..., object] = world.ds.create_microsoft_ad
    return partial(call, **arguments)


@pytest.mark.parametrize(
    ("changes", "code", "said"),
    [
        ({"Name": "corp"}, "ValidationException", "name"),
        ({"Name": "corp-example"}, "InvalidParameterException", "single-label"),
        ({"Password": "short1A"}, "ValidationException", "password"),
        ({"Password": "onlylowercase"}, "ValidationException", "password"),
        ({"Password": "My-admin-pass-1"}, "InvalidParameterException", "admin"),
        ({"ShortName": "a\\b"}, "ValidationException", "shortName"),
        ({"Edition": "Home"}, "ValidationException", "edition"),
        ({"Tags": [{"Key": "aws:mine", "Value": "x"}]}, "InvalidParameterException", "reserved"),
        ({"NetworkType": "IPv6"}, "ClientException", "IPv4"),
    ],
)
def test_wrong_arguments_are_refused(world: World, changes: dict[str, object], code: str, said: str) -> None:
    assert refused(create(world, **changes))[0] == code
    assert said in refused(create(world, **changes))[1]
    assert world.ds.describe_directories()["DirectoryDescriptions"] == []


@pytest.mark.parametrize(
    ("chosen", "code"),
    [((0,), "InvalidParameterException"), ((0, 1, 2), "InvalidParameterException"), ((0, 0), "ClientException")],
)
def test_it_takes_two_subnets_in_two_zones(world: World, chosen: tuple[int, ...], code: str) -> None:
    subnets = [world.subnets[index] for index in chosen]
    assert refused(create(world, VpcSettings={"VpcId": world.vpc, "SubnetIds": subnets}))[0] == code


def test_an_unknown_subnet_is_refused(world: World) -> None:
    settings = {"VpcId": world.vpc, "SubnetIds": [world.subnets[0], "subnet-" + "0" * 17]}
    assert refused(create(world, VpcSettings=settings))[0] == "InvalidParameterException"


def test_subnets_of_another_vpc_are_refused(world: World) -> None:
    _, other = world.network("172.21.0.0/16")
    assert "VPC" in refused(create(world, VpcSettings={"VpcId": world.vpc, "SubnetIds": other[:2]}))[1]


def test_a_full_subnet_is_refused(world: World) -> None:
    for _ in range(16 - 5):
        world.ec2.create_network_interface(SubnetId=world.subnets[0])
    assert "no free address" in refused(create(world))[1]


def test_a_subnet_that_fills_up_meanwhile_fails_the_directory(world: World) -> None:
    directory = world.managed_ad(active=False)
    for _ in range(16 - 5):
        world.ec2.create_network_interface(SubnetId=world.subnets[1])
    clock.advance(MINUTE)
    assert world.directory(directory)["Stage"] == "Failed"
    assert world.subnets[1] in world.directory(directory)["StageReason"]


def test_a_network_that_is_gone_meanwhile_fails_the_directory(world: World) -> None:
    directory = world.managed_ad(active=False)
    for subnet in world.subnets:
        world.ec2.delete_subnet(SubnetId=subnet)
    world.ec2.delete_vpc(VpcId=world.vpc)
    clock.advance(MINUTE)
    assert world.directory(directory)["Stage"] == "Failed"
    world.ds.delete_directory(DirectoryId=directory)
    clock.advance(12 * MINUTE)
    assert world.ds.describe_directories()["DirectoryDescriptions"] == []


def test_a_managed_ad_is_not_made_where_aws_manages_it(world: World) -> None:
    vpc, subnets = world.network("198.18.0.0/16")
    assert "198.18.0.0/15" in refused(create(world, VpcSettings={"VpcId": vpc, "SubnetIds": subnets[:2]}))[1]


def test_a_managed_ad_goes_through_its_stages(world: World) -> None:
    directory = world.managed_ad(active=False)
    seen = []
    for _ in range(26):
        seen.append(world.directory(directory)["Stage"])
        clock.advance(MINUTE)
    assert list(dict.fromkeys(seen)) == ["Requested", "Creating", "Created", "Active"]
    assert seen.index("Active") == 25


def test_a_managed_ad_stands_in_its_subnets(world: World) -> None:
    directory = world.managed_ad()
    described = world.directory(directory)
    assert described["Type"] == "MicrosoftAD"
    assert described["Edition"] == "Enterprise"
    assert described["ShortName"] == "corp"
    assert described["DnsIpAddrs"] == ["172.20.0.4", "172.20.1.4"] == world.interfaces()
    controllers = world.ds.describe_domain_controllers(DirectoryId=directory)["DomainControllers"]
    assert [each["DnsIpAddr"] for each in controllers] == described["DnsIpAddrs"]
    assert {each["Status"] for each in controllers} == {"Active"}


def test_its_security_group_lets_in_the_vpc_on_active_directorys_ports(world: World) -> None:
    directory = world.managed_ad()
    group_id = world.directory(directory)["VpcSettings"]["SecurityGroupId"]
    group = world.ec2.describe_security_groups(GroupIds=[group_id])["SecurityGroups"][0]
    assert group["GroupName"] == f"{directory}_controllers"
    assert group["Description"] == f"AWS created security group for {directory} directory controllers"
    ports = {
        (each["IpProtocol"], each["FromPort"])
        for each in group["IpPermissions"]
        if [cidr["CidrIp"] for cidr in each.get("IpRanges", [])] == ["172.20.0.0/16"]
    }
    assert ports == {(protocol, first) for protocol, ranges in rules.PORTS.items() for first, _ in ranges}
    assert any(each["UserIdGroupPairs"] for each in group["IpPermissions"] if each["IpProtocol"] == "-1")


def test_simple_ad_is_offered_in_six_regions(world: World) -> None:
    directory = world.ds.create_directory(
        Name=NAME, Password=PASSWORD, Size="Small", VpcSettings={"VpcId": world.vpc, "SubnetIds": world.subnets[:2]}
    )["DirectoryId"]
    clock.advance(8 * MINUTE)
    assert (world.directory(directory)["Type"], world.directory(directory)["Stage"]) == ("SimpleAD", "Active")
    london = World("eu-west-2")
    elsewhere = {"VpcId": "vpc-12345678", "SubnetIds": ["subnet-12345678"]}
    create = partial(london.ds.create_directory, Name=NAME, Password=PASSWORD, Size="Small")
    assert "not available in eu-west-2" in refused(create, VpcSettings=elsewhere)[1]


def test_limits_are_counted_by_type(world: World) -> None:
    world.subnets = world.network("172.22.0.0/16")[1]
    world.vpc = world.ec2.describe_subnets(SubnetIds=world.subnets[:1])["Subnets"][0]["VpcId"]
    for _ in range(10):
        world.connector(["10.1.0.2"], active=False)
    assert refused(lambda: world.connector(["10.1.0.2"], active=False))[0] == "DirectoryLimitExceededException"
    limits = world.ds.get_directory_limits()["DirectoryLimits"]
    assert (limits["ConnectedDirectoriesCurrentCount"], limits["ConnectedDirectoriesLimitReached"]) == (10, True)
    assert (limits["CloudOnlyMicrosoftADLimit"], limits["CloudOnlyMicrosoftADLimitReached"]) == (20, False)


def test_a_connector_reaches_a_managed_ad_through_its_dns_servers(world: World) -> None:
    target = world.managed_ad()
    dns = world.directory(target)["DnsIpAddrs"]
    connector = world.connector(dns)
    described = world.directory(connector)
    assert (described["Stage"], described["Type"]) == ("Active", "ADConnector")
    assert described["DnsIpAddrs"] == dns
    assert described["ConnectSettings"]["ConnectIps"] == ["172.20.0.5", "172.20.1.5"]
    assert f"{connector}_controllers" in world.group_names()


@pytest.mark.parametrize(
    ("dns", "user", "password", "said"),
    [
        ("10.9.9.9", "Admin", PASSWORD, "Connectivity issues detected: DNS unavailable (TCP port 53) for IP: 10.9.9.9"),
        ("", "nobody", PASSWORD, "Configuration issues detected: the service account nobody"),
        ("", "Admin", "Wrong-Horse-7", "Configuration issues detected: the service account Admin"),
        ("", "joiner", PASSWORD, "Configuration issues detected: the service account joiner"),
    ],
)
def test_a_connector_that_cannot_work_fails_in_the_end(
    world: World, dns: str, user: str, password: str, said: str
) -> None:
    target = world.managed_ad(data_access=True)
    world.user(target, "joiner", password=None)
    addresses = [dns] if dns else world.directory(target)["DnsIpAddrs"]
    connector = world.connector(addresses, user, password=password, active=False)
    clock.advance(4 * MINUTE)
    assert world.directory(connector)["Stage"] in {"Creating", "Created"}
    clock.advance(MINUTE)
    described = world.directory(connector)
    assert described["Stage"] == "Failed"
    assert said in described["StageReason"]


def test_a_connector_needs_dns_servers(world: World) -> None:
    assert "CustomerDnsIps" in refused(lambda: world.connector([]))[1]


def test_a_connector_reaches_a_domain_outside_aws(world: World) -> None:
    domains.add_on_premises(NAME, ["10.1.0.2"], {"svc": PASSWORD})
    assert world.directory(world.connector(["10.1.0.2"], "svc"))["Stage"] == "Active"
    assert world.directory(world.connector(["10.1.0.2"], "Admin"))["Stage"] == "Failed"


def test_a_connector_becomes_inoperable_without_its_domain_and_recovers(world: World) -> None:
    target = world.managed_ad(data_access=True)
    world.user(target, "svc")
    connector = world.connector(world.directory(target)["DnsIpAddrs"], "svc")
    world.data.disable_user(DirectoryId=target, SAMAccountName="svc")
    assert world.directory(connector)["Stage"] == "Inoperable"
    assert "service account" in world.directory(connector)["StageReason"]
    world.ds.reset_user_password(DirectoryId=target, UserName="svc", NewPassword=PASSWORD)
    assert world.directory(connector)["Stage"] == "Active"
    world.ds.delete_directory(DirectoryId=target)
    assert world.directory(connector)["Stage"] == "Inoperable"
    assert "Connectivity issues detected" in world.directory(connector)["StageReason"]


def test_a_failure_on_demand_is_reported_as_the_service_would(world: World) -> None:
    faults.add(Fault("ds", "ConnectDirectory", stage="Failed", reason="Connectivity issues detected: LDAP unavailable"))
    target = world.managed_ad()
    connector = world.connector(world.directory(target)["DnsIpAddrs"])
    assert world.directory(connector)["StageReason"] == "Connectivity issues detected: LDAP unavailable"


def test_regions_know_nothing_of_each_other(world: World) -> None:
    world.managed_ad()
    assert World("eu-west-1").ds.describe_directories()["DirectoryDescriptions"] == []


def test_interfaces_are_there_when_their_time_has_come_without_a_call(world: World) -> None:
    world.managed_ad(active=False)
    clock.advance(MINUTE)
    settle()
    assert len(world.interfaces()) == 2
