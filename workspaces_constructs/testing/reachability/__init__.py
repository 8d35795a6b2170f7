"""Who reaches whom, computed from templates: one stack, or several that share a transit gateway or a peering.

``Reachability`` follows a packet and its answer: route tables with internet, NAT, virtual private and transit gateways
and peerings; network ACLs with the ports of answers; security groups, which add up, and with them the groups that
services make: that of the desktops, which lets everything out, and those of directories.

A yes needs every place of one to reach every place of the other, over all addresses and ports asked for; a no needs
none to; anything between raises ``UnevenError``. What the templates do not tell raises ``UnknownError``, and
``Reachability.why`` names the first thing that is in the way.

Units: ranges are CIDR texts; ports are numbers from 0 to 65535, a stretch of them is (protocol, first, last), both ends
included; a resource is ``<stack>/<logical id>``. A host without an address of its own has any of its subnet that no
other host has.

Limits: IPv4 only. The internet is one address, 203.0.113.10. On-premises routes everything of the VPCs back over the
gateway that leads there, and is itself a way to the internet. A transit gateway has its default table with all
attachments in it, and the network ACLs of the subnets of attachments are not asked. NAT keeps what lies behind it
unreachable. Hosts' own firewalls, endpoint policies and a proxy's allow list are not looked at. ICMP is not asked. A
load balancer is reached, or what is behind it, each by itself; listeners and health are not known. Two accounts are
told apart by the names of stacks only. Subnets that exist elsewhere have no routes here and raise.
"""

from __future__ import annotations

from workspaces_constructs.testing.reachability.checker import Reachability, Stretch, open_in
from workspaces_constructs.testing.reachability.filters import Ports, Protocol, UnevenError
from workspaces_constructs.testing.reachability.hosts import Node, Place
from workspaces_constructs.testing.reachability.paths import Verdict
from workspaces_constructs.testing.reachability.values import UnknownError

__all__ = [
    "Node",
    "Place",
    "Ports",
    "Protocol",
    "Reachability",
    "Stretch",
    "UnevenError",
    "UnknownError",
    "Verdict",
    "open_in",
]
