"""Breaking the rules of ``families/connectors.py``."""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING

from tests.rules.mutations.directories import given
from tests.rules.support.mutations import mutation
from workspaces_constructs.rules.views.directories import directories, directory_of, workspaces
from workspaces_constructs.rules.views.links import served_by

if TYPE_CHECKING:
    from random import Random

    from workspaces_constructs.rules.templates import Templates

_MORE_THAN_SMALL = 501


def _set(templates: Templates, random: Random, key: str, value: object) -> bool:
    found = templates.of_type("Custom::WorkspacesAdConnector")
    if found:
        given(random.choice(found))[key] = value
    return bool(found)


@mutation("WorkSpaces-CON1")
def account_with_domain(templates: Templates, random: Random) -> bool:
    return _set(templates, random, "CustomerUserName", "CORP\\svc-workspaces")


@mutation("WorkSpaces-CON2")
def administrator(templates: Templates, random: Random) -> bool:
    return _set(templates, random, "CustomerUserName", random.choice(["Admin", "Administrator"]))


@mutation("WorkSpaces-CON3")
def password_in_the_template(templates: Templates, random: Random) -> bool:
    return _set(templates, random, "SecretArn", "Correct-Horse-1")


@mutation("WorkSpaces-CON4", related=("WorkSpaces-DNS3", "WorkSpaces-DC1"))
def one_dns_server(templates: Templates, random: Random) -> bool:
    listed = _listed_servers(templates)
    if listed:
        random.choice(listed).pop()
    return bool(listed)


@mutation("WorkSpaces-CON5", related=("WorkSpaces-DNS3", "WorkSpaces-DC1", "WorkSpaces-NET34", "WorkSpaces-SG11"))
def a_public_dns_server(templates: Templates, random: Random) -> bool:
    listed = _listed_servers(templates)
    if listed:
        random.choice(listed)[-1] = "8.8.8.8"
    return bool(listed)


def _listed_servers(templates: Templates) -> list[list[str]]:
    """The DNS servers of connectors, where they are listed one by one."""
    every = (given(each)["CustomerDnsIps"] for each in templates.of_type("Custom::WorkspacesAdConnector"))
    return [each for each in every if isinstance(each, list)]


@mutation("WorkSpaces-CON6", related=("WorkSpaces-DNS6",))
def another_domain(templates: Templates, random: Random) -> bool:
    every = [each for each in directories(templates).values() if each.kind == "connector"]
    found = [each for each in every if served_by(templates, each)]
    if found:
        given(random.choice(found).resource)["Name"] = "elsewhere.example.org"
    return bool(found)


@mutation("WorkSpaces-CON7")
def medium(templates: Templates, random: Random) -> bool:
    return _set(templates, random, "Size", "Medium")


@mutation("WorkSpaces-DIR6", related=("WorkSpaces-COST2", "WorkSpaces-NET24", "WorkSpaces-NET25"))
def many_desktops(templates: Templates, random: Random) -> bool:
    """Copies of a desktop, each of another user."""
    found = [
        (desktop, directory)
        for desktop in workspaces(templates)
        if (directory := directory_of(templates, desktop.properties.value("DirectoryId")))
        and directory.kind != "managed"
    ]
    if not found:
        return False
    desktop, _ = random.choice(found)
    for number in range(_MORE_THAN_SMALL):
        raw = {**desktop.raw, "Properties": {**given(desktop), "UserName": f"user{number}"}}
        templates.templates[desktop.template]["Resources"][f"Desktop{number}"] = raw
    return True


@mutation("WorkSpaces-CON8", related=("WorkSpaces-DIR17",))
def a_shared_account(templates: Templates, random: Random) -> bool:
    found = templates.of_type("Custom::WorkspacesAdConnector")
    if found:
        connector = random.choice(found)
        templates.templates[connector.template]["Resources"]["SecondConnector"] = deepcopy(dict(connector.raw))
    return bool(found)
