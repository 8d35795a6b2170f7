"""The components that the whitepaper names for each scenario, each with the check that it is there.

The words of each row are the whitepaper's (2020, "AD DS Deployment Scenarios" and "Example of a Typical
Configuration"), those of the quick set-up the overview's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeAlias

from tests.unit.scenarios.components import (
    CORPORATE,
    connector,
    desktops,
    domain_controllers,
    end_user_devices,
    filtering_proxy,
    local_administrator,
    managed_ad,
    no_radius_servers,
    second_factor,
    simple_ad,
    told,
    trust,
    users_by_admin_host,
)
from tests.unit.scenarios.matrix import ports
from tests.unit.scenarios.meant import ALL, CONTROLLERS, MANAGED, RDP, TABLE_1
from tests.unit.scenarios.networks import (
    absent,
    controllers_dns,
    corporate_dns,
    customer_gateway,
    dhcp,
    directory_dns,
    internet_gateway,
    nat_gateways,
    open_at,
    peering,
    private_pairs,
    transit_gateway,
    virtual_private_gateway,
    vpn_on_transit_gateway,
)
from workspaces_constructs.testing.reachability.values import DIRECTORIES

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.unit.scenarios.look import Look

Check: TypeAlias = "Callable[[Look], None]"

AWS_DOMAIN = "aws.example.com"
ANY_LINK: Final = ("AWS::EC2::VPNGateway", "AWS::EC2::VPNConnection", "AWS::EC2::CustomerGateway")
ENDPOINTS: Final = ("AWS::EC2::VPCEndpoint", "AWS::Route53Resolver::ResolverEndpoint")
BETWEEN: Final = ("AWS::EC2::TransitGateway", "AWS::EC2::VPCPeeringConnection")
DEVICES: Final = ("End user devices", end_user_devices)
NO_RADIUS: Final = ("MFA (optional): not asked for", no_radius_servers)
PRIVATE_DESKTOPS: Final = ("Amazon VPC: at least two private subnets across two AZs", private_pairs("desktops"))
FOUR_SUBNETS: Final = (
    "Amazon VPC: at least four private subnets across two AZs, two for AD DS, two for AD Connector or WorkSpaces",
    private_pairs("directory", "desktops"),
)
CONNECTOR_OF_AWS: Final = (
    "AWS Directory Services: AD Connector into a pair of private subnets",
    connector("employees", AWS_DOMAIN, directory_dns),
)
DESKTOPS: Final = (
    "Amazon WorkSpaces: into the same private subnets as the AD Connector; encryption by the customer's key",
    desktops("employees"),
)
TO_DIRECTORY: Final = (
    "Table 1: desktops and AD Connector to the directory",
    open_at(("desktops of employees", "directory", MANAGED), ("connector of employees", "directory", MANAGED)),
)

COMPONENTS: dict[str, list[tuple[str, Check]]] = {
    "ad-connector": [
        PRIVATE_DESKTOPS,
        ("DHCP Options Set: domain name and DNS, on-premises services", dhcp(CORPORATE, corporate_dns)),
        ("Amazon virtual private gateway: IPsec VPN tunnel", virtual_private_gateway("desktops")),
        ("AWS Directory Service: AD Connector into a pair of private subnets",
         connector("employees", CORPORATE, corporate_dns)),
        DESKTOPS,
        ("Network connectivity: Corporate VPN", customer_gateway),
        ("AD DS: Corporate AD DS", open_at(("connector of employees", "domain", ALL),
                                           ("desktops of employees", "domain", ALL))),
        ("An account with delegation privileges is required", told("CustomerSideFirewall", "CustomerSideDelegation")),
        NO_RADIUS,
        DEVICES,
        ("customers who don't want to extend their on-premises AD service into AWS",
         absent(*DIRECTORIES, "AWS::EC2::Instance", *BETWEEN, *ENDPOINTS)),
    ],
    "replica": [
        ("Amazon VPC: at least four private subnets across two AZs, two for the customer AD DS, two for WorkSpaces",
         private_pairs("controllers", "desktops")),
        ("DHCP Options Set: domain name and DNSs (AD DS local)", dhcp(CORPORATE, controllers_dns)),
        ("Amazon virtual private gateway", virtual_private_gateway("desktops", "controllers")),
        ("Amazon EC2: domain controllers in dedicated private VPC subnets", domain_controllers),
        ("Amazon EC2: optional RADIUS servers: not asked for", no_radius_servers),
        ("AWS Directory Services: AD Connector into a pair of private subnets",
         connector("employees", CORPORATE, controllers_dns)),
        DESKTOPS,
        ("Network connectivity: Corporate VPN", customer_gateway),
        ("AD DS: Corporate AD DS (required for replication); Table 1, both ways",
         open_at(("controllers", "domain", TABLE_1), ("domain", "controllers", TABLE_1),
                 ("controllers", "controllers", TABLE_1))),
        ("Table 1: desktops and AD Connector to the controllers",
         open_at(("desktops of employees", "controllers", CONTROLLERS),
                 ("connector of employees", "controllers", CONTROLLERS))),
        ("customers should tell the firewall", told("CustomerSideFirewall")),
        DEVICES,
        ("no managed directory", absent(*DIRECTORIES, *BETWEEN)),
    ],
    "standalone": [
        FOUR_SUBNETS,
        ("DHCP options set: domain name and DNS (Microsoft AD)", dhcp(CORPORATE, directory_dns)),
        ("Optional: Amazon virtual private gateway: not asked for", absent(*ANY_LINK)),
        ("AWS Directory Service: Microsoft AD into a dedicated pair of VPC subnets", managed_ad(CORPORATE)),
        ("Amazon EC2: optional RADIUS servers: not asked for", no_radius_servers),
        ("AWS Directory Services: AD Connector into a pair of private subnets",
         connector("employees", CORPORATE, directory_dns)),
        DESKTOPS,
        TO_DIRECTORY,
        DEVICES,
        ("an isolated or cloud-only scenario", absent("AWS::EC2::Instance", *BETWEEN, *ENDPOINTS)),
    ],
    "two-way-trust": [
        FOUR_SUBNETS,
        ("DHCP options set: domain name and DNS (Microsoft AD)", dhcp(AWS_DOMAIN, directory_dns)),
        ("Amazon virtual private gateway", virtual_private_gateway("desktops", "directory")),
        ("AWS Directory Service: Microsoft AD into a dedicated pair of VPC subnets", managed_ad(AWS_DOMAIN)),
        ("This scenario requires a domain trust to be in place: two-way", trust("Two-Way")),
        ("Security groups need to allow communication between the two active directories",
         open_at(("domain", "directory", MANAGED), ("directory", "domain", ALL))),
        ("Amazon EC2: optional RADIUS servers: not asked for", no_radius_servers),
        ("Amazon WorkSpaces are created in the Managed AD", desktops("employees", "directory")),
        ("Table 1: desktops to the directory", open_at(("desktops of employees", "directory", MANAGED))),
        ("Network Connectivity: Corporate VPN", customer_gateway),
        ("firewall rules need to allow communication", told("CustomerSideFirewall", "CustomerSideTrustScript")),
        DEVICES,
        ("no domain controllers on EC2", absent("AWS::EC2::Instance", *BETWEEN, *ENDPOINTS)),
    ],
    "shared-services": [
        PRIVATE_DESKTOPS,
        ("AWS Transit Gateway/VPC Peering: Transit Gateway", transit_gateway),
        ("DHCP options set: domain name and DNS (Microsoft AD)", dhcp(AWS_DOMAIN, directory_dns)),
        ("Optional: Amazon virtual private gateway: not asked for", absent(*ANY_LINK)),
        ("AWS Directory Service: Microsoft AD into a dedicated pair of VPC subnets", managed_ad(AWS_DOMAIN)),
        CONNECTOR_OF_AWS,
        ("Amazon EC2: optional RADIUS servers: not asked for", no_radius_servers),
        DESKTOPS,
        TO_DIRECTORY,
        DEVICES,
        ("AWS Transit Gateway/VPC Peering: one of both", absent("AWS::EC2::VPCPeeringConnection")),
    ],
    "shared-services by peering": [
        PRIVATE_DESKTOPS,
        ("AWS Transit Gateway/VPC Peering: VPC Peering", peering),
        ("DHCP options set: domain name and DNS (Microsoft AD)", dhcp(AWS_DOMAIN, directory_dns)),
        ("AWS Directory Service: Microsoft AD into a dedicated pair of VPC subnets", managed_ad(AWS_DOMAIN)),
        CONNECTOR_OF_AWS,
        DESKTOPS,
        TO_DIRECTORY,
        ("AWS Transit Gateway/VPC Peering: one of both", absent("AWS::EC2::TransitGateway", *ANY_LINK)),
    ],
    "one-way-trust": [
        PRIVATE_DESKTOPS,
        ("Transit Gateway/VPC Peering: Transit Gateway", transit_gateway),
        ("Network Connectivity: Corporate VPN", customer_gateway),
        ("VPN tunnel to a customer-owned network", vpn_on_transit_gateway),
        ("DHCP options set: domain name and DNS (Microsoft AD)", dhcp(AWS_DOMAIN, directory_dns)),
        ("AWS Directory Service: Microsoft AD into a dedicated pair of VPC subnets", managed_ad(AWS_DOMAIN)),
        ("a one-way trust to on-premises: the Managed AD trusts the corporate AD", trust("One-Way: Outgoing")),
        ("an AD Connector referencing the corporate AD", connector("employees", CORPORATE, corporate_dns)),
        ("Amazon EC2: optional RADIUS servers: not asked for", no_radius_servers),
        DESKTOPS,
        ("Table 1: desktops to the Managed AD, which the corporate AD reaches",
         open_at(("desktops of employees", "directory", MANAGED), ("domain", "directory", MANAGED),
                 ("connector of employees", "domain", ALL))),
        ("the customer's half of the trust", told("CustomerSideFirewall", "CustomerSideTrustScript")),
        DEVICES,
    ],
    "one-way-trust by peering": [
        PRIVATE_DESKTOPS,
        ("Transit Gateway/VPC Peering: VPC Peering", peering),
        ("Amazon virtual private gateway of the desktops' VPC",
         virtual_private_gateway("desktops", stack="WorkSpaces")),
        ("Amazon virtual private gateway of the shared services",
         virtual_private_gateway("directory", stack="SharedServices")),
        ("DHCP options set: domain name and DNS (Microsoft AD)", dhcp(AWS_DOMAIN, directory_dns)),
        ("a one-way trust to on-premises: the Managed AD trusts the corporate AD", trust("One-Way: Outgoing")),
        ("an AD Connector referencing the corporate AD", connector("employees", CORPORATE, corporate_dns)),
        DESKTOPS,
    ],
    "simple-ad": [
        ("It creates VPC, IGW by default", internet_gateway),
        ("the same subnets used by the directory: here a private pair each", private_pairs("directory", "desktops")),
        ("Sets up a Simple AD directory in the VPC", simple_ad),
        ("Creates the specified user accounts and adds them to the directory", users_by_admin_host("alice", "bob")),
        ("Amazon WorkSpaces: registered with the directory; encryption by the customer's key",
         desktops("employees", "directory")),
        ("DHCP options set: the directory's DNS", dhcp(CORPORATE, directory_dns)),
        ("NAT gateways in the zones of the desktops", nat_gateways("desktops")),
        NO_RADIUS,
        ("no link", absent(*ANY_LINK, *BETWEEN)),
    ],
    "personas": [
        ("two AD Connectors, one for each user persona: employees", connector("employees", CORPORATE, directory_dns)),
        ("two AD Connectors, one for each user persona: contractors",
         connector("contractors", CORPORATE, directory_dns)),
        ("VPC subnets should be private subnets",
         private_pairs("directory", "desktops of employees", "desktops of contractors")),
        ("two NAT gateways in two subnets in a Multi-AZ deployment, which match the AZs of the WorkSpaces subnets",
         nat_gateways("desktops of employees", "RADIUS servers", "proxies")),
        ("Proxy-NAT server for the contractors, to limit their access to specific websites", filtering_proxy),
        ("full-time employees: Local Administrator Setting", local_administrator("employees", allowed=True)),
        ("contractors: disable Local Administrator", local_administrator("contractors", allowed=False)),
        ("full-time employees: enforce two-factor authentication with MFA", second_factor("employees")),
        ("inbound traffic limited to RDP from the Helpdesk subnet",
         open_at(("help desk", "desktops of employees", RDP), ("help desk", "desktops of contractors", RDP))),
        ("contractors: only HTTP and HTTPS, through the proxy",
         open_at(("desktops of contractors", "proxy", ports("80 3128")))),
        ("WorkSpaces of employees; encryption by the customer's key", desktops("employees")),
        ("WorkSpaces of contractors; encryption by the customer's key", desktops("contractors")),
        ("DHCP options set", dhcp(CORPORATE, directory_dns)),
        ("the directory, a centralized AD", managed_ad(CORPORATE)),
        ("on-premises network through a firewall", virtual_private_gateway("desktops of employees", "directory")),
        DEVICES,
    ],
}  # fmt: skip
