"""What security groups of desktops, directories, domain controllers and RADIUS servers let in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from workspaces_constructs.facts.ports import RADIUS
from workspaces_constructs.rules.resources import Reference
from workspaces_constructs.rules.rule import Violation, rule
from workspaces_constructs.rules.views.addresses import is_everywhere, is_wide
from workspaces_constructs.rules.views.group_owners import (
    DIRECTORY_GROUP,
    MEMBERS_GROUP,
    desktop_rules,
    directory_rules,
    host_rules,
    members_rules,
    networks_around,
    radius_rules,
)
from workspaces_constructs.rules.views.port_coverage import is_administration, opened
from workspaces_constructs.rules.views.settings import directory_settings

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from workspaces_constructs.rules.templates import Templates
    from workspaces_constructs.rules.views.security_groups import GroupRule

_DESIGN: Final = "whitepaper: VPC Design"
_EXAMPLE: Final = "whitepaper: Example of a Typical Configuration"
_SERVICE_GROUPS: Final = (
    "https://docs.aws.amazon.com/workspaces/latest/adminguide/amazon-workspaces-security-groups.html"
)


@rule(
    "WorkSpaces-SG1",
    "error",
    title="No address of the internet reaches desktops",
    reason="Users reach desktops through the service's gateways; nothing has to come in by the primary interface.",
    fix="Delete the rule, or name the help desk's range in it.",
    source=_EXAMPLE,
)
def desktops_are_closed(templates: Templates) -> Iterator[Violation]:
    """Inbound rules of desktops that are open to everybody."""
    yield from _open_to_all(desktop_rules(templates), "desktops")


@rule(
    "WorkSpaces-SG2",
    "error",
    title="No address of the internet reaches directories and domain controllers",
    reason="The ports of Active Directory must be open to the networks of its members only.",
    fix="Name the subnets of desktops and the networks of other domain controllers in the rule.",
    source=_DESIGN,
)
def directories_are_closed(templates: Templates) -> Iterator[Violation]:
    """Inbound rules of directories and of domain controllers that are open to everybody."""
    yield from _open_to_all(directory_rules(templates), "a directory")
    yield from _open_to_all(host_rules(templates), "domain controllers")


@rule(
    "WorkSpaces-SG3",
    "error",
    title="No address of the internet reaches RADIUS servers",
    reason="Only the directory asks them, and RADIUS protects its messages with little more than a shared secret.",
    fix="Name the directory's two subnets in the rule.",
    source=_DESIGN,
)
def radius_is_closed(templates: Templates) -> Iterator[Violation]:
    """Inbound rules of RADIUS servers that are open to everybody."""
    yield from _open_to_all((each for _, each in radius_rules(templates)), "RADIUS servers")


@rule(
    "WorkSpaces-SG4",
    "warning",
    title="Nobody reaches every port of desktops",
    reason="Whoever can reach all ports of a desktop can attack every service that runs on it.",
    fix="Open RDP to the help desk, and no more than the ports that are needed.",
    source=_EXAMPLE,
)
def desktops_open_no_range(templates: Templates) -> Iterator[Violation]:
    """Inbound rules of desktops that open all ports to others."""
    for each in desktop_rules(templates):
        other = each.cidr or (isinstance(each.peer, Reference) and each.peer != each.group and each.peer.resource.name)
        if each.every_port and other and not is_everywhere(each.cidr):
            yield _violation(each, f"lets {other} reach {opened(each)} of desktops")


@rule(
    "WorkSpaces-SG5",
    "warning",
    title="Only the help desk's range reaches desktops by RDP or SSH",
    reason="A range that is a whole network holds computers of everybody, and each could try passwords on desktops.",
    fix="Name the help desk's subnet, or its security group.",
    source=_EXAMPLE,
)
def desktops_know_the_help_desk(templates: Templates) -> Iterator[Violation]:
    """Inbound rules of desktops that open remote administration to whole networks."""
    for each in desktop_rules(templates):
        if _from_a_whole_network(templates, each):
            yield _violation(each, f"lets all of {each.cidr} reach {opened(each)} of desktops")


@rule(
    "WorkSpaces-SG6",
    "advice",
    title="Desktops let in no more than remote administration",
    reason="The whitepaper opens nothing to desktops but RDP from the help desk; streaming uses another interface.",
    fix="Delete the rule if nothing needs it, or acknowledge it with what does.",
    source=_EXAMPLE,
)
def desktops_let_in_no_more(templates: Templates) -> Iterator[Violation]:
    """Inbound rules of desktops for other ports than those of remote administration."""
    for each in desktop_rules(templates):
        known = each.protocol in {"tcp", "udp"} and each.first is not None and each.last is not None
        if known and each.cidr and not (each.every_port or is_administration(each) or is_everywhere(each.cidr)):
            yield _violation(each, f"lets {each.cidr} reach {opened(each)} of desktops")


@rule(
    "WorkSpaces-SG7",
    "warning",
    title="Only administrators' ranges reach domain controllers by RDP",
    reason="Who signs in to a domain controller owns the domain; no desktop and no whole network has to try.",
    fix="Name the administrators' subnet or security group, or use Session Manager and delete the rule.",
    source=_DESIGN,
)
def controllers_know_their_administrators(templates: Templates) -> Iterator[Violation]:
    """Inbound rules of domain controllers that open remote administration to whole networks."""
    for each in host_rules(templates):
        if _from_a_whole_network(templates, each):
            yield _violation(each, f"lets all of {each.cidr} reach {opened(each)} of domain controllers")


@rule(
    "WorkSpaces-SG8",
    "warning",
    title="Directories and domain controllers open the ports of Active Directory only",
    reason="A rule for every port opens what else runs on a domain controller, such as remote administration.",
    fix="Write one rule for each port of Active Directory.",
    source=_DESIGN,
)
def directories_open_no_range(templates: Templates) -> Iterator[Violation]:
    """Inbound rules of directories and domain controllers that open all ports to a range."""
    for each in (*directory_rules(templates), *host_rules(templates)):
        if each.every_port and each.cidr and not is_everywhere(each.cidr):
            yield _violation(each, f"lets {each.cidr} reach {opened(each)} of domain controllers")


@rule(
    "WorkSpaces-SG9",
    "warning",
    title="RADIUS servers answer the directory's subnets, not whole networks",
    reason="Only the directory asks for the second factor; others that can ask can try codes or the shared secret.",
    fix="Name the directory's two subnets and the port of RADIUS in the rule.",
    source=_DESIGN,
)
def radius_is_narrow(templates: Templates) -> Iterator[Violation]:
    """Inbound rules of RADIUS servers that open them to whole networks, or every port of them."""
    for mfa, each in radius_rules(templates):
        port = mfa.properties.number("RadiusPort") if mfa.properties.has("RadiusPort") else RADIUS[0].from_port
        asked = each.every_port or (port is not None and each.covers("udp", port))
        wide = each.every_port or is_wide(each.cidr, networks_around(templates))
        if asked and wide and each.cidr and not is_everywhere(each.cidr):
            yield _violation(each, f"lets all of {each.cidr} reach {opened(each)} of RADIUS servers")


@rule(
    "WorkSpaces-SG10",
    "warning",
    title="The security groups that the service makes are left to the service",
    reason="WorkSpaces depends on the groups <directory id>_workspacesMembers and <directory id>_controllers.",
    fix="Make a group of your own and give it to the registration as CustomSecurityGroupId.",
    source=_SERVICE_GROUPS,
)
def service_groups_are_left_alone(templates: Templates) -> Iterator[Violation]:
    """Rules added to the members' group, and service-made groups given to desktops as custom ones."""
    for each in members_rules(templates):
        yield _violation(each, "adds a rule to the group that WorkSpaces made for its members")
    for settings in directory_settings(templates):
        group = settings.properties.value("WorkspaceCreationProperties", "CustomSecurityGroupId")
        if isinstance(group, Reference) and group.attribute in {MEMBERS_GROUP, DIRECTORY_GROUP}:
            yield Violation(
                settings,
                f"desktops are given a group that the service made, {group.attribute} of {group.resource.logical_id}",
                "WorkspaceCreationProperties.CustomSecurityGroupId",
            )


def _open_to_all(rules: Iterable[GroupRule], whose: str) -> Iterator[Violation]:
    for each in rules:
        if is_everywhere(each.cidr):
            yield _violation(each, f"lets {each.cidr} reach {opened(each)} of {whose}")


def _from_a_whole_network(templates: Templates, each: GroupRule) -> bool:
    wide = is_wide(each.cidr, networks_around(templates)) and not is_everywhere(each.cidr)
    return wide and not each.every_port and is_administration(each)


def _violation(each: GroupRule, message: str) -> Violation:
    return Violation(each.resource, message, each.location)
