"""Breaking the rules of ``families/redirection.py``: each change adds an alias that is right but for one thing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.rules.support.desktop_changes import a_registration, add, copy
from tests.rules.support.mutations import mutation

if TYPE_CHECKING:
    from random import Random

    from workspaces_constructs.rules.templates import Templates

ALIAS = "AWS::WorkSpaces::ConnectionAlias"
RECORD = "AWS::Route53::RecordSet"
ASSOCIATION = "Custom::ConnectionAliasAssociation"
NAME = "desktop.example.com"


def add_alias(
    templates: Templates,
    random: Random,
    name: str = NAME,
    *,
    associated: bool = True,
    record: bool = True,
    **given: object,
) -> bool:
    beside = a_registration(templates, random)
    add(templates, beside, "AddedAlias", ALIAS, {"ConnectionString": name})
    if associated:
        add(templates, beside, "AddedAssociation", ASSOCIATION, {"AliasId": {"Ref": "AddedAlias"}})
    if record:
        properties: dict[str, Any] = {
            "HostedZoneName": "example.com.",
            "Name": f"{name}.",
            "Type": "TXT",
            "TTL": "60",
            "ResourceRecords": ['"a1b2c3d4e5"'],
            **given,
        }
        add(templates, beside, "AddedRecord", RECORD, properties)
    return True


@mutation("WorkSpaces-DR1", related=("WorkSpaces-ACC1", "WorkSpaces-OPS1", "WorkSpaces-REG11"))
def another_directory(templates: Templates, random: Random) -> bool:
    copy(templates, a_registration(templates, random), "AddedRegistration")["DirectoryId"] = "d-0123456789"
    return True


@mutation("WorkSpaces-DR2")
def not_associated(templates: Templates, random: Random) -> bool:
    return add_alias(templates, random, associated=False)


@mutation("WorkSpaces-DR3")
def not_a_domain(templates: Templates, random: Random) -> bool:
    return add_alias(templates, random, "desktops")


@mutation("WorkSpaces-DR4")
def region_without_aliases(templates: Templates, random: Random) -> bool:
    template = a_registration(templates, random).template
    if template not in templates.regions:
        return False
    add_elsewhere(templates, "af-south-1", NAME)
    return True


def add_elsewhere(templates: Templates, region: str, name: str) -> None:
    alias = {"Type": ALIAS, "Properties": {"ConnectionString": name}}
    association = {"Type": ASSOCIATION, "Properties": {"AliasId": {"Ref": "Alias"}}}
    record = {"Type": RECORD, "Properties": {"Name": name, "Type": "TXT", "ResourceRecords": ['"f6g7h8i9j0"']}}
    resources = {"Alias": alias, "Association": association, "Record": record}
    templates.templates["Elsewhere"] = {"Resources": resources}  # type: ignore[index]
    templates.regions["Elsewhere"] = region


@mutation("WorkSpaces-DR5")
def made_twice(templates: Templates, random: Random) -> bool:
    add_alias(templates, random)
    for template in templates.templates.values():
        if "AddedAlias" in template["Resources"]:
            template["Resources"]["AddedTwin"] = template["Resources"]["AddedAlias"]
            given = {"Type": ASSOCIATION, "Properties": {"AliasId": {"Ref": "AddedTwin"}}}
            template["Resources"]["AddedTwinAssociation"] = given
    return True


@mutation("WorkSpaces-DR6")
def two_names(templates: Templates, random: Random) -> bool:
    if a_registration(templates, random).template not in templates.regions:
        return False
    add_elsewhere(templates, "eu-west-1", "desktop-eu.example.com")
    return add_alias(templates, random)


@mutation("WorkSpaces-DR7")
def no_record(templates: Templates, random: Random) -> bool:
    return add_alias(templates, random, record=False)


@mutation("WorkSpaces-DR8")
def address_record(templates: Templates, random: Random) -> bool:
    return add_alias(templates, random, Type="A", ResourceRecords=["192.0.2.1"])


@mutation("WorkSpaces-DR9")
def id_of_the_alias(templates: Templates, random: Random) -> bool:
    return add_alias(templates, random, ResourceRecords=[{"Fn::Sub": '"${AddedAlias}"'}])


@mutation("WorkSpaces-DR10")
def no_health_check(templates: Templates, random: Random) -> bool:
    return add_alias(templates, random, Failover="PRIMARY", SetIdentifier="primary")


@mutation("WorkSpaces-DR11")
def long_life(templates: Templates, random: Random) -> bool:
    return add_alias(templates, random, Failover="SECONDARY", SetIdentifier="secondary", TTL="86400")
