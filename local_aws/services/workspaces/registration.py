"""RegisterWorkspaceDirectory, DescribeWorkspaceDirectories and DeregisterWorkspaceDirectory."""

from __future__ import annotations

import hashlib
import ipaddress
from typing import TYPE_CHECKING, Final

from local_aws import faults
from local_aws.services import durations, neighbours, state
from local_aws.services.ds.model import directories
from local_aws.services.workspaces import regions
from local_aws.services.workspaces.model import Registration, fleet, registration
from local_aws.services.workspaces.pages import paged
from local_aws.services.workspaces.tags import new_tags
from local_aws.wire import ServiceError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from mypy_boto3_workspaces.type_defs import (
        DeregisterWorkspaceDirectoryRequestTypeDef,
        DescribeWorkspaceDirectoriesRequestTypeDef,
        RegisterWorkspaceDirectoryRequestTypeDef,
    )

    from local_aws.services.ds.model import Directory
    from local_aws.services.neighbours import Subnet

ROLE: Final = "workspaces_DefaultRole"
SERVICE: Final = "workspaces.amazonaws.com"
POLICIES: Final = frozenset({"AmazonWorkSpacesServiceAccess", "AmazonWorkSpacesSelfServiceAccess"})
APPLICATION: Final = "workspaces"
LIMIT: Final = 50
"""Registered directories per account and region (facts §4.8)."""

DIRECTORY_TYPES: Final = {"MicrosoftAD": "SIMPLE_AD", "SimpleAD": "SIMPLE_AD", "ADConnector": "AD_CONNECTOR"}
"""What registrations call the directory's type; a Managed AD is reported as SIMPLE_AD (facts §3.3 [R])."""

DEVICES: Final = ("Windows", "Osx", "Ios", "Android", "ChromeOs", "ZeroClient", "WorkSpacesThinClient", "Web", "Linux")
DENIED: Final = {"Web", "Linux"}
"""Devices that are off unless allowed (facts §4.6)."""

PERMISSIONS: Final = (
    "RestartWorkspace",
    "IncreaseVolumeSize",
    "ChangeComputeType",
    "SwitchRunningMode",
    "RebuildWorkspace",
)


def register_workspace_directory(request: RegisterWorkspaceDirectoryRequestTypeDef) -> Mapping[str, object]:
    """Start a registration (facts §0.3-§0.5, §1.2, §1.8, §3.3)."""
    directory_id = request.get("DirectoryId")
    if directory_id is None or request.get("UserIdentityType", "AWS_DIRECTORY_SERVICE") != "AWS_DIRECTORY_SERVICE":
        raise ServiceError("OperationNotSupportedException", "Only Directory Service directories are modelled.")
    directory = directories().get(directory_id)
    if directory is None:
        raise ServiceError("ResourceNotFoundException", f"The directory {directory_id} could not be found.")
    role_arn = _role()
    if directory_id in fleet().registrations:
        raise ServiceError("ResourceAlreadyExistsException", f"The directory {directory_id} is already registered.")
    if directory.stage != "Active":
        raise ServiceError(
            "InvalidResourceStateException", f"The directory {directory_id} is {directory.stage}, not Active."
        )
    if len(fleet().registrations) >= LIMIT:
        raise ServiceError("ResourceLimitExceededException", f"The region's limit of {LIMIT} directories is reached.")
    if request.get("Tenancy", "SHARED") == "DEDICATED":
        raise ServiceError("OperationNotSupportedException", "The account is not enabled for dedicated tenancy.")
    subnets = _placed(directory, request.get("SubnetIds"))
    _refuse_collision(directory.vpc_id)
    tags = new_tags(request.get("Tags", []))
    group_id = neighbours.create_group(
        f"{directory_id}_workspacesMembers", "Amazon WorkSpaces Security Group", directory.vpc_id
    )
    new = Registration(directory, subnets, group_id, role_arn, code(directory_id), "SHARED")
    new.creation = {
        "EnableInternetAccess": False,
        "UserEnabledAsLocalAdministrator": True,
        "EnableMaintenanceMode": True,
    }
    new.access = {f"DeviceType{each}": "DENY" if each in DENIED else "ALLOW" for each in DEVICES}
    self_service = bool(request.get("EnableSelfService", False))
    new.selfservice = {
        each: "ENABLED" if self_service or each == "RestartWorkspace" else "DISABLED" for each in PERMISSIONS
    }
    new.saml = {"Status": "DISABLED", "RelayStateParameterName": "RelayState"}
    new.certificates = {"Status": "DISABLED"}
    new.client = {"ReconnectEnabled": "ENABLED", "LogUploadEnabled": "ENABLED"}
    fleet().registrations[directory_id] = new
    fleet().tags[directory_id] = tags
    directory.applications.add(APPLICATION)
    ending = faults.take_stage("workspaces", "RegisterWorkspaceDirectory")

    def ready() -> None:
        new.state, new.error = (ending.stage, ending.reason) if ending else ("REGISTERED", "")

    state.later(durations.REGISTER, ready)
    return {"DirectoryId": directory_id, "State": new.state}


def deregister_workspace_directory(request: DeregisterWorkspaceDirectoryRequestTypeDef) -> None:
    """Start a deregistration, refused while anything of the directory is in use (facts §3.5).

    When it ends the directory is absent here; its members' security group is left behind in the VPC, and Directory
    Service takes half an hour more to forget that the application was authorized (facts §3.4).
    """
    found = registration(request["DirectoryId"])
    directory = found.directory
    if found.state not in {"REGISTERED", "ERROR"}:
        raise ServiceError("InvalidResourceStateException", f"The directory {directory.id} is {found.state}.")
    for reason, used in (
        ("has WorkSpaces in it", any(each.directory_id == directory.id for each in fleet().desktops.values())),
        ("is associated with IP access control groups", bool(found.ip_groups)),
        (
            "is associated with a connection alias",
            any(each.directory_id == directory.id for each in fleet().aliases.values()),
        ),
    ):
        if used:
            raise ServiceError("OperationNotSupportedException", f"The directory {directory.id} {reason}.")
    ending = faults.take_stage("workspaces", "DeregisterWorkspaceDirectory")
    found.state = "DEREGISTERING"

    def gone() -> None:
        if ending:
            found.state, found.error = ending.stage, ending.reason
            return
        del fleet().registrations[directory.id]
        fleet().tags.pop(directory.id, None)
        state.later(durations.AUTHORIZED_APPLICATIONS, lambda: _unauthorize(directory))

    state.later(durations.DEREGISTER, gone)


def describe_workspace_directories(request: DescribeWorkspaceDirectoriesRequestTypeDef) -> Mapping[str, object]:
    """Describe registrations; an id that is not registered is left out, not refused (facts §3.3)."""
    ids = request.get("DirectoryIds")
    found = [each for each in fleet().registrations.values() if ids is None or each.directory.id in ids]
    if request.get("WorkspaceDirectoryNames"):
        found = []
    for each in request.get("Filters", []):
        own = {"USER_IDENTITY_TYPE": "AWS_DIRECTORY_SERVICE", "WORKSPACE_TYPE": "PERSONAL"}[each["Name"]]
        found = found if own in each["Values"] else []
    shown, token = paged(found, request.get("Limit"), request.get("NextToken"), "directories")
    return {"Directories": [_description(each) for each in shown], "NextToken": token}


def code(directory_id: str) -> str:
    """Return a directory's registration code: the same whenever it is registered [R]."""
    letters = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
    digest = hashlib.sha256(directory_id.encode()).digest()
    return f"WS{regions.CODES.get(state.region(), 'iad')}+{''.join(letters[each % 32] for each in digest[:6])}"


def _role() -> str:
    """Find the service's role: its name, its trust and both policies must be there (facts §0.3, §5)."""
    role = neighbours.role(ROLE)
    if role is None or SERVICE not in role.trusted_services or not role.policies >= POLICIES:
        raise ServiceError("WorkspacesDefaultRoleNotFoundException", f"The {ROLE} role could not be found.")
    return role.arn


def _placed(directory: Directory, subnet_ids: Sequence[str] | None) -> Sequence[Subnet]:
    """Check the subnets: two, of the directory's VPC, in two different zones with WorkSpaces (facts §0.4, §2.1)."""
    subnets = neighbours.subnets(subnet_ids) if subnet_ids else directory.subnets
    supported = regions.ZONE_IDS.get(state.region(), ())
    problem = None
    if len(subnets) != 2 or len({each.zone_id for each in subnets}) != 2:  # noqa: PLR2004 - two subnets, always
        problem = "The specified subnets must be two, in two different Availability Zones."
    elif unsupported := [each for each in subnets if each.zone_id not in supported]:
        named = ", ".join(f"{each.id} is in {each.zone_id}" for each in unsupported)
        problem = f"WorkSpaces is not available in the zones of the subnets: {named}."
    elif {each.vpc_id for each in subnets} != {directory.vpc_id}:
        problem = f"The specified subnets must be in the directory's VPC {directory.vpc_id}."
    if problem:
        raise ServiceError("OperationNotSupportedException", problem)
    return subnets


def _refuse_collision(vpc_id: str) -> None:
    """Refuse a VPC that leaves no management range free (facts §0.5, §1.2)."""
    used = [ipaddress.ip_network(each) for each in [*neighbours.vpc_cidrs(vpc_id), *neighbours.routed_cidrs(vpc_id)]]
    ranges = regions.management_ranges(state.region())
    if all(any(ipaddress.ip_network(each).overlaps(cidr) for cidr in used) for each in ranges):
        raise ServiceError(
            "UnsupportedNetworkConfigurationException",
            f"The VPC {vpc_id} conflicts with every management range of the region: {', '.join(ranges)}.",
        )


def _unauthorize(directory: Directory) -> None:
    if directory.id not in fleet().registrations:
        directory.applications.discard(APPLICATION)


def _description(each: Registration) -> dict[str, object]:
    directory = each.directory
    return {
        "DirectoryId": directory.id,
        "Alias": directory.id,
        "DirectoryName": directory.name,
        "RegistrationCode": each.code,
        "SubnetIds": [subnet.id for subnet in each.subnets],
        "DnsIpAddresses": directory.dns_addresses,
        "CustomerUserName": directory.connection.user if directory.connection else "Administrator",
        "IamRoleId": each.role_arn,
        "DirectoryType": DIRECTORY_TYPES[directory.type],
        "WorkspaceSecurityGroupId": each.group_id,
        "State": each.state,
        "WorkspaceCreationProperties": each.creation,
        "ipGroupIds": each.ip_groups,
        "WorkspaceAccessProperties": each.access,
        "Tenancy": each.tenancy,
        "SelfservicePermissions": each.selfservice,
        "SamlProperties": each.saml,
        "CertificateBasedAuthProperties": each.certificates,
        "EndpointEncryptionMode": each.encryption_mode,
        "UserIdentityType": "AWS_DIRECTORY_SERVICE",
        "WorkspaceType": "PERSONAL",
        "StreamingProperties": each.streaming or None,
        "ErrorMessage": each.error or None,
    }
