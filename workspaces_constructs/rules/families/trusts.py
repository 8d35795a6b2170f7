"""Trusts between a Managed AD and another domain."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from workspaces_constructs.facts.domains import default_netbios_name
from workspaces_constructs.facts.errors import ConfigurationError
from workspaces_constructs.rules.families.connectors import no_secret_arns
from workspaces_constructs.rules.rule import Violation, rule
from workspaces_constructs.rules.views.directories import directories, directory_of, registrations
from workspaces_constructs.rules.views.networks import network_of
from workspaces_constructs.rules.views.openings import holds_computers, opened_otherwise, openings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workspaces_constructs.rules.resources import Resource
    from workspaces_constructs.rules.templates import Templates
    from workspaces_constructs.rules.views.directories import Directory

_TRUST: Final = "Custom::WorkspacesTrust"
_TWO_WAY: Final = "Two-Way"
_INCOMING: Final = "One-Way: Incoming"
_SETUP: Final = "https://docs.aws.amazon.com/directoryservice/latest/admin-guide/ms_ad_setup_trust.html"
_ONE_WAY: Final = "https://aws.amazon.com/tutorials/deploy-workspaces-one-way-trust/"


@rule(
    "WorkSpaces-TRUST1",
    "warning",
    title="A Managed AD that is registered with WorkSpaces trusts both ways",
    reason="WorkSpaces must find the users of the other domain through the Managed AD. With a trust of one way only "
    "users of the Managed AD itself can have desktops.",
    fix="Set TrustDirection to Two-Way, or register an AD Connector to the other domain.",
    source=_SETUP,
)
def registered_directories_trust_both_ways(templates: Templates) -> Iterator[Violation]:
    """Trusts of one way of a Managed AD that is itself registered."""
    registered = {each.directory.resource.name for each in registrations(templates) if each.directory}
    for trust, directory in _trusts(templates):
        direction = trust.properties.text("TrustDirection")
        if directory and directory.resource.name in registered and direction not in {None, _TWO_WAY}:
            yield Violation(
                trust, f"{directory.resource.logical_id} is registered, and its trust is {direction}", "TrustDirection"
            )


@rule(
    "WorkSpaces-TRUST2",
    "error",
    title="A domain with the desktops of another domain's users trusts that domain",
    reason="The domain that holds the computers is the trusting one, so its half of the trust is outgoing. With an "
    "incoming one the users cannot log on to their desktops.",
    fix="Set TrustDirection to One-Way: Outgoing or to Two-Way.",
    source=_ONE_WAY,
)
def the_domain_of_the_computers_trusts(templates: Templates) -> Iterator[Violation]:
    """Incoming trusts of a Managed AD that holds computers whose users are in the other domain."""
    for trust, directory in _trusts(templates):
        if directory is None or trust.properties.text("TrustDirection") != _INCOMING:
            continue
        for each in registrations(templates):
            users = each.directory.domain_name if each.directory else None
            if users and _is(trust, users) and holds_computers(directory, each):
                yield Violation(
                    trust, f"users of {users} have desktops in {directory.domain_name}, which trusts nobody",
                    "TrustDirection",
                )  # fmt: skip
                break


@rule(
    "WorkSpaces-TRUST3",
    "error",
    title="Two domains that trust each other have different names",
    reason="No trust can be made between domains with the same full name or the same NetBIOS name.",
    fix="Name the Managed AD differently, such as aws.example.com with AWS.",
    source=_SETUP,
)
def names_differ(templates: Templates) -> Iterator[Violation]:
    """Trusts with a domain of the same full or NetBIOS name."""
    for trust, directory in _trusts(templates):
        if directory is None:
            continue
        short = _short_name(directory)
        theirs = {_short_name(each) for each in _connectors_to(templates, trust)} - {None}
        if directory.domain_name and _is(trust, directory.domain_name):
            yield Violation(trust, f"both domains are {directory.domain_name}", "RemoteDomainName")
        elif short in theirs:
            yield Violation(trust, f"both domains have the NetBIOS name {short}", "RemoteDomainName")


def _connectors_to(templates: Templates, trust: Resource) -> list[Directory]:
    """The AD Connectors to the other domain that give its NetBIOS name."""
    every = (each for each in directories(templates).values() if each.kind == "connector")
    return [each for each in every if each.resource.properties.has("ShortName") and _is(trust, each.domain_name or "")]


def _short_name(directory: Directory) -> str | None:
    if directory.resource.properties.has("ShortName"):
        given = directory.resource.properties.text("ShortName")
        return given.upper() if given else None
    try:
        return default_netbios_name(directory.domain_name or "").upper()
    except ConfigurationError:
        return None


@rule(
    "WorkSpaces-TRUST4",
    "error",
    title="The password of a trust is named by the ARN of a secret",
    reason="The function that makes the trust reads the password from the secret; what is no ARN it cannot read, and "
    "a password given instead would be seen in the events of the stack.",
    fix="Keep the password in Secrets Manager and give the secret's ARN as SecretArn.",
    source="https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references.html",
)
def trusts_name_a_secret(templates: Templates) -> Iterator[Violation]:
    """Trusts with something else for a secret's ARN."""
    yield from no_secret_arns(templates, _TRUST)


@rule(
    "WorkSpaces-TRUST5",
    "error",
    title="A Managed AD has one trust with a domain",
    reason="Directory Service keeps one trust for a pair of domains; a trust in both directions is a single two-way "
    "one.",
    fix="Make one trust, with TrustDirection Two-Way where both domains are to trust each other.",
    source=_SETUP,
)
def one_trust_for_a_pair(templates: Templates) -> Iterator[Violation]:
    """Second trusts of a Managed AD with a domain."""
    seen: dict[tuple[str, str], Resource] = {}
    for trust, directory in _trusts(templates):
        remote, identifier = trust.properties.text("RemoteDomainName"), trust.properties.text("DirectoryId")
        owner = directory.resource.name if directory else identifier
        if not owner or not remote or "Condition" in trust.raw:
            continue
        first = seen.setdefault((owner, remote.lower().rstrip(".")), trust)
        if first is not trust:
            yield Violation(trust, f"{first.logical_id} is a trust with {remote} already", "RemoteDomainName")


@rule(
    "WorkSpaces-TRUST6",
    "warning",
    title="A Managed AD lets in the domain controllers of the domain that it trusts both ways",
    reason="The group that AWS makes for its domain controllers lets in only the range of the directory's own VPC, "
    "and in a two-way trust the controllers of each domain ask those of the other.",
    fix="Give the group that Custom::WorkspacesDirectoryDetails returns as SecurityGroupId inbound rules for the range "
    "of the other domain's controllers.",
    source="whitepaper: Scenario 4: AWS Microsoft AD and a Two-Way Transitive Trust to On-Premises",
)
def the_other_domain_is_let_in(templates: Templates) -> Iterator[Violation]:
    """Two-way trusts with a domain whose servers no inbound rule lets in."""
    for trust, directory in _trusts(templates):
        if directory is None or trust.properties.text("TrustDirection") != _TWO_WAY:
            continue
        own = network_of(directory.vpc.properties.text("CidrBlock")) if directory.vpc else None
        named = (network_of(each) for each in trust.properties.texts("ConditionalForwarderIpAddrs"))
        outside = [each for each in named if each and own and not each.subnet_of(own)]
        shut_out = [each for each in outside if not openings(templates).admits(directory, each)]
        if shut_out and not opened_otherwise(templates, directory):
            address = shut_out[0].network_address
            yield Violation(trust, f"no rule of {directory.resource.logical_id} lets in {address}")


@rule(
    "WorkSpaces-TRUST7",
    "advice",
    title="A trust is one of forests",
    reason="An external trust is not transitive: it leaves out the other domains of the forest. Only Linux desktops "
    "need one.",
    fix="Leave out TrustType or set it to Forest, unless users of the other domain have Linux desktops.",
    source="whitepaper: Scenario 4: AWS Microsoft AD and a Two-Way Transitive Trust to On-Premises",
)
def forest_trusts(templates: Templates) -> Iterator[Violation]:
    """External trusts."""
    for trust in templates.of_type(_TRUST):
        if trust.properties.text("TrustType") == "External":
            yield Violation(trust, "it is an external trust", "TrustType")


@rule(
    "WorkSpaces-TRUST8",
    "advice",
    title="Users of another domain may log on to their desktops without being allowed one by one",
    reason="With selective authentication they can log on only to computers on which they are allowed to authenticate, "
    "and new desktops are none of these.",
    fix="Set SelectiveAuth to Disabled, or allow the users to authenticate on the desktops' organizational unit.",
    source=_SETUP,
)
def no_selective_authentication(templates: Templates) -> Iterator[Violation]:
    """Selective authentication in a Managed AD that holds computers whose users are in the other domain."""
    for trust, directory in _trusts(templates):
        if directory and trust.properties.text("SelectiveAuth") == "Enabled":
            theirs = [each for each in registrations(templates) if each.directory]
            if any(
                _is(trust, each.directory.domain_name or "") and holds_computers(directory, each)
                for each in theirs
                if each.directory
            ):
                yield Violation(trust, "its users need a permission for each desktop", "SelectiveAuth")


def _trusts(templates: Templates) -> Iterator[tuple[Resource, Directory | None]]:
    """The trusts, each with the directory that it belongs to, where one of the templates makes that."""
    for trust in templates.of_type(_TRUST):
        yield trust, directory_of(templates, trust.properties.value("DirectoryId"))


def _is(trust: Resource, domain: str) -> bool:
    """Whether a domain is certain to be the other one of a trust."""
    remote = trust.properties.text("RemoteDomainName")
    return bool(domain) and remote is not None and remote.lower().rstrip(".") == domain.lower()
