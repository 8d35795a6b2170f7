"""What the firewall in front of a customer's domain must let through, with the real networks filled in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from workspaces_constructs.facts.ports import (
    AD_CONNECTOR_TO_DOMAIN,
    AD_CONNECTOR_TO_DOMAIN_LDAPS,
    DESKTOP_TO_DIRECTORY,
    DOMAIN_TO_DOMAIN,
    PortRule,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from workspaces_constructs.directory.on_premises import OnPremisesDomain

__all__ = ["FirewallRow", "RadiusTargets", "Traffic", "firewall_markdown", "firewall_table"]


@dataclass(frozen=True)
class RadiusTargets:
    """RADIUS servers behind the firewall.

    Attributes:
        cidrs: Their addresses, as networks.
        port: The UDP port at which they answer. Default: 1812.
        askers: Where those are who ask them. Default: the connectors and the domain controllers of the table.
    """

    cidrs: Sequence[str]
    port: int = 1812
    askers: Sequence[str] = ()


@dataclass(frozen=True)
class Traffic:
    """What passes the firewall beside the domain's own traffic.

    Attributes:
        who: Who begins, and what for.
        rules: A table of ``facts.ports``.
        sources: The networks that begin.
        destinations: The networks that are asked.
    """

    who: str
    rules: Sequence[PortRule]
    sources: Sequence[str]
    destinations: Sequence[str]


@dataclass(frozen=True)
class FirewallRow:
    """One rule of a firewall; answers to what is let through must pass too.

    Attributes:
        protocol: ``tcp`` or ``udp``.
        ports: One port or a range, such as ``53`` or ``49152-65535``, at the destination.
        source: The network that begins.
        destination: The network that is asked.
        purpose: What for.
    """

    protocol: str
    ports: str
    source: str
    destination: str
    purpose: str


def firewall_table(
    *,
    remote: OnPremisesDomain | None = None,
    connector_cidrs: Sequence[str] = (),
    desktop_cidrs: Sequence[str] = (),
    domain_cidrs: Sequence[str] = (),
    radius: RadiusTargets | None = None,
    ldaps: bool = False,
    others: Sequence[Traffic] = (),
) -> list[FirewallRow]:
    """Return the rules that the firewall of a customer's domain needs (whitepaper, Table 1; facts §1.4, §1.5).

    Example:
        .. code-block:: python

            rows = firewall_table(remote=on_premises, connector_cidrs=["172.20.8.0/25", "172.20.8.128/25"])
            print(firewall_markdown(rows))

    Args:
        remote: The domain behind the firewall. Default: none, only what ``radius`` and ``others`` name.
        connector_cidrs: Subnets of AD Connectors, which sign users in there.
        desktop_cidrs: Subnets of desktops that are members of that domain, or whose users are.
        domain_cidrs: Subnets of domain controllers in AWS that trust that domain or replicate with it: both ways.
        radius: RADIUS servers, asked by connectors and by domain controllers of a Managed AD.
        ldaps: Whether connectors use client-side LDAPS in place of LDAP.
        others: What else passes.
    """
    connector = AD_CONNECTOR_TO_DOMAIN_LDAPS if ldaps else AD_CONNECTOR_TO_DOMAIN
    domain = remote.cidrs if remote is not None else ()
    rows = [
        *_rows(connector, connector_cidrs, domain, "AD Connector"),
        *_rows(DESKTOP_TO_DIRECTORY, desktop_cidrs, domain, "desktops"),
        *_rows(DOMAIN_TO_DOMAIN, domain_cidrs, domain, "domain controllers"),
        *_rows(DOMAIN_TO_DOMAIN, domain, domain_cidrs, "domain controllers"),
    ]
    if radius is not None:
        asked = [PortRule("udp", radius.port, radius.port, "RADIUS", "")]
        askers = radius.askers or list(dict.fromkeys((*connector_cidrs, *domain_cidrs)))
        rows += _rows(asked, askers, radius.cidrs, "MFA")
    for each in others:
        rows += _rows(each.rules, each.sources, each.destinations, each.who)
    return list(dict.fromkeys(rows))


def firewall_markdown(rows: Iterable[FirewallRow]) -> str:
    """Return the rows as a table in Markdown, for an output or a page.

    Args:
        rows: Of :func:`firewall_table`.
    """
    lines = ["| protocol | ports | from | to | purpose |", "|---|---|---|---|---|"]
    lines += [f"| {row.protocol} | {row.ports} | {row.source} | {row.destination} | {row.purpose} |" for row in rows]
    return "\n".join(lines)


def _rows(
    rules: Sequence[PortRule], sources: Sequence[str], destinations: Sequence[str], who: str
) -> list[FirewallRow]:
    return [
        FirewallRow(
            rule.protocol,
            str(rule.from_port) if rule.from_port == rule.to_port else f"{rule.from_port}-{rule.to_port}",
            source,
            destination,
            f"{who}: {rule.purpose}",
        )
        for source in sources
        for destination in destinations
        for rule in rules
    ]
