"""AD Connectors: service account, DNS servers and size."""

from __future__ import annotations

import re
from ipaddress import AddressValueError, IPv4Address
from typing import TYPE_CHECKING, Final

from workspaces_constructs.rules.families.directories import bare_name
from workspaces_constructs.rules.resources import Reference, Unknown
from workspaces_constructs.rules.rule import Violation, rule
from workspaces_constructs.rules.views.directories import directories, directory_of
from workspaces_constructs.rules.views.links import served_by

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workspaces_constructs.rules.resources import Resource
    from workspaces_constructs.rules.templates import Templates

_CONNECTOR: Final = "Custom::WorkspacesAdConnector"
_SIZES: Final = ("Small", "Large")
_ADMINISTRATORS: Final = frozenset({"admin", "administrator"})
"""The administrators that a Managed AD and any other domain begin with (facts §6.1)."""

_SECRET_ARN: Final = re.compile(r"arn:[^:]+:secretsmanager:[^:]*:[^:]*:secret:.+")
_PAGE: Final = "https://docs.aws.amazon.com/directoryservice/latest/admin-guide/prereq_connector.html"


@rule(
    "WorkSpaces-CON1",
    "error",
    title="The service account of an AD Connector is named by its bare logon name",
    reason="ConnectDirectory takes a name of letters, digits and the signs . _ and -, with neither DOMAIN\\ nor "
    "@domain.",
    fix="Use the account's sAMAccountName alone, such as svc-workspaces.",
    source="https://docs.aws.amazon.com/goto/WebAPI/ds-2015-04-16/ConnectDirectory",
)
def bare_service_accounts(templates: Templates) -> Iterator[Violation]:
    """AD Connectors whose service account the API refuses."""
    for connector in templates.of_type(_CONNECTOR):
        name = connector.properties.text("CustomerUserName")
        if name is not None and not bare_name(name):
            yield Violation(connector, f"{name or 'an empty text'} is not a bare logon name", "CustomerUserName")


@rule(
    "WorkSpaces-CON2",
    "warning",
    title="An AD Connector does not work as the administrator of the domain",
    reason="It needs to read users and to join computers in one organizational unit. The administrator may do far "
    "more, and its next change of password stops all log-ons.",
    fix="Make an account of its own for the connector and delegate to it only what it needs.",
    source=_PAGE,
)
def not_the_administrator(templates: Templates) -> Iterator[Violation]:
    """AD Connectors with the domain's own administrator as service account."""
    for connector in templates.of_type(_CONNECTOR):
        name = connector.properties.text("CustomerUserName")
        if name is not None and name.lower() in _ADMINISTRATORS:
            yield Violation(connector, f"its service account is {name}", "CustomerUserName")


@rule(
    "WorkSpaces-CON3",
    "error",
    title="The password of an AD Connector's service account is named by the ARN of a secret",
    reason="The function that makes the connector reads the password from the secret; what is no ARN it cannot read, "
    "and a password given instead would be seen in the events of the stack.",
    fix="Keep the password in Secrets Manager and give the secret's ARN as SecretArn.",
    source="https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references.html",
)
def connectors_name_a_secret(templates: Templates) -> Iterator[Violation]:
    """AD Connectors with something else for a secret's ARN."""
    yield from no_secret_arns(templates, _CONNECTOR)


def no_secret_arns(templates: Templates, type_: str) -> Iterator[Violation]:
    """Resources of a type whose ``SecretArn`` is certain to be no secret's ARN; what it is instead is not told.

    Dynamic references are the business of the rule that forbids passwords in custom resources.
    """
    for resource in templates.of_type(type_):
        found = resource.properties.text("SecretArn")
        if found is not None and "{{resolve:" not in found and not _SECRET_ARN.fullmatch(found):
            yield Violation(resource, "its SecretArn is not the ARN of a secret", "SecretArn")


@rule(
    "WorkSpaces-CON4",
    "warning",
    title="An AD Connector asks two DNS servers of the domain",
    reason="With one, nobody can sign in while that server restarts.",
    fix="Name two DNS servers of the domain, best in two Availability Zones or sites.",
    source=_PAGE,
)
def two_dns_servers(templates: Templates) -> Iterator[Violation]:
    """AD Connectors with a single DNS server."""
    for connector in templates.of_type(_CONNECTOR):
        given = connector.properties.values("CustomerDnsIps")
        servers = {str(each) for each in given if isinstance(each, str | Reference)}
        if len(servers) == 1 and not any(isinstance(each, Unknown) for each in given) and not _is_list(given[0]):
            only = given[0] if isinstance(given[0], str) else "the same"
            yield Violation(connector, f"it asks {only} alone", "CustomerDnsIps")


def _is_list(value: object) -> bool:
    """Whether a value stands for several addresses, as the addresses of a directory do."""
    return isinstance(value, Reference) and value.resource.type.startswith(("AWS::DirectoryService::", "Custom::"))


@rule(
    "WorkSpaces-CON5",
    "warning",
    title="The DNS servers of an AD Connector's domain have private addresses",
    reason="A public resolver does not know the domain, and domain controllers are not to be reached over the "
    "internet.",
    fix="Name the private addresses of the domain's DNS servers, reached over VPN, Direct Connect, or in the VPC.",
    source="whitepaper: Scenario 1: Using AD Connector to Proxy Authentication to On-Premises Active Directory Service",
)
def private_dns_servers(templates: Templates) -> Iterator[Violation]:
    """AD Connectors that ask public addresses."""
    for connector in templates.of_type(_CONNECTOR):
        for address in filter(is_public, connector.properties.texts("CustomerDnsIps")):
            yield Violation(connector, f"{address} is a public address", "CustomerDnsIps")


def is_public(address: str) -> bool:
    """Whether a text is an address of the internet."""
    try:
        return IPv4Address(address).is_global
    except AddressValueError:
        return False


@rule(
    "WorkSpaces-CON6",
    "warning",
    title="An AD Connector asks DNS servers of the domain that it connects to",
    reason="The servers of another domain cannot tell where its domain controllers are, unless they forward such "
    "questions, and the connector fails with an error about SRV records.",
    fix="Set Name to the domain of the directory whose addresses CustomerDnsIps gives, or make a conditional "
    "forwarder.",
    source="https://docs.aws.amazon.com/workspaces/latest/adminguide/amazon-workspaces-troubleshooting.html",
)
def servers_of_the_domain(templates: Templates) -> Iterator[Violation]:
    """AD Connectors to one domain that ask a directory of another, which forwards nothing to the first."""
    for connector in directories(templates).values():
        asked = served_by(templates, connector) if connector.kind == "connector" else None
        names = [each.domain_name.lower() for each in (connector, asked) if each and each.domain_name]
        if asked is None or len(names) < 2 or names[0] == names[1]:  # noqa: PLR2004 - both are known
            continue
        if not _forwards(templates, asked.resource, names[0]):
            yield Violation(connector.resource, f"it connects to {names[0]} and asks the servers of {names[1]}", "Name")


def _forwards(templates: Templates, directory: Resource, domain: str) -> bool:
    """Whether a directory may send questions about a domain on: a forwarder or trust says so, or is not known."""
    for each in templates.of_type("Custom::WorkspacesConditionalForwarder", "Custom::WorkspacesTrust"):
        owner = directory_of(templates, each.properties.value("DirectoryId"))
        remote = each.properties.text("RemoteDomainName")
        if (owner is None or owner.resource is directory) and (remote is None or remote.lower().rstrip(".") == domain):
            return True
    return False


@rule(
    "WorkSpaces-CON7",
    "error",
    title="An AD Connector is Small or Large",
    reason="Directory Service has no other size.",
    fix="Use Small for up to 500 desktops, Large for up to 5,000.",
    source="https://docs.aws.amazon.com/goto/WebAPI/ds-2015-04-16/ConnectDirectory",
)
def sizes_that_exist(templates: Templates) -> Iterator[Violation]:
    """AD Connectors of a size that does not exist."""
    for connector in templates.of_type(_CONNECTOR):
        size = connector.properties.text("Size")
        if size is not None and size not in _SIZES:
            yield Violation(connector, f"{size or 'an empty text'} is not a size", "Size")


@rule(
    "WorkSpaces-CON8",
    "advice",
    title="Each AD Connector has a service account of its own",
    reason="Several AD Connectors to a domain keep groups of users apart. With one account, a locked or expired "
    "password stops all of them, and each may join desktops wherever another may.",
    fix="Make an account for each connector, and delegate to it only the organizational unit of its desktops.",
    source="https://docs.aws.amazon.com/whitepapers/latest/best-practices-deploying-amazon-workspaces/"
    "ad-connector-role-with-workspaces.html",
)
def own_service_accounts(templates: Templates) -> Iterator[Violation]:
    """AD Connectors to a domain with the service account of another one."""
    seen: dict[tuple[str, str, str], Resource] = {}
    for connector in templates.of_type(_CONNECTOR):
        domain, account = (connector.properties.text(key) for key in ("Name", "CustomerUserName"))
        served = served_by(templates, directories(templates)[connector.name])
        known = served is not None or connector.properties.knows("CustomerDnsIps")
        if domain and account and known and "Condition" not in connector.raw:
            whose = served.resource.name if served else ""
            first = seen.setdefault((domain.lower(), account.lower(), whose), connector)
            if first is not connector:
                message = f"{account} is the service account of {first.logical_id} too"
                yield Violation(connector, message, "CustomerUserName")
