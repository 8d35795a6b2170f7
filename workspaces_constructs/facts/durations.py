"""How long AWS's steps take, as time-outs for what waits for them (facts §3.4)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["CUSTOM_RESOURCE_CEILING", "DURATIONS", "Duration", "Step"]

Step = Literal[
    "managed_ad_create",
    "ad_connector_create",
    "register",
    "deregister",
    "authorized_applications_lag",
    "workspace_create",
    "workspace_create_encrypted",
    "rebuild",
    "migrate",
    "compute_change",
    "volume_increase",
    "protocol_change",
    "standby_delete",
    "domain_controllers_add",
    "domain_controller_promote",
    "hybrid_assessment",
    "image_create",
]


@dataclass(frozen=True)
class Duration:
    """How long a step takes.

    Attributes:
        usual: The longest it usually takes.
        limit: When to give up waiting.
        source: Where the figures come from; "inferred" where AWS gives none.
    """

    usual: timedelta
    limit: timedelta
    source: str


def _duration(usual: int, limit: int, source: str) -> Duration:
    return Duration(timedelta(minutes=usual), timedelta(minutes=limit), source)


DURATIONS: Final[Mapping[Step, Duration]] = MappingProxyType(
    {
        "managed_ad_create": _duration(40, 210, "Directory Service guide; CloudFormation's own time-out"),
        "ad_connector_create": _duration(10, 30, "Directory Service guide: several minutes; the limit is inferred"),
        "register": _duration(5, 15, "inferred"),
        "deregister": _duration(5, 15, "inferred"),
        "authorized_applications_lag": _duration(30, 60, "Administration Guide, delete-workspaces-directory"),
        "workspace_create": _duration(20, 60, "recalled; the limit is that of an encrypted root volume"),
        "workspace_create_encrypted": _duration(60, 90, "Administration Guide, encrypt-workspaces"),
        "rebuild": _duration(60, 90, "Administration Guide, rebuild-workspace"),
        "migrate": _duration(60, 90, "Administration Guide, migrate-workspaces"),
        "compute_change": _duration(60, 90, "Administration Guide, modify-workspaces"),
        "volume_increase": _duration(120, 150, "Administration Guide, modify-workspaces"),
        "protocol_change": _duration(40, 60, "Administration Guide, modify-workspaces"),
        "standby_delete": _duration(5, 15, "Administration Guide, multi-region-resilience"),
        "domain_controllers_add": _duration(45, 60, "Directory Service guide, ms_ad_deploy_additional_dcs"),
        "domain_controller_promote": _duration(25, 45, "inferred; the promotion of one EC2 host by its document"),
        "hybrid_assessment": _duration(30, 60, "Directory Service guide, hybrid directory"),
        "image_create": _duration(45, 90, "recalled; the limit is inferred"),
    }
)
"""The steps that a deployment waits for."""

CUSTOM_RESOURCE_CEILING: Final = timedelta(hours=1)
"""The longest that CloudFormation waits for a custom resource, and so the longest total_timeout of CDK's Provider."""
