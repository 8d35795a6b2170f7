"""Multi-factor authentication by RADIUS."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from workspaces_constructs.facts.errors import ConfigurationError
from workspaces_constructs.facts.radius import (
    MOST_SECONDS_RECOMMENDED,
    require_display_label,
    require_radius_numbers,
    require_radius_protocol,
    require_radius_servers,
)
from workspaces_constructs.rules.families.connectors import is_public, no_secret_arns
from workspaces_constructs.rules.resources import Reference
from workspaces_constructs.rules.rule import Violation, rule
from workspaces_constructs.rules.views.directories import directory_of, registrations
from workspaces_constructs.rules.views.hosts import radius_hosts
from workspaces_constructs.rules.views.networks import subnets
from workspaces_constructs.rules.views.zones import same_zone

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workspaces_constructs.rules.resources import Properties, Resource, Value
    from workspaces_constructs.rules.templates import Templates

_MFA: Final = "Custom::WorkspacesRadiusMfa"
_USUAL: Final = {"RadiusPort": 1812, "RadiusTimeout": MOST_SECONDS_RECOMMENDED, "RadiusRetries": 3}
_PAGE: Final = "https://docs.aws.amazon.com/directoryservice/latest/admin-guide/ms_ad_mfa.html"
_SECTION: Final = "whitepaper: Multi-Factor Authentication (MFA)"


@rule(
    "WorkSpaces-MFA1",
    "advice",
    title="Users of desktops sign in with a second factor",
    reason="Desktops can be reached from the internet, and a password alone is soon guessed, shared or phished.",
    fix="Set up RADIUS servers and a Custom::WorkspacesRadiusMfa for the directory, or sign in by SAML with a second "
    "factor.",
    source=_SECTION,
)
def a_second_factor(templates: Templates) -> Iterator[Violation]:
    """Registered AD Connectors and Managed ADs that ask no RADIUS server, and whose users do not sign in by SAML."""
    asked = [each.properties.value("DirectoryId") for each in templates.of_type(_MFA)]
    found = [directory_of(templates, each) for each in asked]
    if any(directory is None and not isinstance(each, str) for directory, each in zip(found, asked, strict=True)):
        return
    protected = {each.resource.name for each in found if each}
    for each in registrations(templates):
        directory, given = each.directory, each.resource.properties
        if given.has("SamlProperties", "Status") and given.text("SamlProperties", "Status") != "DISABLED":
            continue
        if directory and directory.kind != "simple" and directory.resource.name not in protected:
            local = given.flag("WorkspaceCreationProperties", "UserEnabledAsLocalAdministrator")
            also = ", and its users are local administrators" if local else ""
            yield Violation(each.resource, f"{directory.resource.logical_id} asks for a password alone{also}")


@rule(
    "WorkSpaces-MFA2",
    "advice",
    title="A directory asks two RADIUS servers",
    reason="With one, nobody can sign in while that server is down.",
    fix="Name two servers, unless the address is that of a load balancer.",
    source=_SECTION,
)
def two_radius_servers(templates: Templates) -> Iterator[Violation]:
    """Multi-factor authentication with a single server."""
    for mfa in templates.of_type(_MFA):
        servers = mfa.properties.values("RadiusServers")
        only = _server(servers[0]) if servers and all(each == servers[0] for each in servers) else None
        if only:
            yield Violation(mfa, f"it asks {only} alone", "RadiusServers")


def _server(value: Value) -> str | None:
    """What a single server is called: its address or name, or the instance that has the address."""
    if isinstance(value, Reference) and value.resource.type == "AWS::EC2::Instance":
        return value.resource.logical_id
    return value if isinstance(value, str) else None


@rule(
    "WorkSpaces-MFA3",
    "error",
    title="The settings of RADIUS are ones that Directory Service accepts",
    reason="The deployment fails with any other.",
    fix="Use a port of 1025 to 65535, a time-out of 1 to 50 seconds, up to 10 retries, addresses or full names of "
    "servers, and PAP, CHAP, MS-CHAPv1 or MS-CHAPv2.",
    source="https://docs.aws.amazon.com/goto/WebAPI/ds-2015-04-16/RadiusSettings",
)
def settings_are_accepted(templates: Templates) -> Iterator[Violation]:
    """Settings of RADIUS that the API refuses."""
    for mfa in templates.of_type(_MFA):
        try:
            _require_settings(mfa.properties)
        except ConfigurationError as refused:
            yield Violation(mfa, f"{refused.value} is refused as {refused.what}")


def _require_settings(given: Properties) -> None:
    """Raise where the API would refuse; what is not known is taken to be as usual."""
    port, timeout, retries = (usual if (found := given.number(key)) is None else found for key, usual in _USUAL.items())
    require_radius_numbers(port=port, timeout=timeout, retries=retries)
    for server in given.texts("RadiusServers"):
        require_radius_servers([server])
    protocol, label = given.text("AuthenticationProtocol"), given.text("DisplayLabel")
    if protocol is not None:
        require_radius_protocol(protocol)
    if label is not None:
        require_display_label(label)


@rule(
    "WorkSpaces-MFA4",
    "warning",
    title="The time-out of RADIUS is at most 20 seconds",
    reason="AWS recommends no more; a longer one keeps users waiting for a server that is down.",
    fix="Set RadiusTimeout to 20 or less.",
    source=_PAGE,
)
def short_timeouts(templates: Templates) -> Iterator[Violation]:
    """Time-outs that are longer than AWS recommends."""
    for mfa in templates.of_type(_MFA):
        seconds = mfa.properties.number("RadiusTimeout")
        if seconds is not None and seconds > MOST_SECONDS_RECOMMENDED:
            yield Violation(mfa, f"it waits {seconds} seconds for an answer", "RadiusTimeout")


@rule(
    "WorkSpaces-MFA5",
    "error",
    title="The shared secret of RADIUS is named by the ARN of a secret",
    reason="The function that sets up RADIUS reads the shared secret from there; what is no ARN it cannot read, and "
    "a shared secret given instead would be seen in the events of the stack.",
    fix="Keep the shared secret in Secrets Manager and give the secret's ARN as SecretArn.",
    source="https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references.html",
)
def radius_names_a_secret(templates: Templates) -> Iterator[Violation]:
    """Multi-factor authentication with something else for a secret's ARN."""
    yield from no_secret_arns(templates, _MFA)


@rule(
    "WorkSpaces-MFA6",
    "warning",
    title="RADIUS servers have private addresses",
    reason="RADIUS hides little of what it sends, and directories reach their servers through the VPC.",
    fix="Name private addresses of servers in a VPC or on-premises.",
    source=_SECTION,
)
def private_radius_servers(templates: Templates) -> Iterator[Violation]:
    """RADIUS servers with public addresses."""
    for mfa in templates.of_type(_MFA):
        for address in filter(is_public, mfa.properties.texts("RadiusServers")):
            yield Violation(mfa, f"{address} is a public address", "RadiusServers")


@rule(
    "WorkSpaces-MFA7",
    "error",
    title="A directory has one setting of multi-factor authentication",
    reason="It is one setting of the whole directory, and switching it on twice fails. Users with other settings need "
    "an AD Connector of their own.",
    fix="Make one Custom::WorkspacesRadiusMfa for each directory.",
    source=_SECTION,
)
def one_setting_for_a_directory(templates: Templates) -> Iterator[Violation]:
    """Second settings of multi-factor authentication for a directory."""
    seen: dict[str, Resource] = {}
    for mfa in templates.of_type(_MFA):
        directory = directory_of(templates, mfa.properties.value("DirectoryId"))
        owner = directory.resource.name if directory else mfa.properties.text("DirectoryId")
        if owner and "Condition" not in mfa.raw:
            first = seen.setdefault(owner, mfa)
            if first is not mfa:
                yield Violation(mfa, f"{first.logical_id} is for the same directory", "DirectoryId")


@rule(
    "WorkSpaces-MFA8",
    "warning",
    title="RADIUS servers on Amazon EC2 stand in two Availability Zones",
    reason="When their zone fails, nobody can sign in, also to desktops in the other zone.",
    fix="Put the servers into subnets of two Availability Zones.",
    source="whitepaper: Scenario 2: Extending On-Premises AD DS into AWS (Replica)",
)
def servers_in_two_zones(templates: Templates) -> Iterator[Violation]:
    """Multi-factor authentication whose servers are instances in one zone."""
    for mfa in templates.of_type(_MFA):
        given = mfa.properties.values("RadiusServers")
        named = [each.resource.properties.resource("SubnetId") for each in radius_hosts(templates)[mfa.name]]
        places = [subnets(templates).get(each.name) for each in named if each]
        known = [each for each in places if each]
        if len(given) == len(known) > 1 and all(same_zone(known[0], each) for each in known[1:]):
            yield Violation(mfa, "all its servers are in one Availability Zone", "RadiusServers")
