"""Instances after their launch: states that take time, protection, and groups, types and roles that change.

From the EC2 guide ("Instance state changes", "Termination protection"): an instance keeps its interface until it is
terminated, its type changes only while it is stopped, and one that is protected is not terminated.
"""

# ruff: noqa: SLF001 - ministack has no public hooks; a canary test pins what is used

from __future__ import annotations

from fnmatch import fnmatchcase

from ministack.services import ec2

from local_aws.ec2.interfaces import require_group
from local_aws.ec2.launch import Instance, enter
from local_aws.ec2.wire import Ec2Error, Params, action, members, text

_xml = ec2._instance_xml


@action("DescribeInstances")
def describe_instances(params: Params) -> str:
    """The instances asked for; terminated ones stay readable for a while."""
    ec2._cleanup_terminated()
    wanted = [_existing(identifier) for identifier in members(params, "InstanceId")]
    filters = ec2._parse_filters(params)
    items = "".join(
        f"<item><reservationId>r-{str(instance['InstanceId'])[2:]}</reservationId>"
        f"<ownerId>{ec2.get_account_id()}</ownerId><groupSet/><instancesSet>{ec2._instance_xml(instance)}</instancesSet>"
        "</item>"
        for instance in ec2._instances.values()
        if (not wanted or instance in wanted) and _passes(instance, filters)
    )
    return f"<reservationSet>{items}</reservationSet>"


def _passes(instance: Instance, filters: dict[str, list[str]]) -> bool:
    if not ec2._resource_matches_tag_filters(instance["InstanceId"], filters):
        return False
    known: dict[str, list[object]] = {
        "instance-id": [instance["InstanceId"]],
        "instance-state-name": [instance["State"]["Name"]],  # type: ignore[index]
        "instance-type": [instance["InstanceType"]],
        "image-id": [instance["ImageId"]],
        "subnet-id": [instance["SubnetId"]],
        "vpc-id": [instance["VpcId"]],
        "private-ip-address": [instance["PrivateIpAddress"]],
        "instance.group-id": [group["GroupId"] for group in instance["SecurityGroups"]],  # type: ignore[attr-defined]
        "network-interface.network-interface-id": [instance.get("NetworkInterfaceId", "")],
    }
    for name, patterns in filters.items():
        if name.startswith("tag:") or name in ("tag-key", "tag-value"):
            continue
        if name not in known:
            raise Ec2Error("InvalidParameterValue", f"The filter '{name}' is invalid")
        if not any(fnmatchcase(str(value), pattern) for value in known[name] for pattern in patterns):
            return False
    return True


def instance_xml(instance: Instance) -> str:
    """An instance with its interface, its metadata options and its platform."""
    interface = ec2._network_interfaces.get(instance.get("NetworkInterfaceId", ""))
    attached = ec2._eni_fields_xml(interface) if interface else ""
    options = instance.get("MetadataOptions") or {}
    assert isinstance(options, dict)  # noqa: S101 - our own record
    named = {f"{name[0].lower()}{name[1:]}": value for name, value in options.items()}
    metadata = "".join(f"<{name}>{value}</{name}>" for name, value in named.items())
    platform = f"<platform>{instance['Platform']}</platform>" if instance.get("Platform") else ""
    more = (
        f"<networkInterfaceSet>{attached}</networkInterfaceSet>{platform}"
        f"<metadataOptions><state>applied</state>{metadata}</metadataOptions>"
    )
    xml: str = _xml(instance)
    return xml.replace("<amiLaunchIndex>", f"{more}<amiLaunchIndex>", 1)


@action("TerminateInstances")
def terminate_instances(params: Params) -> str:
    """Terminate instances, none of them if one is protected."""
    found = _named(params)
    for instance in found:
        if instance.get("DisableApiTermination"):
            raise Ec2Error(
                "OperationNotPermitted",
                f"The instance '{instance['InstanceId']}' may not be terminated. Modify its 'disableApiTermination' "
                "instance attribute and try again.",
            )
    return _moved(found, "shutting-down", {"terminated", "shutting-down"})


@action("StopInstances")
def stop_instances(params: Params) -> str:
    """Stop instances."""
    return _moved(_named(params), "stopping", {"stopped", "stopping"})


@action("StartInstances")
def start_instances(params: Params) -> str:
    """Start stopped instances."""
    found = _named(params)
    for instance in found:
        if _state(instance) not in ("stopped", "running", "pending"):
            raise _wrong_state(instance)
    return _moved(found, "pending", {"pending", "running"})


@action("ModifyInstanceAttribute")
def modify_instance_attribute(params: Params) -> str:
    """Change the protection, the groups, the type or the source check of an instance."""
    instance = _existing(text(params, "InstanceId"))
    if protect := text(params, "DisableApiTermination.Value"):
        instance["DisableApiTermination"] = protect.lower() == "true"
    if check := text(params, "SourceDestCheck.Value"):
        instance["SourceDestCheck"] = check.lower() == "true"
        ec2._network_interfaces[instance["NetworkInterfaceId"]]["SourceDestCheck"] = instance["SourceDestCheck"]
    for name in ("InstanceType", "UserData"):
        if value := text(params, f"{name}.Value"):
            if _state(instance) != "stopped":
                raise _wrong_state(instance)
            instance[name] = value
    if groups := members(params, "GroupId"):
        for group in groups:
            require_group(group, str(instance["VpcId"]))
        carried = [{"GroupId": group, "GroupName": ec2._security_groups[group]["GroupName"]} for group in groups]
        instance["SecurityGroups"] = ec2._network_interfaces[instance["NetworkInterfaceId"]]["Groups"] = carried
    return "<return>true</return>"


@action("ModifyInstanceMetadataOptions")
def modify_instance_metadata_options(params: Params) -> str:
    """Change how an instance's metadata is reached."""
    instance = _existing(text(params, "InstanceId"))
    options = instance["MetadataOptions"]
    assert isinstance(options, dict)  # noqa: S101 - our own record
    options |= {name: text(params, name) for name in options if text(params, name)}
    return f"<instanceId>{instance['InstanceId']}</instanceId>"


@action("DescribeInstanceAttribute")
def describe_instance_attribute(params: Params) -> str:
    """One attribute of an instance."""
    instance, attribute = _existing(text(params, "InstanceId")), text(params, "Attribute")
    values = {
        "disableApiTermination": str(bool(instance.get("DisableApiTermination"))).lower(),
        "instanceType": instance["InstanceType"],
        "userData": instance["UserData"],
        "sourceDestCheck": str(instance["SourceDestCheck"]).lower(),
    }
    if attribute not in values:
        raise Ec2Error("InvalidParameterValue", f"The local AWS does not model the attribute {attribute}.")
    identifier = f"<instanceId>{instance['InstanceId']}</instanceId>"
    return f"{identifier}<{attribute}><value>{values[attribute]}</value></{attribute}>"


def _named(params: Params) -> list[Instance]:
    return [_existing(identifier) for identifier in members(params, "InstanceId")]


def _existing(identifier: str) -> Instance:
    if not ec2._INSTANCE_ID_RE.match(identifier):
        raise Ec2Error("InvalidInstanceID.Malformed", f'Invalid id: "{identifier}"')
    found: Instance | None = ec2._instances.get(identifier)
    if found is None:
        raise Ec2Error("InvalidInstanceID.NotFound", f"The instance ID '{identifier}' does not exist")
    return found


def _state(instance: Instance) -> str:
    state = instance["State"]
    assert isinstance(state, dict)  # noqa: S101 - our own record
    return str(state["Name"])


def _wrong_state(instance: Instance) -> Ec2Error:
    identifier, state = instance["InstanceId"], _state(instance)
    return Ec2Error("IncorrectInstanceState", f"The instance '{identifier}' is not in a state for this: {state}")


def _moved(found: list[Instance], state: str, already: set[str]) -> str:
    items = ""
    for instance in found:
        before = dict(instance["State"])  # type: ignore[call-overload]
        if _state(instance) not in already:
            enter(instance, state)
        now = instance["State"]
        items += (
            f"<item><instanceId>{instance['InstanceId']}</instanceId>"
            f"<previousState><code>{before['Code']}</code><name>{before['Name']}</name></previousState>"
            f"<currentState><code>{now['Code']}</code><name>{now['Name']}</name></currentState></item>"  # type: ignore[index]
        )
    return f"<instancesSet>{items}</instancesSet>"
