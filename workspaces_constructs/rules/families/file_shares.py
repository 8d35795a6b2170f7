"""File shares for the profiles of desktops' users: who reaches them, and how they are kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from workspaces_constructs.facts.ports import FILE_SHARE
from workspaces_constructs.rules.resources import Unknown
from workspaces_constructs.rules.rule import Violation, rule
from workspaces_constructs.rules.views.directories import desktop_subnets, directory_of
from workspaces_constructs.rules.views.file_shares import file_shares
from workspaces_constructs.rules.views.keys import is_aws_managed
from workspaces_constructs.rules.views.networks import EVERYWHERE, network_of, vpc_networks

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from ipaddress import IPv4Network

    from workspaces_constructs.rules.resources import Value
    from workspaces_constructs.rules.templates import Templates
    from workspaces_constructs.rules.views.file_shares import FileShare
    from workspaces_constructs.rules.views.security_groups import GroupRule

_WHITEPAPER: Final = "whitepaper: Folder Redirection"
_LIMIT: Final = "https://docs.aws.amazon.com/fsx/latest/WindowsGuide/limit-access-security-groups.html"
_ZONES: Final = "https://docs.aws.amazon.com/fsx/latest/WindowsGuide/high-availability-multiAZ.html"
_DOMAIN: Final = "https://docs.aws.amazon.com/fsx/latest/WindowsGuide/self-managed-AD.html"
_OWN_DOMAIN: Final = "SelfManagedActiveDirectoryConfiguration"
_JOINED_BY: Final = ("ActiveDirectoryId", _OWN_DOMAIN)
_TWO: Final = 2


def _opens_smb(given: GroupRule) -> bool:
    """Whether a rule is certain to let in what desktops send to file servers."""
    return any(given.covers(port.protocol, port.from_port) for port in FILE_SHARE)


def _inbound(share: FileShare) -> list[GroupRule]:
    return [each for group in share.groups for each in group.inbound]


@rule(
    "WorkSpaces-FILE1",
    "error",
    title="SMB of file shares is not open to everybody",
    reason="Users' profiles and files are on the share; SMB from any address invites everybody to try passwords.",
    fix="Let TCP 445 in from the desktops' security group or subnets only.",
    source=_LIMIT,
)
def smb_not_open_to_everybody(templates: Templates) -> Iterator[Violation]:
    """Rules of shares' groups that let SMB in from everywhere."""
    every = [given for share in file_shares(templates) for given in _inbound(share)]
    for given in {(each.resource.name, each.location): each for each in every}.values():
        if given.cidr in EVERYWHERE and _opens_smb(given):
            yield Violation(given.resource, f"it lets SMB in from {given.cidr}", given.location)


@rule(
    "WorkSpaces-FILE2",
    "warning",
    title="SMB of file shares is open to desktops, not to wider networks",
    reason="Every computer of a range that is wider than the VPC can reach the profiles of all users.",
    fix="Let TCP 445 in from the desktops' security group or subnets only.",
    source=_LIMIT,
)
def smb_only_from_desktops(templates: Templates) -> Iterator[Violation]:
    """Rules of shares' groups that let SMB in from a range wider than the share's VPC."""
    networks = vpc_networks(templates)
    told = set()
    for share in file_shares(templates):
        own = [each for subnet in share.subnets if subnet.vpc for each in networks.get(subnet.vpc.name, ())]
        for given in _inbound(share):
            source = network_of(given.cidr)
            if source is None or given.cidr in EVERYWHERE or not own or not _opens_smb(given):
                continue
            wider = any(each != source and each.subnet_of(source) for each in own)
            if wider and (given.resource.name, given.location) not in told:
                told.add((given.resource.name, given.location))
                yield Violation(given.resource, f"it lets SMB in from {source}, more than the VPC", given.location)


@rule(
    "WorkSpaces-FILE3",
    "error",
    title="Desktops reach SMB of file shares",
    reason="Folder redirection and profile shares use TCP 445; a security group lets nothing in that no rule allows.",
    fix="Let TCP 445 in from the desktops' security group or subnets.",
    source=_WHITEPAPER,
)
def desktops_reach_smb(templates: Templates) -> Iterator[Violation]:
    """Shares whose groups let no SMB in from desktops."""
    places = [each.network for each in desktop_subnets(templates).values()]
    for share in file_shares(templates):
        if share.all_groups and not any(_may_serve(given, places) for given in _inbound(share)):
            yield Violation(share.resource, "its security groups let no SMB in from desktops", "SecurityGroupIds")


def _may_serve(given: GroupRule, places: Sequence[IPv4Network | None]) -> bool:
    """Whether a rule may let desktops in; false is certain."""
    known = given.protocol is not None and (given.protocol != "tcp" or None not in (given.first, given.last))
    if known and not _opens_smb(given):
        return False
    source = network_of(given.cidr)
    networks = [each for each in places if each is not None]
    if source is None or not networks or len(networks) < len(places):
        return True
    return any(source.overlaps(each) for each in networks)


@rule(
    "WorkSpaces-FILE4",
    "error",
    title="A file share joins a Managed AD, or a domain of one's own",
    reason="FSx for Windows joins by ActiveDirectoryId an AWS Managed Microsoft AD only; a Simple AD or an AD "
    "Connector is refused, and so is no domain at all.",
    fix="Give the id of a Managed AD as ActiveDirectoryId, or SelfManagedActiveDirectoryConfiguration.",
    source=_LIMIT,
)
def share_joins_a_domain(templates: Templates) -> Iterator[Violation]:
    """Shares that join no domain, or a directory that FSx cannot join."""
    for share in file_shares(templates):
        directory = directory_of(templates, share.windows.value("ActiveDirectoryId"))
        if directory is not None and directory.kind != "managed":
            kind = "a Simple AD" if directory.kind == "simple" else "an AD Connector"
            at = "WindowsConfiguration.ActiveDirectoryId"
            yield Violation(share.resource, f"it joins {directory.resource.logical_id}, which is {kind}", at)
        elif (
            share.complete
            and not share.resource.properties.has("BackupId")
            and not any(share.windows.has(each) for each in _JOINED_BY)
        ):
            yield Violation(share.resource, "it joins no domain", "WindowsConfiguration")


@rule(
    "WorkSpaces-FILE5",
    "error",
    title="The password with which a file share joins a domain is in a secret",
    reason="Everybody who may read the template can read the password of an account that joins computers.",
    fix="Give DomainJoinServiceAccountSecret, or the password as {{resolve:secretsmanager:...}}.",
    source=_DOMAIN,
)
def join_password_is_in_a_secret(templates: Templates) -> Iterator[Violation]:
    """Shares whose join password is a text in the template."""
    for share in file_shares(templates):
        password = share.windows.value(_OWN_DOMAIN, "Password")
        if isinstance(password, str) and password and not password.startswith("{{resolve:"):
            at = f"WindowsConfiguration.{_OWN_DOMAIN}.Password"
            yield Violation(share.resource, "the password with which it joins the domain is in the template", at)


@rule(
    "WorkSpaces-FILE6",
    "warning",
    title="File shares are backed up",
    reason="Shadow copies and a second zone do not bring back what was deleted, encrypted or lost.",
    fix="Leave AutomaticBackupRetentionDays out, for 30 days, or set it to 1 to 90.",
    source=_WHITEPAPER,
)
def shares_are_backed_up(templates: Templates) -> Iterator[Violation]:
    """Shares without automatic backups, in templates without AWS Backup."""
    if templates.of_type("AWS::Backup::BackupSelection"):
        return
    for share in file_shares(templates):
        if share.windows.number("AutomaticBackupRetentionDays") == 0:
            at = "WindowsConfiguration.AutomaticBackupRetentionDays"
            yield Violation(share.resource, "its automatic backups are switched off", at)


@rule(
    "WorkSpaces-FILE7",
    "advice",
    title="File shares are in two Availability Zones",
    reason="Desktops are in two zones; when the zone of a share in one fails, no user has a profile.",
    fix="Set DeploymentType to MULTI_AZ_1, with two subnets and PreferredSubnetId.",
    source=_ZONES,
)
def shares_in_two_zones(templates: Templates) -> Iterator[Violation]:
    """Shares in one zone."""
    for share in file_shares(templates):
        kind = share.windows.value("DeploymentType")
        if share.complete and not isinstance(kind, Unknown) and not str(kind).startswith("MULTI_AZ"):
            yield Violation(share.resource, "it is in one zone", "WindowsConfiguration.DeploymentType")


@rule(
    "WorkSpaces-FILE8",
    "error",
    title="A file share in two zones has two subnets, and prefers one",
    reason="FSx refuses MULTI_AZ_1 with any other number of subnets, and without PreferredSubnetId.",
    fix="Give two subnets of different zones, and one of them as PreferredSubnetId.",
    source=_ZONES,
)
def two_zones_have_two_subnets(templates: Templates) -> Iterator[Violation]:
    """Shares in two zones with another number of subnets, or no preferred one."""
    for share in file_shares(templates):
        if not str(share.windows.value("DeploymentType")).startswith("MULTI_AZ"):
            continue
        given: Value = share.resource.properties.value("SubnetIds")
        if isinstance(given, list) and len(given) != _TWO and not any(isinstance(each, Unknown) for each in given):
            yield Violation(share.resource, f"it is in two zones with {len(given)} subnet(s)", "SubnetIds")
        elif not share.windows.has("PreferredSubnetId"):
            yield Violation(share.resource, "it prefers none of its subnets", "WindowsConfiguration.PreferredSubnetId")


@rule(
    "WorkSpaces-FILE9",
    "advice",
    title="File shares are encrypted with a customer-managed key",
    reason="What users keep on their desktops is encrypted with a key of one's own; so should be their shares.",
    fix="Give the ARN of a key as KmsKeyId; a file system's key can never be changed.",
    source="https://docs.aws.amazon.com/fsx/latest/WindowsGuide/encryption-at-rest.html",
)
def shares_have_a_key(templates: Templates) -> Iterator[Violation]:
    """Shares that are encrypted with the key that AWS keeps."""
    for share in file_shares(templates):
        given = share.resource.properties.value("KmsKeyId")
        if given is None or is_aws_managed(given, "fsx"):
            yield Violation(share.resource, "it is encrypted with the key that AWS keeps", "KmsKeyId")
