"""Secrets that exist: they are where they are read, each is of one purpose, and their keys belong to them."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from workspaces_constructs.deployment.mistakes import Mistakes
    from workspaces_constructs.deployment.settings import Settings

__all__ = ["PURPOSES", "keys", "places", "purposes"]

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
    arn: str | None
    key: str | None
    field: str


def places(settings: Settings, mistakes: Mistakes) -> None:
    """Secrets are in the region of the deployment, where handlers and hosts read them."""
    region = settings.environment.region
    for secret in _named(settings):
        if region is not None and secret.arn is not None and _region(secret.arn) != region:
            mistakes.refuse(
                secret.path,
                value=secret.arn,
                allowed=f"a secret in {region}, where it is read",
                fix=f"make the secret in {region}, or replicate it there and pass the replica's ARN",
            )


def purposes(settings: Settings, mistakes: Mistakes) -> None:
    """No password is of two purposes: whoever reads it for one could take the other."""
    for one, other in combinations([each for each in _named(settings) if each.arn is not None], 2):
        if (one.arn, one.field) == (other.arn, other.field) and (one.path, other.path) != _MAY_BE_ONE:
            mistakes.refuse(
                other.path,
                value=other.arn,
                allowed=f"another password than that of {PURPOSES[one.path]}, which {'.'.join(one.path)} names",
                fix=f"make a secret for {PURPOSES[other.path]}",
            )


def keys(settings: Settings, mistakes: Mistakes) -> None:
    """A key belongs to a secret and is in its region, though it may be another account's."""
    for secret in _named(settings):
        *section, name = secret.path
        path = (*section, _key_of(name))
        if secret.key is None:
            continue
        if secret.arn is None:
            mistakes.refuse(
                path, value=secret.key, allowed=f"only with {name}", fix=f"name the secret, {name}, or remove it"
            )
        elif _region(secret.key) != _region(secret.arn):
            mistakes.refuse(
                path,
                value=secret.key,
                allowed=f"a key in {_region(secret.arn)}, where the secret is",
                fix="copy the ARN of the key that the Secrets Manager console shows beside the secret",
            )


def _region(arn: str) -> str:
    return arn.split(":")[3]


def _key_of(secret: str) -> str:
    return secret.replace("_arn", "_key_arn")


def _named(settings: Settings) -> Iterator[_Secret]:
    """What the file may say of each secret, with the JSON field that is read."""
    for path in PURPOSES:
        place: object = settings
        *section, name = path
        for key in section:
            place = getattr(place, key, None)
        if place is not None:
            yield _Secret(
                path,
                getattr(place, name),
                getattr(place, _key_of(name)),
                getattr(place, "password_field", "password"),
            )
