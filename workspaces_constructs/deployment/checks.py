"""What the values of a settings file must be together: each check with the sections it compares."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from workspaces_constructs.facts.desktops import (
    require_operating_system,
    require_user_name,
)
from workspaces_constructs.facts.domains import require_ou
from workspaces_constructs.facts.errors import ConfigurationError
from workspaces_constructs.facts.networks import (
    DesktopCapacity,
    require_disjoint,
    require_network,
    usable_addresses,
)
from workspaces_constructs.facts.tags import require_tags
from workspaces_constructs.network.plan import plan_subnets, plan_zones, require_pinned, require_usable_ranges
from workspaces_constructs.network.subnets import DesktopSubnets

from .mistakes import looks_secret

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from .mistakes import Mistakes
    from .settings import Directory, ExistingSubnet, ExistingVpc, Network, Persona, Settings

__all__ = ["CHECKS", "capacity", "check_raw"]


def capacity(persona: Persona) -> DesktopCapacity:
    """What a persona's subnets must hold."""
    return DesktopCapacity(
        desktops=persona.desktops, growth=persona.growth, migration_headroom=persona.migration_headroom
    )


def check_raw(data: Mapping[str, object], mistakes: Mistakes) -> None:
    """Look for secrets where any key is allowed."""
    tags = data.get("tags")
    for key in filter(looks_secret, tags if isinstance(tags, dict) else ()):
        mistakes.add(
            ("tags", key), "a secret does not belong in a tag; fix: store it in AWS Secrets Manager, and remove the tag"
        )


def _tags(settings: Settings, mistakes: Mistakes) -> None:
    with mistakes.at("tags"):
        require_tags(dict.fromkeys(map(str, range(len(settings.tags))), ""))
    for key, value in settings.tags.items():
        with mistakes.at("tags", key):
            require_tags({key: "" if looks_secret(key) else value})


def _zones(settings: Settings, mistakes: Mistakes) -> None:
    with mistakes.at("network", "availability_zone_ids"):
        plan_zones(settings.environment.region, settings.network.availability_zone_ids)


def _ranges(settings: Settings, mistakes: Mistakes) -> None:
    vpc = settings.network.vpc
    where, cidr = (("vpc", "cidr"), vpc.cidr) if vpc else (("cidr",), settings.network.cidr)
    with mistakes.at("network", *where):
        require_usable_ranges(settings.environment.region, [cidr])
        with mistakes.at("network", "routed_cidrs"):
            require_usable_ranges(settings.environment.region, [cidr, *settings.network.routed_cidrs])


def _own_or_existing_network(settings: Settings, mistakes: Mistakes) -> None:
    if settings.network.vpc is None:
        return
    for key in sorted(settings.network.model_fields_set - {"vpc", "routed_cidrs"}):
        mistakes.refuse(
            ("network", key),
            value=getattr(settings.network, key),
            allowed="only without network.vpc",
            fix="remove one of the two",
        )


def _subnets(settings: Settings, mistakes: Mistakes) -> None:
    pairs: dict[str, DesktopSubnets] = {}
    for index, persona in enumerate(settings.personas):
        pair = DesktopSubnets(persona.name, capacity(persona), persona.cidrs)
        with mistakes.at("personas", index, "desktops"):
            pair.capacity.subnet_prefix()
            with mistakes.at("personas", index, "cidrs"):
                _pins(pair, [*pairs.values()], settings.network)
                pairs[persona.name] = pair
    if settings.network.vpc is not None:
        _existing_subnets(settings.network.vpc, settings.personas, mistakes)
    elif len(pairs) == len(settings.personas):
        with mistakes.at("network", "cidr"):
            plan_subnets(settings.network.cidr, [*pairs.values()])


def _pins(pair: DesktopSubnets, earlier: Sequence[DesktopSubnets], network: Network) -> None:
    if network.vpc is None:
        require_pinned(network.cidr, pair, earlier)
    elif pair.cidrs is not None:
        raise ConfigurationError(
            f"cidrs of {pair.name}",
            value=", ".join(pair.cidrs),
            allowed="only without network.vpc",
            fix="remove them; the subnets in network.vpc have theirs",
        )


def _existing_subnets(vpc: ExistingVpc, personas: tuple[Persona, ...], mistakes: Mistakes) -> None:
    pairs: dict[tuple[str, ...], tuple[ExistingSubnet, ExistingSubnet]] = {
        ("desktop_subnets", name): pair for name, pair in vpc.desktop_subnets.items()
    }
    if vpc.directory_subnets:
        pairs["directory_subnets",] = vpc.directory_subnets
    for path, pair in pairs.items():
        for index, subnet in enumerate(pair):
            with mistakes.at("network", "vpc", *path, index, "cidr"):
                _inside(subnet, vpc.cidr)
        with mistakes.at("network", "vpc", *path):
            require_disjoint([subnet.cidr for subnet in pair], "subnets of a pair")
    for persona in personas:
        with mistakes.at("network", "vpc", "desktop_subnets"):
            _large_enough(vpc, persona)


def _inside(subnet: ExistingSubnet, cidr: str) -> None:
    if not require_network(subnet.cidr).subnet_of(require_network(cidr)):
        raise ConfigurationError("subnet", value=subnet.cidr, allowed=f"a part of {cidr}", fix="correct one of the two")


def _large_enough(vpc: ExistingVpc, persona: Persona) -> None:
    if persona.name not in vpc.desktop_subnets:
        raise ConfigurationError(
            "desktop subnets",
            value=", ".join(vpc.desktop_subnets) or "none",
            allowed="a pair for every persona",
            fix=f"add the two subnets for {persona.name}",
        )
    needed = capacity(persona).addresses_per_subnet()
    for subnet in vpc.desktop_subnets[persona.name]:
        if (there := usable_addresses(require_network(subnet.cidr))) < needed:
            raise ConfigurationError(
                f"addresses for {persona.desktops} desktops of {persona.name} in {subnet.subnet_id}",
                value=there,
                allowed=f"at least {needed}, with growth and migration",
                fix="name larger subnets, or plan for fewer desktops",
            )


def _directory(settings: Settings, mistakes: Mistakes) -> None:
    directory = settings.directory
    if directory.existing_directory_id is not None:
        for key in sorted(directory.model_fields_set & {"admin_secret_arn", "edition", "reachable_from"}):
            mistakes.refuse(
                ("directory", key),
                allowed="only for a directory that this stack makes",
                fix="remove it, or existing_directory_id",
            )
    for index, cidr in enumerate(directory.reachable_from):
        if cidr in directory.reachable_from[:index]:
            mistakes.refuse(
                ("directory", "reachable_from", index),
                value=cidr,
                allowed="each range once",
                fix="remove the repetition",
            )


def _directory_subnets(settings: Settings, mistakes: Mistakes) -> None:
    vpc, existing = settings.network.vpc, settings.directory.existing_directory_id
    if vpc is not None and vpc.directory_subnets is None and existing is None:
        mistakes.add(
            ("network", "vpc", "directory_subnets"),
            "it is missing; fix: add two subnets for the Managed AD, or name an existing_directory_id",
        )


def _ou(settings: Settings, mistakes: Mistakes) -> None:
    with mistakes.at("registration", "default_ou"):
        _below_the_managed_ads_own(settings.registration.default_ou, settings.directory)


def _ous_of_personas(settings: Settings, mistakes: Mistakes) -> None:
    for index, persona in enumerate(settings.personas):
        with mistakes.at("personas", index, "registration", "default_ou"):
            _below_the_managed_ads_own(persona.registration.default_ou, settings.directory)


def _below_the_managed_ads_own(default_ou: str | None, directory: Directory) -> None:
    if default_ou is not None:
        require_ou(default_ou, directory.domain_name, managed_ad=True, netbios_name=directory.netbios_name)


def _personas(settings: Settings, mistakes: Mistakes) -> None:
    _require_once([persona.name for persona in settings.personas], ("personas", "name"), mistakes)
    for index, persona in enumerate(settings.personas):
        bundle = persona.bundle
        for key in sorted(bundle.model_fields_set - {"id"}) if bundle.id else ():
            mistakes.refuse(
                ("personas", index, "bundle", key),
                value=getattr(bundle, key),
                allowed="only without an id",
                fix="remove it; the id says it",
            )


def _registered(settings: Settings, mistakes: Mistakes) -> None:
    if settings.directory.registered == "directory" and len(settings.personas) > 1:
        mistakes.refuse(
            ("directory", "registered"),
            value="directory",
            allowed="connector, where there are several personas: a directory is registered once",
            fix="use connector",
        )


def _users(settings: Settings, mistakes: Mistakes) -> None:
    _require_once([user.user_name.lower() for user in settings.users], ("users", "user_name"), mistakes)
    personas = {persona.name: persona for persona in settings.personas}
    for index, user in enumerate(settings.users):
        if user.persona is not None and user.persona not in personas:
            mistakes.refuse(
                ("users", index, "persona"), value=user.persona, allowed=", ".join(personas), fix="name one of them"
            )
            continue
        bundle = (personas[user.persona] if user.persona else settings.personas[0]).bundle
        linux = bundle.id is None and require_operating_system(bundle.operating_system).linux
        if user.desktop:
            with mistakes.at("users", index, "user_name"):
                require_user_name(user.user_name, linux=linux)


def _require_once(names: list[str], path: tuple[str, str], mistakes: Mistakes) -> None:
    section, key = path
    for index, name in enumerate(names):
        if name in names[:index]:
            mistakes.refuse(
                (section, index, key), value=name, allowed="each name once, in any case", fix="choose another name"
            )


CHECKS: Final[tuple[tuple[tuple[str, ...], Callable[[Settings, Mistakes], None]], ...]] = (
    (("tags",), _tags),
    (("environment", "network"), _zones),
    (("environment", "network"), _ranges),
    (("network",), _own_or_existing_network),
    (("network", "personas"), _subnets),
    (("directory",), _directory),
    (("directory", "network"), _directory_subnets),
    (("directory", "registration"), _ou),
    (("directory", "personas"), _ous_of_personas),
    (("directory", "personas"), _registered),
    (("personas",), _personas),
    (("personas", "users"), _users),
)
"""Each check, after the sections it reads; it runs when those have no mistake of their own."""
