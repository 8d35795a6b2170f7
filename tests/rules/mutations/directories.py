"""Breaking the rules of ``families/directories.py`` and of the families about single kinds of directory."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.rules.support.mutations import mutation
from workspaces_constructs.rules.views.directories import directories, registrations, workspaces
from workspaces_constructs.rules.views.openings import computers_in, openings

if TYPE_CHECKING:
    from random import Random

    from workspaces_constructs.rules.resources import Resource
    from workspaces_constructs.rules.templates import Templates

_MANAGED = "AWS::DirectoryService::MicrosoftAD"
_SIMPLE = "AWS::DirectoryService::SimpleAD"


def given(resource: Resource) -> dict[str, Any]:
    """The raw properties of a resource."""
    properties: dict[str, Any] = resource.raw["Properties"]
    return properties


def remove(templates: Templates, resource: Resource) -> None:
    """Take a resource out of its template."""
    del templates.templates[resource.template]["Resources"][resource.logical_id]


def retain(templates: Templates, resource: Resource) -> None:
    """Keep a resource, and nothing else, when the stack is deleted."""
    templates.templates[resource.template]["Resources"][resource.logical_id]["DeletionPolicy"] = "Retain"


def _settings(resource: Resource) -> dict[str, Any]:
    """What names the subnets of a directory."""
    settings: dict[str, Any] = given(resource).get("VpcSettings", given(resource))
    return settings


@mutation("WorkSpaces-DIR1")
def one_subnet(templates: Templates, random: Random) -> bool:
    found = list(directories(templates).values())
    if found:
        _settings(random.choice(found).resource)["SubnetIds"].pop()
    return bool(found)


@mutation("WorkSpaces-DIR1")
def subnets_of_one_zone(templates: Templates, random: Random) -> bool:
    found = [each for each in directories(templates).values() if each.subnets]
    if found:
        subnets = _settings(random.choice(found).resource)["SubnetIds"]
        subnets[1] = subnets[0]
    return bool(found)


@mutation("WorkSpaces-DIR2", related=("WorkSpaces-NET5", "WorkSpaces-NET32", "WorkSpaces-NET35"))
def another_vpc(templates: Templates, random: Random) -> bool:
    found = [each for each in directories(templates).values() if each.vpc and each.kind == "connector"]
    if not found:
        return False
    directory = random.choice(found)
    resources = templates.templates[directory.resource.template]["Resources"]
    resources["OtherVpc"] = {
        "Type": "AWS::EC2::VPC",
        "Properties": {"CidrBlock": "172.27.0.0/16", "EnableDnsHostnames": True},
    }
    _settings(directory.resource)["VpcId"] = {"Ref": "OtherVpc"}
    return True


@mutation("WorkSpaces-DIR3", related=("WorkSpaces-CON6", "WorkSpaces-DNS6"))
def single_label(templates: Templates, random: Random) -> bool:
    found = list(directories(templates).values())
    if found:
        given(random.choice(found).resource)["Name"] = "corp"
    return bool(found)


@mutation("WorkSpaces-DIR4")
def long_netbios_name(templates: Templates, random: Random) -> bool:
    found = [each for each in directories(templates).values() if each.kind != "managed"]
    if found:
        given(random.choice(found).resource)["ShortName"] = "EXAMPLECORPORATION"
    return bool(found)


@mutation("WorkSpaces-DIR5")
def mfa_on_simple_ad(templates: Templates, random: Random) -> bool:
    found = templates.of_type(_SIMPLE)
    if found:
        simple = random.choice(found)
        properties = {"DirectoryId": {"Ref": simple.logical_id}, "RadiusServers": ["10.20.0.20", "10.20.1.20"]}
        mfa = {"Type": "Custom::WorkspacesRadiusMfa", "DeletionPolicy": "Delete", "Properties": properties}
        templates.templates[simple.template]["Resources"]["Mfa"] = mfa
    return bool(found)


@mutation("WorkSpaces-DIR5")
def user_of_a_connector(templates: Templates, random: Random) -> bool:
    users = templates.of_type("Custom::WorkspacesDirectoryUser")
    connectors = {each.template: each for each in templates.of_type("Custom::WorkspacesAdConnector")}
    found = [each for each in users if each.template in connectors]
    if found:
        user = random.choice(found)
        given(user)["DirectoryId"] = {"Fn::GetAtt": [connectors[user.template].logical_id, "DirectoryId"]}
    return bool(found)


@mutation("WorkSpaces-DIR7")
def long_logon_name(templates: Templates, random: Random) -> bool:
    desktops = {each.properties.text("UserName") for each in workspaces(templates)}
    every = templates.of_type("Custom::WorkspacesDirectoryUser")
    found = [each for each in every if each.properties.text("SAMAccountName") in desktops]
    if found:
        user = random.choice(found)
        given(user)["SAMAccountName"] = f"{given(user)['SAMAccountName']}.of.the.employees"
    return bool(found)


@mutation("WorkSpaces-DIR8")
def password_in_the_template(templates: Templates, random: Random) -> bool:
    found = templates.of_type(_MANAGED, _SIMPLE)
    if found:
        given(random.choice(found))["Password"] = "Correct-Horse-1"
    return bool(found)


@mutation("WorkSpaces-DIR9")
def long_password(templates: Templates, random: Random) -> bool:
    secrets = [
        reference.resource
        for each in templates.of_type(_MANAGED, _SIMPLE)
        for reference in each.properties.references("Password")
    ]
    if secrets:
        given(random.choice(secrets))["GenerateSecretString"]["PasswordLength"] = 128
    return bool(secrets)


@mutation("WorkSpaces-DIR10")
def no_edition(templates: Templates, random: Random) -> bool:
    found = templates.of_type(_MANAGED)
    if found:
        del given(random.choice(found))["Edition"]
    return bool(found)


@mutation("WorkSpaces-DIR11")
def hybrid_edition(templates: Templates, random: Random) -> bool:
    found = templates.of_type(_MANAGED)
    if found:
        given(random.choice(found))["Edition"] = "Hybrid"
    return bool(found)


@mutation("WorkSpaces-DIR12", related=("WorkSpaces-SG14",))
def desktops_shut_out(templates: Templates, random: Random) -> bool:
    del random
    shut_out = False
    for directory, registration in computers_in(templates):
        vpcs = [subnet.vpc for subnet in registration.subnets if subnet.vpc is not None]
        ranges = {vpc.properties.text("CidrBlock") for vpc in vpcs if vpc is not directory.vpc}
        for opening in openings(templates).by_directory.get(directory.resource.name, ()):
            if opening.cidr in ranges:
                remove(templates, opening.resource)
                shut_out = True
    return shut_out


@mutation("WorkSpaces-DIR13", related=("WorkSpaces-NET16", "WorkSpaces-OPS15"))
def simple_ad_elsewhere(templates: Templates, random: Random) -> bool:
    del random
    found = templates.of_type(_SIMPLE)
    for each in found:
        templates.regions[each.template] = "eu-central-1"
    return bool(found)


@mutation("WorkSpaces-DIR14", related=("WorkSpaces-SEC7",))
def directory_alone_retained(templates: Templates, random: Random) -> bool:
    found = [each for each in directories(templates).values() if each.subnets]
    if found:
        retain(templates, random.choice(found).resource)
    return bool(found)


@mutation("WorkSpaces-DIR14")
def registration_alone_retained(templates: Templates, random: Random) -> bool:
    found = [each for each in registrations(templates) if each.directory or each.subnets]
    if found:
        retain(templates, random.choice(found).resource)
    return bool(found)


@mutation("WorkSpaces-DIR15")
def alias(templates: Templates, random: Random) -> bool:
    found = templates.of_type(_MANAGED, _SIMPLE)
    if found:
        given(random.choice(found))["CreateAlias"] = True
    return bool(found)


@mutation("WorkSpaces-DIR16")
def no_certificate(templates: Templates, random: Random) -> bool:
    found = templates.of_type("Custom::WorkspacesClientLdaps")
    if found:
        given(random.choice(found))["CertificateData"][0] = "arn:aws:acm:us-east-1:111122223333:certificate/1234"
    return bool(found)
