"""What desktops are made from, and that it is still there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from workspaces_constructs.facts.catalog import AS_OF
from workspaces_constructs.facts.desktops import PROTOCOLS, require_combination
from workspaces_constructs.facts.errors import ConfigurationError
from workspaces_constructs.facts.identifiers import IDENTIFIERS
from workspaces_constructs.rules.resources import Reference
from workspaces_constructs.rules.rule import Violation, rule
from workspaces_constructs.rules.views.directories import workspaces
from workspaces_constructs.rules.views.hardware import BUNDLE_LOOKUP, bundles, desktops
from workspaces_constructs.rules.views.parameters import is_asked_for
from workspaces_constructs.rules.views.regions import region_of
from workspaces_constructs.rules.views.settings import OWN_DIRECTORY

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workspaces_constructs.facts.catalog import ComputeType, OperatingSystem
    from workspaces_constructs.rules.resources import Value
    from workspaces_constructs.rules.templates import Templates

_POOL: Final = "AWS::WorkSpaces::WorkspacesPool"

_BUNDLES_PAGE: Final = "https://docs.aws.amazon.com/workspaces/latest/adminguide/amazon-workspaces-bundles.html"
_OPTIONS_PAGE: Final = "https://docs.aws.amazon.com/workspaces/latest/adminguide/bundle-options.html"


@rule(
    "WorkSpaces-DESK8",
    "error",
    title="Bundles have neither hardware nor an operating system that has ended",
    reason="Nobody can make desktops from a bundle that AWS has retired.",
    fix="Use a bundle with Windows Server 2022 or 2025, Ubuntu, RHEL or Rocky Linux, and for graphics G6 or G7.",
    source=_OPTIONS_PAGE,
)
def bundles_are_alive(templates: Templates) -> Iterator[Violation]:
    """Bundles that have ended."""
    for each in bundles(templates).values():
        if each.compute is not None and each.compute.ended:
            yield Violation(each.resource, f"{each.compute.name} ended on {each.compute.ended}", "Names")
        if each.system is not None and each.system.ends and each.system.ends <= AS_OF:
            yield Violation(each.resource, f"{each.system.name} ended on {each.system.ends}", "Names")


@rule(
    "WorkSpaces-DESK9",
    "warning",
    title="Bundles have an operating system that stays",
    reason="Desktops must be migrated to another operating system before theirs is retired.",
    fix="Use a bundle with a later operating system, such as Windows Server 2022.",
    source=_OPTIONS_PAGE,
)
def bundles_stay(templates: Templates) -> Iterator[Violation]:
    """Bundles with an operating system whose end is announced."""
    for each in bundles(templates).values():
        if each.system is not None and each.system.ends and each.system.ends > AS_OF:
            yield Violation(each.resource, f"{each.system.name} ends on {each.system.ends}", "Names")


@rule(
    "WorkSpaces-DESK10",
    "error",
    title="Operating system, protocol and hardware of a desktop go together",
    reason="Linux, Windows 11 and Windows Server 2025 stream by DCV only, as G6 and G7 do, and not every system is "
    "offered on the smallest or on the newest hardware.",
    fix="Use a combination that AWS offers, such as STANDARD, Windows Server 2022 and DCV.",
    source=_BUNDLES_PAGE,
)
def combination_is_offered(templates: Templates) -> Iterator[Violation]:
    """Bundles that AWS does not have, and desktops on hardware that their bundle does not run on."""
    for each in bundles(templates).values():
        if not _is_offered(each.system, each.protocol, each.compute):
            yield Violation(each.resource, f"there is no {each.names[0]}", "Names")
    for desktop in desktops(templates):
        bundle = desktop.bundle
        if bundle is None or desktop.compute is None or desktop.compute is bundle.compute:
            continue
        if not _is_offered(bundle.system, bundle.protocol, desktop.compute):
            message = f"{desktop.compute.name} does not go with {bundle.names[0]}"
            yield Violation(desktop.resource, message, "WorkspaceProperties.ComputeTypeName")


def _is_offered(system: OperatingSystem | None, protocol: str | None, compute: ComputeType | None) -> bool:
    """Whether AWS offers what is known of a bundle; what has ended is another rule's."""
    if system is None or (system.ends and system.ends <= AS_OF) or (compute is not None and compute.ended):
        return True
    return any(
        _is_combination(system.name, each, compute.name if compute else "STANDARD")
        for each in ([protocol] if protocol else PROTOCOLS)
    )


def _is_combination(system: str, protocol: str, compute: str) -> bool:
    try:
        require_combination(system, protocol, compute)
    except ConfigurationError:
        return False
    return True


@rule(
    "WorkSpaces-DESK11",
    "error",
    title="A desktop names its bundle by the bundle's id",
    reason="WorkSpaces takes neither a bundle's name nor the Ref of a look-up, which is no id of AWS.",
    fix="Use an id such as wsb-0123456789, or !GetAtt Bundle.BundleId of a Custom::WorkspacesBundleLookup.",
    source="https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-workspaces-workspace.html",
)
def bundle_by_its_id(templates: Templates) -> Iterator[Violation]:
    """Desktops with something else in the place of a bundle's id."""
    for desktop in workspaces(templates):
        wrong = _wrong_bundle(desktop.properties.value("BundleId"))
        if wrong and not is_asked_for(templates, desktop, "BundleId"):
            yield Violation(desktop, wrong, "BundleId")


def _wrong_bundle(value: Value) -> str | None:
    if isinstance(value, str):
        known = not value or IDENTIFIERS["bundle id"].pattern.fullmatch(value) or "{{" in value
        return None if known else f"{value} is no bundle's id"
    if isinstance(value, Reference) and value.resource.type == BUNDLE_LOOKUP and value.attribute != "BundleId":
        return f"{value.resource.logical_id} is asked for {value.attribute or 'its Ref'}, not for its BundleId"
    return None


@rule(
    "WorkSpaces-DESK12",
    "warning",
    title="Nothing new is built on WorkSpaces Pools",
    reason="AWS has closed Pools to new customers on 2026-07-31 and ends it on 2027-12-31.",
    fix="Use WorkSpaces Applications, which AWS names as the replacement, or desktops for single users.",
    source="https://docs.aws.amazon.com/workspaces/latest/adminguide/wsp-pools-end-of-support.html",
)
def no_pools(templates: Templates) -> Iterator[Violation]:
    """Pools, and directories for them."""
    for pool in templates.of_type(_POOL):
        yield Violation(pool, "WorkSpaces Pools ends on 2027-12-31")
    for directory in templates.of_type(OWN_DIRECTORY):
        if directory.properties.text("WorkspaceType") == "POOLS":
            yield Violation(directory, "it is for WorkSpaces Pools, which ends on 2027-12-31", "WorkspaceType")


@rule(
    "WorkSpaces-DESK13",
    "error",
    title="Desktops on G7 hardware are in a region that has it",
    reason="AWS offers G7 in us-east-1, us-east-2 and us-west-2 only.",
    fix="Use GRAPHICS_G6_XLARGE or a larger G6, or one of these regions.",
    source=_BUNDLES_PAGE,
)
def g7_where_it_is(templates: Templates) -> Iterator[Violation]:
    """Desktops on G7 in other regions."""
    for desktop in desktops(templates):
        if desktop.compute is None or not desktop.compute.regions:
            continue
        region = region_of(templates, desktop.resource)
        if region and region not in desktop.compute.regions:
            yield Violation(desktop.resource, f"{desktop.compute.name} is not offered in {region}")
