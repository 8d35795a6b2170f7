"""Where IP access control groups and FIPS endpoints can be used, and with what."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workspaces_constructs.facts.regions import AZ_IDS, FIPS_REGIONS, IP_GROUP_CFN_REGIONS
from workspaces_constructs.rules.resources import Reference
from workspaces_constructs.rules.rule import Violation, rule
from workspaces_constructs.rules.views.regions import region_of
from workspaces_constructs.rules.views.settings import directory_settings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workspaces_constructs.rules.templates import Templates


@rule(
    "WorkSpaces-ACC20",
    "error",
    title="Global Accelerator goes with FIPS endpoints or with IP access control groups, not with both",
    reason="WorkSpaces refuses Global Accelerator for a directory that has the two.",
    fix="Set the Mode of GlobalAccelerator to DISABLED, or do without one of the others.",
    source="https://docs.aws.amazon.com/workspaces/latest/adminguide/amazon-workspaces-aga.html",
)
def accelerated_or_both(templates: Templates) -> Iterator[Violation]:
    """Directories with all three."""
    for each in directory_settings(templates):
        given = each.properties
        accelerated = given.text("StreamingProperties", "GlobalAccelerator", "Mode") == "ENABLED_AUTO"
        groups = any(isinstance(group, str | Reference) for group in given.values("IpGroupIds"))
        if accelerated and groups and given.text("EndpointEncryptionMode") == "FIPS_VALIDATED":
            yield Violation(each, "it has Global Accelerator, FIPS endpoints and groups", "StreamingProperties")


@rule(
    "WorkSpaces-ACC21",
    "error",
    title="IP access control groups are made by CloudFormation where it has the type",
    reason="CloudFormation has no AWS::WorkSpaces::WorkspaceIpGroup in GovCloud.",
    fix="Make the group by the API there, and give its id to the registration.",
    source="https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-workspaces-workspaceipgroup.html",
)
def groups_where_they_are(templates: Templates) -> Iterator[Violation]:
    """Groups in regions without the type."""
    for group in templates.of_type("AWS::WorkSpaces::WorkspaceIpGroup"):
        region = region_of(templates, group)
        if region in AZ_IDS and region not in IP_GROUP_CFN_REGIONS:
            yield Violation(group, f"CloudFormation does not make it in {region}")


@rule(
    "WorkSpaces-ACC22",
    "error",
    title="FIPS endpoints are used where WorkSpaces has them",
    reason="Only us-east-1, us-west-2 and GovCloud have endpoints with FIPS-validated encryption.",
    fix="Set EndpointEncryptionMode to STANDARD_TLS, or use one of these regions.",
    source="https://docs.aws.amazon.com/workspaces/latest/adminguide/fips-encryption.html",
)
def fips_where_it_is(templates: Templates) -> Iterator[Violation]:
    """Directories with FIPS endpoints in other regions."""
    for each in directory_settings(templates):
        region = region_of(templates, each)
        if (
            each.properties.text("EndpointEncryptionMode") == "FIPS_VALIDATED"
            and region in AZ_IDS.keys() - FIPS_REGIONS
        ):
            yield Violation(each, f"{region} has no FIPS endpoints", "EndpointEncryptionMode")
