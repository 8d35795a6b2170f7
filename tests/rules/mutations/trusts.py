"""Breaking the rules of ``families/trusts.py``."""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING

from tests.rules.mutations.directories import given, remove
from tests.rules.support.mutations import mutation
from workspaces_constructs.rules.views.directories import directory_of, registrations
from workspaces_constructs.rules.views.openings import holds_computers, openings

if TYPE_CHECKING:
    from random import Random

    from workspaces_constructs.rules.resources import Resource
    from workspaces_constructs.rules.templates import Templates


def _trusts(templates: Templates) -> list[Resource]:
    return templates.of_type("Custom::WorkspacesTrust")


def _set(templates: Templates, random: Random, key: str, value: object) -> bool:
    found = _trusts(templates)
    if found:
        given(random.choice(found))[key] = value
    return bool(found)


def _registered(templates: Templates) -> list[Resource]:
    """The trusts of directories that are themselves registered."""
    names = {each.directory.resource.name for each in registrations(templates) if each.directory}
    owners = [(each, directory_of(templates, each.properties.value("DirectoryId"))) for each in _trusts(templates)]
    return [trust for trust, owner in owners if owner and owner.resource.name in names]


def _of_computers(templates: Templates) -> list[Resource]:
    """The trusts of directories that hold the computers of another domain's users."""
    owners = [(each, directory_of(templates, each.properties.value("DirectoryId"))) for each in _trusts(templates)]
    return [
        trust
        for trust, owner in owners
        if owner and any(holds_computers(owner, each) for each in registrations(templates))
    ]


@mutation("WorkSpaces-TRUST1")
def one_way(templates: Templates, random: Random) -> bool:
    found = _registered(templates)
    if found:
        given(random.choice(found))["TrustDirection"] = random.choice(["One-Way: Outgoing", "One-Way: Incoming"])
    return bool(found)


@mutation("WorkSpaces-TRUST2")
def incoming(templates: Templates, random: Random) -> bool:
    found = _of_computers(templates)
    if found:
        given(random.choice(found))["TrustDirection"] = "One-Way: Incoming"
    return bool(found)


@mutation("WorkSpaces-TRUST3", related=("WorkSpaces-DNS3",))
def same_name(templates: Templates, random: Random) -> bool:
    found = [(each, directory_of(templates, each.properties.value("DirectoryId"))) for each in _trusts(templates)]
    if not found:
        return False
    trust, directory = random.choice(found)
    if directory:
        given(trust)["RemoteDomainName"] = directory.domain_name
    return directory is not None


@mutation("WorkSpaces-TRUST4")
def password_in_the_template(templates: Templates, random: Random) -> bool:
    return _set(templates, random, "SecretArn", "Correct-Horse-1")


@mutation("WorkSpaces-TRUST5")
def second_trust(templates: Templates, random: Random) -> bool:
    found = _trusts(templates)
    if found:
        trust = random.choice(found)
        templates.templates[trust.template]["Resources"]["SecondTrust"] = deepcopy(trust.raw)
    return bool(found)


@mutation("WorkSpaces-TRUST6")
def other_domain_shut_out(templates: Templates, random: Random) -> bool:
    del random
    changed = False
    for trust in _trusts(templates):
        owner = directory_of(templates, trust.properties.value("DirectoryId"))
        if owner and trust.properties.text("TrustDirection") == "Two-Way":
            for opening in openings(templates).by_directory.get(owner.resource.name, ()):
                remove(templates, opening.resource)
                changed = True
    return changed


@mutation("WorkSpaces-TRUST7")
def external(templates: Templates, random: Random) -> bool:
    return _set(templates, random, "TrustType", "External")


@mutation("WorkSpaces-TRUST8")
def selective(templates: Templates, random: Random) -> bool:
    found = _of_computers(templates)
    if found:
        given(random.choice(found))["SelectiveAuth"] = "Enabled"
    return bool(found)
