"""AWS Managed Microsoft AD: its edition, and who reaches it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from workspaces_constructs.rules.rule import Violation, rule
from workspaces_constructs.rules.views.networks import network_of
from workspaces_constructs.rules.views.openings import computers_in, opened_otherwise, openings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workspaces_constructs.rules.templates import Templates
    from workspaces_constructs.rules.views.directories import Directory, Registration
    from workspaces_constructs.rules.views.networks import Subnet

_MANAGED: Final = "AWS::DirectoryService::MicrosoftAD"
_EDITIONS: Final = ("Standard", "Enterprise")
_PAGE: Final = (
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-directoryservice-microsoftad.html"
)


@rule(
    "WorkSpaces-DIR10",
    "advice",
    title="A Managed AD says which edition it is",
    reason="Without an edition CloudFormation makes an Enterprise one, the larger and dearer of the two, and a later "
    "change of it replaces the directory with all its users.",
    fix="Set Edition to Standard, which is enough for about 5,000 users, or to Enterprise.",
    source=_PAGE,
)
def an_edition_is_given(templates: Templates) -> Iterator[Violation]:
    """Managed ADs without an edition."""
    for directory in templates.of_type(_MANAGED):
        if not directory.properties.has("Edition"):
            yield Violation(directory, "it has no edition, so it becomes an Enterprise one")


@rule(
    "WorkSpaces-DIR11",
    "error",
    title="The edition of a Managed AD is one that CloudFormation makes",
    reason="CloudFormation knows Standard and Enterprise; a Hybrid one needs the API.",
    fix="Set Edition to Standard or Enterprise.",
    source=_PAGE,
)
def editions_that_exist(templates: Templates) -> Iterator[Violation]:
    """Managed ADs of an edition that CloudFormation does not make."""
    for directory in templates.of_type(_MANAGED):
        edition = directory.properties.text("Edition")
        if edition is not None and edition not in _EDITIONS:
            yield Violation(directory, f"{edition or 'an empty text'} is not an edition", "Edition")


@rule(
    "WorkSpaces-DIR12",
    "error",
    title="A Managed AD lets in desktops that are not in the first range of its VPC",
    reason="The group that AWS makes for its domain controllers lets in only the first range of the directory's own "
    "VPC. Desktops and AD Connectors of another VPC, or of a range added later, reach it by added rules alone.",
    fix="Give the group that Custom::WorkspacesDirectoryDetails returns as SecurityGroupId inbound rules for the range "
    "of the desktops.",
    source="https://docs.aws.amazon.com/directoryservice/latest/admin-guide/ms_ad_best_practices.html",
)
def desktops_of_other_vpcs_are_let_in(templates: Templates) -> Iterator[Violation]:
    """Managed ADs whose desktops are in a VPC or a range that no inbound rule lets in."""
    for directory, registration in computers_in(templates):
        shut_out = _shut_out(templates, directory, registration)
        if shut_out and not opened_otherwise(templates, directory):
            desktops = registration.resource.logical_id
            yield Violation(directory.resource, f"no rule lets in {shut_out}, where the desktops of {desktops} are")


def _shut_out(templates: Templates, directory: Directory, registration: Registration) -> str | None:
    connector = registration.directory
    for subnet in (*registration.subnets, *(connector.subnets if connector else ())):
        outside = subnet.network if _is_outside(directory, subnet) else None
        if outside and not openings(templates).admits(directory, outside):
            return str(outside)
    return None


def _is_outside(directory: Directory, subnet: Subnet) -> bool:
    """Whether a subnet is certain to be in another VPC than a directory, or not in the first range of the same."""
    if directory.vpc is None or subnet.vpc is None or subnet.network is None:
        return False
    if subnet.vpc.name != directory.vpc.name:
        return True
    first = network_of(directory.vpc.properties.text("CidrBlock"))
    return first is not None and not subnet.network.subnet_of(first)
