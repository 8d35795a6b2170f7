"""Domain controllers on Amazon EC2: replicas of an on-premises domain."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from workspaces_constructs.rules.resources import Properties, Unknown
from workspaces_constructs.rules.rule import Violation, rule
from workspaces_constructs.rules.views.domain_controllers import domain_controllers, is_undone, may_be_others
from workspaces_constructs.rules.views.zones import same_zone

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workspaces_constructs.rules.resources import Resource, Value
    from workspaces_constructs.rules.templates import Templates
    from workspaces_constructs.rules.views.domain_controllers import Controller
    from workspaces_constructs.rules.views.networks import Subnet

_SCENARIO: Final = "whitepaper: Scenario 2: Extending On-Premises AD DS into AWS (Replica)"
_QUICK_START: Final = "https://github.com/aws-ia/cfn-ps-microsoft-activedirectory"
_CORE: Final = "AmazonSSMManagedInstanceCore"
_ROOT: Final = frozenset({"/dev/sda1", "/dev/xvda", "/dev/sda"})
"""What root volumes of images are called; those of Windows are all ``/dev/sda1``."""
_KEPT: Final = frozenset({"Retain", "RetainExceptOnCreate"})


@rule(
    "WorkSpaces-DC1",
    "warning",
    title="A domain has domain controllers in two Availability Zones",
    reason="With one, or with all in one zone, nobody can sign in when it fails, however many zones the desktops are "
    "in.",
    fix="Make at least two domain controllers, in subnets of two Availability Zones.",
    source=_SCENARIO,
)
def controllers_in_two_zones(templates: Templates) -> Iterator[Violation]:
    """Domain controllers that are alone, or all in one zone."""
    every = [] if may_be_others(templates) else list(domain_controllers(templates).values())
    places = [each.subnet for each in every if each.subnet]
    if len(every) == 1:
        yield Violation(every[0].resource, "the templates make no other domain controller")
    elif every and len(places) == len(every) and _in_one_zone(places):
        yield Violation(every[0].resource, "all domain controllers are in its Availability Zone", "SubnetId")


def _in_one_zone(places: list[Subnet]) -> bool:
    return all(each.resource is places[0].resource or same_zone(places[0], each) for each in places)


@rule(
    "WorkSpaces-DC2",
    "warning",
    title="The volumes of a domain controller are encrypted",
    reason="They hold the passwords of all users of the domain.",
    fix="Set Encrypted in every Ebs of BlockDeviceMappings, the root volume's too.",
    source=_QUICK_START,
)
def encrypted_volumes(templates: Templates) -> Iterator[Violation]:
    """Domain controllers with a volume that is not encrypted."""
    for controller in domain_controllers(templates).values():
        given = controller.setting("BlockDeviceMappings")
        if isinstance(given, Unknown):
            continue
        volumes = [each for each in given if isinstance(each, dict)] if isinstance(given, list) else []
        names = [each.text("DeviceName") for each in map(Properties, volumes)]
        if not given:
            yield Violation(controller.resource, "nothing says that its volumes are encrypted", "BlockDeviceMappings")
        elif isinstance(given, list) and all(names) and len(names) == len(given) and _ROOT.isdisjoint(names):
            message = "nothing says that its root volume is encrypted"
            yield Violation(controller.resource, message, "BlockDeviceMappings")
        for each in map(Properties, volumes):
            if each.has("Ebs") and each.knows("Ebs", "Encrypted") and not each.flag("Ebs", "Encrypted"):
                name = each.text("DeviceName") or "a volume"
                yield Violation(controller.resource, f"{name} is not encrypted", "BlockDeviceMappings")


@rule(
    "WorkSpaces-DC3",
    "warning",
    title="A domain controller has a fixed private address",
    reason="Desktops, DHCP options, and AD Connectors know it by its address. One that is replaced gets another, and "
    "an AD Connector cannot be changed.",
    fix="Set PrivateIpAddress to an address of its subnet.",
    source=_SCENARIO,
)
def fixed_addresses(templates: Templates) -> Iterator[Violation]:
    """Domain controllers whose address EC2 chooses."""
    for controller in domain_controllers(templates).values():
        if controller.setting("PrivateIpAddress") is None and not _has_interface_with_address(controller):
            yield Violation(controller.resource, "EC2 chooses its address")


def _has_interface_with_address(controller: Controller) -> bool:
    """Whether an interface has, or may have, an address of its own."""
    interfaces = controller.setting("NetworkInterfaces")
    if not isinstance(interfaces, list):
        return isinstance(interfaces, Unknown)
    keys = ("NetworkInterfaceId", "PrivateIpAddress", "PrivateIpAddresses")
    return any(not isinstance(each, dict) or any(key in each for key in keys) for each in interfaces)


@rule(
    "WorkSpaces-DC4",
    "warning",
    title="A domain controller does not go without being demoted",
    reason="One that is simply deleted stays in the domain as an object that others go on asking, until its metadata "
    "is cleaned up by hand.",
    fix="Set DeletionPolicy to Retain or DisableApiTermination to true, or have a runbook demote it first.",
    source="https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-attribute-deletionpolicy.html",
)
def not_deleted_silently(templates: Templates) -> Iterator[Violation]:
    """Domain controllers that are deleted with their stack, and are not demoted before."""
    for controller in domain_controllers(templates).values():
        policy = controller.resource.raw.get("DeletionPolicy", "Delete")
        protected = controller.setting("DisableApiTermination")
        if not isinstance(policy, str) or policy in _KEPT or is_undone(templates, controller):
            continue
        if protected is None or protected is False or protected == "false":
            yield Violation(controller.resource, "it goes with its stack and stays in the domain")


@rule(
    "WorkSpaces-DC5",
    "warning",
    title="A domain controller answers metadata requests with a token only",
    reason="Version 1 of the instance metadata service lets whoever can make the host fetch a URL read its "
    "credentials.",
    fix="Set MetadataOptions.HttpTokens to required in the launch template.",
    source="https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/"
    "aws-properties-ec2-instance-metadataoptions.html",
)
def metadata_with_a_token(templates: Templates) -> Iterator[Violation]:
    """Domain controllers that do not ask for version 2 of the metadata service."""
    for controller in domain_controllers(templates).values():
        options = controller.setting("MetadataOptions")
        if isinstance(options, Unknown):
            continue
        given = Properties(options) if isinstance(options, dict) else Properties({})
        off = given.text("HttpEndpoint") == "disabled"
        if not off and given.knows("HttpTokens") and given.text("HttpTokens") != "required":
            wrong = "it answers" if given.has("HttpTokens") else "nothing keeps it from answering"
            yield Violation(controller.resource, f"{wrong} metadata requests without a token")


@rule(
    "WorkSpaces-DC6",
    "advice",
    title="A domain controller is managed by Systems Manager",
    reason="It can then be promoted, patched and looked at without anybody signing in by RDP.",
    fix=f"Give it an instance profile whose role has {_CORE}.",
    source=_QUICK_START,
)
def managed_by_systems_manager(templates: Templates) -> Iterator[Violation]:
    """Domain controllers without a profile, or with a role that Systems Manager cannot use."""
    for controller in domain_controllers(templates).values():
        given = controller.setting("IamInstanceProfile")
        if given is None:
            yield Violation(controller.resource, "it has no instance profile")
            continue
        profile = controller.resource.properties.resource("IamInstanceProfile")
        roles = profile.properties.resources("Roles") if profile else []
        if roles and all(_cannot_be_managed(templates, role) for role in roles):
            yield Violation(controller.resource, f"its role {roles[0].logical_id} does not have {_CORE}")


def _cannot_be_managed(templates: Templates, role: Resource) -> bool:
    """Whether a role has, for certain, no permission of Systems Manager's agent."""
    given = role.properties
    if role.type != "AWS::IAM::Role" or given.has("Policies"):
        return False
    if any(_may_be_core(each) for each in given.values("ManagedPolicyArns")):
        return False
    attached = templates.of_type("AWS::IAM::Policy", "AWS::IAM::ManagedPolicy", "AWS::IAM::RolePolicy")
    return not any(
        each.resource is role for policy in attached for key in ("Roles", "RoleName")
        for each in policy.properties.references(key)
    )  # fmt: skip


def _may_be_core(policy: Value) -> bool:
    text = policy.text if isinstance(policy, Unknown) else policy
    if isinstance(text, str) and text.strip("\0"):
        return "SSM" in text or "AdministratorAccess" in text or text.endswith("\0")
    return True


@rule(
    "WorkSpaces-DC7",
    "error",
    title="A domain controller has no public address",
    reason="Domain controllers belong in private subnets; nobody on the internet is to try passwords on them.",
    fix="Leave out AssociatePublicIpAddress and the Elastic IP address; administer it by Systems Manager.",
    source=_SCENARIO,
)
def no_public_addresses(templates: Templates) -> Iterator[Violation]:
    """Domain controllers with a public address of their own."""
    every = domain_controllers(templates)
    hosts = {each.resource.name: each.resource for each in every.values()}
    for controller in every.values():
        interfaces = controller.setting("NetworkInterfaces")
        listed = interfaces if isinstance(interfaces, list) else []
        given = [Properties(each) for each in listed if isinstance(each, dict)]
        if any(each.flag("AssociatePublicIpAddress") for each in given):
            yield Violation(controller.resource, "it gets a public address", "NetworkInterfaces")
        own = (each.resource("NetworkInterfaceId") for each in given)
        hosts.update((each.name, controller.resource) for each in own if each)
    for address in templates.of_type("AWS::EC2::EIP", "AWS::EC2::EIPAssociation"):
        for key in ("InstanceId", "NetworkInterfaceId"):
            named = address.properties.resource(key)
            host = hosts.get(named.name) if named else None
            if host:
                yield Violation(address, f"the domain controller {host.logical_id} gets a public address", key)
