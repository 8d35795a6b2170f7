"""Windows hosts that Systems Manager works on: their role, their launch template, and the role of its automations."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_iam as iam

from workspaces_constructs.custom_resources.acknowledgements import acknowledge
from workspaces_constructs.custom_resources.places import anywhere
from workspaces_constructs.facts.errors import ConfigurationError
from workspaces_constructs.facts.iam import policy_document, service_trust
from workspaces_constructs.network.instances import METADATA_OPTIONS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aws_cdk import aws_secretsmanager as secretsmanager
    from constructs import Construct

__all__ = ["WindowsVersion", "automation_role", "host_profile", "launch_template", "read_secrets"]

WindowsVersion = Literal["2022", "2025"]
_VERSIONS: Final = ("2022", "2025")
_IMAGE: Final = "resolve:ssm:/aws/service/ami-windows-latest/Windows_Server-{version}-English-Full-Base"
_AUTOMATION_PATH: Final = "/workspaces-constructs/automation/"


def host_profile(
    scope: Construct, construct_id: str, statements: Sequence[dict[str, object]]
) -> tuple[iam.CfnRole, str]:
    """Make a host's role and its instance profile; returns the role and the profile's name.

    Args:
        scope: The construct they belong to.
        construct_id: The role's id; the profile's is the same with ``Profile``.
        statements: What the host may do besides talking to Systems Manager.
    """
    core = f"arn:{anywhere().partition}:iam::aws:policy/AmazonSSMManagedInstanceCore"
    role = iam.CfnRole(
        scope,
        construct_id,
        assume_role_policy_document=service_trust("ec2.amazonaws.com"),
        managed_policy_arns=[core],
        policies=[_policy("Secrets", statements)],
    )
    acknowledge(
        role,
        {
            "AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/AmazonSSMManagedInstanceCore]": "AWS keeps "
            "this policy in step with what its agent calls; it is the documented way to let a host be managed."
        },
    )
    profile = iam.CfnInstanceProfile(scope, f"{construct_id}Profile", roles=[role.ref])
    return role, profile.ref


def read_secrets(secrets: Sequence[secretsmanager.ISecret]) -> list[dict[str, object]]:
    """Return the statements that allow reading exactly these secrets, with the keys they name."""
    arns = [secret.secret_full_arn or f"{secret.secret_arn}-??????" for secret in secrets]
    keys = [secret.encryption_key.key_arn for secret in secrets if secret.encryption_key is not None]
    read: dict[str, object] = {"Effect": "Allow", "Action": "secretsmanager:GetSecretValue", "Resource": arns}
    if not keys:
        return [read]
    via = {"StringEquals": {"kms:ViaService": f"secretsmanager.{anywhere().region}.amazonaws.com"}}
    unique = list(dict.fromkeys(keys))
    return [read, {"Effect": "Allow", "Action": "kms:Decrypt", "Resource": unique, "Condition": via}]


def launch_template(
    scope: Construct, construct_id: str, version: WindowsVersion
) -> ec2.CfnInstance.LaunchTemplateSpecificationProperty:
    """Make the template that a host is launched from: the newest image at that moment, and IMDSv2.

    EC2 reads the public parameter when it launches, so a newer image replaces no host that exists; a template parameter
    of CloudFormation's would, with the next deployment (EC2 guide, "Use a Systems Manager parameter instead of an AMI
    ID").

    Raises:
        ConfigurationError: An unknown version of Windows Server.
    """
    if version not in _VERSIONS:
        raise ConfigurationError("Windows Server version", value=version, allowed=_VERSIONS, fix="use 2022")
    template = ec2.CfnLaunchTemplate(
        scope,
        construct_id,
        launch_template_data={"imageId": _IMAGE.format(version=version), "metadataOptions": dict(METADATA_OPTIONS)},
    )
    return ec2.CfnInstance.LaunchTemplateSpecificationProperty(
        launch_template_id=template.ref, version=template.attr_latest_version_number
    )


def automation_role(scope: Construct, construct_id: str, instance_ids: Sequence[str]) -> str:
    """Make the role that Systems Manager assumes for runbooks, to run PowerShell on these hosts; returns its ARN.

    Only automations of this account get it, as AWS's own template of an automation's role has it (Systems Manager
    guide, "Running automations in multiple AWS Regions and accounts").
    """
    document = f"arn:{anywhere().partition}:ssm:{anywhere().region}::document/AWS-RunPowerShellScript"
    hosts = [
        f"arn:{anywhere().partition}:ec2:{anywhere().region}:{anywhere().account}:instance/{identifier}"
        for identifier in instance_ids
    ]
    statements: list[dict[str, object]] = [
        {"Effect": "Allow", "Action": "ssm:SendCommand", "Resource": [document, *hosts]},
        {
            "Effect": "Allow",
            "Action": ["ssm:DescribeInstanceInformation", "ssm:ListCommandInvocations", "ssm:ListCommands"],
            "Resource": "*",
        },
    ]
    role = iam.CfnRole(
        scope,
        construct_id,
        path=_AUTOMATION_PATH,
        assume_role_policy_document=service_trust(
            "ssm.amazonaws.com", {"StringEquals": {"aws:SourceAccount": anywhere().account}}
        ),
        policies=[_policy("RunPowerShell", statements)],
    )
    acknowledge(
        role, {"AwsSolutions-IAM5[Resource::*]": "These actions only read and take no resource that is known before."}
    )
    return role.attr_arn


def _policy(name: str, statements: Sequence[dict[str, object]]) -> iam.CfnRole.PolicyProperty:
    return iam.CfnRole.PolicyProperty(policy_name=name, policy_document=policy_document(*statements))
