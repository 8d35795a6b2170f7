"""Secrets that exist: they are where they are read, and each is of one purpose."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from workspaces_constructs.deployment.mistakes import Mistakes
    from workspaces_constructs.deployment.settings import Settings

__all__ = ["PURPOSES", "places", "purposes"]

_ACCOUNT: Final = ("on_premises", "service_account", "secret_arn")
_CONTROLLERS: Final = ("domain_controllers", "administrator_secret_arn")

PURPOSES: Final[Mapping[tuple[str, ...], str]] = {
    _ACCOUNT: "the connectors' account",
    ("directory", "admin_secret_arn"): "the directory's administrator",
    _CONTROLLERS: "the administrator of the domain on-premises",
    ("domain_controllers", "restore_mode_secret_arn"): "Directory Services Restore Mode",
    ("trust", "secret_arn"): "the trust",
    ("mfa", "secret_arn"): "the RADIUS servers",
}
"""Whose password is in a secret, by the key that names it."""

_MAY_BE_ONE: Final = (_ACCOUNT, _CONTROLLERS)
"""Two accounts of one domain, which may be the same one."""


class _Secret(NamedTuple):
    path: tuple[str, ...]
    arn: str
    field: str


def places(settings: Settings, mistakes: Mistakes) -> None:
    """Secrets are in the region of the deployment, where handlers and hosts read them."""
    region = settings.environment.region
    for path, arn, _ in _given(settings):
        if region is not None and arn.split(":")[3] != region:
            mistakes.refuse(
                path,
                value=arn,
                allowed=f"a secret in {region}, where it is read",
                fix=f"make the secret in {region}, or replicate it there and pass the replica's ARN",
            )


def purposes(settings: Settings, mistakes: Mistakes) -> None:
    """No password is of two purposes: whoever reads it for one could take the other."""
    for one, other in combinations(_given(settings), 2):
        if one[1:] == other[1:] and (one.path, other.path) != _MAY_BE_ONE:
            mistakes.refuse(
                other.path,
                value=other.arn,
                allowed=f"another password than that of {PURPOSES[one.path]}, which {'.'.join(one.path)} names",
                fix=f"make a secret for {PURPOSES[other.path]}",
            )


def _given(settings: Settings) -> Iterator[_Secret]:
    """The secrets that the file names, each with the JSON field that is read."""
    for path in PURPOSES:
        place: object = settings
        for key in path[:-1]:
            place = getattr(place, key, None)
        if (arn := getattr(place, path[-1], None)) is not None:
            yield _Secret(path, arn, getattr(place, "password_field", "password"))
