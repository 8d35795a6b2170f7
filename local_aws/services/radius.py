"""RADIUS servers that directories can ask: those outside AWS that were made known, and instances in AWS.

Instances are not run here. One whose user data installs FreeRADIUS and names secrets of Secrets Manager is taken for a
server that answers on port 1812 with a shared secret found in one of them, if its security groups let the directory in.
"""

from __future__ import annotations

import ipaddress
import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from local_aws.services import neighbours

if TYPE_CHECKING:
    from collections.abc import Sequence

    from local_aws.services.neighbours import Instance

PORT: Final = 1812
PROTOCOLS: Final = frozenset({"PAP", "CHAP", "MS-CHAPv1", "MS-CHAPv2"})
_SECRET: Final = re.compile(r"arn:aws[a-z-]*:secretsmanager:[a-z0-9-]+:\d{12}:secret:[\w/+=.@-]+")


@dataclass(frozen=True)
class Server:
    """A RADIUS server outside AWS, to which every VPC is taken to have a way."""

    secret: str
    port: int
    protocols: frozenset[str]


_servers: dict[str, Server] = {}


def add_server(address: str, secret: str, port: int = PORT, protocols: Sequence[str] = tuple(PROTOCOLS)) -> None:
    """Make a RADIUS server answer outside AWS at an address or name."""
    _servers[address] = Server(secret, port, frozenset(protocols))


def remove_server(address: str) -> None:
    """Take a RADIUS server outside AWS away; one that is not there is no error."""
    _servers.pop(address, None)


def forget() -> None:
    """Forget every RADIUS server outside AWS."""
    _servers.clear()


def problem(address: str, secret: str, port: int, protocol: str, clients: Sequence[str]) -> str | None:
    """Return why a server does not answer a directory, or None if it does.

    Args:
        address: The server's address or name.
        secret: The directory's shared secret.
        port: The UDP port it is asked on.
        protocol: How the directory signs users in there.
        clients: The directory's own addresses.
    """
    known = _servers.get(address)
    if known is not None:
        right = (known.secret, known.port) == (secret, port) and protocol in known.protocols
        return None if right else f"{address} does not accept the shared secret, the port or the protocol"
    instance = neighbours.instance_at(address)
    if instance is None or "freeradius" not in instance.user_data:
        return f"no RADIUS server answers at {address}"
    if instance.state != "running" or port != PORT or secret not in _secrets(instance):
        return f"the instance at {address} does not answer with this secret on port {port}"
    shut_out = [client for client in clients if not _lets_in(instance, client, port)]
    return f"the security groups of {address} do not let {', '.join(shut_out)} in" if shut_out else None


def _secrets(instance: Instance) -> set[str]:
    found: set[str] = set()
    for arn in _SECRET.findall(instance.user_data):
        text = neighbours.secret(arn)
        try:
            fields = json.loads(text or "{}")
        except ValueError:
            fields = {}
        found |= {str(value) for value in fields.values()} if isinstance(fields, dict) else set()
    return found


def _lets_in(instance: Instance, client: str, port: int) -> bool:
    address = ipaddress.ip_address(client)
    return any(
        rule["IpProtocol"] in {"udp", "-1"}
        and (rule["IpProtocol"] == "-1" or rule["FromPort"] <= port <= rule["ToPort"])
        and any(address in ipaddress.ip_network(each["CidrIp"]) for each in rule.get("IpRanges", []))
        for rule in neighbours.inbound(instance.groups)
    )
