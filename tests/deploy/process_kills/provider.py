"""A stack with nothing but our Provider, with the policies of all kinds, put on a server by boto3."""

from __future__ import annotations

import io
import json
import zipfile
from typing import TYPE_CHECKING

import aws_cdk as cdk
from aws_cdk import aws_iam as iam

from workspaces_constructs.custom_resources.permissions import PERMISSIONS
from workspaces_constructs.custom_resources.provider import Provider

if TYPE_CHECKING:
    from pathlib import Path

    import boto3

ASSETS = "process-kills-assets"
STACK = "Provider"


def synthesize(folder: Path) -> None:
    """Write the stack's template and assets."""
    app = cdk.App(outdir=str(folder))
    synthesizer = cdk.DefaultStackSynthesizer(
        file_assets_bucket_name=ASSETS, generate_bootstrap_version_rule=False, bucket_prefix=""
    )
    stack = cdk.Stack(app, STACK, synthesizer=synthesizer)
    provider = Provider.of(stack)
    for kind in PERMISSIONS:
        provider.policies.of_kind(kind)
    # In a user's app each secret and role grants this itself, and resources are in the provider's own stack.
    elsewhere = ["secretsmanager:GetSecretValue", "cloudformation:DescribeStackResource", "sts:AssumeRole"]
    provider.role.add_to_policy(iam.PolicyStatement(actions=elsewhere, resources=["*"]))
    cdk.CfnOutput(stack, "ServiceToken", value=provider.service_token)
    app.synth()


def deploy(session: boto3.Session, folder: Path) -> str:
    """Publish the assets and create the stack: the service token."""
    s3, cloudformation = session.client("s3"), session.client("cloudformation")
    s3.create_bucket(Bucket=ASSETS)
    files = json.loads((folder / f"{STACK}.assets.json").read_text())["files"]
    for asset in files.values():
        (destination,) = asset["destinations"].values()
        body = content(folder / asset["source"]["path"], asset["source"]["packaging"])
        s3.put_object(Bucket=ASSETS, Key=destination["objectKey"], Body=body)
    # Without its indentation: the request takes 51,200 bytes.
    template = json.dumps(json.loads((folder / f"{STACK}.template.json").read_text()), separators=(",", ":"))
    cloudformation.create_stack(StackName=STACK, TemplateBody=template, Capabilities=["CAPABILITY_IAM"])
    cloudformation.get_waiter("stack_create_complete").wait(
        StackName=STACK, WaiterConfig={"Delay": 1, "MaxAttempts": 60}
    )
    (stack,) = cloudformation.describe_stacks(StackName=STACK)["Stacks"]
    return next(each["OutputValue"] for each in stack["Outputs"] if each["OutputKey"] == "ServiceToken")


def content(path: Path, packaging: str) -> bytes:
    """An asset as it is uploaded."""
    if packaging == "file":
        return path.read_bytes()
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for each in sorted(path.rglob("*")):
            archive.write(each, each.relative_to(path))
    return buffer.getvalue()
