"""The second half of the whitepaper: redirection, endpoints, tags, profiles, security, cost."""

from __future__ import annotations

from typing import Final

from docs.practice import CLIENT, COUNTERS, DESKTOP, DOMAIN, OPERATION, PLAN, SERVICE, Practice

__all__ = ["SECOND_HALF"]

SECOND_HALF: Final = (
    # DR
    Practice("WorkSpaces Cross-Region Redirection", "Use a domain name as the registration code.", "DR1 DR2 DR3"),
    Practice(
        "WorkSpaces Cross-Region Redirection",
        "Fail over by DNS health checks, or have a TXT record.",
        "DR7 DR8 DR9 DR10",
    ),
    Practice("WorkSpaces Cross-Region Redirection", "Decide when to fail over, by RTO and RPO.", why=PLAN),
    Practice(
        "WorkSpaces Cross-Region Redirection",
        "Replicate users' data to the second region.",
        why="What copies it stands in another region, often by a product of others.",
    ),
    # Endpoint
    Practice("WorkSpaces Interface VPC Endpoint (AWS PrivateLink)", "Keep API calls inside the VPC.", "END2 END3 END4"),
    Practice(
        "WorkSpaces Interface VPC Endpoint (AWS PrivateLink)", "Restrict who may use the endpoint, by a policy.", "END1"
    ),
    Practice(
        "WorkSpaces Interface VPC Endpoint (AWS PrivateLink)",
        "Let 443 in from those who call, and nothing else.",
        "END5 END6 END7 END8",
    ),
    Practice(
        "WorkSpaces Interface VPC Endpoint (AWS PrivateLink)", "Keep to the region, and to the quota.", why=COUNTERS
    ),
    Practice("WorkSpaces Interface VPC Endpoint (AWS PrivateLink)", "Have events of the endpoint told.", "END11"),
    # Tags
    Practice("Amazon WorkSpaces Tags", "Tag directories, bundles, groups and desktops for cost allocation.", "TAG6"),
    Practice(
        "Tag Restrictions",
        "50 tags a resource, no reserved prefix, the characters and lengths allowed.",
        "TAG1 TAG2 TAG3 TAG4 TAG5",
    ),
    Practice(
        "Using the Cost Allocation Tag", "Activate the tags in Billing.", why="It is a setting of the payer's account."
    ),
    Practice("Managing Tags", "Edit tags in bulk by the tag editor.", why=OPERATION),
    # Automation
    Practice("Automating Amazon WorkSpaces Deployment", "Choose the CLI, CloudFormation, a portal or ITSM.", why=PLAN),
    Practice(
        "WorkSpaces Deployment Automation Best Practices",
        "Let those who add and remove desktops do no more.",
        "SEC11",
        "Who approves a request is an organization's process.",
    ),
    Practice(
        "WorkSpaces Deployment Automation Best Practices",
        "Create and reclaim desktops as they are needed.",
        "COST3",
        "Whether idle desktops go is a process; that something watches them is a rule.",
    ),
    Practice("Amazon WorkSpaces Language Packs", "Add languages to an image of your own.", why=DESKTOP),
    # Profiles
    Practice("Amazon WorkSpaces Profile Management", "Know that user volumes are copied every 12 hours.", why=SERVICE),
    Practice("Folder Redirection", "Redirect folders only where snapshots are not enough.", why=PLAN),
    Practice(
        "Folder Redirection", "File servers in the region and zones of the desktops.", "FILE10 FILE11 FILE12 FILE7"
    ),
    Practice("Folder Redirection", "File servers may talk to the domain.", "FILE4 FILE13"),
    Practice("Folder Redirection", "SMB from desktops to file servers.", "FILE1 FILE2 FILE3"),
    Practice("Folder Redirection", "A group of users who may read the share, a share name with `$`.", why=DOMAIN),
    Practice("Folder Redirection", "DFS namespaces and replication.", why=DOMAIN),
    Practice("Folder Redirection", "Offline files off with own licences; deduplication on.", why=DESKTOP),
    Practice("Folder Redirection", "Back up file shares; shadow copies are no backup.", "FILE6"),
    Practice(
        "Folder Redirection",
        "No file servers across a WAN, none shared with home directories.",
        "FILE10",
        "Servers on-premises and the names of shares are in no template.",
    ),
    Practice("Folder Redirection", "Prefer Amazon FSx, or a gateway for backups.", why=PLAN),
    Practice(
        "Profile Settings",
        "Set users' environments by Group Policy; no logon banners, no blocked devices.",
        why=DOMAIN,
    ),
    # Volumes, logging
    Practice("Amazon WorkSpaces Volumes", "Sizes of root and user volumes that go together.", "DESK1"),
    Practice(
        "WorkSpaces Volumes Best Practices", "Begin with small user volumes; they grow, and never shrink.", "COST5"
    ),
    Practice("Amazon WorkSpaces Logging", "Find the client's logs, and turn on advanced logging.", why=CLIENT),
    Practice(
        "Amazon WorkSpaces Logging", "Watch Unhealthy, SessionLaunchTime and InSessionLatency.", "OPS1 OPS4 OPS5 OPS6"
    ),
    Practice(
        "Amazon WorkSpaces Logging",
        "Keep API calls by CloudTrail.",
        why="The trail is the account's, and is seldom in the template with the desktops.",
    ),
    # Migrate
    Practice("Amazon WorkSpaces Migrate", "Move to bundles that are supported.", "DESK8 DESK9 DESK10"),
    Practice(
        "WorkSpaces migration best practices",
        "Back up C:, wait for a snapshot, log users out, batches of 25.",
        why=OPERATION,
    ),
    Practice("WorkSpaces migration best practices", "Have addresses free while desktops migrate.", "NET25"),
    # Well-Architected
    Practice("Well-Architected Framework", "Keep administrators' and users' access apart.", "REG8 SEC11 SEC12"),
    Practice(
        "Well-Architected Framework", "Know the compliance, data retention, RPO and RTO that are asked for.", why=PLAN
    ),
    Practice("Well-Architected Framework", "Choose bundles of the right size.", "COST4"),
    Practice(
        "Well-Architected Framework",
        "Bill by the month above 82 hours a month, by the hour below.",
        "COST1 COST2 COST3",
        "Hours of use are known only afterwards.",
    ),
    # Security
    Practice("Encryption in Transit", "Encryption of registration, authentication, broker and streaming.", why=SERVICE),
    Practice(
        "Encryption in Transit",
        "Client-side LDAPS between directory and connector.",
        "DIR16 DIR17",
        "Whether the domain has certificates is known in Active Directory only.",
    ),
    Practice(
        "Encryption in Transit",
        "A VPN to on-premises, with strong ciphers.",
        "NET36",
        "Which of them a tunnel uses is agreed upon when it is set up.",
    ),
    Practice("Encryption in Transit", "AES-256 for PCoIP by Group Policy.", why=DOMAIN),
    Practice("Management Network Interface", "Leave the management interface alone in hosts' firewalls.", why=DESKTOP),
    Practice("WorkSpaces Security Group", "Do not delete or replace the group that the service makes.", "SG10"),
    Practice("WorkSpaces Security Group", "A new group applies to desktops made or rebuilt later.", why=OPERATION),
    Practice("ENI Security Groups", "Mind the ports that desktops need when groups are added by hand.", "SG11 SG16"),
    Practice("Encrypted WorkSpaces", "Encrypt both volumes when desktops are made: never later.", "ENC1"),
    Practice("Encrypted WorkSpaces", "Use a customer-managed key of the region.", "ENC2 ENC3 ENC4 ENC5"),
    Practice("Encrypted WorkSpaces", "Make images from desktops that are not encrypted.", why=OPERATION),
    Practice("Encrypted WorkSpaces", "Watch the use of the key.", why="CloudTrail of the account has it."),
    Practice(
        "Access Control Options and Trusted Devices", "Allow the kinds of devices that users have.", "ACC11 ACC13 ACC14"
    ),
    Practice("Access Control Options and Trusted Devices", "Decide about access by browsers.", "ACC12"),
    Practice(
        "Access Control Options and Trusted Devices",
        "Let trusted devices in by certificates.",
        "ACC11",
        "Devices' certificates are on the devices.",
    ),
    Practice("IP Access Control Groups", "Let users in from known networks only.", "ACC1 ACC2 ACC3 ACC4"),
    Practice(
        "Monitoring or Logging Using Amazon CloudWatch",
        "Have alarms on the metrics of desktops.",
        "OPS1 OPS7 OPS8 OPS9",
    ),
    Practice(
        "Amazon CloudWatch Events for WorkSpaces",
        "Keep sign-ins, and look at where they come from.",
        "OPS2 OPS10 OPS11",
        "Looking is a step of operation.",
    ),
    # Cost
    Practice(
        "Self-Service Workspace Management Capabilities",
        "Let users restart their desktops, and rebuild them where they know what is lost.",
        "REG17 REG18",
    ),
    Practice(
        "Self-Service Workspace Management Capabilities",
        "Let what costs money be approved.",
        "REG16",
        "The approval is an organization's process.",
    ),
    Practice(
        "Amazon WorkSpaces Cost Optimizer", "Watch usage, and set running modes by it.", "COST1 COST2 COST3 COST6"
    ),
    Practice("Opting Out with Tags", "Mark desktops that keep their mode with `Skip_Convert`.", why=PLAN),
    # Troubleshooting
    Practice(
        "AD Connector Cannot Connect to Active Directory",
        "Open the ports to both subnets of the connector.",
        "SG13 NET34",
        "Firewalls on-premises are in no template; the port test is a step of operation.",
    ),
    Practice("Troubleshooting", "Images, unhealthy desktops, log bundles, latency.", why=OPERATION),
)
"""What it asks for from redirection on, in its own order."""
