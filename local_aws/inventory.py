"""What exists in an account: counted before and after, so that "nothing is left" is a fact."""

from __future__ import annotations

from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    import boto3

Inventory = dict[str, list[str]]

# One row a kind that a single list call answers: service, operation, where the items are, and what names one.
_LISTS = (
    ("VPCs", "ec2", "describe_vpcs", "Vpcs", "VpcId"),
    ("subnets", "ec2", "describe_subnets", "Subnets", "SubnetId"),
    ("network interfaces", "ec2", "describe_network_interfaces", "NetworkInterfaces", "NetworkInterfaceId"),
    ("security groups", "ec2", "describe_security_groups", "SecurityGroups", "GroupId"),
    ("addresses", "ec2", "describe_addresses", "Addresses", "AllocationId"),
    ("DHCP options", "ec2", "describe_dhcp_options", "DhcpOptions", "DhcpOptionsId"),
    ("internet gateways", "ec2", "describe_internet_gateways", "InternetGateways", "InternetGatewayId"),
    ("route tables", "ec2", "describe_route_tables", "RouteTables", "RouteTableId"),
    ("network ACLs", "ec2", "describe_network_acls", "NetworkAcls", "NetworkAclId"),
    ("flow logs", "ec2", "describe_flow_logs", "FlowLogs", "FlowLogId"),
    ("VPC endpoints", "ec2", "describe_vpc_endpoints", "VpcEndpoints", "VpcEndpointId"),
    (
        "endpoint notifications",
        "ec2",
        "describe_vpc_endpoint_connection_notifications",
        "ConnectionNotificationSet",
        "ConnectionNotificationId",
    ),
    ("Resolver endpoints", "route53resolver", "list_resolver_endpoints", "ResolverEndpoints", "Id"),
    ("Resolver rules", "route53resolver", "list_resolver_rules", "ResolverRules", "Id"),
    (
        "Resolver rule associations",
        "route53resolver",
        "list_resolver_rule_associations",
        "ResolverRuleAssociations",
        "Id",
    ),
    ("SNS topics", "sns", "list_topics", "Topics", "TopicArn"),
    ("log groups", "logs", "describe_log_groups", "logGroups", "logGroupName"),
    ("log resource policies", "logs", "describe_resource_policies", "resourcePolicies", "policyName"),
    ("IAM roles", "iam", "list_roles", "Roles", "RoleName"),
    ("Lambda functions", "lambda", "list_functions", "Functions", "FunctionName"),
    ("state machines", "stepfunctions", "list_state_machines", "stateMachines", "name"),
    ("event rules", "events", "list_rules", "Rules", "Name"),
    ("parameters", "ssm", "describe_parameters", "Parameters", "Name"),
    ("load balancers", "elbv2", "describe_load_balancers", "LoadBalancers", "LoadBalancerArn"),
    ("target groups", "elbv2", "describe_target_groups", "TargetGroups", "TargetGroupArn"),
    (
        "Auto Scaling groups",
        "autoscaling",
        "describe_auto_scaling_groups",
        "AutoScalingGroups",
        "AutoScalingGroupName",
    ),
    ("volumes", "ec2", "describe_volumes", "Volumes", "VolumeId"),
    ("launch templates", "ec2", "describe_launch_templates", "LaunchTemplates", "LaunchTemplateId"),
    ("instance profiles", "iam", "list_instance_profiles", "InstanceProfiles", "InstanceProfileName"),
    ("buckets", "s3", "list_buckets", "Buckets", "Name"),
    ("directories", "ds", "describe_directories", "DirectoryDescriptions", "DirectoryId"),
    ("trusts", "ds", "describe_trusts", "Trusts", "TrustId"),
    ("log subscriptions", "ds", "list_log_subscriptions", "LogSubscriptions", "DirectoryId"),
    ("registrations", "workspaces", "describe_workspace_directories", "Directories", "DirectoryId"),
    ("WorkSpaces", "workspaces", "describe_workspaces", "Workspaces", "WorkspaceId"),
    ("WorkSpaces bundles", "workspaces", "describe_workspace_bundles", "Bundles", "BundleId"),
    ("WorkSpaces images", "workspaces", "describe_workspace_images", "Images", "ImageId"),
    ("IP groups", "workspaces", "describe_ip_groups", "Result", "groupId"),
    ("connection aliases", "workspaces", "describe_connection_aliases", "ConnectionAliases", "AliasId"),
)

ALLOWED_TO_STAY = frozenset({"KMS keys (PendingDeletion)"})
"""A key cannot go at once: AWS deletes it a week later at the earliest."""


def inventory(session: boto3.Session) -> Inventory:
    """Everything of note in the account and region of a session, by kind, sorted."""
    found: Inventory = {
        kind: [str(item[name]) for item in items(session, service, operation, member)]
        for kind, service, operation, member, name in _LISTS
    }
    for collect in _COLLECTORS:
        found.update(collect(session))
    return {kind: sorted(names) for kind, names in sorted(found.items()) if names}


def leftover(before: Mapping[str, list[str]], after: Mapping[str, list[str]]) -> Inventory:
    """What is there after and was not before, without what AWS itself keeps for a while."""
    new = {kind: sorted(set(names) - set(before.get(kind, []))) for kind, names in after.items()}
    return {kind: names for kind, names in new.items() if names and kind not in ALLOWED_TO_STAY}


def items(
    session: boto3.Session, service: str, operation: str, member: str, **parameters: object
) -> Iterator[dict[str, object]]:
    """The items of a list call, over all its pages."""
    client = session.client(service)  # type: ignore[call-overload]  # a name from a table
    if client.can_paginate(operation):
        for page in client.get_paginator(operation).paginate(**parameters):
            yield from page.get(member, [])
    else:
        yield from getattr(client, operation)(**parameters).get(member, [])


def _nat_gateways(session: boto3.Session) -> Inventory:
    gateways = items(session, "ec2", "describe_nat_gateways", "NatGateways")
    return {"NAT gateways": [str(each["NatGatewayId"]) for each in gateways if each["State"] != "deleted"]}


def _secrets(session: boto3.Session) -> Inventory:
    found: Inventory = {"secrets": [], "secrets (scheduled for deletion)": []}
    for secret in items(session, "secretsmanager", "list_secrets", "SecretList", IncludePlannedDeletion=True):
        found["secrets (scheduled for deletion)" if secret.get("DeletedDate") else "secrets"].append(
            str(secret["Name"])
        )
    return found


def _keys(session: boto3.Session) -> Inventory:
    kms = session.client("kms")
    found: Inventory = {}
    for key in items(session, "kms", "list_keys", "Keys"):
        metadata = kms.describe_key(KeyId=str(key["KeyId"]))["KeyMetadata"]
        if metadata.get("KeyManager") != "AWS":
            found.setdefault(f"KMS keys ({metadata['KeyState']})", []).append(str(key["KeyId"]))
    aliases = items(session, "kms", "list_aliases", "Aliases")
    return {
        **found,
        "KMS aliases": [name for each in aliases if not (name := str(each["AliasName"])).startswith("alias/aws/")],
    }


def _policies(session: boto3.Session) -> Inventory:
    return {
        "IAM policies": [
            str(each["PolicyName"]) for each in items(session, "iam", "list_policies", "Policies", Scope="Local")
        ]
    }


# Links go on being shown for a while after they are gone: kind, operation, where the items are, what names one.
_LINKS = (
    ("customer gateways", "describe_customer_gateways", "CustomerGateways", "CustomerGatewayId"),
    ("virtual private gateways", "describe_vpn_gateways", "VpnGateways", "VpnGatewayId"),
    ("VPN connections", "describe_vpn_connections", "VpnConnections", "VpnConnectionId"),
    ("transit gateways", "describe_transit_gateways", "TransitGateways", "TransitGatewayId"),
    (
        "transit gateway attachments",
        "describe_transit_gateway_attachments",
        "TransitGatewayAttachments",
        "TransitGatewayAttachmentId",
    ),
)


def _links(session: boto3.Session) -> Inventory:
    found = {
        kind: [str(each[name]) for each in items(session, "ec2", operation, member) if each["State"] != "deleted"]
        for kind, operation, member, name in _LINKS
    }
    peerings = items(session, "ec2", "describe_vpc_peering_connections", "VpcPeeringConnections")
    found["VPC peerings"] = [
        str(each["VpcPeeringConnectionId"])
        for each in peerings
        if each["Status"]["Code"] not in {"deleted", "failed", "rejected", "expired"}  # type: ignore[index]
    ]
    return found


def _shares(session: boto3.Session) -> Inventory:
    shares = items(session, "ram", "get_resource_shares", "resourceShares", resourceOwner="SELF")
    return {"resource shares": [str(each["resourceShareArn"]) for each in shares if each["status"] != "DELETED"]}


def _direct_connect(session: boto3.Session) -> Inventory:
    client = session.client("directconnect")
    gateways = client.describe_direct_connect_gateways()["directConnectGateways"]
    return {
        "Direct Connect gateways": [each["directConnectGatewayId"] for each in gateways],
        "Direct Connect associations": [
            association["associationId"]
            for each in gateways
            for association in client.describe_direct_connect_gateway_associations(
                directConnectGatewayId=each["directConnectGatewayId"]
            )["directConnectGatewayAssociations"]
        ],
    }


def _stacks(session: boto3.Session) -> Inventory:
    stacks = items(session, "cloudformation", "list_stacks", "StackSummaries")
    return {"stacks": [str(each["StackName"]) for each in stacks if each["StackStatus"] != "DELETE_COMPLETE"]}


def _instances(session: boto3.Session) -> Inventory:
    reservations = items(session, "ec2", "describe_instances", "Reservations")
    instances = [each for found in reservations for each in found["Instances"]]  # type: ignore[attr-defined]
    return {"instances": [str(each["InstanceId"]) for each in instances if each["State"]["Name"] != "terminated"]}


def _documents(session: boto3.Session) -> Inventory:
    own = [{"Key": "Owner", "Values": ["Self"]}]
    found = items(session, "ssm", "list_documents", "DocumentIdentifiers", Filters=own)
    return {"documents": [str(each["Name"]) for each in found]}


def _users(session: boto3.Session) -> Inventory:
    return {"directory users": [f"{directory}/{name}" for directory, name in directory_users(session)]}


def _forwarders(session: boto3.Session) -> Inventory:
    found: list[str] = []
    for directory in items(session, "ds", "describe_directories", "DirectoryDescriptions"):
        if (directory["Type"], directory["Stage"]) == ("MicrosoftAD", "Active"):
            identifier = str(directory["DirectoryId"])
            described = items(
                session, "ds", "describe_conditional_forwarders", "ConditionalForwarders", DirectoryId=identifier
            )
            found += [f"{identifier}/{each['RemoteDomainName']}" for each in described]
    return {"conditional forwarders": found}


def directory_users(session: boto3.Session) -> list[tuple[str, str]]:
    """The users of every directory whose data access is enabled, as (directory id, account name)."""
    found: list[tuple[str, str]] = []
    for directory in items(session, "ds", "describe_directories", "DirectoryDescriptions"):
        identifier = str(directory["DirectoryId"])
        try:
            users = list(items(session, "ds-data", "list_users", "Users", DirectoryId=identifier))
        except ClientError:
            continue  # no data access: not a Managed AD, not enabled, or not Active
        found += [(identifier, str(user["SAMAccountName"])) for user in users]
    return found


_COLLECTORS: tuple[Callable[[boto3.Session], Inventory], ...] = (
    _nat_gateways,
    _instances,
    _documents,
    _secrets,
    _keys,
    _policies,
    _links,
    _shares,
    _direct_connect,
    _stacks,
    _users,
    _forwarders,
)
