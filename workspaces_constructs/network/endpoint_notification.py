"""News of an interface endpoint by SNS."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aws_cdk import aws_ec2 as ec2
from constructs import Construct

from workspaces_constructs.custom_resources.places import anywhere

if TYPE_CHECKING:
    from aws_cdk import aws_kms as kms

__all__ = ["EndpointNotification"]

_SENDER = "vpce.amazonaws.com"
_EVENTS = ("Accept", "Connect", "Delete", "Reject")


class EndpointNotification(Construct):
    """An encrypted SNS topic that hears of an interface endpoint's events: accepted, connected, rejected, deleted.

    The whitepaper asks for it ("WorkSpaces Interface VPC Endpoint", "Create Notification"). EC2 offers it for interface
    endpoints only. Subscribe to ``topic_arn`` yourself: a subscription by e-mail must be confirmed by a person.

    Args:
        scope: The construct it belongs to.
        construct_id: Its id in that scope.
        endpoint_id: The endpoint.
        encryption_key: A customer-managed key for the topic; AWS's own key for SNS cannot be used by an endpoint. The
            key of another stack or account must itself let ``vpce.amazonaws.com`` use it; one of this app is made to.
            Default: an own one.
    """

    def __init__(
        self, scope: Construct, construct_id: str, *, endpoint_id: str, encryption_key: kms.IKey | None = None
    ) -> None:
        from aws_cdk import aws_kms as kms
        from aws_cdk import aws_sns as sns

        super().__init__(scope, construct_id)
        self.key = encryption_key or kms.Key(
            self, "Key", description="News of interface endpoints", enable_key_rotation=True
        )
        _let_endpoints_use(self.key)
        topic = sns.CfnTopic(self, "Topic", kms_master_key_id=self.key.key_arn)
        self.topic_arn = topic.ref
        policy = sns.CfnTopicPolicy(
            self, "TopicPolicy", topics=[self.topic_arn], policy_document=_topic_policy(self.topic_arn)
        )
        notification = ec2.CfnVPCEndpointConnectionNotification(
            self,
            "Notification",
            connection_events=list(_EVENTS),
            connection_notification_arn=self.topic_arn,
            vpc_endpoint_id=endpoint_id,
        )
        notification.node.add_dependency(policy)


def _topic_policy(topic_arn: str) -> dict[str, object]:
    """Let endpoints of this account publish (PrivateLink guide, manage-notifications-endpoint; the condition [R])."""
    return {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Sid": "EndpointsPublish",
                "Effect": "Allow",
                "Principal": {"Service": _SENDER},
                "Action": "sns:Publish",
                "Resource": topic_arn,
                "Condition": {"StringEquals": {"aws:SourceAccount": anywhere().account}},
            },
            {
                "Sid": "EncryptedOnly",
                "Effect": "Deny",
                "Principal": "*",
                "Action": "sns:Publish",
                "Resource": topic_arn,
                "Condition": {"Bool": {"aws:SecureTransport": "false"}},
            },
        ],
    }


def _let_endpoints_use(key: kms.IKey) -> None:
    """Let endpoints encrypt what they send (SNS guide, "Enable compatibility between event sources")."""
    from aws_cdk import aws_iam as iam

    key.add_to_resource_policy(
        iam.PolicyStatement(
            sid="EncryptEndpointNews",
            principals=[iam.ServicePrincipal(_SENDER)],
            actions=["kms:GenerateDataKey*", "kms:Decrypt"],
            resources=["*"],
            conditions={"StringEquals": {"aws:SourceAccount": anywhere().account}},
        )
    )
