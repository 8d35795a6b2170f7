"""From settings to the keyword arguments that scenarios share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import aws_cdk as cdk

from workspaces_constructs.desktops.access import ClientSettings, SamlSignIn, StreamingSettings
from workspaces_constructs.desktops.persona import DesktopUser, Persona
from workspaces_constructs.desktops.persona_access import PersonaAccess
from workspaces_constructs.desktops.registration import ClientDevices, SelfService
from workspaces_constructs.desktops.volume_key import VolumeKey
from workspaces_constructs.directory.on_premises import OnPremisesDomain
from workspaces_constructs.directory.radius_mfa import RadiusSettings
from workspaces_constructs.directory.service_account import ServiceAccount
from workspaces_constructs.network.connectivity import Connectivity
from workspaces_constructs.scenarios.options import OwnRadiusServers, PrivateEndpoints, ResolverEndpoints

from .checks import capacity
from .desktop_kinds import desktop_kind
from .existing import admin_secret, existing_directory, existing_key, existing_network, existing_secret
from .settings import present

if TYPE_CHECKING:
    from aws_cdk import aws_kms as kms
    from constructs import Construct

    from workspaces_constructs.scenarios.fleet import FleetOptions
    from workspaces_constructs.scenarios.linked import TrustOptions
    from workspaces_constructs.scenarios.managed_ad import ManagedAdOptions
    from workspaces_constructs.scenarios.options import ScenarioOptions

    from . import settings as tree

__all__ = [
    "connectivity",
    "domain",
    "managed_ad_options",
    "personas",
    "records_key",
    "removal_policy",
    "scenario_options",
    "service_account",
    "trust_options",
    "users",
]


_UNIT = "WorkSpaces"


def scenario_options(stack: cdk.Stack, settings: tree.Settings) -> ScenarioOptions:
    """What every scenario takes."""
    network, keys = settings.network, settings.keys
    endpoints, resolver = settings.endpoints, settings.resolver
    return {
        "personas": personas(stack, settings),
        "users": users(settings),
        "cidr": network.cidr,
        "availability_zone_ids": network.availability_zone_ids,
        "routed_cidrs": network.routed_cidrs,
        "network": existing_network(stack, network.vpc) if network.vpc else None,
        "connectivity": connectivity(settings),
        "radius": _radius(stack, settings.mfa),
        "allowed_domains": settings.proxy.allowed_domains if settings.proxy else (),
        "endpoints": PrivateEndpoints(
            workspaces_api=endpoints.workspaces_api,
            streaming_from=endpoints.client_cidrs if endpoints.streaming else (),
            api_from=endpoints.client_cidrs,
            api_principals=endpoints.api_principals,
            api_actions=endpoints.api_actions,
            api_resources=endpoints.api_resources,
            notify_email=endpoints.notifications_email,
        ),
        "resolver": ResolverEndpoints(
            outbound=resolver.outbound, inbound_from=resolver.inbound_from if resolver.inbound else ()
        ),
        "connector_ldaps_certificates": settings.on_premises.ldaps_certificates if settings.on_premises else (),
        "fleet": _fleet(stack, settings.fleet) if settings.fleet else None,
        "volume_key": _volume_key(stack, "VolumesKey", keys, keys.volumes_arn),
        "records_key": records_key(stack, settings),
        "tags": settings.tags,
        "cost_allocation_tags": settings.cost_allocation_tags,
        "removal_policy": removal_policy(settings),
    }


def records_key(stack: cdk.Stack, settings: tree.Settings) -> kms.IKey | None:
    """The existing key for secrets and logs, if there is one."""
    return existing_key(stack, "RecordsKey", settings.keys.records_arn)


def managed_ad_options(stack: cdk.Stack, settings: tree.Settings) -> ManagedAdOptions:
    """What every scenario with a Managed AD takes."""
    directory = present(settings.directory)
    return {
        "netbios_name": directory.netbios_name,
        "edition": directory.edition,
        "directory": existing_directory(stack, directory),
        "reachable_from": directory.reachable_from,
        "admin_secret": admin_secret(stack, directory),
        **_joining(settings),
        "directory_logs": directory.logs,
        "ldaps_certificates": directory.ldaps_certificates,
        "forward": {row.domain_name: row.dns_addresses for row in directory.conditional_forwarders},
    }


def _joining(settings: tree.Settings) -> ManagedAdOptions:
    """How the connectors' account may join computers: by a group, or in a unit that is made for that."""
    account = present(settings.directory).service_account
    unit = settings.admin_host.organizational_unit or _UNIT
    if not settings.admin_host.enabled:
        return {"service_account_group": account.group}
    named = "group" in account.model_fields_set
    return {"organizational_unit": unit, **({"service_account_group": account.group} if named else {})}


def trust_options(stack: cdk.Stack, settings: tree.Settings) -> TrustOptions:
    """What scenarios with a trust take."""
    trust = settings.trust
    return {
        "trust_type": trust.type,
        "selective_authentication": trust.selective_authentication,
        "trust_secret": (
            existing_secret(stack, "TrustSecret", trust.secret_arn, trust.secret_key_arn) if trust.secret_arn else None
        ),
        "accept_unverified_trust": trust.accept_unverified,
    }


def connectivity(settings: tree.Settings) -> Connectivity | None:
    """The way to on-premises, if there is one."""
    ways = settings.connectivity
    if ways is None or settings.link is None:
        return None
    vpn = ways.vpn
    return Connectivity(
        remote_cidrs=settings.remote_cidrs,
        customer_gateway_address=vpn.customer_gateway_address if vpn else None,
        customer_gateway_id=vpn.customer_gateway_id if vpn else None,
        virtual_private_gateway_id=ways.virtual_private_gateway_id,
        direct_connect_gateway_id=ways.direct_connect_gateway_id,
        transit_gateway_id=ways.transit_gateway_id if settings.link == "transit_gateway_id" else None,
        bgp_asn=vpn.bgp_asn if vpn else Connectivity.bgp_asn,
        static_routes=vpn.static_routes if vpn else False,
    )


def domain(settings: tree.Settings) -> OnPremisesDomain:
    """The domain on-premises."""
    on_premises = present(settings.on_premises)
    return OnPremisesDomain(
        on_premises.domain_name,
        dns_addresses=on_premises.dns_addresses,
        cidrs=on_premises.cidrs,
        netbios_name=on_premises.netbios_name,
    )


def service_account(scope: Construct, account: tree.DomainAccount | None) -> ServiceAccount:
    """An account of that domain."""
    known = present(account)
    secret = existing_secret(scope, f"Secret-{known.user_name}", known.secret_arn, known.secret_key_arn)
    return ServiceAccount(known.user_name, secret, known.password_field, known.sid)


def personas(stack: cdk.Stack, settings: tree.Settings) -> list[Persona]:
    """Kinds of users."""
    made = []
    for persona in settings.personas:
        registration = settings.registration.overridden_by(persona.registration)
        volume_key = _persona_key(stack, persona.name, settings.keys, registration)
        made.append(_persona(persona, registration, volume_key))
    return made


def users(settings: tree.Settings) -> list[DesktopUser]:
    """Users with their desktops."""
    return [DesktopUser(**user.model_dump()) for user in settings.users]


def removal_policy(settings: tree.Settings) -> cdk.RemovalPolicy:
    """What happens when the stack is deleted."""
    return cdk.RemovalPolicy.DESTROY if settings.removal == "destroy" else cdk.RemovalPolicy.RETAIN


def _persona(
    persona: tree.Persona, registration: tree.Registration, volume_key: kms.IKey | Literal["own"] | None
) -> Persona:
    return Persona(
        name=persona.name,
        capacity=capacity(persona),
        cidrs=persona.cidrs,
        egress=persona.egress,
        mfa=persona.mfa,
        **desktop_kind(persona),
        local_administrator=persona.local_administrator,
        connector_size=persona.connector_size,
        help_desk_cidrs=persona.help_desk_cidrs,
        website_cidrs=persona.website_cidrs,
        file_server_cidrs=persona.file_server_cidrs,
        wide_dynamic_ports=persona.wide_dynamic_ports,
        default_ou=registration.default_ou,
        devices=ClientDevices(**registration.devices.model_dump()),
        self_service=SelfService(**registration.self_service.model_dump()),
        ip_group_ids=registration.ip_group_ids,
        access=_access(registration),
        volume_key=volume_key,
        maintenance=registration.maintenance,
        tags=persona.tags,
    )


def _fleet(stack: cdk.Stack, fleet: tree.Fleet) -> FleetOptions:
    from .fleet import fleet_options

    return fleet_options(stack, fleet)


def _radius(scope: Construct, mfa: tree.Mfa | None) -> RadiusSettings | OwnRadiusServers | None:
    if mfa is None:
        return None
    secret = existing_secret(scope, "RadiusSecret", mfa.secret_arn, mfa.secret_key_arn) if mfa.secret_arn else None
    if mfa.own_servers:
        return OwnRadiusServers(mfa.display_label, secret)
    return RadiusSettings(
        servers=mfa.servers,
        secret=present(secret),
        secret_field=mfa.password_field,
        port=mfa.port,
        timeout=mfa.timeout_seconds,
        retries=mfa.retries,
        protocol=mfa.protocol,
        display_label=mfa.display_label,
        use_same_username=mfa.use_same_username,
    )


def _access(registration: tree.Registration) -> PersonaAccess:
    saml = registration.saml
    return PersonaAccess(
        ip_groups=registration.ip_groups,
        saml=SamlSignIn(saml.user_access_url, saml.relay_state_parameter, saml.status) if saml else None,
        saml_metadata=saml.metadata_file if saml else None,
        saml_provider_arn=saml.provider_arn if saml else None,
        saml_session_hours=saml.session_hours if saml else PersonaAccess.saml_session_hours,
        certificate_authority_arn=registration.certificate_authority_arn,
        certificate_role=registration.certificate_role,
        fips=registration.fips,
        streaming=StreamingSettings(**registration.streaming.model_dump()),
        client=ClientSettings(**registration.client.model_dump()),
        trusted_devices=registration.trusted_devices,
    )


def _persona_key(
    scope: Construct, name: str, keys: tree.Keys, registration: tree.Registration
) -> kms.IKey | Literal["own"] | None:
    if registration.own_volume_key:
        return "own"
    return _volume_key(scope, f"VolumesKey-{name}", keys, registration.volume_key_arn)


def _volume_key(scope: Construct, construct_id: str, keys: tree.Keys, arn: str | None) -> kms.IKey | None:
    if arn is not None and keys.shared:
        return VolumeKey.of_other_account(scope, construct_id, arn)
    return existing_key(scope, construct_id, arn)
