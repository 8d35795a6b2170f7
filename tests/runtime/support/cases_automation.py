"""The row of work on a Windows host: a user in a domain, made and removed by documents."""

from __future__ import annotations

from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from tests.runtime.support.case import Case, Difference, Properties, with_changes
from tests.runtime.support.hosts import Hosts
from tests.runtime.support.world import PASSWORD

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.runtime.support.world import World

_hosts: WeakKeyDictionary[World, Hosts] = WeakKeyDictionary()


def hosts(world: World) -> Hosts:
    """The host of a world and its documents."""
    if world not in _hosts:
        world.enable_data_access(world.directory)
        _hosts[world] = Hosts(world)
    return _hosts[world]


def automation(user: str = "ada", **changes: str) -> Callable[[World], Properties]:
    """The properties, with further parameters."""

    def properties(world: World) -> Properties:
        there = hosts(world)
        parameters = {**there.parameters(user), **{name: [value] for name, value in changes.items()}}
        return {
            "DocumentName": there.documents["CreateUser"],
            "Parameters": parameters,
            "RemovalDocumentName": there.documents["RemoveUser"],
            "RemovalParameters": there.parameters(user),
            "Subject": user,
            "FirstChange": "CreateUser",
            "Check": "the domain.",
            "Version": "1",
        }

    return properties


def _made(world: World, properties: Properties, _physical_id: str) -> Difference:
    parameters = properties["Parameters"]
    assert isinstance(parameters, dict)
    (user,) = parameters["UserName"]
    surname = f" Surname={parameters['Surname'][0]}" if "Surname" in parameters else ""
    who = f"{user} of {world.directory}"
    return {f"user {who}": f"enabled groups={surname}", f"password of {who}": PASSWORD}


CASES = (
    Case(
        kind="Automation",
        least_kills=(8, 8),
        prepare=hosts,
        properties=automation(),
        made=_made,
        in_place={"parameters": automation(Surname="King"), "version": with_changes(automation(), Version="2")},
        replacing={"subject": automation("countess")},
    ),
)
