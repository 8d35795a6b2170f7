"""The instances that proxies are, in an Auto Scaling group."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import aws_cdk as cdk
from aws_cdk import aws_ec2 as ec2

from workspaces_constructs.custom_resources.acknowledgements import acknowledge
from workspaces_constructs.custom_resources.places import stack_of
from workspaces_constructs.facts.errors import ConfigurationError
from workspaces_constructs.facts.iam import policy_document, service_trust
from workspaces_constructs.network.instances import AMAZON_LINUX_IMAGE, METADATA_OPTIONS, require_user_data
from workspaces_constructs.network.proxy_configuration import user_data

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aws_cdk import aws_autoscaling as autoscaling
    from aws_cdk import aws_iam as iam
    from aws_cdk import aws_logs as logs
    from aws_cdk import aws_ssm as ssm
    from constructs import Construct

    from workspaces_constructs.network.subnets import SubnetPair

__all__ = ["proxy_instances"]

_LIFETIME_DAYS: Final = 30
_LONGEST_START: Final = "PT15M"


def proxy_instances(
    scope: Construct,
    *,
    subnets: SubnetPair,
    security_group: ec2.ISecurityGroup,
    target_group_arns: Sequence[str],
    instance_type: str,
    sizes: tuple[int, int],
    allow_list: ssm.CfnParameter,
    log_group: logs.ILogGroup,
    squid: str,
    pac: str,
) -> autoscaling.CfnAutoScalingGroup:
    """Make the launch template and the group; each instance signals when its proxy answers.

    Args:
        scope: The construct that the resources are made in.
        subnets: Where the instances are.
        security_group: What they may reach, and who reaches them.
        target_group_arns: Who asks after their health.
        instance_type: Of an arm64 family.
        sizes: The least and the most instances.
        allow_list: The parameter that they read.
        log_group: Where they write what was asked of them.
        squid: Their ``squid.conf``.
        pac: Their PAC file.

    Raises:
        ConfigurationError: Fewer than two instances, no room to replace one, or more than user data holds.
    """
    from aws_cdk import aws_autoscaling as autoscaling

    least, most = sizes
    if least < len(subnets.subnets) or most <= least:
        raise ConfigurationError(
            "minimum_instances and maximum_instances",
            value=f"{least} and {most}",
            allowed="at least 2, and more than that",
            fix="use 2 and 4: one instance in each zone, and room to replace them one by one",
        )
    stack = stack_of(scope)
    group = autoscaling.CfnAutoScalingGroup(
        scope,
        "Instances",
        min_size=str(least),
        max_size=str(most),
        vpc_zone_identifier=[subnet.subnet_id for subnet in subnets.subnets],
        target_group_arns=list(target_group_arns),
        health_check_type="ELB",
        health_check_grace_period=600,
        max_instance_lifetime=_LIFETIME_DAYS * 24 * 3600,
    )
    _replace_one_by_one(group, least)
    text = user_data(
        squid=squid,
        pac=pac,
        region=stack.region,
        stack=stack.stack_name,
        resource=stack.get_logical_id(group),
        parameter=allow_list.ref,
        log_group=log_group.log_group_name,
    )
    require_user_data(
        text, "the proxies", fix="name fewer inside_domains, inside_cidrs and desktop_cidrs, or wider ones"
    )
    profile = _profile(scope, allow_list, log_group)
    template = ec2.CfnLaunchTemplate(
        scope,
        "Template",
        launch_template_data=_data(scope.node.path, instance_type, profile, security_group, text),
    )
    group.launch_template = autoscaling.CfnAutoScalingGroup.LaunchTemplateSpecificationProperty(
        launch_template_id=template.ref, version=template.attr_latest_version_number
    )
    group.node.add_dependency(profile)
    acknowledge(
        group,
        {
            "AwsSolutions-AS3": "Instances come and go by themselves every 30 days. Whether any proxy answers is in "
            "the load balancer's metrics HealthyHostCount and UnHealthyHostCount."
        },
    )
    autoscaling.CfnScalingPolicy(
        scope,
        "Scaling",
        auto_scaling_group_name=group.ref,
        policy_type="TargetTrackingScaling",
        target_tracking_configuration=autoscaling.CfnScalingPolicy.TargetTrackingConfigurationProperty(
            target_value=60,
            predefined_metric_specification=autoscaling.CfnScalingPolicy.PredefinedMetricSpecificationProperty(
                predefined_metric_type="ASGAverageCPUUtilization"
            ),
        ),
    )
    return group


def _replace_one_by_one(group: autoscaling.CfnAutoScalingGroup, least: int) -> None:
    group.cfn_options.creation_policy = cdk.CfnCreationPolicy(
        resource_signal=cdk.CfnResourceSignal(count=least, timeout=_LONGEST_START)
    )
    group.cfn_options.update_policy = cdk.CfnUpdatePolicy(
        auto_scaling_rolling_update=cdk.CfnAutoScalingRollingUpdate(
            min_instances_in_service=least,
            max_batch_size=1,
            pause_time=_LONGEST_START,
            wait_on_resource_signals=True,
            suspend_processes=["HealthCheck", "ReplaceUnhealthy", "AZRebalance", "AlarmNotification"],
        )
    )


def _profile(scope: Construct, allow_list: ssm.CfnParameter, log_group: logs.ILogGroup) -> iam.CfnInstanceProfile:
    from aws_cdk import aws_iam as iam

    parameter = stack_of(scope).format_arn(service="ssm", resource="parameter", resource_name=allow_list.ref)
    statements: list[dict[str, object]] = [
        {"Effect": "Allow", "Action": "ssm:GetParameter", "Resource": parameter},
        {
            "Effect": "Allow",
            "Action": ["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"],
            "Resource": log_group.log_group_arn,
        },
    ]
    role = iam.CfnRole(
        scope,
        "Role",
        assume_role_policy_document=service_trust("ec2.amazonaws.com"),
        policies=[iam.CfnRole.PolicyProperty(policy_name="Proxy", policy_document=policy_document(*statements))],
    )
    return iam.CfnInstanceProfile(scope, "Profile", roles=[role.ref])


def _data(
    path: str,
    instance_type: str,
    profile: iam.CfnInstanceProfile,
    security_group: ec2.ISecurityGroup,
    text: str,
) -> dict[str, object]:
    return {
        "imageId": AMAZON_LINUX_IMAGE,
        "instanceType": instance_type,
        "iamInstanceProfile": {"arn": profile.attr_arn},
        "securityGroupIds": [security_group.security_group_id],
        "metadataOptions": dict(METADATA_OPTIONS),
        "monitoring": {"enabled": True},
        "blockDeviceMappings": [
            {
                "deviceName": "/dev/xvda",
                "ebs": {"encrypted": True, "volumeType": "gp3", "volumeSize": 16, "deleteOnTermination": True},
            }
        ],
        "tagSpecifications": [
            {"resourceType": kind, "tags": [{"key": "Name", "value": path}]} for kind in ("instance", "volume")
        ],
        "userData": cdk.Fn.base64(text),
    }
