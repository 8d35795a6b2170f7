"""Breaking the rules of ``families/group_scope.py``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.rules.mutations.security_groups import open_directory, opening
from tests.rules.support.mutations import mutation
from workspaces_constructs.rules.views.directories import registrations

if TYPE_CHECKING:
    from random import Random

    from workspaces_constructs.rules.templates import Templates


@mutation("WorkSpaces-SG17")
def a_group_of_another_vpc(templates: Templates, random: Random) -> bool:
    registration = random.choice(registrations(templates)).resource
    group = registration.properties.resource("WorkspaceCreationProperties", "CustomSecurityGroupId")
    if group is None:
        return False
    resources = templates.templates[group.template]["Resources"]
    resources["Mutation"] = {"Type": "AWS::EC2::VPC", "Properties": {"CidrBlock": "172.29.0.0/16"}}
    group.raw["Properties"]["VpcId"] = {"Ref": "Mutation"}
    return True


@mutation("WorkSpaces-SG18")
def a_directory_for_everybody(templates: Templates, random: Random) -> bool:
    return open_directory(templates, random, opening(random.choice(["10.0.0.0/8", "192.168.0.0/16"]), port=636))
