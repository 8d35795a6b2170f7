"""RunInstances: with real interfaces and volumes, roles that exist, and launch templates read when they are used.

ministack's instances run at once, with random addresses, no interfaces, and whatever image or role they name.
"""

# ruff: noqa: SLF001 - ministack has no public hooks; a canary test pins what is used

from __future__ import annotations

from typing import TYPE_CHECKING

from ministack.services import ec2

from local_aws.ec2 import images, interfaces
from local_aws.ec2.wire import Ec2Error, Params, action, text

if TYPE_CHECKING:
    from collections.abc import Mapping

Instance = dict[str, object]
STATES = {"pending": 0, "running": 16, "shutting-down": 32, "terminated": 48, "stopping": 64, "stopped": 80}
SECONDS = {"pending": 20.0, "shutting-down": 60.0, "stopping": 60.0}
"""How long an instance stays in a state that passes, in emulated seconds [I]."""


@action("RunInstances")
def run_instances(params: Params) -> str:
    """Launch instances; nothing is made unless all of it can be."""
    given = _request(params)
    image = images.resolve(str(given.get("ImageId") or ""))
    profile, refusal = ec2._resolve_iam_instance_profile(
        iam_arn=_of(given, "IamInstanceProfile", "Arn"), iam_name=_of(given, "IamInstanceProfile", "Name")
    )
    if refusal:
        raise Ec2Error("InvalidParameterValue", f"Value for parameter iamInstanceProfile is invalid: {_profile(given)}")
    if profile and not ec2_profile_roles(profile["Arn"]):
        raise Ec2Error("InvalidParameterValue", f"IAM Instance Profile '{profile['Arn']}' has no associated IAM Roles")
    made = [_launch(given, image, profile) for _ in range(int(text(params, "MinCount") or 1))]
    for instance in made:
        ec2._parse_tag_specs(params, "instance", instance["InstanceId"])
        _template_tags(given, str(instance["InstanceId"]))
    items = "".join(ec2._instance_xml(instance) for instance in made)
    return (
        f"<reservationId>r-{ec2.new_uuid().replace('-', '')[:17]}</reservationId>"
        f"<ownerId>{ec2.get_account_id()}</ownerId><groupSet/><instancesSet>{items}</instancesSet>"
    )


def ec2_profile_roles(arn: str) -> list[str]:
    """The roles of an instance profile."""
    from ministack.services import iam

    profile = iam._lookup_instance_profile(arn=arn)
    return [str(role) for role in profile["Roles"]] if profile else []


def enter(instance: Instance, state: str) -> None:
    """Put an instance into a state; those that pass are left by themselves."""
    from local_aws.services import state as agenda

    instance["State"] = {"Code": STATES[state], "Name": state}
    following = {"pending": "running", "shutting-down": "terminated", "stopping": "stopped"}.get(state)
    if state == "running":
        instance["RunningSince"] = agenda.now()
    if state == "terminated":
        _release(instance)
    if following:

        def go_on() -> None:
            if instance["State"]["Name"] == state:  # type: ignore[index]
                enter(instance, following)

        with agenda.lock:
            agenda.later(SECONDS[state], go_on)


def _request(params: Params) -> dict[str, object]:
    """The request over its launch template, whose every member it may name anew."""
    own: dict[str, object] = ec2._parse_lt_data({f"Own.{name}": value for name, value in params.items()}, prefix="Own")
    own |= {
        name: text(params, name)
        for name in ("SubnetId", "PrivateIpAddress", "InstanceInitiatedShutdownBehavior")
        if text(params, name)
    }
    if address := text(params, "NetworkInterface.1.PrivateIpAddress"):
        own["PrivateIpAddress"] = address
    if interface := text(params, "NetworkInterface.1.NetworkInterfaceId"):
        own["NetworkInterfaceId"] = interface
    return {**_template(params), **own}


def _template(params: Params) -> Mapping[str, object]:
    identifier = text(params, "LaunchTemplate.LaunchTemplateId")
    name = text(params, "LaunchTemplate.LaunchTemplateName")
    if not (identifier or name):
        return {}
    template = next(
        (
            each
            for each in ec2._launch_templates.values()
            if identifier == each["LaunchTemplateId"] or (name and name == each["LaunchTemplateName"])
        ),
        None,
    )
    if template is None:
        raise Ec2Error("InvalidLaunchTemplateId.NotFound", f"The launch template {identifier or name} does not exist")
    wanted = text(params, "LaunchTemplate.Version") or "$Default"
    number = {
        "$Default": template["DefaultVersionNumber"],
        "$Latest": template["LatestVersionNumber"],
    }.get(wanted, wanted)
    for version in template["Versions"]:
        if str(version["VersionNumber"]) == str(number):
            data: Mapping[str, object] = version["LaunchTemplateData"]
            return data
    raise Ec2Error("InvalidLaunchTemplateId.VersionNotFound", f"{identifier or name} has no version {wanted}")


def _launch(given: Mapping[str, object], image: str, profile: object) -> Instance:
    nics = given.get("NetworkInterfaces")
    nic: Mapping[str, object] = nics[0] if isinstance(nics, list) and nics else {}
    subnet = str(given.get("SubnetId") or nic.get("SubnetId") or ec2._DEFAULT_SUBNET_ID)
    groups = [str(group) for group in given.get("SecurityGroupIds") or nic.get("Groups") or []]  # type: ignore[attr-defined]
    interface = _interface(given, subnet, groups)
    identifier = ec2._new_instance_id()
    devices, volumes = _volumes(given, image, identifier, str(interface["AvailabilityZone"]))
    interface["Status"] = "in-use"
    interface["Attachment"] = {
        "AttachmentId": "eni-attach-" + ec2.new_uuid().replace("-", "")[:17],
        "InstanceId": identifier,
        "DeviceIndex": 0,
        "Status": "attached",
        "AttachTime": ec2._now_ts(),
    }
    address = str(interface["PrivateIpAddress"])
    public = str(nic.get("AssociatePublicIpAddress", "")).lower() == "true" or (
        "AssociatePublicIpAddress" not in nic and ec2._subnets[interface["SubnetId"]].get("MapPublicIpOnLaunch")
    )
    host = f"ip-{address.replace('.', '-')}"
    instance: Instance = {
        "InstanceId": identifier,
        "ImageId": image,
        "Platform": images.platform(image),
        "InstanceType": str(given.get("InstanceType") or "m1.small"),
        "KeyName": str(given.get("KeyName") or ""),
        "SubnetId": interface["SubnetId"],
        "VpcId": interface["VpcId"],
        "PrivateIpAddress": address,
        "PublicIpAddress": ec2._random_ip("54.") if public else "",
        "PrivateDnsName": f"{host}.ec2.internal",
        "PublicDnsName": "",
        "SourceDestCheck": True,
        "SecurityGroups": interface["Groups"],
        "Architecture": "arm64" if "arm64" in image else "x86_64",
        "RootDeviceType": "ebs",
        "RootDeviceName": images.root_device(image),
        "Hypervisor": "xen",
        "Virtualization": "hvm",
        "Placement": {"AvailabilityZone": interface["AvailabilityZone"], "Tenancy": "default"},
        "Monitoring": {"State": "enabled" if _of(given, "Monitoring", "Enabled").lower() == "true" else "disabled"},
        "AmiLaunchIndex": 0,
        "UserData": str(given.get("UserData") or ""),
        "LaunchTime": ec2._now_ts(),
        "BlockDeviceMappings": devices,
        "IamInstanceProfile": profile,
        "NetworkInterfaceId": interface["NetworkInterfaceId"],
        "OwnInterface": "NetworkInterfaceId" not in given,
        "VolumeIds": volumes,
        "DisableApiTermination": str(given.get("DisableApiTermination", "")).lower() == "true",
        "MetadataOptions": {
            "HttpTokens": _of(given, "MetadataOptions", "HttpTokens") or "optional",
            "HttpPutResponseHopLimit": _of(given, "MetadataOptions", "HttpPutResponseHopLimit") or "1",
            "HttpEndpoint": _of(given, "MetadataOptions", "HttpEndpoint") or "enabled",
        },
    }
    ec2._instances[identifier] = instance
    if profile:
        ec2._upsert_iam_instance_profile_association(identifier, profile)
    enter(instance, "pending")
    return instance


def _interface(given: Mapping[str, object], subnet: str, groups: list[str]) -> dict[str, object]:
    if identifier := str(given.get("NetworkInterfaceId") or ""):
        existing: dict[str, object] | None = ec2._network_interfaces.get(identifier)
        if existing is None:
            raise Ec2Error(
                "InvalidNetworkInterfaceID.NotFound", f"The networkInterface ID '{identifier}' does not exist"
            )
        if existing["Status"] == "in-use":
            raise Ec2Error("InvalidNetworkInterface.InUse", f"Interface: [{identifier}] in use.")
        return existing
    return interfaces.create(subnet, groups, address=str(given.get("PrivateIpAddress") or ""))


def _volumes(given: Mapping[str, object], image: str, instance: str, zone: str) -> tuple[list[object], list[str]]:
    root = images.root_device(image)
    named = {str(each["DeviceName"]): each.get("Ebs") or {} for each in given.get("BlockDeviceMappings") or []}  # type: ignore[attr-defined]
    devices: list[object] = []
    for device, wanted in {root: {}, **named}.items():
        volume, now = ec2._new_volume_id(), ec2._now_ts()
        # A volume of the launch goes with its instance, a further one only where that is asked for (EC2 guide).
        goes = str(wanted.get("DeleteOnTermination", device == root)).lower() == "true"
        attachment = {"VolumeId": volume, "InstanceId": instance, "Device": device, "State": "attached"}
        ec2._volumes[volume] = {
            "VolumeId": volume,
            "Size": int(wanted.get("VolumeSize") or (30 if images.platform(image) else 8)),
            "AvailabilityZone": zone,
            "State": "in-use",
            "VolumeType": wanted.get("VolumeType", "gp3"),
            "SnapshotId": "",
            "Iops": 3000,
            "Encrypted": str(wanted.get("Encrypted", "")).lower() == "true",
            "KmsKeyId": wanted.get("KmsKeyId", ""),
            "CreateTime": now,
            "Attachments": [{**attachment, "AttachTime": now, "DeleteOnTermination": goes}],
            "MultiAttachEnabled": False,
            "Throughput": 125,
        }
        ebs = {"VolumeId": volume, "Status": "attached", "AttachTime": now, "DeleteOnTermination": goes}
        devices.append({"DeviceName": device, "Ebs": ebs})
    return devices, [str(each["Ebs"]["VolumeId"]) for each in devices]  # type: ignore[index]


def _release(instance: Instance) -> None:
    """Give back what a terminated instance had: its interface, its volumes, a mapped address, its role."""
    import time

    instance["_terminated_at"] = time.time()
    interface = str(instance.get("NetworkInterfaceId", ""))
    if instance.get("OwnInterface"):
        interfaces.delete(interface)
    elif interface in ec2._network_interfaces:
        ec2._network_interfaces[interface] |= {"Status": "available", "Attachment": None}
    for address in ec2._addresses.values():
        if interface == address["NetworkInterfaceId"] or address.get("InstanceId") == instance["InstanceId"]:
            address |= {"AssociationId": None, "NetworkInterfaceId": None, "InstanceId": None}
    for identifier in instance.get("VolumeIds", []):  # type: ignore[attr-defined]
        volume = ec2._volumes.get(identifier)
        if volume is None:
            continue
        if all(attachment["DeleteOnTermination"] for attachment in volume["Attachments"]):
            ec2._volumes.pop(identifier)
        else:
            volume |= {"State": "available", "Attachments": []}
    association = ec2._find_active_iam_instance_profile_association(instance["InstanceId"])
    if association:
        ec2._mark_iam_instance_profile_association_disassociated(association)


def _template_tags(given: Mapping[str, object], identifier: str) -> None:
    own = {tag["Key"]: tag["Value"] for tag in ec2._tags.get(identifier, [])}
    for specification in given.get("TagSpecifications") or []:  # type: ignore[attr-defined]
        if specification.get("ResourceType") == "instance":
            own = {str(tag["Key"]): str(tag["Value"]) for tag in specification["Tags"]} | own
    if own:
        ec2._tags[identifier] = [{"Key": key, "Value": value} for key, value in own.items()]


def _of(given: Mapping[str, object], structure: str, member: str) -> str:
    found = given.get(structure)
    return str(found.get(member) or "") if isinstance(found, dict) else ""


def _profile(given: Mapping[str, object]) -> str:
    return _of(given, "IamInstanceProfile", "Arn") or _of(given, "IamInstanceProfile", "Name")
