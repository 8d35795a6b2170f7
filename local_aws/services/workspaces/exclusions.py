"""Which settings of a directory exclude each other (facts §1.1, §5); with what error is a guess [I]."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from local_aws.wire import ServiceError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from local_aws.services.workspaces.model import Registration

UNSUPPORTED: Final = "OperationNotSupportedException"


def refuse_together(
    found: Registration,
    *,
    endpoint: bool | None = None,
    mode: str | None = None,
    streaming: Mapping[str, object] | None = None,
    ip_groups: Sequence[str] | None = None,
) -> None:
    """Refuse a change after which a directory would have what cannot be together.

    Args:
        found: The directory as it is.
        endpoint: Whether it then has a streaming endpoint.
        mode: Its mode of encryption then.
        streaming: Its streaming properties then.
        ip_groups: Its groups then.
    """
    streams = "AccessEndpointConfig" in found.access if endpoint is None else endpoint
    fips = (mode or found.encryption_mode) == "FIPS_VALIDATED"
    accelerator = (found.streaming if streaming is None else streaming).get("GlobalAccelerator")
    accelerated = isinstance(accelerator, dict) and accelerator.get("Mode") == "ENABLED_AUTO"
    groups = found.ip_groups if ip_groups is None else ip_groups
    for problem, there in (
        ("a streaming endpoint and FIPS endpoint encryption", streams and fips),
        ("a streaming endpoint and Global Accelerator", streams and accelerated),
        ("Global Accelerator, FIPS endpoint encryption and IP access control groups", accelerated and fips and groups),
    ):
        if there:
            raise ServiceError(UNSUPPORTED, f"The directory {found.directory.id} cannot have {problem}.")
