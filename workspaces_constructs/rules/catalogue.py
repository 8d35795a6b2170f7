"""All rules of this library."""

from __future__ import annotations

from importlib import import_module
from typing import Final

from workspaces_constructs.rules.rule import Rule

__all__ = ["FAMILIES", "RULES"]

FAMILIES: Final = (
    "network",
    "ranges",
    "overlaps",
    "subnets",
    "capacity",
    "routes",
    "links",
    "vpn",
    "security_groups",
    "directory_ports",
    "network_acls",
    "group_scope",
    "dns",
    "resolver",
    "endpoints",
    "directories",
    "directory_passwords",
    "managed_ad",
    "simple_ad",
    "directory_removal",
    "client_ldaps",
    "connectors",
    "domain_controllers",
    "domain_sites",
    "trusts",
    "mfa",
    "registration",
    "registration_settings",
    "own_directories",
    "access",
    "access_devices",
    "access_regions",
    "desktops",
    "desktop_bundles",
    "desktop_users",
    "tags",
    "cost",
    "encryption",
    "keys",
    "secrets",
    "secret_settings",
    "permissions",
    "host_scripts",
    "operations",
    "alarms",
    "sign_ins",
    "records",
    "redirection",
    "file_shares",
    "file_share_places",
)
"""The modules of ``families``, in the order in which the rules are told."""


def _rules_of(family: str) -> list[Rule]:
    module = import_module(f"workspaces_constructs.rules.families.{family}")
    return [each for each in vars(module).values() if isinstance(each, Rule)]


RULES: Final[tuple[Rule, ...]] = tuple(rule for family in FAMILIES for rule in _rules_of(family))
"""The rules, family by family."""
