"""How users sign in and stream: what excludes each other, and whose keys and authorities these are."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from workspaces_constructs.desktops.access import StreamingSettings
from workspaces_constructs.facts.access import AccessChoice, conflicts, require_authority_of
from workspaces_constructs.facts.desktops import require_operating_system, require_protocol
from workspaces_constructs.facts.ip_groups import MOST_IP_GROUPS
from workspaces_constructs.facts.regions import IP_GROUP_CFN_REGIONS
from workspaces_constructs.facts.volume_keys import require_volume_key_arn

if TYPE_CHECKING:
    from collections.abc import Mapping

    from workspaces_constructs.deployment.mistakes import Mistakes
    from workspaces_constructs.deployment.settings import BundleChoice, Registration, Settings

__all__ = ["access", "sign_in", "volume_keys"]

_KEYS: Final[Mapping[str, tuple[str, ...]]] = {
    "certificates": ("certificate_authority_arn",),
    "global_accelerator": ("streaming", "global_accelerator"),
    "ip_groups": ("ip_groups", "ip_group_ids"),
}
"""Where the file says what the facts call otherwise; of groups the first that is given."""


def access(settings: Settings, mistakes: Mistakes) -> None:
    """What a persona's registration says goes together, with the region and with the persona's desktops."""
    region = settings.environment.region
    for index, persona in enumerate(settings.personas):
        given = settings.registration.overridden_by(persona.registration)
        streaming, groups = given.streaming, [*given.ip_groups, *given.ip_group_ids]
        with mistakes.at(*_path(settings, index, "streaming")):
            StreamingSettings(**streaming.model_dump())
        _groups(settings, index, given, mistakes)
        chosen = AccessChoice(
            region=region,
            saml=given.saml.status if given.saml else None,
            certificates=given.certificate_authority_arn is not None,
            fips=given.fips,
            accelerated=bool(streaming.global_accelerator),
            streaming_endpoint=settings.endpoints.streaming,
            ip_groups=groups,
        )
        for found in conflicts(_with_desktops(chosen, persona.bundle)):
            keys = _KEYS.get(found.setting, (found.setting,))
            if found.setting == "ip_groups":
                keys = ("ip_groups" if given.ip_groups else "ip_group_ids",)
            path = _path(settings, index, *keys)
            value = "true" if found.value is True else found.value
            mistakes.refuse(path, value=value, allowed=found.allowed, fix=found.fix)


def sign_in(settings: Settings, mistakes: Mistakes) -> None:
    """The identity provider is described once, and certificates come from where the directory is."""
    place = settings.environment
    for index, persona in enumerate(settings.personas):
        given = settings.registration.overridden_by(persona.registration)
        saml, authority = given.saml, given.certificate_authority_arn
        if saml is not None and saml.metadata_file is not None and saml.provider_arn is not None:
            mistakes.refuse(
                _path(settings, index, "saml", "provider_arn"),
                value=saml.provider_arn,
                allowed="only without metadata_file, from which a provider is made",
                fix="remove one of the two",
            )
        if authority is not None:
            with mistakes.at(*_path(settings, index, "certificate_authority_arn")):
                require_authority_of(authority, place.region)
        if given.certificate_role and authority is None:
            mistakes.refuse(
                _path(settings, index, "certificate_role"),
                value="true",
                allowed="only with certificate_authority_arn",
                fix="remove it, or name the certificate authority",
            )


def volume_keys(settings: Settings, mistakes: Mistakes) -> None:
    """Keys of volumes are where the desktops are, and theirs or shared."""
    place, shared = settings.environment, settings.keys.shared
    places: dict[tuple[int | str, ...], str | None] = {("keys", "volumes_arn"): settings.keys.volumes_arn}
    for index, persona in enumerate(settings.personas):
        given = settings.registration.overridden_by(persona.registration)
        path = _path(settings, index, "volume_key_arn")
        places[path] = given.volume_key_arn
        if given.volume_key_arn is not None and given.own_volume_key:
            mistakes.refuse(
                path, value=given.volume_key_arn, allowed="only without own_volume_key", fix="remove one of the two"
            )
    for path, arn in places.items():
        if arn is not None:
            with mistakes.at(*path):
                require_volume_key_arn(arn, region=place.region, account=place.account, shared=shared)


def _groups(settings: Settings, index: int, given: Registration, mistakes: Mistakes) -> None:
    region = settings.environment.region
    if given.ip_groups and region is not None and region not in IP_GROUP_CFN_REGIONS:
        mistakes.refuse(
            _path(settings, index, "ip_groups"),
            value=region,
            allowed="only outside of GovCloud, where CloudFormation has no IP access control groups",
            fix="make them by CreateIpGroup, and name them in ip_group_ids",
        )
    count = len(given.ip_groups) + len(given.ip_group_ids)
    if count > MOST_IP_GROUPS:
        mistakes.refuse(
            _path(settings, index, "ip_groups" if given.ip_groups else "ip_group_ids"),
            value=count,
            allowed=f"at most {MOST_IP_GROUPS} groups in a directory",
            fix="join rules: a group holds 30",
        )


def _with_desktops(chosen: AccessChoice, bundle: BundleChoice) -> AccessChoice:
    if bundle.id is not None:
        return chosen
    linux = require_operating_system(bundle.operating_system).linux
    return replace(chosen, protocol=require_protocol(bundle.protocol), linux=linux)


def _path(settings: Settings, index: int, key: str, *more: str) -> tuple[int | str, ...]:
    """Where a persona's value stands: in the persona's own registration, or in that of all."""
    own = key in settings.personas[index].registration.model_fields_set
    return (*(("personas", index) if own else ()), "registration", key, *more)
