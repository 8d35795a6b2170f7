"""Connection aliases, what associates them, and the DNS records with their names."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from workspaces_constructs.rules.resources import Properties, Reference
from workspaces_constructs.rules.templates import view

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from workspaces_constructs.rules.resources import Resource
    from workspaces_constructs.rules.templates import Templates

__all__ = ["ALIAS", "Record", "alias_records", "aliases", "associated"]

ALIAS: Final = "AWS::WorkSpaces::ConnectionAlias"
_RECORD: Final = "AWS::Route53::RecordSet"
_RECORDS: Final = "AWS::Route53::RecordSetGroup"


@dataclass(frozen=True)
class Record:
    """A DNS record with the name of a connection alias.

    Attributes:
        resource: The record, or the group it stands in.
        location: Where in the properties of the group; empty for a record of its own.
        name: Its name, without the dot at the end.
        given: Its properties.
    """

    resource: Resource
    location: str
    name: str
    given: Properties

    def at(self, way: str) -> str:
        """Where something of the record stands."""
        return f"{self.location}.{way}" if self.location else way


@view
def aliases(templates: Templates) -> Mapping[str, list[Resource]]:
    """The connection aliases by their names, as far as these are known."""
    found: dict[str, list[Resource]] = {}
    for alias in templates.of_type(ALIAS):
        name = alias.properties.text("ConnectionString")
        if name:
            found.setdefault(_bare(name), []).append(alias)
    return found


@view
def alias_records(templates: Templates) -> tuple[list[Record], bool]:
    """The DNS records with the names of aliases, and whether the names of all records are known."""
    names, found, certain = aliases(templates), [], True
    for resource, location, given in _all_records(templates) if templates.of_type(ALIAS) else ():
        name = given.value("Name")
        if isinstance(name, Reference) and name.resource.type == ALIAS:
            name = name.resource.properties.value("ConnectionString")
        if not isinstance(name, str):
            certain = False
        elif _bare(name) in names:
            found.append(Record(resource, location, _bare(name), given))
    return found, certain


def _all_records(templates: Templates) -> Iterator[tuple[Resource, str, Properties]]:
    for resource in templates.of_type(_RECORD):
        yield resource, "", resource.properties
    for group in templates.of_type(_RECORDS):
        for number, given in enumerate(group.properties.values("RecordSets")):
            yield group, f"RecordSets.{number}", Properties(given if isinstance(given, dict) else {})


@view
def associated(templates: Templates) -> frozenset[str]:
    """The aliases, by name, that a custom resource is given."""
    if not templates.of_type(ALIAS):
        return frozenset()
    return frozenset(
        reference.resource.name
        for each in templates.all()
        if each.type.startswith("Custom::") or each.type == "AWS::CloudFormation::CustomResource"
        for key in _keys(each)
        for reference in each.properties.references(key)
        if reference.resource.type == ALIAS
    )


def _keys(resource: Resource) -> list[str]:
    given = resource.raw.get("Properties")
    return [str(key) for key in given] if isinstance(given, dict) else []


def _bare(name: str) -> str:
    return name.rstrip(".").lower()
