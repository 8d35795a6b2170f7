"""Connection aliases, and the DNS records that redirect users to another region."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from workspaces_constructs.facts.regions import AZ_IDS, CONNECTION_ALIAS_CFN_REGIONS
from workspaces_constructs.rules.resources import Reference, Unknown
from workspaces_constructs.rules.rule import Violation, rule
from workspaces_constructs.rules.views.redirection import ALIAS, alias_records, aliases, associated
from workspaces_constructs.rules.views.regions import region_of
from workspaces_constructs.rules.views.settings import directory_settings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workspaces_constructs.rules.resources import Resource, Value
    from workspaces_constructs.rules.templates import Templates
    from workspaces_constructs.rules.views.redirection import Record

_WHITEPAPER: Final = "whitepaper: WorkSpaces Cross-Region Redirection"
_GUIDE: Final = "https://docs.aws.amazon.com/workspaces/latest/adminguide/cross-region-redirection.html"
_FAILOVER: Final = (
    "https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/health-checks-how-route-53-chooses-records.html"
)
_LABEL: Final = r"[0-9a-z](?:[0-9a-z-]{0,61}[0-9a-z])?"
_NAME: Final = re.compile(rf"(?=.{{1,255}}$)(?:{_LABEL}\.)+(?=[a-z]){_LABEL}", re.IGNORECASE)
_LONGEST: Final = 255
_ALIAS_ID: Final = re.compile(r'"?wsca-')


@rule(
    "WorkSpaces-DR1",
    "advice",
    title="Users can be redirected to another region by a connection alias",
    reason="WorkSpaces is a regional service. Users who have registered their client with an alias follow it to the "
    "other region when DNS says so; with a registration code they do not.",
    fix="Make an AWS::WorkSpaces::ConnectionAlias with the same name in both regions.",
    source=_WHITEPAPER,
)
def there_is_an_alias(templates: Templates) -> Iterator[Violation]:
    """Directories of desktops in templates without a connection alias."""
    if not templates.of_type(ALIAS):
        for settings in directory_settings(templates):
            yield Violation(settings, "no connection alias could redirect its users to another region")


@rule(
    "WorkSpaces-DR2",
    "advice",
    title="A connection alias is associated with a directory",
    reason="An alias alone leads nowhere, and CloudFormation cannot associate it.",
    fix="Associate it by AssociateConnectionAlias, in a custom resource that is given the alias, or by hand.",
    source=_GUIDE,
)
def alias_is_associated(templates: Templates) -> Iterator[Violation]:
    """Aliases that no custom resource of the templates is given."""
    for alias in templates.of_type(ALIAS):
        if alias.name not in associated(templates):
            yield Violation(alias, "nothing in the templates associates it with a directory")


@rule(
    "WorkSpaces-DR3",
    "error",
    title="The name of a connection alias is a fully qualified domain name",
    reason="Clients look it up in DNS, and WorkSpaces refuses anything but letters, digits, dots and hyphens.",
    fix="Write a name such as desktop.example.com, of a domain that is yours: an account keeps it for ever.",
    source=_GUIDE,
)
def alias_is_a_domain_name(templates: Templates) -> Iterator[Violation]:
    """Aliases with a name that is none."""
    for alias in templates.of_type(ALIAS):
        name = alias.properties.text("ConnectionString")
        if name is not None and not _NAME.fullmatch(name):
            yield Violation(alias, f"its name is {name[:_LONGEST]}", "ConnectionString")


@rule(
    "WorkSpaces-DR4",
    "error",
    title="Connection aliases are made where CloudFormation has them",
    reason="In other regions the type does not exist and the stack fails; GovCloud has no redirection at all.",
    fix="Make the alias by the API in that region (CreateConnectionAlias), or use another region.",
    source=_GUIDE,
)
def region_has_aliases(templates: Templates) -> Iterator[Violation]:
    """Aliases in regions of WorkSpaces where CloudFormation has no such type."""
    for alias in templates.of_type(ALIAS):
        region = region_of(templates, alias)
        if region in AZ_IDS and region not in CONNECTION_ALIAS_CFN_REGIONS:
            yield Violation(alias, f"CloudFormation has no connection aliases in {region}")


@rule(
    "WorkSpaces-DR5",
    "error",
    title="A connection alias is made once in a region",
    reason="WorkSpaces refuses the same name a second time.",
    fix="Make one alias, and associate it with one directory; give the other directories aliases with other names.",
    source=_GUIDE,
)
def alias_is_made_once(templates: Templates) -> Iterator[Violation]:
    """Aliases with the name of another one of the same template."""
    for name, made in aliases(templates).items():
        seen: dict[str, Resource] = {}
        for alias in made:
            first = seen.setdefault(alias.template, alias)
            if first is not alias and not {*map(_condition, (first, alias))} - {None}:
                yield Violation(alias, f"{first.logical_id} has the name {name} already", "ConnectionString")


def _condition(resource: Resource) -> str | None:
    found = resource.raw.get("Condition")
    return found if isinstance(found, str) else None


@rule(
    "WorkSpaces-DR6",
    "warning",
    title="The aliases of two regions have the same name",
    reason="A client follows one name: DNS can lead it only to regions whose alias has that name.",
    fix="Give the aliases of all regions the same ConnectionString.",
    source=_GUIDE,
)
def aliases_have_the_same_name(templates: Templates) -> Iterator[Violation]:
    """Aliases of several regions, none of which has a partner with its name."""
    regions = {each.name: region_of(templates, each) for each in templates.of_type(ALIAS)}
    if len(set(regions.values())) < _TWO or None in regions.values():
        return
    named = aliases(templates)
    certain = sum(map(len, named.values())) == len(regions)
    if certain and not any(len({regions[each.name] for each in made}) >= _TWO for made in named.values()):
        for alias in templates.of_type(ALIAS):
            yield Violation(alias, "no alias of another region has its name", "ConnectionString")


_TWO: Final = 2


@rule(
    "WorkSpaces-DR7",
    "advice",
    title="A DNS record leads to the connection alias",
    reason="Clients ask DNS for the TXT record of the alias's name; without one they do not find their desktops.",
    fix="Make an AWS::Route53::RecordSet of type TXT with the alias's name, or the same with your DNS provider.",
    source=_GUIDE,
)
def alias_has_a_record(templates: Templates) -> Iterator[Violation]:
    """Aliases whose name no record of the templates has."""
    found, certain = alias_records(templates)
    names = {each.name for each in found}
    for name, made in aliases(templates).items():
        if certain and name not in names:
            yield Violation(made[0], f"no record in the templates has the name {name}", "ConnectionString")


@rule(
    "WorkSpaces-DR8",
    "warning",
    title="The DNS record of a connection alias is of type TXT",
    reason="Clients read the TXT record of the name; another type means nothing to them.",
    fix="Set Type to TXT.",
    source=_GUIDE,
)
def record_is_txt(templates: Templates) -> Iterator[Violation]:
    """Aliases whose name has records, and none of type TXT."""
    by_name: dict[str, list[Record]] = {}
    for record in alias_records(templates)[0]:
        by_name.setdefault(record.name, []).append(record)
    for name, records in by_name.items():
        if all(each.given.text("Type") not in {"TXT", None} for each in records):
            first = records[0]
            yield Violation(
                first.resource, f"the record of {name} is of type {first.given.text('Type')}", first.at("Type")
            )


@rule(
    "WorkSpaces-DR9",
    "error",
    title="The DNS record of a connection alias has the connection identifier",
    reason="The id of the alias, wsca-..., means nothing to clients: the value is the ConnectionIdentifier that the "
    "association returns.",
    fix="Write what AssociateConnectionAlias returned as the record's value, in double quotes.",
    source=_GUIDE,
)
def record_has_the_identifier(templates: Templates) -> Iterator[Violation]:
    """Records of aliases whose value is the alias's id."""
    for record in alias_records(templates)[0]:
        if any(_is_alias_id(value) for value in record.given.values("ResourceRecords")):
            yield Violation(record.resource, "its value is the id of the alias", record.at("ResourceRecords"))


def _is_alias_id(value: Value) -> bool:
    if isinstance(value, Unknown):
        return not value.text.strip('"\0') and any(_is_alias(each) for each in value.references)
    return _is_alias(value) if isinstance(value, Reference) else isinstance(value, str) and bool(_ALIAS_ID.match(value))


def _is_alias(reference: Reference) -> bool:
    return reference.resource.type == ALIAS and reference.attribute in {"", "AliasId"}


@rule(
    "WorkSpaces-DR10",
    "error",
    title="The primary record of a failover has a health check",
    reason="A record without one counts as healthy for ever, so that DNS never leads users to the other region.",
    fix="Give HealthCheckId: a health check of type CLOUDWATCH_METRIC that follows an alarm on the desktops.",
    source=_FAILOVER,
)
def primary_has_a_health_check(templates: Templates) -> Iterator[Violation]:
    """Primary failover records of aliases without a health check."""
    for record in alias_records(templates)[0]:
        if record.given.text("Failover") == "PRIMARY" and not record.given.has("HealthCheckId"):
            yield Violation(
                record.resource, f"the primary record of {record.name} has none", record.at("HealthCheckId")
            )


@rule(
    "WorkSpaces-DR11",
    "warning",
    title="The DNS records of a connection alias live a short time",
    reason="Resolvers keep a record for its time to live: until then users are led to the region that has failed.",
    fix="Set TTL to 300 seconds or less.",
    source=_WHITEPAPER,
)
def records_live_a_short_time(templates: Templates) -> Iterator[Violation]:
    """Failover records of aliases that resolvers keep for more than an hour."""
    for record in alias_records(templates)[0]:
        seconds = record.given.number("TTL")
        if record.given.has("Failover") and seconds is not None and seconds > _HOUR:
            yield Violation(record.resource, f"the record of {record.name} lives {seconds} seconds", record.at("TTL"))


_HOUR: Final = 3600
