"""What personas share: the link, the proxy, the RADIUS servers and the private endpoints."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from workspaces_constructs.deployment.mistakes import Mistakes
    from workspaces_constructs.deployment.settings import Mfa, Settings

__all__ = ["endpoints", "mfa", "on_premises_egress", "proxy", "resolver"]

_OF_OWN_SERVERS: Final = {"own_servers", "secret_arn", "secret_key_arn", "display_label"}


def on_premises_egress(settings: Settings, mistakes: Mistakes) -> None:
    """A way out through on-premises needs a way to on-premises, where that is not demanded anyway."""
    demanded = settings.on_premises is not None and settings.network.vpc is None
    if settings.link is not None or demanded:
        return
    for index, persona in enumerate(settings.personas):
        if persona.egress == "on-premises":
            fix = "use nat, proxy or none"
            if settings.scenario != "simple-ad":
                fix = "add connectivity, such as a vpn, or use nat, proxy or none"
            mistakes.refuse(
                ("personas", index, "egress"), value="on-premises", allowed="only with a link to on-premises", fix=fix
            )


def proxy(settings: Settings, mistakes: Mistakes) -> None:
    """There is a proxy where somebody uses it."""
    users = [persona.name for persona in settings.personas if persona.egress == "proxy"]
    if users and settings.proxy is None:
        mistakes.add(
            ("proxy",), f"it is missing, and the egress of {users[0]} is proxy; fix: name proxy.allowed_domains"
        )
    elif not users and settings.proxy is not None:
        mistakes.refuse(
            ("proxy",), allowed="only where a persona's egress is proxy", fix="remove it, or set that persona's egress"
        )


def mfa(settings: Settings, mistakes: Mistakes) -> None:
    """There are RADIUS servers where somebody needs them, and Simple AD knows none."""
    users = [(index, persona.name) for index, persona in enumerate(settings.personas) if persona.mfa]
    if settings.scenario == "simple-ad":
        for index, _ in users:
            mistakes.refuse(
                ("personas", index, "mfa"),
                value="true",
                allowed="false in simple-ad: a Simple AD asks no RADIUS server",
                fix="use the scenario standalone, or remove it",
            )
    elif users and settings.mfa is None:
        mistakes.add(
            ("mfa",),
            f"it is missing, and {users[0][1]} need a second factor; fix: name mfa.servers and mfa.secret_arn, or set "
            "mfa.own_servers",
        )
    elif settings.mfa is not None and not users:
        mistakes.refuse(("mfa",), allowed="only where a persona has mfa", fix="remove it, or set that persona's mfa")
    elif settings.mfa is not None:
        _servers(settings.mfa, mistakes)


def _servers(radius: Mfa, mistakes: Mistakes) -> None:
    for key in sorted(radius.model_fields_set - _OF_OWN_SERVERS) if radius.own_servers else ():
        given = {"password_field": None, "servers": ", ".join(radius.servers)}
        mistakes.refuse(
            ("mfa", key),
            value=given.get(key, getattr(radius, key)),
            allowed="only without own_servers, which listen at UDP 1812, speak PAP and know users by the directory's "
            "names",
            fix="remove one of the two",
        )
    if not radius.own_servers and not radius.servers:
        mistakes.add(("mfa", "servers"), "it is missing; fix: name the RADIUS servers, or set own_servers")
    if not radius.own_servers and radius.secret_arn is None:
        mistakes.add(
            ("mfa", "secret_arn"), "it is missing; fix: pass the ARN of the secret that the RADIUS servers share"
        )


def endpoints(settings: Settings, mistakes: Mistakes) -> None:
    """Endpoints have users, and users endpoints."""
    made = settings.endpoints
    if made.streaming and not made.client_cidrs:
        mistakes.add(
            ("endpoints", "client_cidrs"),
            "it is missing; fix: name the networks from which users stream, since nobody else then can",
        )
    if made.client_cidrs and not (made.streaming or made.workspaces_api):
        mistakes.refuse(
            ("endpoints", "client_cidrs"),
            value=", ".join(made.client_cidrs),
            allowed="only with workspaces_api or streaming",
            fix="remove it, or set one of them",
        )
    if made.notifications_email is not None and not made.workspaces_api:
        mistakes.refuse(
            ("endpoints", "notifications_email"),
            value=made.notifications_email,
            allowed="only with workspaces_api, of whose endpoint AWS tells",
            fix="set endpoints.workspaces_api, or remove it",
        )


def resolver(settings: Settings, mistakes: Mistakes) -> None:
    """An inbound endpoint has somebody who asks."""
    made = settings.resolver
    if made.inbound and not made.inbound_from:
        mistakes.add(("resolver", "inbound_from"), "it is missing; fix: name the networks that may ask")
    elif made.inbound_from and not made.inbound:
        mistakes.refuse(("resolver", "inbound_from"), allowed="only with inbound", fix="remove it, or set inbound")
