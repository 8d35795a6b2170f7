"""EC2 instances and instance profiles.

CloudFormation waits until an instance runs, stops and starts it for a new type, and waits until it is terminated before
the subnet under it goes. ``Ref`` of an instance profile is its name; ministack's is the ARN, which RunInstances refuses
as a name.
"""

# ruff: noqa: SLF001 - ministack has no public hooks; a canary test pins what is used

from __future__ import annotations

import base64
from functools import partial
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError
from ministack.services import iam
from ministack.services.cloudformation import provisioners

from local_aws.cloudformation.types.wire import (
    Attributes,
    Made,
    Properties,
    ProvisioningError,
    ResourceType,
    Value,
    client,
    gone,
    pick,
    retag,
    tagged,
    text,
    wait,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from mypy_boto3_ec2.type_defs import InstanceTypeDef

_CREATE_MINUTES = 15
_DELETE_MINUTES = 15
_PROFILE = "AWS::IAM::InstanceProfile"
_NUMBERS = frozenset({"DeviceIndex", "HttpPutResponseHopLimit", "Iops", "Throughput", "VolumeSize"})
_FLAGS = frozenset({"AssociatePublicIpAddress", "DeleteOnTermination", "EbsOptimized", "Enabled", "Encrypted"})
_RENAMED = {"GroupSet": "Groups", "CPUCredits": "CpuCredits"}
_GONE = "InvalidInstanceID.NotFound"


def _typed(value: Value, name: str = "") -> object:
    """A property as boto3 wants it; templates may write numbers and booleans as text."""
    if isinstance(value, dict):
        return {_RENAMED.get(key, key): _typed(each, key) for key, each in value.items()}
    if isinstance(value, list):
        return [_typed(each) for each in value]
    if name in _NUMBERS:
        return int(value)
    return str(value).lower() == "true" if name in _FLAGS else value


def _flag(properties: Properties, name: str) -> bool:
    return text(properties, name, "false").lower() == "true"


def _launch(properties: Properties) -> dict[str, object]:
    given: dict[str, object] = {
        name: _typed(value, name)
        for name, value in pick(
            properties, "BlockDeviceMappings", "CreditSpecification", "EbsOptimized", "ImageId",
            "InstanceInitiatedShutdownBehavior", "InstanceType", "KeyName", "LaunchTemplate", "MetadataOptions",
            "NetworkInterfaces", "PrivateIpAddress", "SecurityGroupIds", "SubnetId",
        ).items()
    }  # fmt: skip
    if profile := text(properties, "IamInstanceProfile"):
        given["IamInstanceProfile"] = {"Name": profile}
    if "Monitoring" in properties:
        given["Monitoring"] = {"Enabled": _flag(properties, "Monitoring")}
    if "DisableApiTermination" in properties:
        given["DisableApiTermination"] = _flag(properties, "DisableApiTermination")
    if user_data := text(properties, "UserData"):
        given["UserData"] = base64.b64decode(user_data).decode()  # boto3 encodes it again
    return given


def _create(_logical_id: str, properties: Properties) -> Made:
    ec2 = client("ec2")
    made = ec2.run_instances(MinCount=1, MaxCount=1, **_launch(properties), **tagged("instance", properties))  # type: ignore[arg-type]
    identifier = made["Instances"][0]["InstanceId"]
    if text(properties, "SourceDestCheck").lower() == "false":
        ec2.modify_instance_attribute(InstanceId=identifier, SourceDestCheck={"Value": False})
    _wait_for(identifier, "running", _CREATE_MINUTES)
    return identifier, _attributes(identifier)


def _describe(identifier: str) -> InstanceTypeDef | None:
    try:
        found = client("ec2").describe_instances(InstanceIds=[identifier])["Reservations"]
    except ClientError as error:
        if error.response["Error"]["Code"] == _GONE:
            return None
        raise
    return found[0]["Instances"][0]


def _wait_for(identifier: str, state: str, minutes: float) -> None:
    wait(f"instance {identifier} is {state}", partial(_is, identifier, state), minutes=minutes, physical_id=identifier)


def _is(identifier: str, state: str) -> bool:
    found = _describe(identifier)
    now = found["State"]["Name"] if found else "terminated"
    if now in ("terminated", "shutting-down") and state != "terminated":
        raise ProvisioningError(f"Instance {identifier} did not stabilize: it is {now}", identifier)
    return now == state


def _attributes(identifier: str) -> Attributes:
    found = _describe(identifier)
    if found is None:
        raise ProvisioningError(f"The instance {identifier} does not exist")
    return {
        "InstanceId": identifier,
        "AvailabilityZone": found["Placement"]["AvailabilityZone"],
        "PrivateIp": found["PrivateIpAddress"],
        "PrivateDnsName": found["PrivateDnsName"],
        "PublicIp": found.get("PublicIpAddress", ""),
        "PublicDnsName": found.get("PublicDnsName", ""),
        "VpcId": found["VpcId"],
    }


def _update(identifier: str, old: Properties, new: Properties) -> Attributes:
    ec2 = client("ec2")
    changed = {name for name in {*old, *new} if old.get(name) != new.get(name)}
    if "DisableApiTermination" in changed:
        protect = _flag(new, "DisableApiTermination")
        ec2.modify_instance_attribute(InstanceId=identifier, DisableApiTermination={"Value": protect})
    if "SecurityGroupIds" in changed:
        groups = new.get("SecurityGroupIds")
        ec2.modify_instance_attribute(InstanceId=identifier, Groups=groups)  # type: ignore[arg-type]
    if "SourceDestCheck" in changed:
        check = text(new, "SourceDestCheck", "true").lower() == "true"
        ec2.modify_instance_attribute(InstanceId=identifier, SourceDestCheck={"Value": check})
    if "MetadataOptions" in changed:
        ec2.modify_instance_metadata_options(InstanceId=identifier, **_typed(new.get("MetadataOptions") or {}))  # type: ignore[arg-type]
    if "IamInstanceProfile" in changed:
        _replace_profile(identifier, text(new, "IamInstanceProfile"))
    if stopped := changed & {"InstanceType", "UserData"}:
        _restart_with(identifier, {name: text(new, name) for name in stopped})
    retag(identifier, old, new)
    return _attributes(identifier)


def _replace_profile(identifier: str, profile: str) -> None:
    ec2 = client("ec2")
    for each in ec2.describe_iam_instance_profile_associations(
        Filters=[{"Name": "instance-id", "Values": [identifier]}, {"Name": "state", "Values": ["associated"]}]
    )["IamInstanceProfileAssociations"]:
        ec2.disassociate_iam_instance_profile(AssociationId=each["AssociationId"])
    if profile:
        ec2.associate_iam_instance_profile(InstanceId=identifier, IamInstanceProfile={"Name": profile})


def _restart_with(identifier: str, attributes: dict[str, str]) -> None:
    ec2 = client("ec2")
    ec2.stop_instances(InstanceIds=[identifier])
    _wait_for(identifier, "stopped", _CREATE_MINUTES)
    for name, value in attributes.items():
        given = {"Value": base64.b64decode(value) if name == "UserData" else value}
        ec2.modify_instance_attribute(InstanceId=identifier, **{name: given})  # type: ignore[arg-type]
    ec2.start_instances(InstanceIds=[identifier])
    _wait_for(identifier, "running", _CREATE_MINUTES)


def _delete(identifier: str, _properties: Properties) -> None:
    gone(client("ec2").terminate_instances, _GONE, InstanceIds=[identifier])
    wait(f"instance {identifier} is terminated", partial(_is, identifier, "terminated"), minutes=_DELETE_MINUTES)


_made_profile = dict(provisioners._RESOURCE_HANDLERS[_PROFILE])


def _create_profile(logical_id: str, properties: Properties, stack_name: str) -> Made:
    roles = properties.get("Roles")
    for role in roles if isinstance(roles, list) else []:
        if role not in iam._roles:
            raise ProvisioningError(f"The role with name {role} cannot be found. (Service: Iam, Status Code: 404)")
    arn, attributes = _made_profile["create"](logical_id, properties, stack_name)
    return arn.rpartition("/")[2], {**attributes, "InstanceProfileName": arn.rpartition("/")[2]}


def _update_profile(
    name: str, old: Properties, new: Properties, stack_name: str, logical_id: str | None = None
) -> Made:
    arn, attributes = _made_profile["update"](_profile_arn(name), old, new, stack_name, logical_id)
    return arn.rpartition("/")[2], attributes


def _delete_profile(name: str, properties: Properties) -> None:
    _made_profile["delete"](_profile_arn(name), properties)


def _profile_arn(name: str) -> str:
    profile = iam._instance_profiles.get(name)
    return str(profile["Arn"]) if profile else name


TYPES = (
    ResourceType(
        "AWS::EC2::Instance",
        _create,
        _delete,
        _update,
        create_only=frozenset(
            {
                "AvailabilityZone", "BlockDeviceMappings", "CpuOptions", "EbsOptimized", "HostId", "ImageId", "KeyName",
                "LaunchTemplate", "NetworkInterfaces", "PlacementGroupName", "PrivateIpAddress", "SecurityGroups",
                "SubnetId", "Tenancy",
            }
        ),
    ),
)  # fmt: skip

CORRECTED: dict[str, dict[str, Callable[..., object]]] = {
    _PROFILE: {"create": _create_profile, "update": _update_profile, "delete": _delete_profile},
}
