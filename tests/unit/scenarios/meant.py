"""What a scenario is to have open: what the whitepaper and the guides say, and nothing else."""

from __future__ import annotations

from typing import Final

from tests.unit.scenarios.matrix import LINKED, PARTLY, SCENARIOS, Matrix, Ports, ports

ALL: Final = ports("1-65535", "1-65535")
"""Routes and network ACLs are open, and the service's own group lets everything out: the firewall there decides."""
TABLE_1: Final = ports(
    "53 88 135 139 389 445 464 636 3268-3269 9389 49152-65535", "53 88 123 137 138 389 445 464"
)  # whitepaper, Table 1, without the row for RADIUS
CONTROLLERS: Final = ports(
    "53 88 135 139 389 445 464 636 3268-3269 49152-65535", "53 88 123 137 138 389 445 464 49152-65535"
)  # Table 1 without remote PowerShell; the dynamic UDP ports are the current edition's
MANAGED: Final = ports(
    "53 88 135 389 445 464 636 1024-65535", "53 88 123 138 389 445 464"
)  # Directory Service guide, ms_ad_getting_started_what_gets_created
RADIUS: Final = ports(udp="1812")  # Table 1
HTTPS: Final = ports("443")
WEB: Final = ports("80 443")
RDP: Final = ports("3389")  # whitepaper, Example of a Typical Configuration


def persona(
    name: str,
    egress: str,
    *,
    directory: str,
    admits: Ports,
    link: str = "",
    help_desk: bool = False,
    connector: bool = True,
    systems_manager: bool = False,
) -> Matrix:
    """What is meant for a persona's desktops, and for the connector that is in the same subnets.

    Args:
        name: Of the persona.
        egress: Its way out.
        directory: Who authenticates it inside AWS, if anybody.
        admits: At which ports.
        link: ``domain`` where it logs on to the domain on-premises, ``other`` where the link is for something else.
        help_desk: Whether its help desk is on-premises.
        connector: Whether there is an AD Connector.
        systems_manager: Whether the VPC has endpoints of Systems Manager: its names lead there then for everybody, so
            that whoever has NAT is to reach them.
    """
    made: Matrix = {}
    for one in (f"desktops of {name}", *([f"connector of {name}"] if connector else [])):
        if directory:
            made[one, directory] = admits
        made |= _ways(one, egress, link=link, help_desk=help_desk, systems_manager=systems_manager)
    if help_desk:
        made["help desk", f"desktops of {name}"] = RDP
    if egress == "proxy":
        made |= {("proxy", "proxy instances"): ports("3128 8080"), ("proxy instances", "internet"): WEB}
        if systems_manager:
            made["proxy instances", "Systems Manager"] = HTTPS
    return made


def _ways(one: str, egress: str, *, link: str, help_desk: bool, systems_manager: bool) -> Matrix:
    """Where somebody gets over the way out and the link."""
    if egress in {"nat", "on-premises"}:
        made: Matrix = {(one, "internet"): ALL, **({(one, other): ALL for other in LINKED} if link else {})}
        if egress == "nat" and systems_manager:
            made[one, "Systems Manager"] = HTTPS
        return made
    made = {(one, "proxy"): ports("80 3128")} if egress == "proxy" else {}
    if link == "domain":
        made[one, "domain"] = ALL
    if help_desk:
        made[one, "help desk"] = PARTLY  # answers of RDP leave from 3389, and a network ACL knows no connections
    return made


def expected(scenario: str, egress: str | None = None) -> Matrix:
    """All that a scenario is to have open."""
    name, _ = SCENARIOS[scenario]
    return _EXPECTED[name](egress or {"ad-connector": "on-premises"}.get(name, "nat"))


def _to_on_premises(who: str) -> Matrix:
    return {(who, other): ALL for other in LINKED}


def _controllers(egress: str) -> Matrix:
    return {
        **persona(
            "employees",
            egress,
            directory="controllers",
            admits=CONTROLLERS,
            link="other",
            help_desk=True,
            systems_manager=True,
        ),
        ("controllers", "controllers"): TABLE_1,
        ("controllers", "domain"): TABLE_1,
        ("domain", "controllers"): TABLE_1,
        ("controllers", "Systems Manager"): HTTPS,
        **_callers(egress, "desktops of employees", "connector of employees"),
    }


def _callers(egress: str, *desktops: str) -> Matrix:
    """Who else calls AWS by names that lead to the endpoints in the VPC: desktops with NAT, and proxies."""
    who = {"nat": desktops, "proxy": ("proxy instances",)}.get(egress, ())
    return {(each, "Systems Manager"): HTTPS for each in who}


def _two_way(egress: str) -> Matrix:
    return {
        **persona(
            "employees", egress, directory="directory", admits=MANAGED, link="domain", help_desk=True, connector=False
        ),
        **_to_on_premises("directory"),
        ("domain", "directory"): MANAGED,
    }


HOST_TO_DIRECTORY: Final = ports(
    "53 88 135 389 445 464 636 3268-3269 9389 49152-65535", "53 88 123 138 389 445 464"
)  # Table 1, as far as the directory's own group admits it
_ADMIN_HOST: Final[Matrix] = {
    ("admin host", "directory"): HOST_TO_DIRECTORY,
    ("admin host", "Systems Manager"): HTTPS,
}


def _one_way(egress: str) -> Matrix:
    return {
        **persona("employees", egress, directory="directory", admits=MANAGED, link="domain", help_desk=True),
        **_to_on_premises("directory"),
        ("domain", "directory"): MANAGED,
        **_ADMIN_HOST,
    }


def _personas(egress: str) -> Matrix:
    return {
        **persona("employees", egress, directory="directory", admits=MANAGED, link="other", help_desk=True),
        **persona("contractors", "proxy", directory="directory", admits=MANAGED, link="other", help_desk=True),
        **_to_on_premises("directory"),
        ("desktops of employees", "RADIUS servers"): RADIUS,  # they share the subnets of the connector that asks
        ("connector of employees", "RADIUS servers"): RADIUS,
        ("RADIUS servers", "internet"): HTTPS,
    }


_EXPECTED: Final = {
    "ad-connector": lambda egress: persona(
        "employees", egress, directory="", admits=ALL, link="domain", help_desk=True
    ),
    "replica": _controllers,
    "standalone": lambda egress: persona("employees", egress, directory="directory", admits=MANAGED),
    "two-way-trust": _two_way,
    "shared-services": lambda egress: persona("employees", egress, directory="directory", admits=MANAGED),
    "one-way-trust": _one_way,
    "simple-ad": lambda egress: {
        **persona("employees", egress, directory="directory", admits=MANAGED, connector=False, systems_manager=True),
        **_ADMIN_HOST,
        **_callers(egress, "desktops of employees"),
    },
    "personas": _personas,
}
