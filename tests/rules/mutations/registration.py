"""Breaking the rules of ``families/registration.py``, ``registration_settings.py`` and ``own_directories.py``."""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING

from tests.rules.support.desktop_changes import a_desktop, a_registration, add, copy, give, take, unguarded
from tests.rules.support.mutations import mutation
from workspaces_constructs.facts.domains import distinguished_name
from workspaces_constructs.rules.views.directories import directories, registrations

if TYPE_CHECKING:
    from random import Random

    from workspaces_constructs.rules.templates import Templates

CREATION = "WorkspaceCreationProperties"
SELF_SERVICE = "SelfservicePermissions"
NEW = ("WorkSpaces-OPS1", "WorkSpaces-DR1")
"""What a registration lacks that a scenario has not added either."""

ON, OFF = True, False


@mutation("WorkSpaces-REG1")
def unregistered(templates: Templates, random: Random) -> bool:
    """Another directory, with a desktop and without a registration."""
    desktop = a_desktop(templates, random, "AUTO_STOP")
    if desktop is None:
        return False
    copy(templates, desktop, "Branch")["DirectoryId"] = {"Ref": "BranchDirectory"}
    settings = {"VpcId": "vpc-0123456789abcdef0", "SubnetIds": ["subnet-0123456789abcdef0", "subnet-0123456789abcdef1"]}
    properties = {
        "Name": "branch.example.com",
        "ShortName": "BRANCH",
        "Size": "Small",
        "Password": "{{resolve:secretsmanager:branch}}",
        "VpcSettings": settings,
    }
    return add(templates, desktop, "BranchDirectory", "AWS::DirectoryService::SimpleAD", properties)


@mutation("WorkSpaces-REG2")
def unordered(templates: Templates, random: Random) -> bool:
    registration, desktop = a_registration(templates, random), a_desktop(templates, random)
    if desktop is None:
        return False
    unguarded(desktop)
    return give(desktop, registration.raw["Properties"]["DirectoryId"], "DirectoryId")


@mutation(
    "WorkSpaces-REG3", related=(*NEW, "WorkSpaces-ACC1", "WorkSpaces-COST7", "WorkSpaces-MFA1", "WorkSpaces-REG11")
)
def registered_twice(templates: Templates, random: Random) -> bool:
    return bool(copy(templates, a_registration(templates, random), "Again"))


@mutation("WorkSpaces-REG4", related=NEW)
def registered_by_the_wrong_type(templates: Templates, random: Random) -> bool:
    registration = a_registration(templates, random)
    properties = copy(templates, registration, "Wrong")
    del properties["ServiceToken"], properties["LingerSeconds"]
    if "AccessEndpointConfig" not in properties["WorkspaceAccessProperties"]:
        properties["IpGroupIds"] = ["wsipg-01234567"]
    properties["DirectoryId"], properties["Tenancy"] = "d-9123456789", "DEDICATED"
    properties[CREATION]["UserEnabledAsLocalAdministrator"] = False
    return add(templates, registration, "Wrong", "AWS::WorkSpaces::Directory", properties)


@mutation("WorkSpaces-REG5")
def no_default_role(templates: Templates, _random: Random) -> bool:
    (role,) = templates.of_type("Custom::WorkspacesDefaultRole")
    del templates.templates[role.template]["Resources"][role.logical_id]
    return True


@mutation("WorkSpaces-REG6")
def dedicated(templates: Templates, _random: Random) -> bool:
    for desktop in templates.of_type("AWS::WorkSpaces::Workspace"):
        (logical_id, _) = desktop.raw["Properties"]["DirectoryId"]["Fn::GetAtt"]
        registration = templates.find(desktop.template, logical_id)
        return registration is not None and give(registration, "DEDICATED", "Tenancy")
    return False


@mutation("WorkSpaces-REG7")
def gone_at_once(templates: Templates, _random: Random) -> bool:
    for each in registrations(templates):
        if each.directory is not None and each.directory.kind != "connector":
            return give(each.resource, 0, "LingerSeconds")
    return False


@mutation("WorkSpaces-REG8", related=("WorkSpaces-MFA1",))
def administrators(templates: Templates, random: Random) -> bool:
    registration = a_registration(templates, random)
    already = registration.properties.flag(CREATION, "UserEnabledAsLocalAdministrator")
    return not already and give(registration, ON, CREATION, "UserEnabledAsLocalAdministrator")


@mutation("WorkSpaces-REG9", related=("WorkSpaces-NET31",))
def public_addresses(templates: Templates, random: Random) -> bool:
    return give(a_registration(templates, random), ON, CREATION, "EnableInternetAccess")


@mutation("WorkSpaces-REG10")
def no_maintenance(templates: Templates, random: Random) -> bool:
    return give(a_registration(templates, random), OFF, CREATION, "EnableMaintenanceMode")


@mutation("WorkSpaces-REG11")
def no_ou(templates: Templates, random: Random) -> bool:
    return take(a_registration(templates, random), CREATION, "DefaultOu")


@mutation("WorkSpaces-REG12")
def an_ou_without_a_domain(templates: Templates, random: Random) -> bool:
    return give(a_registration(templates, random), "WorkSpaces", CREATION, "DefaultOu")


@mutation("WorkSpaces-REG13")
def an_ou_of_amazon(templates: Templates, random: Random) -> bool:
    for each in directories(templates).values():
        if each.kind == "managed" and each.domain_name:
            name = f"OU=WorkSpaces,{distinguished_name(each.domain_name)}"
            return give(a_registration(templates, random), name, CREATION, "DefaultOu")
    return False


@mutation("WorkSpaces-REG13", related=("WorkSpaces-DNS6",))
def an_ou_of_another_domain(templates: Templates, _random: Random) -> bool:
    for each in registrations(templates):
        if each.directory is not None and each.directory.kind != "connector":
            return give(each.resource, "OU=WorkSpaces,DC=other,DC=example", CREATION, "DefaultOu")
    return False


@mutation("WorkSpaces-REG14")
def no_group(templates: Templates, random: Random) -> bool:
    return take(a_registration(templates, random), CREATION, "CustomSecurityGroupId")


@mutation("WorkSpaces-REG15")
def workdocs(templates: Templates, random: Random) -> bool:
    return give(a_registration(templates, random), ON, "EnableWorkDocs")


@mutation("WorkSpaces-REG16")
def costly_self_service(templates: Templates, random: Random) -> bool:
    permission = random.choice(("IncreaseVolumeSize", "ChangeComputeType", "SwitchRunningMode"))
    return give(a_registration(templates, random), "ENABLED", SELF_SERVICE, permission)


@mutation("WorkSpaces-REG17")
def rebuilding(templates: Templates, random: Random) -> bool:
    return give(a_registration(templates, random), "ENABLED", SELF_SERVICE, "RebuildWorkspace")


@mutation("WorkSpaces-REG18")
def no_restart(templates: Templates, random: Random) -> bool:
    return give(a_registration(templates, random), "DISABLED", SELF_SERVICE, "RestartWorkspace")


def own_directory(templates: Templates, random: Random, tenancy: str) -> bool:
    """A directory of WorkSpaces' own with what the registration has, and the least of what that lacks."""
    registration = a_registration(templates, random)
    properties = deepcopy(registration.raw["Properties"])
    for name in ("ServiceToken", "LingerSeconds", "DirectoryId"):
        del properties[name]
    if "AccessEndpointConfig" not in properties["WorkspaceAccessProperties"]:
        properties["IpGroupIds"] = ["wsipg-01234567"]
    properties[CREATION]["UserEnabledAsLocalAdministrator"] = False
    properties["Tenancy"] = tenancy
    return add(templates, registration, "Own", "AWS::WorkSpaces::Directory", properties)


@mutation("WorkSpaces-REG19", related=NEW)
def shared_tenancy(templates: Templates, random: Random) -> bool:
    return own_directory(templates, random, "SHARED")


@mutation("WorkSpaces-REG20", related=(*NEW, "WorkSpaces-COST7"))
def bundles_of_amazon(templates: Templates, random: Random) -> bool:
    desktop = a_desktop(templates, random)
    if desktop is None:
        return False
    own_directory(templates, random, "DEDICATED")
    return give(desktop, {"Fn::GetAtt": ["Own", "DirectoryId"]}, "DirectoryId")
