"""The first half of the whitepaper: networks, directories, scenarios."""

from __future__ import annotations

from typing import Final

from docs.practice import CLIENT, COUNTERS, DESKTOP, DOMAIN, OLD, PLAN, Practice

__all__ = ["FIRST_HALF"]

FIRST_HALF: Final = (
    # Introduction and requirements
    Practice(
        "Introduction", "Automate provisioning by the CLI, the API or templates.", why="Whoever has a template does."
    ),
    Practice("Introduction", "Turn on encryption at rest beside the service's encryption of the network.", "ENC1"),
    Practice("WorkSpaces Requirements", "Have a client device that WorkSpaces supports.", why=CLIENT),
    Practice("WorkSpaces Requirements", "Have a directory that authenticates the users.", "REG1 DESK14"),
    Practice("WorkSpaces Requirements", "Have a VPC with two subnets at the least, for a directory needs two.", "DIR1"),
    # Network Considerations
    Practice(
        "Network Considerations", "Place the two subnets of a directory in different Availability Zones.", "DIR1 NET15"
    ),
    Practice("Network Considerations", "Size subnets before the directory is made: they cannot change.", "NET24 NET25"),
    Practice("Network Considerations", "Ask how many desktops, of whom, in which domains there will be.", why=PLAN),
    Practice(
        "Network Considerations",
        "Define personas by the access they need, and keep them apart by directories, routes, ACLs and groups.",
        "NET26 NET27 REG14",
        "Who belongs to which persona is a decision about people.",
    ),
    Practice("Network Considerations", "Give each persona an organizational unit of its own.", "REG11 REG12 REG13"),
    # VPC Design
    Practice("VPC Design", "Use a VPC for desktops only.", "NET1"),
    Practice("VPC Design", "Give each directory a pair of subnets in two Availability Zones.", "DIR1 DIR2"),
    Practice("VPC Design", "Leave room in subnets for growth.", "NET24 NET25"),
    Practice("VPC Design", "Set a default security group for the desktops of a directory.", "REG14 SG17"),
    Practice(
        "VPC Design",
        "Plan addresses for antivirus, patching, Active Directory and RADIUS servers.",
        "NET21",
        "What is planned for later is in no template; what is there stands apart from the desktops.",
    ),
    # Network Interfaces
    Practice(
        "Network Interfaces",
        "Do not use the management ranges of the region in any network that desktops reach.",
        "NET8 NET9 NET11",
        "Networks on-premises are judged where routes name them.",
    ),
    Practice("Network Interfaces", "Have the quota of network interfaces raised for large deployments.", why=COUNTERS),
    # Traffic Flow
    Practice("Client Device to WorkSpace", "Open 443, 4172 and 4195 from the users' network to AWS.", why=CLIENT),
    Practice("Client Device to WorkSpace", "Restrict streaming to the gateways of your regions.", why=CLIENT),
    Practice(
        "Client Device to WorkSpace", "Connect an AD Connector to the domain: nobody signs in without it.", "NET34 CON6"
    ),
    Practice("Client Device to WorkSpace", "Give an AD Connector the DNS servers of the domain.", "CON4 CON5"),
    Practice("Client Device to WorkSpace", "Be within 100 ms of the region.", why=CLIENT),
    Practice(
        "Amazon WorkSpaces Service to VPC", "Control desktops by route tables and security groups.", "NET26 NET31 REG14"
    ),
    Practice("Amazon WorkSpaces Service to VPC", "Use a firewall on the desktop where you want one.", why=DESKTOP),
    # Example of a Typical Configuration
    Practice(
        "Example of a Typical Configuration",
        "Make one directory for each persona.",
        "NET27",
        "Which settings belong to whom is a decision about people.",
    ),
    Practice(
        "Example of a Typical Configuration", "Count five reserved addresses a subnet, and one a connector.", "NET24"
    ),
    Practice("Example of a Typical Configuration", "Put desktops in private subnets.", "NET18 NET22 NET23 REG9"),
    Practice(
        "Example of a Typical Configuration",
        "Let internet traffic go out by NAT, by a proxy, or by your network on-premises.",
        "NET30 NET31",
    ),
    Practice(
        "Example of a Typical Configuration",
        "Put a firewall before the network on-premises.",
        why="It stands on-premises, or is an appliance whose rules are not in templates.",
    ),
    Practice(
        "Example of a Typical Configuration", "Have two NAT gateways, in the zones of the desktops.", "NET28 NET29"
    ),
    Practice("Example of a Typical Configuration", "Let users install software only where they must.", "REG8"),
    Practice("Example of a Typical Configuration", "Ask for a second factor.", "MFA1"),
    Practice("Example of a Typical Configuration", "Admit RDP from the help desk only.", "SG1 SG4 SG5 SG6"),
    Practice(
        "Example of a Typical Configuration",
        "Let contractors out to named websites only.",
        "NET27 SG11",
        "Which websites a user may see is a decision, and a proxy's list is not in AWS's own properties.",
    ),
    # Scenarios
    Practice(
        "AWS Directory Service", "Choose between Managed AD, Simple AD and AD Connector.", "DIR5 DIR10 DIR11", PLAN
    ),
    Practice("Scenario 1", "Two private subnets in two zones, for the connector and the desktops.", "NET15 NET19 DIR1"),
    Practice("Scenario 1", "DHCP options with the domain and the DNS servers on-premises.", "DNS1 DNS2 DNS3 DNS6"),
    Practice("Scenario 1", "A virtual private gateway with a VPN or Direct Connect.", "NET34"),
    Practice(
        "Scenario 1",
        "Make the link highly available, and short.",
        "NET37",
        "How the customer's side uses the two tunnels of a VPN, and how long the way is, no template shows.",
    ),
    Practice(
        "Scenario 1",
        "Give the connector an account that may read users and join computers, and no more.",
        "CON1 CON2 CON8",
        "The delegation is made in Active Directory.",
    ),
    Practice("Scenario 2", "Four private subnets: two for domain controllers, two for desktops.", "NET19 NET20 NET21"),
    Practice("Scenario 2", "Domain controllers in two zones.", "DC1"),
    Practice("Scenario 2", "DHCP options with the domain controllers in AWS.", "DNS3"),
    Practice("Scenario 2", "RADIUS servers in private subnets of their own.", "MFA6 MFA8 SG3 SG9 SG15"),
    Practice(
        "Scenario 2", "All traffic of the directory stays in private subnets or in the tunnel.", "NET19 SG2 DC3 DC7"
    ),
    Practice("Scenario 3", "Managed AD in a pair of its own, desktops in another.", "NET20"),
    Practice(
        "Scenario 3",
        "An AD Connector beside the Managed AD, to keep roles apart.",
        why=OLD + "a Managed AD has "
        "multi-factor authentication itself now, and desktops may be in other subnets than their directory.",
    ),
    Practice("Scenario 3", "DHCP options with the Managed AD's DNS servers.", "DNS3"),
    Practice("Scenario 4", "A two-way trust between the Managed AD and the domain on-premises.", "TRUST1 TRUST7 DNS10"),
    Practice("Scenario 4", "Rules that let the two directories talk, both ways.", "TRUST6"),
    Practice("Scenario 4", "Users and desktops in the Managed AD.", "REG1 DESK18"),
    Practice("Scenario 5", "Desktops in a VPC of their own, the directory in another.", "NET1"),
    Practice("Scenario 5", "An organizational unit for the computers of desktops.", "REG11 REG12 REG13"),
    Practice("Scenario 5", "A transit gateway or a peering between the two VPCs.", "NET12 NET13 NET32 NET33"),
    Practice(
        "Scenario 5", "A connector in the desktops' VPC, with an account of the Managed AD.", "NET34 NET35 CON6 CON1"
    ),
    Practice("Scenario 6", "A one-way trust: the Managed AD trusts the domain on-premises.", "TRUST2 TRUST3 TRUST5"),
    Practice("Scenario 6", "A connector to the corporate domain, and computers in the Managed AD.", "TRUST2 REG13"),
    Practice("Scenario 6", "Delegation of the unit to the account of the corporate domain.", why=DOMAIN),
    # Design Considerations
    Practice(
        "Design Considerations, VPC Design",
        "Domain controllers in two private subnets of their own, in two zones.",
        "NET19 NET20 NET21 DC1",
    ),
    Practice(
        "Design Considerations, VPC Design",
        "Desktops in their own VPC, by peering, where a domain exists.",
        "NET1 NET12",
    ),
    Practice(
        "Design Considerations, VPC Design",
        "Open the ports of Table 1 between desktops and domain controllers.",
        "SG8 SG11 SG12 SG13 SG14 SG16 SG18 DIR12",
    ),
    Practice("Design Considerations, VPC Design", "Restrict these rules to the desktops' subnets.", "SG2 SG7 SG8"),
    Practice("VPC Design: DHCP and DNS", "Give the VPC DHCP options of its own.", "DNS1"),
    Practice("VPC Design: DHCP and DNS", "Name the domain and its DNS servers.", "DNS2 DNS3 DNS4 DNS5 DNS6"),
    Practice("VPC Design: DHCP and DNS", "Leave NTP servers blank.", "DNS9"),
    Practice("VPC Design: DHCP and DNS", "NetBIOS node type 2, with the same servers.", "DNS7 DNS8"),
    Practice(
        "VPC Design: DHCP and DNS",
        "Make every domain controller in AWS a global catalog and a DNS server.",
        why="The promotion decides it, inside the host.",
    ),
    Practice(
        "Active Directory: Sites and Services",
        "A site for AWS with the desktops' subnets, and a site link with cost 100.",
        "DC8 DC9 DC10",
        "What administrators change in Active Directory later is in no template.",
    ),
    Practice(
        "Active Directory: Sites and Services", "Remove a domain controller from the domain before its host.", "DC4"
    ),
    # MFA
    Practice(
        "Multi-Factor Authentication (MFA)",
        "Ask for a second factor by RADIUS.",
        "MFA1 MFA3 MFA7",
        "The hard rule that only AD Connector can is out of date: Managed AD can too.",
    ),
    Practice("Multi-Factor Authentication (MFA)", "Separate users by connectors if only some need it.", why=PLAN),
    Practice("Multi-Factor Authentication (MFA)", "Have one or more RADIUS servers.", "MFA2 MFA8 MFA4"),
)
"""What it asks for before redirection, in its own order."""
