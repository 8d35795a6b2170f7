"""Active Directory sites of domain controllers on Amazon EC2, as the runbook that promotes them makes these."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from workspaces_constructs.rules.rule import Violation, rule
from workspaces_constructs.rules.templates import view
from workspaces_constructs.rules.views.directories import registrations
from workspaces_constructs.rules.views.networks import network_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping
    from ipaddress import IPv4Network

    from workspaces_constructs.rules.resources import Resource
    from workspaces_constructs.rules.templates import Templates

_SECTION: Final = "whitepaper: Active Directory: Sites and Services"
_HIGH_COST: Final = 100
"""The whitepaper's example of a high cost."""


@rule(
    "WorkSpaces-DC8",
    "warning",
    title="Domain controllers on EC2 form a site of their own",
    reason="Desktops prefer the domain controllers of their site. In the site of those on-premises they would ask "
    "either.",
    fix="Set SiteName to another site than OnPremisesSite, such as the name of the region.",
    source=_SECTION,
)
def a_site_of_their_own(templates: Templates) -> Iterator[Violation]:
    """Promotions into the site of the domain controllers on-premises."""
    for promotion in _promotions(templates):
        site, other = (_parameter(promotion, key) for key in ("SiteName", "OnPremisesSite"))
        if site and other and site.lower() == other.lower():
            yield Violation(promotion, f"its site is {site}, the one on-premises", "Parameters.SiteName")


@rule(
    "WorkSpaces-DC9",
    "warning",
    title="The site of domain controllers on EC2 has the ranges of the desktops",
    reason="A desktop finds its site by its address. One in no site asks any domain controller, also the farthest.",
    fix="Add the ranges of the desktops' subnets, or that of their VPC, to SiteSubnets.",
    source=_SECTION,
)
def desktops_in_the_site(templates: Templates) -> Iterator[Violation]:
    """Promotions into a site without the range of some desktops of the domain."""
    for promotion in _promotions(templates):
        given = _parameter(promotion, "SiteSubnets")
        ranges = [network_of(each.strip()) for each in (given or "").split(",")]
        domain = _parameter(promotion, "DomainName")
        if not given or not domain or None in ranges:
            continue
        site = [each for each in ranges if each]
        desktops = _desktops(templates).get(domain.lower(), ())
        outside = [each for each in desktops if not any(each.subnet_of(one) for one in site)]
        if outside:
            yield Violation(promotion, f"desktops in {outside[0]} are not in its site", "Parameters.SiteSubnets")


@view
def _desktops(templates: Templates) -> Mapping[str, Collection[IPv4Network]]:
    """The ranges of desktops by the domain to which their AD Connector leads, in small letters."""
    found: dict[str, dict[IPv4Network, None]] = {}
    for each in registrations(templates):
        if each.directory and each.directory.domain_name:
            ranges = found.setdefault(each.directory.domain_name.lower(), {})
            ranges.update((subnet.network, None) for subnet in each.subnets if subnet.network)
    return found


@rule(
    "WorkSpaces-DC10",
    "advice",
    title="The link between the site on-premises and the one on AWS has a high cost",
    reason="Desktops then turn to domain controllers on-premises only where no nearer one answers.",
    fix=f"Set SiteLinkCost to {_HIGH_COST} or more.",
    source=_SECTION,
)
def dear_links(templates: Templates) -> Iterator[Violation]:
    """Promotions with a site link that costs little."""
    for promotion in _promotions(templates):
        cost = _parameter(promotion, "SiteLinkCost")
        if cost and cost.isdecimal() and len(cost) < len(str(_HIGH_COST)):
            yield Violation(promotion, f"the link of its site costs {cost}", "Parameters.SiteLinkCost")


def _promotions(templates: Templates) -> list[Resource]:
    every = templates.of_type("Custom::WorkspacesAutomation")
    return [each for each in every if each.properties.has("Parameters", "RestoreModeSecretArn")]


def _parameter(promotion: Resource, name: str) -> str | None:
    """A parameter of the runbook, which is a list of one text, where it is certain."""
    given = promotion.properties.values("Parameters", name)
    return given[0] if len(given) == 1 and isinstance(given[0], str) else None
