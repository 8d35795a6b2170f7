"""What a WorkSpaces deployment made, read back through boto3 and set out for a human."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from local_aws.report import desktops, directories, hosts, links, network

if TYPE_CHECKING:
    from collections.abc import Callable

    import boto3

    from local_aws.report.rows import Row

_TABLES: tuple[tuple[str, Callable[[boto3.Session], list[Row]]], ...] = (
    ("Network", network.vpcs),
    ("Subnets", network.subnets),
    ("Network ACLs", network.acls),
    ("NAT gateways", network.nat_gateways),
    ("Links", links.links),
    ("Endpoints", links.endpoints),
    ("Load balancers", hosts.load_balancers),
    ("Instances", hosts.instances),
    ("Automations", hosts.automations),
    ("Directories", directories.directories),
    ("Trusts", directories.trusts),
    ("Conditional forwarders", directories.forwarders),
    ("Registration", desktops.registrations),
    ("Images", desktops.images),
    ("Bundles", desktops.bundles),
    ("WorkSpaces", desktops.workspaces),
    ("Users", desktops.users),
)


@dataclass(frozen=True)
class Table:
    """A titled table; every row has the same columns."""

    title: str
    rows: list[Row]

    def __str__(self) -> str:
        """The table with its columns aligned; one with a single row stands on its side."""
        if not self.rows:
            return f"{self.title}: none"
        if len(self.rows) == 1:
            width = max(map(len, self.rows[0]))
            fields = [f"  {name.ljust(width)}  {value}" for name, value in self.rows[0].items()]
            return "\n".join([self.title, *fields])
        widths = {name: max(len(name), *(len(row[name]) for row in self.rows)) for name in self.rows[0]}
        header: Row = {name: name for name in widths}
        lines = ("  ".join(row[name].ljust(widths[name]) for name in widths).rstrip() for row in [header, *self.rows])
        return "\n".join([self.title, *(f"  {line}" for line in lines)])


def report(session: boto3.Session) -> list[Table]:
    """Everything an operator would look at, as the APIs report it."""
    return [Table(title, collect(session)) for title, collect in _TABLES]
