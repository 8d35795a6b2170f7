"""Amazon WorkSpaces over AWS PrivateLink: its API, and the streaming of desktops."""

from __future__ import annotations

from typing import TYPE_CHECKING

from constructs import Construct

from workspaces_constructs.custom_resources.tokens import is_unresolved
from workspaces_constructs.facts.errors import ConfigurationError
from workspaces_constructs.facts.identifiers import require_identifier
from workspaces_constructs.facts.ports import HTTPS, STREAMING_ENDPOINT
from workspaces_constructs.network.endpoint_notification import EndpointNotification
from workspaces_constructs.network.interface_endpoints import endpoint_group, interface_endpoint, own_account

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aws_cdk import aws_ec2 as ec2
    from aws_cdk import aws_kms as kms

    from workspaces_constructs.network.subnets import SubnetPair

__all__ = ["StreamingEndpoint", "WorkspacesApiEndpoint"]


class WorkspacesApiEndpoint(Construct):
    """The WorkSpaces API inside a VPC, for those who manage desktops from there or from a connected network.

    Whitepaper, "WorkSpaces Interface VPC Endpoint": HTTPS only, from named ranges, and a policy of three parts: who,
    what and with which resources. It carries API calls only, not the sessions of users. Endpoints for FIPS take no
    policy, and this is not one.

    Example:
        .. code-block:: python

            WorkspacesApiEndpoint(
                stack, "Api", vpc=network.vpc, subnets=network.server_subnets,
                client_cidrs=network.server_subnets.cidrs, actions=["workspaces:Describe*"], notify=True,
            )

    Args:
        scope: The construct it belongs to.
        construct_id: Its id in that scope.
        vpc: The VPC.
        subnets: Two subnets; the endpoint takes an address in each.
        client_cidrs: From where HTTPS is admitted.
        principals: Who may use it: ARNs of roles and users. Default: everybody in this account, and nobody else.
        actions: What they may do. Default: every action of WorkSpaces.
        resources: With which ARNs. Default: all that their own permissions give them.
        notify: Whether to make an SNS topic for the endpoint's events. Default: no.
        notification_key: An existing key for that topic. Default: an own one.

    Raises:
        ConfigurationError: No client, the whole internet as a client, a principal that is none of IAM's, or an action
            or a resource of another service.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        vpc: ec2.IVpc,
        subnets: SubnetPair,
        client_cidrs: Sequence[str],
        principals: Sequence[str] = (),
        actions: Sequence[str] = ("workspaces:*",),
        resources: Sequence[str] = ("*",),
        notify: bool = False,
        notification_key: kms.IKey | None = None,
    ) -> None:
        super().__init__(scope, construct_id)
        for kind, given in (
            ("IAM principal ARN", principals),
            ("WorkSpaces action", actions),
            ("WorkSpaces resource ARN", resources),
        ):
            for text in given:
                if not is_unresolved(text):
                    require_identifier(kind, text)
        if not actions or not resources:
            raise ConfigurationError(
                "actions and resources of WorkspacesApiEndpoint",
                value="none",
                allowed="at least one of each",
                fix="leave them out to allow all",
            )
        self.security_group = endpoint_group(self, vpc, "Amazon WorkSpaces API", HTTPS, client_cidrs)
        self.endpoint = interface_endpoint(
            self,
            "Endpoint",
            vpc=vpc,
            subnets=subnets,
            service="workspaces",
            security_group=self.security_group,
            policy=own_account(actions=actions, resources=resources, principals=principals),
        )
        self.notification = (
            EndpointNotification(
                self, "Notification", endpoint_id=self.endpoint.attr_id, encryption_key=notification_key
            )
            if notify
            else None
        )


class StreamingEndpoint(Construct):
    """An endpoint in a VPC through which users stream their desktops, in place of the internet.

    Pass it to the registrations whose users are to use it. Administration Guide, creating-streaming-vpc-endpoints:

    - For DCV only. PCoIP clients stay on the internet if the registration allows it, and get no desktop otherwise.
    - DCV users of the directory can no longer stream over the internet.
    - Users still authenticate over the internet, by HTTPS.
    - A directory has one such endpoint, in its own account; one endpoint may serve several directories [I].
    - Not with FIPS, not with Global Accelerator; IP access control groups are ignored.
    - IPv4 here; its private name must resolve where the clients are: see :class:`ResolverInbound`.

    Example:
        .. code-block:: python

            streaming = StreamingEndpoint(
                stack, "Streaming", vpc=network.vpc, subnets=network.server_subnets, client_cidrs=["10.1.0.0/16"]
            )
            DirectoryRegistration(
                stack, "Registration", directory=connector, vpc=network.vpc,
                subnets=network.desktop_subnets["Desktops"].subnets, streaming_endpoint=streaming,
            )

    Args:
        scope: The construct it belongs to.
        construct_id: Its id in that scope.
        vpc: A VPC to which the clients' networks have a route.
        subnets: Two subnets; the endpoint takes an address in each.
        client_cidrs: The ranges of the clients: TCP and UDP 443 and 4195 are admitted from there.

    Raises:
        ConfigurationError: No client, or the whole internet.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        vpc: ec2.IVpc,
        subnets: SubnetPair,
        client_cidrs: Sequence[str],
    ) -> None:
        super().__init__(scope, construct_id)
        self.security_group = endpoint_group(
            self, vpc, "Streaming of Amazon WorkSpaces", STREAMING_ENDPOINT, client_cidrs
        )
        self.endpoint = interface_endpoint(
            self,
            "Endpoint",
            vpc=vpc,
            subnets=subnets,
            service="highlander",
            security_group=self.security_group,
        )
        self.endpoint_id = self.endpoint.attr_id
