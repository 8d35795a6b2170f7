"""A network of the library's own, and desktops on a Managed AD that another stack has made.

Run it with ``npx cdk synth --app ".venv/bin/python examples/desktops_on_existing_directory/app.py"``. The stack has no
region: its subnets find their Availability Zones when it is deployed. Peering to the directory's VPC is not shown.
"""

import aws_cdk as cdk

from workspaces_constructs import (
    AdConnector,
    Bundle,
    DirectoryDhcpOptions,
    DirectoryRegistration,
    DirectoryUsers,
    ExistingManagedMicrosoftAd,
    ManagedServiceAccount,
    NatEgress,
    User,
    VolumeKey,
    Workspace,
    WorkspacesVpc,
)

app = cdk.App()
stack = cdk.Stack(app, "MoreDesktops", analytics_reporting=False)

network = WorkspacesVpc(stack, "Network", cidr="172.21.0.0/16", directory_subnets=False, public_subnets=True)
desktops = network.desktop_subnets["Desktops"]
if network.public_subnets:
    NatEgress(stack, "NatEgress", public_subnets=network.public_subnets, subnets=[desktops])

directory = ExistingManagedMicrosoftAd(stack, "Directory", directory_id="d-0123456789", domain_name="corp.example.com")
directory.allow_from(network.cidr)
DirectoryDhcpOptions(
    stack, "DhcpOptions", vpc=network.vpc, domain_name=directory.domain_name, dns_addresses=directory.dns_addresses
)
connector = AdConnector(
    stack,
    "Connector",
    vpc=network.vpc,
    subnets=desktops.subnets,
    domain_name=directory.domain_name,
    dns_addresses=directory.dns_addresses,
    service_account=ManagedServiceAccount(stack, "ServiceAccount", directory=directory).account,
)
connector.node.add_dependency(directory)  # its security group lets this VPC in first
registration = DirectoryRegistration(
    stack, "Registration", directory=connector, vpc=network.vpc, subnets=desktops.subnets
)

users = DirectoryUsers(stack, "Users", directory=directory, users=[User("dave"), User("erin")])
bundle, key = Bundle.amazon(stack, "Bundle", compute_type="POWER"), VolumeKey(stack, "Key").key
for name, user in users.by_name.items():
    Workspace(stack, name, registration=registration, user_name=user.user_name, bundle=bundle, volume_key=key)

app.synth()
