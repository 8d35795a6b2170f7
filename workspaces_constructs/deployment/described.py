"""What of a scenario its stack tells in outputs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import aws_cdk as cdk

from workspaces_constructs.directory.managed_microsoft_ad import ManagedMicrosoftAd
from workspaces_constructs.network.proxy_configuration import PROXY_PORT
from workspaces_constructs.network.vpcs import vpc_id

from .outputs import Outputs, persona_part

if TYPE_CHECKING:
    from workspaces_constructs.directory.managed_microsoft_ad import ManagedAdBase
    from workspaces_constructs.directory.trust import Trust
    from workspaces_constructs.network.site_to_site_vpn import SiteToSiteVpn
    from workspaces_constructs.network.subnets import SubnetPair
    from workspaces_constructs.scenarios.customer_side import CustomerSide
    from workspaces_constructs.scenarios.extras import Extras
    from workspaces_constructs.scenarios.persona_desktops import PersonaDesktops
    from workspaces_constructs.scenarios.scenario import Scenario
    from workspaces_constructs.scenarios.ways_out import WaysOut

__all__ = [
    "describe_customer_side",
    "describe_desktops",
    "describe_link",
    "describe_managed_ad",
    "describe_trust",
    "describe_vpn",
]


def describe_managed_ad(outputs: Outputs, directory: ManagedAdBase, subnets: SubnetPair | None) -> None:
    """The Managed AD and where it is."""
    outputs.add("ManagedAdId", directory.directory_id, f"The AWS Managed Microsoft AD {directory.domain_name}")
    outputs.add("ManagedAdDnsAddresses", cdk.Fn.join(",", directory.dns_addresses), "Its DNS servers")
    outputs.directory_console("ManagedAdConsole", directory.directory_id, "The Managed AD in the console")
    if subnets is not None:
        outputs.add("DirectorySubnetIds", _ids(subnets), "The subnets of the Managed AD")
    if isinstance(directory, ManagedMicrosoftAd):
        outputs.secret("Admin", directory.admin_secret, f"the password of Admin in {directory.domain_name}")


def describe_desktops(outputs: Outputs, scenario: Scenario) -> None:
    """The desktops' VPC, and for each persona what its users and administrators need."""
    outputs.service_consoles()
    outputs.add("VpcId", vpc_id(scenario.vpc), "The VPC")
    outputs.add("VolumeKeyArn", scenario.volume_key.key_arn, "The key of the desktops' volumes")
    for name, persona in scenario.personas.items():
        part, registration = persona_part(name), persona.registration
        outputs.add(f"{part}DirectoryId", registration.directory_id, f"The directory registered for {name}")
        outputs.add(f"{part}RegistrationCode", registration.registration_code, f"What {name} type into the client")
        _describe_access(outputs, part, persona)
        pair = scenario.network.require_desktop_subnets(name)
        outputs.add(f"{part}SubnetIds", _ids(pair), f"The subnets of the desktops of {name}")
        outputs.add(f"{part}SubnetCidrs", ",".join(pair.cidrs), f"The ranges of the subnets of the desktops of {name}")
    if scenario.cost_allocation_tags:
        keys = ",".join(scenario.cost_allocation_tags)
        outputs.add("CostAllocationTags", keys, "Keys to activate in the Billing console, under Cost allocation tags")
    servers = scenario.extras.radius_servers
    if servers is not None:
        outputs.add("RadiusServerAddresses", ",".join(servers.addresses), "The RADIUS servers")
        outputs.secret("RadiusUsers", servers.seeds_secret, "the users' seeds of one-time passwords, for you to fill")
    if (proxy := scenario.ways_out.proxy) is not None:
        outputs.add("ProxyAddresses", ",".join(proxy.addresses), f"The proxy, at TCP {PROXY_PORT}")
        outputs.add("ProxyAutoConfiguration", proxy.pac_url, "Where desktops find the proxy's PAC file")
        outputs.add(
            "ProxyAllowList", proxy.allow_list.ref, "The parameter with the domains that the proxy lets through"
        )
    _describe_endpoints(outputs, scenario.extras)
    if (fleet := scenario.fleet) is not None:
        outputs.add("FleetBucket", fleet.bucket.bucket_name, "Plans and reports: latest/report.md, latest/plan.csv")
        outputs.add("FleetStateMachineArn", fleet.state_machine_arn, 'Start it for a run; {"dry_run": true} only plans')
    describe_customer_side(outputs, scenario.customer_side)


def _describe_endpoints(outputs: Outputs, extras: Extras) -> None:
    """What clients and DNS servers elsewhere are told of the private endpoints."""
    for name, what, made in (
        ("ApiEndpoint", "the WorkSpaces API", extras.api_endpoint),
        ("StreamingEndpoint", "streaming", extras.streaming_endpoint),
    ):
        if made is not None:
            outputs.add(f"{name}Id", made.endpoint.attr_id, f"The private endpoint of {what}")
            names = cdk.Fn.join(",", made.endpoint.attr_dns_entries)
            outputs.add(f"{name}DnsNames", names, "Its DNS names, each after its hosted zone's id and a colon")
    if (inbound := extras.resolver_inbound) is None:
        return
    if inbound.addresses is not None:
        outputs.add("ResolverInboundAddresses", ",".join(inbound.addresses), "Where other DNS servers forward to")
    else:
        outputs.add(
            "ResolverInboundId",
            inbound.endpoint.attr_resolver_endpoint_id,
            "aws route53resolver list-resolver-endpoint-ip-addresses lists where other DNS servers forward to",
        )


def _describe_access(outputs: Outputs, part: str, desktops: PersonaDesktops) -> None:
    """What somebody tells the identity provider, and does by hand for trusted devices."""
    name = desktops.persona.name
    if desktops.persona.volume_key is not None:
        outputs.add(f"{part}VolumeKeyArn", desktops.volume_key.key_arn, f"The key of the volumes of {name}")
    if (saml := desktops.saml) is not None:
        outputs.add(f"{part}SamlRelayState", saml.relay_state, f"Where the identity provider sends {name}")
        outputs.add(f"{part}SamlRole", f"{saml.role_arn},{saml.provider_arn}", f"Its attribute Role for {name}")
    if desktops.persona.access.trusted_devices:
        step = desktops.registration.trusted_devices_step
        outputs.add(f"{part}TrustedDevices", step, "What to do by hand: no API does it")


def describe_link(outputs: Outputs, ways_out: WaysOut) -> None:
    """The link to on-premises."""
    if (link := ways_out.link) is None:
        return
    outputs.add("OnPremisesGatewayId", link.gateway_id, "The gateway to on-premises")
    describe_vpn(outputs, link.vpn)


def describe_vpn(outputs: Outputs, vpn: SiteToSiteVpn | None) -> None:
    """The VPN to on-premises, if there is one."""
    if vpn is not None:
        outputs.add("VpnConnectionId", vpn.connection_id, "The VPN: download its configuration for your device")


def describe_customer_side(outputs: Outputs, side: CustomerSide | None) -> None:
    """How the customer prints what is to be done on their side."""
    for title, command in (side.commands if side is not None else {}).items():
        outputs.add(f"CustomerSide{title}", command, "Prints what is to be done on your side")


def describe_trust(outputs: Outputs, trust: Trust) -> None:
    """AWS's half of a trust."""
    outputs.add("TrustId", trust.trust_id, "AWS's half of the trust")
    outputs.add("TrustState", trust.trust_state, "Verified, or VerifyFailed while the half on-premises is missing")
    outputs.secret("Trust", trust.secret, "the trust password, for the half on-premises")


def _ids(pair: SubnetPair) -> str:
    return cdk.Fn.join(",", list(pair.subnet_ids))
