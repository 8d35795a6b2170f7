"""Secrets that exist, and the keys that encrypt them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workspaces_constructs.deployment.mistakes import Mistakes
    from workspaces_constructs.deployment.settings import Settings

    Path = tuple[str, ...]

__all__ = ["keys_of_secrets"]


def keys_of_secrets(settings: Settings, mistakes: Mistakes) -> None:
    """A key belongs to a secret and is in its region, though it may be another account's."""
    for place, secret, key in _pairs(settings):
        if key is not None and secret is None:
            name = place[-1].replace("_key_arn", "_arn")
            mistakes.refuse(place, value=key, allowed=f"only with {name}", fix=f"name the secret, {name}, or remove it")
        elif key is not None and secret is not None and _region(key) != _region(secret):
            mistakes.refuse(
                place,
                value=key,
                allowed=f"a key in {_region(secret)}, where the secret is",
                fix="copy the ARN of the key that the Secrets Manager console shows beside the secret",
            )


def _region(arn: str) -> str:
    return arn.split(":")[3]


def _pairs(settings: Settings) -> Iterator[tuple[Path, str | None, str | None]]:
    """Every key of a secret: where it stands, the secret, and the key."""
    directory, mfa, controllers = settings.directory, settings.mfa, settings.domain_controllers
    account = settings.on_premises.service_account if settings.on_premises else None
    if directory is not None:
        yield ("directory", "admin_secret_key_arn"), directory.admin_secret_arn, directory.admin_secret_key_arn
    if account is not None:
        yield ("on_premises", "service_account", "secret_key_arn"), account.secret_arn, account.secret_key_arn
    yield ("trust", "secret_key_arn"), settings.trust.secret_arn, settings.trust.secret_key_arn
    if controllers is not None:
        for name in ("administrator", "restore_mode"):
            secret, key = (getattr(controllers, f"{name}_{what}_arn") for what in ("secret", "secret_key"))
            yield ("domain_controllers", f"{name}_secret_key_arn"), secret, key
    if mfa is not None:
        yield ("mfa", "secret_key_arn"), mfa.secret_arn, mfa.secret_key_arn
