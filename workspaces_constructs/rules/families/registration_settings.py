"""What a registration says about new desktops, and what users may do to theirs."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from workspaces_constructs.facts.domains import default_netbios_name, require_ou
from workspaces_constructs.facts.errors import ConfigurationError
from workspaces_constructs.rules.rule import Violation, rule
from workspaces_constructs.rules.views.directories import directories, registrations
from workspaces_constructs.rules.views.settings import REGISTRATION, directory_settings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workspaces_constructs.rules.templates import Templates
    from workspaces_constructs.rules.views.directories import Directory

_CREATION: Final = "WorkspaceCreationProperties"
_SELF_SERVICE: Final = "SelfservicePermissions"
_RAISE_THE_BILL: Final = ("IncreaseVolumeSize", "ChangeComputeType", "SwitchRunningMode")
_SETTINGS_PAGE: Final = "https://docs.aws.amazon.com/workspaces/latest/adminguide/update-directory-details.html"


@rule(
    "WorkSpaces-REG8",
    "advice",
    title="Users are local administrators by exception",
    reason="A local administrator installs software and changes what protects the desktop. WorkSpaces makes every user "
    "one where nothing else is said.",
    fix="Set UserEnabledAsLocalAdministrator to false; give users who need it a registration of their own.",
    source="whitepaper: Example of a Typical Configuration",
)
def local_administrators_by_exception(templates: Templates) -> Iterator[Violation]:
    """Registrations that make users local administrators, by a word or by none."""
    way = (_CREATION, "UserEnabledAsLocalAdministrator")
    for each in directory_settings(templates):
        if each.properties.flag(*way):
            yield Violation(each, "it makes users local administrators of their desktops", ".".join(way))
        elif not each.properties.has(*way):
            yield Violation(each, "it leaves users local administrators, which is the default", _CREATION)


@rule(
    "WorkSpaces-REG9",
    "warning",
    title="Desktops get no public addresses",
    reason="With a public address a desktop is on the internet, past the network's controls of what goes in and out.",
    fix="Set EnableInternetAccess to false, and let private subnets out through NAT gateways or a proxy.",
    source=_SETTINGS_PAGE,
)
def no_public_addresses(templates: Templates) -> Iterator[Violation]:
    """Registrations that give desktops public addresses."""
    way = (_CREATION, "EnableInternetAccess")
    for each in directory_settings(templates):
        if each.properties.flag(*way):
            yield Violation(each, "EnableInternetAccess gives every new desktop a public address", ".".join(way))


@rule(
    "WorkSpaces-REG10",
    "warning",
    title="Desktops are maintained",
    reason="In maintenance mode desktops get updates in a window of their own; AutoStop desktops are started for it.",
    fix="Set EnableMaintenanceMode to true.",
    source="https://docs.aws.amazon.com/workspaces/latest/adminguide/workspace-maintenance.html",
)
def maintained(templates: Templates) -> Iterator[Violation]:
    """Registrations that switch the maintenance mode off."""
    way = (_CREATION, "EnableMaintenanceMode")
    for each in directory_settings(templates):
        if each.properties.flag(*way) is False:
            yield Violation(each, "the maintenance mode is off", ".".join(way))


@rule(
    "WorkSpaces-REG11",
    "advice",
    title="Desktops have an organizational unit of their own",
    reason="Group policies for desktops hang on an OU, and delegated rights to join computers can end there.",
    fix="Set DefaultOu to the distinguished name of an OU for desktops.",
    source="whitepaper: Network Considerations",
)
def own_organizational_unit(templates: Templates) -> Iterator[Violation]:
    """Registrations without a default OU."""
    for each in templates.of_type(REGISTRATION):
        if not each.properties.has(_CREATION, "DefaultOu"):
            yield Violation(each, "computer objects go to the directory's default place", _CREATION)


@rule(
    "WorkSpaces-REG12",
    "error",
    title="The default OU is the full distinguished name of an organizational unit",
    reason="WorkSpaces does not look whether the OU exists: with a wrong name no new desktop joins the domain.",
    fix="Write the name as OU=WorkSpaces,DC=corp,DC=example,DC=com.",
    source="https://docs.aws.amazon.com/workspaces/latest/api/API_WorkspaceCreationProperties.html",
)
def ou_is_a_distinguished_name(templates: Templates) -> Iterator[Violation]:
    """Registrations whose default OU is no full distinguished name of one."""
    for each in directory_settings(templates):
        name = each.properties.text(_CREATION, "DefaultOu")
        if name and not _is_ou(name, _domain_of(name)):
            yield Violation(each, f"{name} is not the full name of an OU", f"{_CREATION}.DefaultOu")


@rule(
    "WorkSpaces-REG13",
    "error",
    title="The default OU is in the right domain, where computers can be put",
    reason="Desktops join the domain of a Managed AD or Simple AD that is registered itself. In a Managed AD customers "
    "have rights only below the OU with its NetBIOS name.",
    fix="Name an OU of the directory's domain, in a Managed AD one such as "
    "OU=WorkSpaces,OU=CORP,DC=corp,DC=example,DC=com.",
    source="https://docs.aws.amazon.com/directoryservice/latest/admin-guide/"
    "ms_ad_getting_started_what_gets_created.html",
)
def ou_of_the_right_domain(templates: Templates) -> Iterator[Violation]:
    """Registrations whose default OU is in another domain, or beside the OU of a Managed AD."""
    every = directories(templates).values()
    managed = {each.domain_name.lower(): each for each in every if each.kind == "managed" and each.domain_name}
    for each in registrations(templates):
        name = each.resource.properties.text(_CREATION, "DefaultOu")
        if name is None or not _is_ou(name, _domain_of(name)):
            continue
        domain, directory = _domain_of(name), each.directory
        own = directory.domain_name if directory and directory.kind != "connector" else None
        if own and own.lower() != domain.lower():
            yield Violation(each.resource, f"{name} is not in {own}, which desktops join", f"{_CREATION}.DefaultOu")
        elif domain.lower() in managed and not _is_in_managed_ad(name, managed[domain.lower()]):
            yield Violation(
                each.resource,
                f"{name} is outside the part of {domain} that is the customer's",
                f"{_CREATION}.DefaultOu",
            )


def _domain_of(name: str) -> str:
    parts = (part.strip() for part in re.split(r"(?<!\\),", name))
    return ".".join(part[3:] for part in parts if part[:3].upper() == "DC=")


def _is_ou(name: str, domain: str) -> bool:
    try:
        require_ou(name, domain)
    except ConfigurationError:
        return False
    return True


def _is_in_managed_ad(name: str, directory: Directory) -> bool:
    given, domain = directory.resource.properties, directory.domain_name or ""
    try:
        netbios = given.text("ShortName") if given.has("ShortName") else default_netbios_name(domain)
        if netbios is not None:
            require_ou(name, domain, managed_ad=True, netbios_name=netbios)
    except ConfigurationError:
        return False
    return True


@rule(
    "WorkSpaces-REG14",
    "advice",
    title="Desktops get a security group of yours",
    reason="The service's own group must not be changed. One's own says who reaches desktops, such as the help desk.",
    fix="Set CustomSecurityGroupId to a group for the desktops of this directory.",
    source="whitepaper: Example of a Typical Configuration",
)
def own_security_group(templates: Templates) -> Iterator[Violation]:
    """Registrations without a security group."""
    for each in directory_settings(templates):
        if not each.properties.has(_CREATION, "CustomSecurityGroupId"):
            yield Violation(each, "desktops have the service's own security group only", _CREATION)


@rule(
    "WorkSpaces-REG15",
    "warning",
    title="A registration does not ask for WorkDocs",
    reason="WorkDocs has ended, and the API no longer knows EnableWorkDocs.",
    fix="Remove EnableWorkDocs. For files use Amazon FSx.",
    source="https://docs.aws.amazon.com/workspaces/latest/api/API_RegisterWorkspaceDirectory.html",
)
def no_workdocs(templates: Templates) -> Iterator[Violation]:
    """Registrations with WorkDocs."""
    for each in directory_settings(templates):
        for way in (("EnableWorkDocs",), (_CREATION, "EnableWorkDocs")):
            if each.properties.flag(*way):
                yield Violation(each, "it asks for WorkDocs", ".".join(way))


@rule(
    "WorkSpaces-REG16",
    "warning",
    title="Users do not raise the bill themselves",
    reason="Larger volumes, more hardware and another running mode cost money, and larger volumes never shrink again. "
    "They belong in a process with an approval.",
    fix="Set IncreaseVolumeSize, ChangeComputeType and SwitchRunningMode to DISABLED.",
    source="whitepaper: Self-Service Workspace Management Capabilities",
)
def users_do_not_raise_the_bill(templates: Templates) -> Iterator[Violation]:
    """Registrations with self-service for what costs money."""
    for each in directory_settings(templates):
        allowed = [name for name in _RAISE_THE_BILL if each.properties.text(_SELF_SERVICE, name) == "ENABLED"]
        if allowed:
            yield Violation(each, f"users may do {', '.join(allowed)} themselves", _SELF_SERVICE)


@rule(
    "WorkSpaces-REG17",
    "advice",
    title="Users do not rebuild their desktops unless they know what is lost",
    reason="A rebuild takes up to an hour. It replaces the root volume, and the user volume by its last snapshot.",
    fix="Set RebuildWorkspace to DISABLED, or tell users what a rebuild does.",
    source="whitepaper: Self-Service Workspace Management Capabilities",
)
def users_do_not_rebuild(templates: Templates) -> Iterator[Violation]:
    """Registrations with self-service for rebuilding."""
    for each in directory_settings(templates):
        if each.properties.text(_SELF_SERVICE, "RebuildWorkspace") == "ENABLED":
            yield Violation(each, "users may rebuild their desktops", f"{_SELF_SERVICE}.RebuildWorkspace")


@rule(
    "WorkSpaces-REG18",
    "advice",
    title="Users restart their desktops themselves",
    reason="A restart costs nothing and loses nothing that is saved, and it spares the support a call.",
    fix="Set RestartWorkspace to ENABLED.",
    source="whitepaper: Self-Service Workspace Management Capabilities",
)
def users_restart(templates: Templates) -> Iterator[Violation]:
    """Registrations that keep users from restarting."""
    for each in directory_settings(templates):
        if each.properties.text(_SELF_SERVICE, "RestartWorkspace") == "DISABLED":
            yield Violation(each, "users may not restart their desktops", f"{_SELF_SERVICE}.RestartWorkspace")
