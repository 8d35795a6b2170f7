"""Where file shares are, as desktops see it: SMB is not made for long ways."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from workspaces_constructs.facts.ports import FILE_SERVER_TO_DOMAIN
from workspaces_constructs.rules.rule import Violation, rule
from workspaces_constructs.rules.views.directories import desktop_subnets, desktop_vpcs
from workspaces_constructs.rules.views.file_shares import file_shares
from workspaces_constructs.rules.views.port_coverage import named, unopened
from workspaces_constructs.rules.views.regions import region_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workspaces_constructs.rules.templates import Templates

_WHITEPAPER: Final = "whitepaper: Folder Redirection"
_LINKS: Final = (
    "AWS::EC2::TransitGatewayAttachment",
    "AWS::EC2::TransitGatewayVpcAttachment",
    "AWS::EC2::VPCPeeringConnection",
    "AWS::NetworkManager::VpcAttachment",
)


@rule(
    "WorkSpaces-FILE10",
    "warning",
    title="File shares are in the region of their desktops",
    reason="SMB is not made for wide area networks: a profile that loads across regions makes every sign-in slow.",
    fix="Put the file system into the desktops' region; replicate between regions by DFS Replication or DataSync.",
    source=_WHITEPAPER,
)
def share_in_the_same_region(templates: Templates) -> Iterator[Violation]:
    """Shares in a region without desktops."""
    regions = {region_of(templates, subnet.resource) for subnet in desktop_subnets(templates).values()}
    for share in file_shares(templates):
        own = region_of(templates, share.resource)
        if own and regions and None not in regions and own not in regions:
            yield Violation(
                share.resource, f"it is in {own}, and the desktops are in {', '.join(sorted(map(str, regions)))}"
            )


@rule(
    "WorkSpaces-FILE11",
    "advice",
    title="File shares are in a VPC that desktops reach",
    reason="Without a peering or a transit gateway nothing of one VPC reaches another.",
    fix="Put the file system into the desktops' VPC, or join the two VPCs.",
    source=_WHITEPAPER,
)
def share_is_reachable(templates: Templates) -> Iterator[Violation]:
    """Shares in another VPC than desktops, in templates that join no VPCs."""
    near = desktop_vpcs(templates)
    if not near or templates.of_type(*_LINKS):
        return
    for share in file_shares(templates):
        vpcs = {subnet.vpc.name: subnet.vpc for subnet in share.subnets if subnet.vpc}
        if vpcs and len(share.subnets) == len(share.resource.properties.values("SubnetIds")) and not vpcs.keys() & near:
            other = next(iter(vpcs.values()))
            yield Violation(
                share.resource,
                f"it is in {other.logical_id}, and nothing in the templates joins that to the desktops' VPC",
            )


@rule(
    "WorkSpaces-FILE12",
    "advice",
    title="File shares are in the Availability Zones of their desktops",
    reason="Traffic between zones costs money and time, and a third zone is one more that can fail.",
    fix="Put the file system into subnets of the zones that the desktops are in.",
    source=_WHITEPAPER,
)
def share_in_the_same_zones(templates: Templates) -> Iterator[Violation]:
    """Shares whose zones are known and none of them has desktops."""
    zones = {subnet.zone_id for subnet in desktop_subnets(templates).values()}
    for share in file_shares(templates):
        own = {subnet.zone_id for subnet in share.subnets}
        if own and zones and None not in own | zones and not own & zones:
            yield Violation(
                share.resource, f"it is in {', '.join(sorted(map(str, own)))}, where no desktop is", "SubnetIds"
            )


@rule(
    "WorkSpaces-FILE13",
    "warning",
    title="A group that restricts what a file share sends lets out all that its domain needs",
    reason="FSx joins the domain and asks its domain controllers on these ports; without one of them the file system "
    "cannot be made, or fails later.",
    fix="Add outbound rules for these ports to the domain controllers, or let the group send everything.",
    source="https://docs.aws.amazon.com/fsx/latest/WindowsGuide/limit-access-security-groups.html",
)
def share_reaches_its_domain(templates: Templates) -> Iterator[Violation]:
    """Shares all of whose groups restrict what they send, and to too little."""
    for share in file_shares(templates):
        restricted = [each for each in share.groups if each.resource.properties.values("SecurityGroupEgress")]
        listed = all("out" in each.listed for each in share.groups)
        if not share.all_groups or not listed or len(restricted) < len(share.groups):
            continue
        missing = unopened(FILE_SERVER_TO_DOMAIN, [each for group in share.groups for each in group.outbound], None)
        if missing:
            yield Violation(share.resource, f"its groups do not let out {named(missing)}", "SecurityGroupIds")
