"""Apps of other people: the kinds of which CDK's own samples are made, with nothing of WorkSpaces in them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import aws_cdk as cdk
from aws_cdk import aws_apigateway as apigateway
from aws_cdk import aws_cloudfront as cloudfront
from aws_cdk import aws_cloudfront_origins as origins
from aws_cdk import aws_directoryservice as directoryservice
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_ecs as ecs
from aws_cdk import aws_ecs_patterns as ecs_patterns
from aws_cdk import aws_fsx as fsx
from aws_cdk import aws_kms as kms
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_rds as rds
from aws_cdk import aws_s3 as s3
from aws_cdk import aws_s3_deployment as deployment
from aws_cdk import aws_secretsmanager as secretsmanager
from aws_cdk import aws_sns as sns
from aws_cdk import aws_sns_subscriptions as subscriptions
from aws_cdk import aws_sqs as sqs
from aws_cdk import aws_ssm as ssm

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

HANDLER: Final = lambda_.Code.from_inline("def handler(event, context):\n    return {'statusCode': 200}\n")


def vpc(stack: cdk.Stack) -> None:
    """A VPC as ``ec2.Vpc`` makes it, with public and private subnets, gateways and a flow log."""
    made = ec2.Vpc(stack, "Vpc", max_azs=3)
    made.add_flow_log("FlowLog")
    made.add_gateway_endpoint("S3", service=ec2.GatewayVpcEndpointAwsService.S3)
    made.add_interface_endpoint("Logs", service=ec2.InterfaceVpcEndpointAwsService.CLOUDWATCH_LOGS)


def public_vpc(stack: cdk.Stack) -> None:
    """A VPC of public subnets only in 10.0.0.0/16, with a bastion that the whole world may log in to."""
    made = ec2.Vpc(
        stack,
        "Vpc",
        nat_gateways=0,
        subnet_configuration=[ec2.SubnetConfiguration(name="Public", subnet_type=ec2.SubnetType.PUBLIC)],
    )
    group = ec2.SecurityGroup(stack, "Bastion", vpc=made)
    for port in (22, 3389, 445, 389):
        group.add_ingress_rule(ec2.Peer.any_ipv4(), ec2.Port.tcp(port))
    ec2.Instance(
        stack,
        "Host",
        vpc=made,
        vpc_subnets=ec2.SubnetSelection(subnet_type=ec2.SubnetType.PUBLIC),
        instance_type=ec2.InstanceType("t3.micro"),
        machine_image=ec2.MachineImage.latest_windows(ec2.WindowsVersion.WINDOWS_SERVER_2022_ENGLISH_FULL_BASE),
        security_group=group,
    )


def api(stack: cdk.Stack) -> None:
    """A Lambda function behind a REST API."""
    function = lambda_.Function(
        stack, "Handler", runtime=lambda_.Runtime.PYTHON_3_13, handler="index.handler", code=HANDLER
    )
    apigateway.LambdaRestApi(stack, "Api", handler=function)


def service(stack: cdk.Stack) -> None:
    """A Fargate service behind a load balancer, open to the world."""
    network = ec2.Vpc(stack, "Vpc", max_azs=2)
    ecs_patterns.ApplicationLoadBalancedFargateService(
        stack,
        "Service",
        cluster=ecs.Cluster(stack, "Cluster", vpc=network),
        public_load_balancer=True,
        task_image_options=ecs_patterns.ApplicationLoadBalancedTaskImageOptions(
            image=ecs.ContainerImage.from_registry("amazon/amazon-ecs-sample")
        ),
    )


def website(stack: cdk.Stack) -> None:
    """A static site, whose deployment is a custom resource."""
    bucket = s3.Bucket(stack, "Site", removal_policy=cdk.RemovalPolicy.DESTROY, auto_delete_objects=True)
    cloudfront.Distribution(
        stack,
        "Distribution",
        default_behavior=cloudfront.BehaviorOptions(origin=origins.S3BucketOrigin.with_origin_access_control(bucket)),
    )
    deployment.BucketDeployment(
        stack, "Deployment", sources=[deployment.Source.data("index.html", "<p>Hello")], destination_bucket=bucket
    )


def messages(stack: cdk.Stack) -> None:
    """A queue that a topic fills."""
    queue = sqs.Queue(stack, "Queue", visibility_timeout=cdk.Duration.seconds(300))
    topic = sns.Topic(stack, "Topic")
    topic.add_subscription(subscriptions.SqsSubscription(queue))


def database(stack: cdk.Stack) -> None:
    """A database in private subnets, with its password in a secret and a key that is not rotated."""
    network = ec2.Vpc(stack, "Vpc", max_azs=2, nat_gateways=1)
    rds.DatabaseInstance(
        stack,
        "Database",
        engine=rds.DatabaseInstanceEngine.postgres(version=rds.PostgresEngineVersion.VER_16),
        vpc=network,
        credentials=rds.Credentials.from_generated_secret("postgres"),
        storage_encryption_key=kms.Key(stack, "Key"),
    )


def oddments(stack: cdk.Stack) -> None:
    """What looks like a part of a deployment of desktops and is none: shares, secrets, parameters, DHCP options."""
    network = ec2.Vpc(stack, "Vpc", ip_addresses=ec2.IpAddresses.cidr("198.18.0.0/16"), max_azs=2)
    fsx.CfnFileSystem(
        stack,
        "Share",
        file_system_type="WINDOWS",
        subnet_ids=[network.private_subnets[0].subnet_id],
        storage_capacity=32,
        windows_configuration=fsx.CfnFileSystem.WindowsConfigurationProperty(
            throughput_capacity=8,
            automatic_backup_retention_days=0,
            self_managed_active_directory_configuration=fsx.CfnFileSystem.SelfManagedActiveDirectoryConfigurationProperty(
                dns_ips=["10.0.0.1"], domain_name="corp.example.com", user_name="admin", password="Passw0rd!"
            ),
        ),
    )
    options = ec2.CfnDHCPOptions(stack, "Options", domain_name="example.com", ntp_servers=["10.0.0.1"])
    ec2.CfnVPCDHCPOptionsAssociation(
        stack, "Association", vpc_id=network.vpc_id, dhcp_options_id=options.attr_dhcp_options_id
    )
    secretsmanager.CfnSecret(stack, "Secret", secret_string="plain")
    ssm.StringParameter(stack, "Parameter", string_value="password=plain")
    ec2.CfnVPNGateway(stack, "Gateway", type="ipsec.1")
    ec2.CfnTransitGateway(stack, "Transit")


def managed_ad(stack: cdk.Stack) -> None:
    """A directory for servers, with no desktop registered."""
    network = ec2.Vpc(stack, "Vpc", max_azs=2)
    secret = secretsmanager.Secret(stack, "Admin", generate_secret_string=secretsmanager.SecretStringGenerator())
    directoryservice.CfnMicrosoftAD(
        stack,
        "Directory",
        name="corp.example.com",
        password=secret.secret_value.unsafe_unwrap(),
        vpc_settings=directoryservice.CfnMicrosoftAD.VpcSettingsProperty(
            vpc_id=network.vpc_id, subnet_ids=[subnet.subnet_id for subnet in network.private_subnets]
        ),
    )


WITHOUT_DIRECTORY: Final[Mapping[str, Callable[[cdk.Stack], None]]] = {
    "vpc": vpc,
    "public-vpc": public_vpc,
    "api": api,
    "service": service,
    "website": website,
    "messages": messages,
    "database": database,
    "oddments": oddments,
}
