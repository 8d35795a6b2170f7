"""Auto Scaling groups of real instances: launched from their template, spread over subnets, replaced one by one.

What is not modelled: the programs inside the instances. An instance that runs counts as one that sent its signal and is
healthy; ministack's groups have no instances at all.
"""

# ruff: noqa: SLF001 - ministack has no public hooks; a canary test pins what is used

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

from botocore.exceptions import ClientError
from ministack.services import autoscaling
from ministack.services.cloudformation import provisioners

from local_aws.cloudformation.types.wire import Made, Properties, ProvisioningError, call, client, wait

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

_TYPE: Final = "AWS::AutoScaling::AutoScalingGroup"
_MINUTES: Final = 15

_ministack: dict[str, Callable[..., Made]] = dict(provisioners._RESOURCE_HANDLERS[_TYPE])
Group = dict[str, object]


def _create(logical_id: str, properties: Properties, stack_name: str) -> Made:
    name, attributes = _ministack["create"](logical_id, properties, stack_name)
    _fill(name, properties)
    return name, attributes


def _update(name: str, old: Properties, new: Properties, stack_name: str, logical_id: str | None = None) -> Made:
    before = _instances(name)
    physical_id, attributes = _ministack["update"](name, old, new, stack_name, logical_id)
    if physical_id != name:
        _fill(physical_id, new)
        return physical_id, attributes
    if any(old.get(each) != new.get(each) for each in ("LaunchTemplate", "VPCZoneIdentifier")):
        for identifier in before:
            _launch(name, new)
            _terminate(name, [identifier], new)
    _fill(name, new)
    if surplus := _instances(name)[_desired(name) :]:
        _terminate(name, surplus, new)
    return physical_id, attributes


def _delete(name: str, properties: Properties) -> None:
    if name in autoscaling._asgs:
        _terminate(name, _instances(name), properties)
    _ministack["delete"](name, properties)


def _fill(name: str, properties: Properties) -> None:
    while len(_instances(name)) < _desired(name):
        _launch(name, properties)


def _launch(name: str, properties: Properties) -> None:
    group = autoscaling._asgs[name]
    subnets = str(group["VPCZoneIdentifier"]).split(",")
    used = Counter(str(each["SubnetId"]) for each in group["Instances"])
    subnet = min(subnets, key=lambda each: used[each])
    template = group["LaunchTemplate"]
    ec2 = client("ec2")
    try:
        made = ec2.run_instances(
            MinCount=1,
            MaxCount=1,
            SubnetId=subnet,
            LaunchTemplate={"LaunchTemplateId": template["LaunchTemplateId"], "Version": str(template["Version"])},
            TagSpecifications=[
                {"ResourceType": "instance", "Tags": [{"Key": "aws:autoscaling:groupName", "Value": name}]}
            ],
        )["Instances"][0]
    except ClientError as error:
        raise ProvisioningError(
            f"Group did not stabilize. {{current/minSize/maxSize}} group size = {len(_instances(name))}/"
            f"{group['MinSize']}/{group['MaxSize']}. Failed Scaling Activity: {error.response['Error']['Message']} "
            "Launching EC2 instance failed.",
            name,
        ) from error
    identifier = made["InstanceId"]
    group["Instances"].append(
        {
            "InstanceId": identifier,
            "LifecycleState": "InService",
            "HealthStatus": "Healthy",
            "AvailabilityZone": made["Placement"]["AvailabilityZone"],
            "ProtectedFromScaleIn": False,
            "LaunchTemplate": template,
            "LaunchConfigurationName": "",
            "SubnetId": subnet,
        }
    )
    wait(f"instance {identifier} of {name} runs", lambda: _are([identifier], "running"), minutes=_MINUTES)
    for target_group in _target_groups(properties):
        call("elbv2", "register_targets", TargetGroupArn=target_group, Targets=[{"Id": identifier}])


def _terminate(name: str, identifiers: Collection[str], properties: Properties) -> None:
    if not identifiers:
        return
    targets = [{"Id": identifier} for identifier in identifiers]
    for target_group in _target_groups(properties):
        call("elbv2", "deregister_targets", TargetGroupArn=target_group, Targets=targets)
    client("ec2").terminate_instances(InstanceIds=[*identifiers])
    wait(f"instances of {name} are terminated", lambda: _are(identifiers, "terminated"), minutes=_MINUTES)
    group = autoscaling._asgs[name]
    group["Instances"] = [each for each in group["Instances"] if each["InstanceId"] not in identifiers]


def _are(identifiers: Collection[str], status: str) -> bool:
    found = client("ec2").describe_instances(InstanceIds=[*identifiers])["Reservations"]
    return all(each["State"]["Name"] == status for reservation in found for each in reservation["Instances"])


def _instances(name: str) -> list[str]:
    return [str(each["InstanceId"]) for each in autoscaling._asgs[name]["Instances"]]


def _desired(name: str) -> int:
    return int(autoscaling._asgs[name]["DesiredCapacity"])


def _target_groups(properties: Properties) -> list[str]:
    arns = properties.get("TargetGroupARNs") or []
    return [str(arn) for arn in arns] if isinstance(arns, list) else []


CORRECTED: dict[str, dict[str, Callable[..., object]]] = {
    _TYPE: {"create": _create, "update": _update, "delete": _delete},
}
