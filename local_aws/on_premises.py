"""What is outside AWS when a scenario is demonstrated, read from ``on_premises.yaml``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

if TYPE_CHECKING:
    from local_aws.server import Server

_WORLD = Path(__file__).parent / "on_premises.yaml"
_SUFFIX = "AbCdEf"


def surround(server: Server, scenario: str, *, trusts: bool = True) -> None:
    """Put the domain on-premises on the network, with its users and trusts, and make the secrets that settings name.

    Args:
        server: The local AWS.
        scenario: The scenario to be deployed.
        trusts: Whether the domain has its halves already.
    """
    world: dict[str, Any] = yaml.safe_load(_WORLD.read_text(encoding="utf-8"))
    halves = world["trusts"].get(scenario, []) if trusts else []
    domain = world["domain"]
    users = domain["users"] | _people(**world["people"].get(scenario, {}))
    server.control("POST", "on-premises", **{**domain, "users": users}, trusts=halves)
    for purpose, value in world["secrets"].get(scenario, {}).items():
        arn = f"arn:aws:secretsmanager:us-east-1:000000000000:secret:workspaces/{scenario}/{purpose}-{_SUFFIX}"
        server.control("POST", "secrets", arn=arn, value=value)


def _people(prefix: str = "", count: int = 0, password: str = "") -> dict[str, str]:
    """Passwords by user name, for as many users."""
    return {f"{prefix}{number:03}": password for number in range(1, count + 1)}
