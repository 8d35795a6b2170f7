"""Breaking the rules of ``families/domain_controllers.py``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.rules.mutations.directories import given
from tests.rules.support.mutations import mutation
from workspaces_constructs.rules.views.domain_controllers import domain_controllers

if TYPE_CHECKING:
    from random import Random

    from workspaces_constructs.rules.resources import Resource
    from workspaces_constructs.rules.templates import Templates


def _some(templates: Templates, random: Random) -> Resource | None:
    found = [each.resource for each in domain_controllers(templates).values()]
    return random.choice(found) if found else None


@mutation("WorkSpaces-DC1")
def in_one_zone(templates: Templates, random: Random) -> bool:
    del random
    found = [each.resource for each in domain_controllers(templates).values()]
    for each in found[1:]:
        given(each)["SubnetId"] = given(found[0])["SubnetId"]
    return bool(found)


@mutation("WorkSpaces-DC2")
def volume_in_the_clear(templates: Templates, random: Random) -> bool:
    controller = _some(templates, random)
    if controller:
        given(controller)["BlockDeviceMappings"][-1]["Ebs"]["Encrypted"] = False
    return controller is not None


@mutation("WorkSpaces-DC3")
def any_address(templates: Templates, random: Random) -> bool:
    controller = _some(templates, random)
    if controller:
        del given(controller)["PrivateIpAddress"]
    return controller is not None


@mutation("WorkSpaces-DC4")
def not_demoted(templates: Templates, random: Random) -> bool:
    controller = _some(templates, random)
    for each in templates.of_type("Custom::WorkspacesAutomation") if controller else ():
        if each.properties.resource("Subject") is controller:
            del given(each)["RemovalDocumentName"]
    return controller is not None


@mutation("WorkSpaces-DC5")
def metadata_for_all(templates: Templates, random: Random) -> bool:
    controller = _some(templates, random)
    if controller:
        given(controller)["MetadataOptions"] = {"HttpTokens": "optional"}
    return controller is not None


@mutation("WorkSpaces-DC6")
def no_profile(templates: Templates, random: Random) -> bool:
    controller = _some(templates, random)
    if controller:
        del given(controller)["IamInstanceProfile"]
    return controller is not None


@mutation("WorkSpaces-DC7")
def elastic_address(templates: Templates, random: Random) -> bool:
    controller = _some(templates, random)
    if controller:
        address = {"Type": "AWS::EC2::EIP", "Properties": {"InstanceId": {"Ref": controller.logical_id}}}
        templates.templates[controller.template]["Resources"]["Address"] = address
    return controller is not None


def _set_parameter(templates: Templates, random: Random, name: str, value: str) -> bool:
    every = templates.of_type("Custom::WorkspacesAutomation")
    found = [each for each in every if each.properties.has("Parameters", "RestoreModeSecretArn")]
    if found:
        given(random.choice(found))["Parameters"][name] = [value]
    return bool(found)


@mutation("WorkSpaces-DC8")
def site_on_premises(templates: Templates, random: Random) -> bool:
    return _set_parameter(templates, random, "SiteName", "Default-First-Site-Name")


@mutation("WorkSpaces-DC9")
def desktops_in_no_site(templates: Templates, random: Random) -> bool:
    return _set_parameter(templates, random, "SiteSubnets", "172.20.0.0/27")


@mutation("WorkSpaces-DC10")
def cheap_link(templates: Templates, random: Random) -> bool:
    return _set_parameter(templates, random, "SiteLinkCost", "10")
