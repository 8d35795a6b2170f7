"""The scenarios' templates, as rules see them."""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING, Any

from tests.support.synth import templates, variant_tree
from workspaces_constructs.rules.templates import Templates

if TYPE_CHECKING:
    from collections.abc import Mapping

MUTATED = (
    "ad-connector",
    "replica",
    "standalone",
    "two-way-trust",
    "shared-services",
    "one-way-trust",
    "simple-ad",
    "personas",
    "fleet",
    "everything",
)
"""The scenarios as their settings files have them, and the standalone one with all that is on request."""


def regions_of(variant: str) -> dict[str, str]:
    """The region of each stack of a variant."""
    region = variant_tree(variant).get("environment", {}).get("region")
    return dict.fromkeys(templates(variant), region) if region else {}


@cache
def _text(variant: str) -> str:
    return json.dumps(dict(templates(variant)))


def of_scenario(variant: str, changed: Mapping[str, dict[str, Any]] | None = None) -> Templates:
    """A variant's templates; they may be changed, which nobody else sees."""
    return Templates(changed or json.loads(_text(variant)), regions=regions_of(variant))
