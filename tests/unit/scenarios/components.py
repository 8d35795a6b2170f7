"""Checks that a component of the whitepaper beside its networks is in the templates, where and how it should be."""

from __future__ import annotations

from ipaddress import IPv4Network
from typing import TYPE_CHECKING, Final

from tests.unit.scenarios.look import CONNECTOR, REGISTRATION, Look, Part
from tests.unit.scenarios.networks import CORPORATE_DNS, absent, nat_gateways, private_pairs, two_zones

if TYPE_CHECKING:
    from collections.abc import Callable

CORPORATE: Final = "corp.example.com"
RESTRICTED_DEVICES: Final = {"DeviceTypeWeb", "DeviceTypeLinux"}


def connector(persona: str, domain: str, servers: Callable[[Look], list[str]]) -> Callable[[Look], None]:
    """An AD Connector in the persona's pair, to this domain, which it reaches."""

    def check(look: Look) -> None:
        made = look.connector(persona)
        subnets = [look.network.subnet(each) for each in made["SubnetIds"]]
        two_zones(look, subnets, made.name)
        assert {subnet.vpc.id for subnet in subnets} == {made["VpcId"]} == {look.desktops_vpc().id}
        assert made["Name"] == domain
        assert sorted(made["CustomerDnsIps"]) == sorted(servers(look))
        assert made["SecretArn"]
        assert made["CustomerUserName"]

    return check


def desktops(persona: str, directory: str = "connector") -> Callable[[Look], None]:
    """Registered in the same subnets as the connector, and every desktop encrypted by the customer's key."""

    def check(look: Look) -> None:
        registered = look.registration(persona)
        if directory == "connector":
            made = look.connector(persona)
            assert registered["DirectoryId"] == made.name
            assert registered["SubnetIds"] == made["SubnetIds"]
        else:
            assert registered["DirectoryId"] == look.directory.name
            assert not look.all(CONNECTOR)
        assert registered["WorkspaceCreationProperties.EnableInternetAccess"] is False
        assert registered["WorkspaceCreationProperties.CustomSecurityGroupId"] in look.network.groups
        made_for = look.all("AWS::WorkSpaces::Workspace", part=persona)
        assert made_for
        for each in made_for:
            assert each["DirectoryId"] == registered["DirectoryId"]
            _encrypted(look, each)

    return check


def _encrypted(look: Look, workspace: Part) -> None:
    assert workspace["RootVolumeEncryptionEnabled"] is True
    assert workspace["UserVolumeEncryptionEnabled"] is True
    key = workspace["VolumeEncryptionKey"].removesuffix(".Arn")
    (found,) = [each for each in look.all("AWS::KMS::Key") if each.name == key]
    assert found["EnableKeyRotation"] is True


def managed_ad(domain: str) -> Callable[[Look], None]:
    """A Managed AD in the VPC of its pair, of which nothing else is in that pair."""

    def check(look: Look) -> None:
        made = look.one("AWS::DirectoryService::MicrosoftAD")
        assert made["Name"] == domain
        pair = look.pair("directory")
        two_zones(look, pair, "directory")
        assert {subnet.vpc.id for subnet in pair} == {made["VpcSettings.VpcId"]}
        there = {subnet.id for subnet in pair}
        for part in look.all(CONNECTOR, REGISTRATION):
            assert not there & set(part["SubnetIds"])
        for part in look.all("AWS::EC2::Instance", "AWS::EC2::NatGateway"):
            assert part["SubnetId"] not in there

    return check


def no_radius_servers(look: Look) -> None:
    """Nobody asked for a second factor."""
    absent("Custom::WorkspacesRadiusMfa")(look)
    assert look.all("AWS::EC2::Instance", "AWS::EC2::Subnet", part="Radius") == []


def second_factor(persona: str) -> Callable[[Look], None]:
    """RADIUS servers in private subnets of their own, asked for this persona and no other."""

    def check(look: Look) -> None:
        mfa = look.one("Custom::WorkspacesRadiusMfa")
        assert mfa["DirectoryId"] == look.connector(persona).name
        servers = look.all("AWS::EC2::Instance", part="RadiusServers")
        assert mfa["RadiusServers"] == [each["PrivateIpAddress"] for each in servers]
        assert mfa["RadiusPort"] == 1812
        assert mfa["SecretArn"]
        private_pairs("RADIUS servers", f"desktops of {persona}")(look)

    return check


def trust(direction: str) -> Callable[[Look], None]:
    """AWS's half of a forest trust with the domain on-premises, whose DNS servers it knows."""

    def check(look: Look) -> None:
        made = look.one("Custom::WorkspacesTrust")
        assert made["DirectoryId"] == look.directory.name
        assert made["TrustDirection"] == direction
        assert made["TrustType"] == "Forest"
        assert made["RemoteDomainName"] == CORPORATE
        assert made["ConditionalForwarderIpAddrs"] == CORPORATE_DNS
        assert made["SecretArn"]

    return check


def domain_controllers(look: Look) -> None:
    """Two on EC2, one in each zone, with fixed addresses and encrypted volumes, promoted to a site of their own."""
    private_pairs("controllers", "desktops")(look)
    assert len(look.controllers) == 2
    for each in look.controllers:
        (place,) = [subnet for subnet in look.pair("controllers") if subnet.id == each["SubnetId"]]
        assert IPv4Network(each["PrivateIpAddress"]).subnet_of(place.network)
        for volume in each["BlockDeviceMappings"]:
            assert volume["Ebs"]["Encrypted"] is True
            assert volume["Ebs"]["KmsKeyId"]
        (promotion,) = [
            part for part in look.all("Custom::WorkspacesAutomation") if part.given.get("Subject") == each.name
        ]
        assert promotion["Parameters.DomainName"] == [CORPORATE]
        assert promotion["Parameters.SiteLinkCost"] == ["100"]
        assert promotion["Parameters.DnsAddresses"] == [",".join(CORPORATE_DNS)]


def filtering_proxy(look: Look) -> None:
    """In two zones, in subnets of its own, out by NAT, with the list of domains."""
    private_pairs("proxies", "desktops of contractors", "desktops of employees")(look)
    assert {subnet.id for subnet in look.pair("proxy")} == {subnet.id for subnet in look.pair("proxies")}
    assert int(look.one("AWS::AutoScaling::AutoScalingGroup")["MinSize"]) == 2
    assert look.one("AWS::ElasticLoadBalancingV2::LoadBalancer")["Scheme"] == "internal"
    assert look.one("AWS::SSM::Parameter", part="AllowList")["Value"].split() == [
        "intranet.example.com",
        ".example.org",
    ]
    nat_gateways("proxies")(look)


def local_administrator(persona: str, *, allowed: bool) -> Callable[[Look], None]:
    """Local Administrator Setting of the persona's directory."""

    def check(look: Look) -> None:
        given = look.registration(persona)["WorkspaceCreationProperties.UserEnabledAsLocalAdministrator"]
        assert given is allowed

    return check


def simple_ad(look: Look) -> None:
    """A Simple AD in the VPC."""
    made = look.one("AWS::DirectoryService::SimpleAD")
    assert made["Name"] == CORPORATE
    two_zones(look, look.pair("directory"), "directory")
    assert made["VpcSettings.VpcId"] == look.desktops_vpc().id


def users_by_admin_host(*names: str) -> Callable[[Look], None]:
    """Each made by the server for that, and their desktops after them."""

    def check(look: Look) -> None:
        host = look.one("AWS::EC2::Instance", part="AdminHost").name
        made = {part["Subject"]: part for part in look.all("Custom::WorkspacesAutomation") if "Subject" in part.given}
        assert set(made) == set(names)
        for part in made.values():
            assert part["Parameters.InstanceId"] == [host]
        assert {each["UserName"] for each in look.all("AWS::WorkSpaces::Workspace")} == set(names)

    return check


def end_user_devices(look: Look) -> None:
    """Every kind but those that the settings leave out."""
    for registered in look.all(REGISTRATION):
        for device, answer in registered["WorkspaceAccessProperties"].items():
            assert answer == ("DENY" if device in RESTRICTED_DEVICES else "ALLOW"), device


def told(*titles: str) -> Callable[[Look], None]:
    """The customer is told what to do on-premises, by outputs."""

    def check(look: Look) -> None:
        outputs = {name for template in look.templates.values() for name in template.get("Outputs", {})}
        for title in titles:
            assert any(title in name for name in outputs), f"{title} is in none of {sorted(outputs)}"

    return check
