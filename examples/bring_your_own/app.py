"""Single constructs with your own VPC, your own on-premises directory and your own key.

Run it with ``npx cdk synth --app ".venv/bin/python examples/bring_your_own/app.py"``. The ids are placeholders.
"""

import aws_cdk as cdk
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_kms as kms
from aws_cdk import aws_secretsmanager as secretsmanager

from workspaces_constructs import AdConnector, Bundle, DirectoryRegistration, ServiceAccount, Workspace

app = cdk.App()
stack = cdk.Stack(app, "OwnDesktops", env=cdk.Environment(region="eu-west-1"), analytics_reporting=False)

vpc = ec2.Vpc.from_vpc_attributes(
    stack,
    "Vpc",
    vpc_id="vpc-0123456789abcdef0",
    vpc_cidr_block="172.30.0.0/16",
    availability_zones=["eu-west-1a", "eu-west-1b"],
    private_subnet_ids=["subnet-0123456789abcdef0", "subnet-0123456789abcdef1"],
    private_subnet_route_table_ids=["rtb-0123456789abcdef0", "rtb-0123456789abcdef1"],
)
key = kms.Key.from_key_arn(stack, "Key", "arn:aws:kms:eu-west-1:111122223333:key/12345678-90ab-cdef-1234-567890abcdef")
password = secretsmanager.Secret.from_secret_complete_arn(
    stack, "JoinPassword", "arn:aws:secretsmanager:eu-west-1:111122223333:secret:workspaces-join-AbCdEf"
)

connector = AdConnector(
    stack,
    "Connector",
    vpc=vpc,
    subnets=vpc.private_subnets,
    domain_name="corp.example.com",
    dns_addresses=["192.168.10.10", "192.168.10.11"],
    service_account=ServiceAccount(user_name="svc-workspaces", secret=password),
)
registration = DirectoryRegistration(
    stack,
    "Registration",
    directory=connector,
    vpc=vpc,
    subnets=vpc.private_subnets,
    default_ou="OU=WorkSpaces,OU=Computers,DC=corp,DC=example,DC=com",
)
bundle = Bundle.amazon(stack, "Bundle", operating_system="UBUNTU_24_04")
for user_name in ("alice", "bob"):
    Workspace(stack, user_name, registration=registration, user_name=user_name, bundle=bundle, volume_key=key)

app.synth()
