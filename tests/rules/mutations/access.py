"""Breaking the rules of ``families/access.py``, ``families/access_devices.py`` and ``families/access_regions.py``."""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING

from tests.rules.support.desktop_changes import PROJECT, a_registration, add, elsewhere, give, take
from tests.rules.support.mutations import mutation
from workspaces_constructs.rules.views.settings import REGISTRATION

if TYPE_CHECKING:
    from collections.abc import Sequence
    from random import Random

    from workspaces_constructs.rules.resources import Resource
    from workspaces_constructs.rules.templates import Templates

ACCESS = "WorkspaceAccessProperties"
GROUP = "AWS::WorkSpaces::WorkspaceIpGroup"
AUTHORITY = "arn:aws:acm-pca:us-east-1:111122223333:certificate-authority/0123"
SAML = {"Status": "ENABLED", "UserAccessUrl": "https://signin.example.com/workspaces"}


def streaming(templates: Templates) -> Resource | None:
    every = templates.of_type(REGISTRATION)
    return next((each for each in every if each.properties.has(ACCESS, "AccessEndpointConfig")), None)


def group(templates: Templates, random: Random, *rules: str) -> bool:
    properties = {"GroupName": "offices", "UserRules": [{"IpRule": each} for each in rules], "Tags": [PROJECT]}
    return add(templates, a_registration(templates, random), "Offices", GROUP, properties)


def devices(templates: Templates, random: Random, value: str) -> bool:
    registration = a_registration(templates, random)
    for name in registration.raw["Properties"][ACCESS]:
        if name.startswith("DeviceType"):
            give(registration, value, ACCESS, name)
    return True


def groups_of(templates: Templates, random: Random, groups: Sequence[object]) -> bool:
    return not streaming(templates) and give(a_registration(templates, random), [*groups], "IpGroupIds")


@mutation("WorkSpaces-ACC1")
def from_anywhere(templates: Templates, _random: Random) -> bool:
    registration = streaming(templates)
    return registration is not None and take(registration, ACCESS, "AccessEndpointConfig")


@mutation("WorkSpaces-ACC2")
def empty_group(templates: Templates, random: Random) -> bool:
    return group(templates, random)


@mutation("WorkSpaces-ACC3")
def open_group(templates: Templates, random: Random) -> bool:
    return group(templates, random, "0.0.0.0/0")


@mutation("WorkSpaces-ACC4")
def wide_group(templates: Templates, random: Random) -> bool:
    return group(templates, random, "203.0.0.0/10")


@mutation("WorkSpaces-ACC5")
def private_group(templates: Templates, random: Random) -> bool:
    return group(templates, random, "192.168.0.0/24")


@mutation("WorkSpaces-ACC6")
def group_of_names(templates: Templates, random: Random) -> bool:
    return group(templates, random, "office.example.com")


@mutation("WorkSpaces-ACC7")
def large_group(templates: Templates, random: Random) -> bool:
    return group(templates, random, *(f"203.0.113.{number}" for number in range(31)))


@mutation("WorkSpaces-ACC8")
def many_groups(templates: Templates, random: Random) -> bool:
    return groups_of(templates, random, [f"wsipg-{number:08}" for number in range(36)])


@mutation("WorkSpaces-ACC9")
def ignored_groups(templates: Templates, _random: Random) -> bool:
    registration = streaming(templates)
    return registration is not None and give(registration, ["wsipg-01234567"], "IpGroupIds")


@mutation("WorkSpaces-ACC10")
def group_by_its_arn(templates: Templates, random: Random) -> bool:
    registration = a_registration(templates, random)
    properties = {"GroupName": "offices", "UserRules": [{"IpRule": "203.0.113.0/24"}], "Tags": [PROJECT]}
    add(templates, registration, "Offices", GROUP, properties)
    return not streaming(templates) and give(registration, [{"Ref": "Offices"}], "IpGroupIds")


@mutation("WorkSpaces-ACC11")
def every_device(templates: Templates, random: Random) -> bool:
    return devices(templates, random, "ALLOW")


@mutation("WorkSpaces-ACC12")
def silent_on_browsers(templates: Templates, random: Random) -> bool:
    return take(a_registration(templates, random), ACCESS, "DeviceTypeWeb")


@mutation("WorkSpaces-ACC13")
def trusted(templates: Templates, random: Random) -> bool:
    return give(a_registration(templates, random), "TRUST", ACCESS, "DeviceTypeWindows")


@mutation("WorkSpaces-ACC14")
def nobody(templates: Templates, random: Random) -> bool:
    return devices(templates, random, "DENY")


@mutation("WorkSpaces-ACC15")
def pcoip_by_the_endpoint(templates: Templates, _random: Random) -> bool:
    for each in templates.of_type("Custom::WorkspacesBundleLookup"):
        give(each, ["Standard with Windows 10 (Server 2022 based) (PCoIP)"], "Names")
    return streaming(templates) is not None


@mutation("WorkSpaces-ACC16")
def saml_without_an_address(templates: Templates, random: Random) -> bool:
    return give(a_registration(templates, random), {"Status": "ENABLED"}, "SamlProperties")


@mutation("WorkSpaces-ACC17")
def saml_with_fallback(templates: Templates, random: Random) -> bool:
    saml = {**SAML, "Status": "ENABLED_WITH_DIRECTORY_LOGIN_FALLBACK"}
    return give(a_registration(templates, random), saml, "SamlProperties")


@mutation("WorkSpaces-ACC18")
def certificates_without_saml(templates: Templates, random: Random) -> bool:
    certificates = {"Status": "ENABLED", "CertificateAuthorityArn": AUTHORITY}
    return give(a_registration(templates, random), certificates, "CertificateBasedAuthProperties")


@mutation("WorkSpaces-ACC18")
def certificates_without_an_authority(templates: Templates, random: Random) -> bool:
    registration = a_registration(templates, random)
    give(registration, SAML, "SamlProperties")
    return give(registration, {"Status": "ENABLED"}, "CertificateBasedAuthProperties")


@mutation("WorkSpaces-ACC19")
def fips_by_the_endpoint(templates: Templates, _random: Random) -> bool:
    registration = streaming(templates)
    return registration is not None and give(registration, "FIPS_VALIDATED", "EndpointEncryptionMode")


@mutation("WorkSpaces-ACC20")
def all_three(templates: Templates, random: Random) -> bool:
    registration = a_registration(templates, random)
    give(registration, "FIPS_VALIDATED", "EndpointEncryptionMode")
    give(registration, {"GlobalAccelerator": {"Mode": "ENABLED_AUTO"}}, "StreamingProperties")
    return not streaming(templates) and give(registration, ["wsipg-01234567"], "IpGroupIds")


@mutation("WorkSpaces-ACC21")
def group_in_govcloud(templates: Templates, _random: Random) -> bool:
    properties = {"GroupName": "offices", "UserRules": [{"IpRule": "203.0.113.0/24"}], "Tags": [PROJECT]}
    return elsewhere(templates, "usgw1-az1", GROUP, properties)


@mutation("WorkSpaces-ACC22", related=("WorkSpaces-COST3", "WorkSpaces-OPS1", "WorkSpaces-DR1"))
def fips_in_frankfurt(templates: Templates, random: Random) -> bool:
    """Another region's registration, with what the registration here lacks as well."""
    properties = deepcopy(a_registration(templates, random).raw["Properties"])
    properties["DirectoryId"] = "d-9123456789"
    properties["EndpointEncryptionMode"] = "FIPS_VALIDATED"
    properties["IpGroupIds"] = ["wsipg-01234567"]
    properties["WorkspaceCreationProperties"] = {
        "UserEnabledAsLocalAdministrator": False,
        "DefaultOu": "OU=WorkSpaces,DC=branch,DC=example",
        "CustomSecurityGroupId": "sg-0123456789abcdef0",
    }
    properties["SubnetIds"] = ["subnet-0123456789abcdef0", "subnet-0123456789abcdef1"]
    properties["WorkspaceAccessProperties"].pop("AccessEndpointConfig", None)
    return elsewhere(templates, "euc1-az2", REGISTRATION, properties)
