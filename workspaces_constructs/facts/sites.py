"""Active Directory sites: what may be called so, and what a site link may cost."""

from __future__ import annotations

import re
from typing import Final

from .errors import ConfigurationError

__all__ = ["HIGHEST_SITE_LINK_COST", "require_site_link_cost", "require_site_name"]

HIGHEST_SITE_LINK_COST: Final = 99_999
"""Of a site link in Active Directory Sites and Services."""

_SITE_NAME: Final = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?")


def require_site_name(name: str) -> str:
    """Return the name if a site can have it: a DNS label, because clients look sites up in DNS."""
    if _SITE_NAME.fullmatch(name):
        return name
    raise ConfigurationError(
        "Active Directory site name",
        value=name,
        allowed="1 to 63 letters, digits and hyphens, no hyphen at either end",
        fix=f"use {re.sub(r'[^A-Za-z0-9-]', '-', name).strip('-')[:63] or 'aws'}",
    )


def require_site_link_cost(cost: int) -> int:
    """Return the cost if a site link can have it."""
    if 1 <= cost <= HIGHEST_SITE_LINK_COST:
        return cost
    raise ConfigurationError(
        "site link cost",
        value=cost,
        allowed=f"1 to {HIGHEST_SITE_LINK_COST}",
        fix="use 100, the whitepaper's example",
    )
