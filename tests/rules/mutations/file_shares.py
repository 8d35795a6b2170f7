"""Breaking the rules of ``families/file_shares.py``: each change adds a share that is right but for one thing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.rules.support.desktop_changes import add
from tests.rules.support.mutations import mutation
from workspaces_constructs.rules.views.directories import directories, registrations

if TYPE_CHECKING:
    from random import Random

    from workspaces_constructs.rules.templates import Templates
    from workspaces_constructs.rules.views.directories import Registration

SHARE = "AWS::FSx::FileSystem"
GROUP = "AWS::EC2::SecurityGroup"
SUBNET = "AWS::EC2::Subnet"
VPC = "AWS::EC2::VPC"
KEY = "arn:aws:kms:us-east-1:000000000000:key/1234abcd-12ab-34cd-56ef-1234567890ab"


def place(templates: Templates) -> Registration | None:
    """Where a share can be: a registration with two subnets that the templates make."""
    return next((each for each in registrations(templates) if len(each.subnets) > 1), None)


def add_subnets(
    templates: Templates, found: Registration, vpc: str, network: str, zones: list[str | None]
) -> list[Any]:
    """Add a subnet of a VPC for each zone, and return what refers to them."""
    for number, zone in enumerate(zones):
        given = {"VpcId": {"Ref": vpc}, "CidrBlock": f"{network}.{number * 16}/28", "AvailabilityZoneId": zone}
        add(templates, found.subnets[0].resource, f"AddedSubnet{number}", SUBNET, given)
    return [{"Ref": f"AddedSubnet{number}"} for number in range(len(zones))]


def zones_of(found: Registration) -> list[str | None]:
    return [each.zone_id for each in found.subnets]


def add_share(templates: Templates, group: dict[str, Any] | None = None, **given: Any) -> bool:  # noqa: ANN401 - properties are of any type
    """Add a share and its group; ``windows`` changes its WindowsConfiguration, None removes something."""
    found = place(templates)
    if found is None or found.subnets[0].vpc is None:
        return False
    beside = found.subnets[0].resource
    vpc = found.subnets[0].vpc.logical_id
    cidrs = [{"Fn::GetAtt": [each.resource.logical_id, "CidrBlock"]} for each in found.subnets]
    opening = [{"IpProtocol": "tcp", "FromPort": 445, "ToPort": 445, "CidrIp": cidr} for cidr in cidrs]
    inbound = [{**each, **(group or {})} for each in opening]
    properties = {"GroupDescription": "File share", "VpcId": {"Ref": vpc}, "SecurityGroupIngress": inbound}
    add(templates, beside, "AddedGroup", GROUP, properties)
    subnets = given.get("SubnetIds") or add_subnets(templates, found, vpc, "172.20.250", zones_of(found)[:2])
    windows = {
        "ActiveDirectoryId": "d-0123456789",
        "DeploymentType": "MULTI_AZ_1",
        "PreferredSubnetId": subnets[0],
        "ThroughputCapacity": 32,
        **given.pop("windows", {}),
    }
    share = {
        "FileSystemType": "WINDOWS",
        "KmsKeyId": KEY,
        "SecurityGroupIds": [{"Ref": "AddedGroup"}],
        "SubnetIds": subnets,
        "WindowsConfiguration": {key: each for key, each in windows.items() if each is not None},
        **given,
    }
    return add(templates, beside, "AddedShare", SHARE, {key: each for key, each in share.items() if each is not None})


@mutation("WorkSpaces-FILE1")
def open_to_everybody(templates: Templates, _: Random) -> bool:
    return add_share(templates, {"CidrIp": "0.0.0.0/0"})


@mutation("WorkSpaces-FILE2")
def open_to_a_wide_range(templates: Templates, _: Random) -> bool:
    return add_share(templates, {"CidrIp": "172.16.0.0/12"})


@mutation("WorkSpaces-FILE3")
def closed_to_desktops(templates: Templates, _: Random) -> bool:
    return add_share(templates, {"FromPort": 5985, "ToPort": 5985})


@mutation("WorkSpaces-FILE4")
def no_domain(templates: Templates, _: Random) -> bool:
    return add_share(templates, windows={"ActiveDirectoryId": None})


@mutation("WorkSpaces-FILE5")
def password_in_the_template(templates: Templates, _: Random) -> bool:
    domain = {"DomainName": "corp.example.com", "UserName": "join", "Password": "Correct-Horse-1"}
    windows = {"ActiveDirectoryId": None, "SelfManagedActiveDirectoryConfiguration": domain}
    return add_share(templates, windows=windows)


@mutation("WorkSpaces-FILE6")
def no_backups(templates: Templates, _: Random) -> bool:
    return add_share(templates, windows={"AutomaticBackupRetentionDays": 0})


@mutation("WorkSpaces-FILE7")
def one_zone(templates: Templates, _: Random) -> bool:
    return add_share(templates, windows={"DeploymentType": "SINGLE_AZ_2", "PreferredSubnetId": None})


@mutation("WorkSpaces-FILE8")
def no_preferred_subnet(templates: Templates, _: Random) -> bool:
    return add_share(templates, windows={"PreferredSubnetId": None})


@mutation("WorkSpaces-FILE9")
def key_of_aws(templates: Templates, _: Random) -> bool:
    return add_share(templates, KmsKeyId=None)


@mutation("WorkSpaces-FILE10", related=("WorkSpaces-FILE11", "WorkSpaces-FILE12"))
def share_in_another_region(templates: Templates, _: Random) -> bool:
    managed = [each.resource for each in directories(templates).values() if each.kind == "managed"]
    if not managed or managed[0].template not in templates.regions:
        return False
    outputs = templates.templates[managed[0].template].setdefault("Outputs", {})
    outputs["Added"] = {"Value": {"Ref": managed[0].logical_id}, "Export": {"Name": "added"}}
    windows = {"ActiveDirectoryId": {"Fn::ImportValue": "added"}, "DeploymentType": "MULTI_AZ_1"}
    given = {
        "FileSystemType": "WINDOWS",
        "KmsKeyId": KEY,
        "SubnetIds": ["subnet-0123456789abcdef0", "subnet-0123456789abcdef1"],
        "WindowsConfiguration": {**windows, "PreferredSubnetId": "subnet-0123456789abcdef0"},
    }
    made = {"Resources": {"AddedShare": {"Type": SHARE, "Properties": given}}}
    templates.templates["Elsewhere"] = made  # type: ignore[index]
    templates.regions["Elsewhere"] = "eu-west-1"
    return True


@mutation("WorkSpaces-FILE11")
def share_in_another_vpc(templates: Templates, _: Random) -> bool:
    found = place(templates)
    managed = [each.resource for each in directories(templates).values() if each.kind == "managed"]
    links = templates.of_type("AWS::EC2::VPCPeeringConnection", "AWS::EC2::TransitGatewayVpcAttachment")
    if found is None or not managed or managed[0].template != found.resource.template or links:
        return False
    add(templates, found.resource, "AddedVpc", VPC, {"CidrBlock": "172.31.0.0/16"})
    subnets = add_subnets(templates, found, "AddedVpc", "172.31.0", zones_of(found)[:2])
    windows = {"ActiveDirectoryId": {"Ref": managed[0].logical_id}, "PreferredSubnetId": subnets[0]}
    return add_share(templates, SubnetIds=subnets, windows=windows)


@mutation("WorkSpaces-FILE12")
def share_in_another_zone(templates: Templates, _: Random) -> bool:
    found = place(templates)
    if found is None or found.subnets[0].vpc is None or found.subnets[0].zone_id is None:
        return False
    zone = found.subnets[0].zone_id[:-1]
    subnets = add_subnets(templates, found, found.subnets[0].vpc.logical_id, "172.20.250", [f"{zone}8", f"{zone}9"])
    return add_share(templates, SubnetIds=subnets)


@mutation("WorkSpaces-FILE13")
def share_without_its_domain(templates: Templates, _: Random) -> bool:
    if not add_share(templates):
        return False
    for template in templates.templates.values():
        if "AddedGroup" in template["Resources"]:
            sent = [{"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, "CidrIp": "172.20.0.0/16"}]
            template["Resources"]["AddedGroup"]["Properties"]["SecurityGroupEgress"] = sent
    return True
