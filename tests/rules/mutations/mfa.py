"""Breaking the rules of ``families/mfa.py``."""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING

from tests.rules.mutations.directories import given, remove
from tests.rules.support.mutations import mutation
from workspaces_constructs.rules.views.hosts import radius_hosts

if TYPE_CHECKING:
    from random import Random

    from workspaces_constructs.rules.templates import Templates

_MFA = "Custom::WorkspacesRadiusMfa"


def _set(templates: Templates, random: Random, key: str, value: object) -> bool:
    found = templates.of_type(_MFA)
    if found:
        given(random.choice(found))[key] = value
    return bool(found)


@mutation("WorkSpaces-MFA1")
def none(templates: Templates, random: Random) -> bool:
    del random
    found = templates.of_type(_MFA)
    for each in found:
        remove(templates, each)
    return bool(found)


@mutation("WorkSpaces-MFA2")
def one_server(templates: Templates, random: Random) -> bool:
    return _set(templates, random, "RadiusServers", ["10.20.0.51"])


@mutation("WorkSpaces-MFA3")
def impossible_setting(templates: Templates, random: Random) -> bool:
    key, value = random.choice([("RadiusPort", 1024), ("RadiusRetries", 11), ("AuthenticationProtocol", "EAP-TLS")])
    return _set(templates, random, key, value)


@mutation("WorkSpaces-MFA4")
def long_timeout(templates: Templates, random: Random) -> bool:
    return _set(templates, random, "RadiusTimeout", 45)


@mutation("WorkSpaces-MFA5")
def shared_secret_in_the_template(templates: Templates, random: Random) -> bool:
    return _set(templates, random, "SecretArn", "Correct-Horse-1")


@mutation("WorkSpaces-MFA6")
def public_servers(templates: Templates, random: Random) -> bool:
    return _set(templates, random, "RadiusServers", ["52.94.236.248", "52.94.236.249"])


@mutation("WorkSpaces-MFA7", related=("WorkSpaces-MFA2",))
def set_up_twice(templates: Templates, random: Random) -> bool:
    found = templates.of_type(_MFA)
    if found:
        mfa = random.choice(found)
        templates.templates[mfa.template]["Resources"]["SecondMfa"] = deepcopy(mfa.raw)
    return bool(found)


@mutation("WorkSpaces-MFA8")
def servers_in_one_zone(templates: Templates, random: Random) -> bool:
    del random
    for mfa in templates.of_type(_MFA):
        servers = [each.resource for each in radius_hosts(templates)[mfa.name]]
        for server in servers[1:]:
            given(server)["SubnetId"] = given(servers[0])["SubnetId"]
        if len(servers) > 1:
            return True
    return False
