"""What a directory, a trust and a link must be for each other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workspaces_constructs.deployment.scenario_table import MANAGED_AD
from workspaces_constructs.facts.certificates import MOST_CERTIFICATES
from workspaces_constructs.facts.domains import (
    default_netbios_name,
    require_dns_addresses,
    require_other_name,
    require_ou,
)
from workspaces_constructs.facts.regions import require_simple_ad_region

if TYPE_CHECKING:
    from workspaces_constructs.deployment.mistakes import Mistakes
    from workspaces_constructs.deployment.settings import Settings

__all__ = [
    "admin_host",
    "administrator",
    "directory",
    "forwarders",
    "other_domain",
    "ous",
    "simple_ad_region",
    "sites",
]

_ONLY_OWN = {"edition", "reachable_from", "size"}


def simple_ad_region(settings: Settings, mistakes: Mistakes) -> None:
    """Simple AD is in six regions; where only the deployment knows the region, AWS will say so."""
    if settings.scenario == "simple-ad" and settings.environment.region is not None:
        with mistakes.at("environment", "region"):
            require_simple_ad_region(settings.environment.region)


def directory(settings: Settings, mistakes: Mistakes) -> None:
    """What an own directory is like is said of none that exists, and lists name everything once."""
    made = settings.directory
    if made is None:
        return
    if made.existing_directory_id is not None:
        for key in sorted(made.model_fields_set & _ONLY_OWN):
            mistakes.refuse(
                ("directory", key),
                allowed="only for a directory that this stack makes",
                fix="remove it, or existing_directory_id",
            )
    for index, cidr in enumerate(made.reachable_from):
        if cidr in made.reachable_from[:index]:
            mistakes.refuse(
                ("directory", "reachable_from", index),
                value=cidr,
                allowed="each range once",
                fix="remove the repetition",
            )
    if len(made.ldaps_certificates) > MOST_CERTIFICATES:
        mistakes.refuse(
            ("directory", "ldaps_certificates"),
            value=len(made.ldaps_certificates),
            allowed=f"at most {MOST_CERTIFICATES}",
            fix="name those of the authorities that are in use",
        )


def administrator(settings: Settings, mistakes: Mistakes) -> None:
    """The administrator's password of a directory that exists is for an admin host, which cannot do without it."""
    made = settings.directory
    if made is None or made.existing_directory_id is None:
        return
    if settings.admin_host.enabled and made.admin_secret_arn is None:
        mistakes.refuse(
            ("directory", "admin_secret_arn"),
            value="none",
            allowed="the administrator's password, where an admin host works on a directory that exists",
            fix="name a secret with the JSON fields username and password, or remove admin_host.enabled",
        )
    if made.admin_secret_arn is not None and not settings.admin_host.enabled:
        mistakes.refuse(
            ("directory", "admin_secret_arn"),
            allowed="only for a directory that this stack makes, or for an admin host",
            fix="remove it",
        )


def forwarders(settings: Settings, mistakes: Mistakes) -> None:
    """A domain has one forwarder, and neither the directory's own domain nor that of a trust needs one."""
    made = settings.directory
    if made is None or settings.scenario not in MANAGED_AD:
        return
    taken = {made.domain_name.lower(): "the directory answers for it itself"}
    if settings.on_premises is not None:
        taken[settings.on_premises.domain_name.lower()] = "the trust brings its own"
    for index, forwarder in enumerate(made.conditional_forwarders):
        name = forwarder.domain_name.lower()
        if name in taken:
            mistakes.refuse(
                ("directory", "conditional_forwarders", index, "domain_name"),
                value=forwarder.domain_name,
                allowed=f"another domain: {taken[name]}",
                fix="remove the forwarder",
            )
        with mistakes.at("directory", "conditional_forwarders", index, "dns_addresses"):
            require_dns_addresses(forwarder.dns_addresses, forwarder.domain_name)
        taken.setdefault(name, "it has a forwarder already")


def other_domain(settings: Settings, mistakes: Mistakes) -> None:
    """Two domains that trust each other have different names, long and short."""
    ours, theirs = settings.directory, settings.on_premises
    if ours is None or theirs is None or settings.scenario not in MANAGED_AD:
        return
    with mistakes.at("directory", "domain_name"):
        require_other_name(ours.domain_name, theirs.domain_name, "domain name")
        with mistakes.at("directory", "netbios_name" if ours.netbios_name else "domain_name"):
            require_other_name(
                ours.netbios_name or default_netbios_name(ours.domain_name),
                theirs.netbios_name or default_netbios_name(theirs.domain_name),
                "NetBIOS name",
            )


def ous(settings: Settings, mistakes: Mistakes) -> None:
    """Organizational units are in the domain that the desktops join."""
    with mistakes.at("registration", "default_ou"):
        _require_place(settings, settings.registration.default_ou)
    for index, persona in enumerate(settings.personas):
        with mistakes.at("personas", index, "registration", "default_ou"):
            _require_place(settings, persona.registration.default_ou)


def _require_place(settings: Settings, default_ou: str | None) -> None:
    """The Managed AD's domain where there is one, also if connectors are connected to another (whitepaper, 6)."""
    domain = settings.on_premises if settings.directory is None else settings.directory
    if default_ou is not None and domain is not None:
        managed = settings.scenario in MANAGED_AD
        require_ou(default_ou, domain.domain_name, managed_ad=managed, netbios_name=domain.netbios_name)


def sites(settings: Settings, mistakes: Mistakes) -> None:
    """The site of the new domain controllers is another than the one it is linked to."""
    made = settings.domain_controllers
    if made is None:
        return
    own = made.site_name or settings.environment.region
    if own is not None and own.lower() == made.on_premises_site_name.lower():
        mistakes.refuse(
            ("domain_controllers", "on_premises_site_name"),
            value=made.on_premises_site_name,
            allowed=f"another site than {own}, that of the new domain controllers: a link has two ends",
            fix="name the site on-premises, or another site_name",
        )


def admin_host(settings: Settings, mistakes: Mistakes) -> None:
    """An organizational unit needs somebody who makes it."""
    if settings.admin_host.organizational_unit is not None and not settings.admin_host.enabled:
        mistakes.refuse(
            ("admin_host", "organizational_unit"),
            value=settings.admin_host.organizational_unit,
            allowed="only with an admin host, since no API makes one",
            fix="set admin_host.enabled, or make the unit yourself and name it as registration.default_ou",
        )
