"""What scenarios with a domain on-premises have in common."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypedDict

from workspaces_constructs.facts.addresses import within
from workspaces_constructs.facts.errors import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aws_cdk import aws_secretsmanager as secretsmanager

    from workspaces_constructs.directory.managed_microsoft_ad import ManagedAdBase
    from workspaces_constructs.directory.on_premises import OnPremisesDomain
    from workspaces_constructs.directory.trust import Trust
    from workspaces_constructs.scenarios.options import ScenarioOptions

__all__ = ["TrustOptions", "open_to", "require_leads_to", "require_link", "trust_half"]


class TrustOptions(TypedDict, total=False):
    """Keyword arguments that scenarios with a trust share.

    Args:
        trust_type: ``forest``, or ``external`` for one domain of a forest. Default: forest.
        selective_authentication: Whether the other domain's users only reach computers that name them. Default: no.
        trust_secret: The trust password, a field ``password`` of a secret. Default: a generated one, which whoever
            makes the half on-premises reads.
        accept_unverified_trust: Whether the deployment goes on while the half on-premises is missing. Default: no, it
            waits for it and fails in the end.
    """

    trust_type: Literal["forest", "external"]
    selective_authentication: bool
    trust_secret: secretsmanager.ISecret | None
    accept_unverified_trust: bool


def open_to(directory: ManagedAdBase, cidrs: Sequence[str]) -> None:
    """Let the domain controllers of another domain reach a Managed AD."""
    for cidr in cidrs:
        directory.allow_from(cidr)


def trust_half(directory: ManagedAdBase, trust: Trust) -> str:
    """The script that makes the other domain's half of a trust."""
    from workspaces_constructs.directory.customer_side import trust_script

    return trust_script(
        managed_domain=directory.domain_name,
        managed_dns_addresses=directory.dns_addresses,
        remote=trust.remote,
        direction=trust.direction,
        trust_type=trust.trust_type,
        secret=trust.secret.secret_arn,
    )


def require_link(options: ScenarioOptions, domain: OnPremisesDomain) -> None:
    """Refuse a scenario whose domain nothing leads to; an existing network has its own routes.

    Raises:
        ConfigurationError: No connectivity, or one that does not lead to the domain.
    """
    connectivity = options.get("connectivity")
    if connectivity is not None:
        require_leads_to(connectivity.remote_cidrs, domain)
    elif options.get("network") is None:
        raise ConfigurationError(
            "connectivity",
            value="none",
            allowed=f"a way to {domain.domain_name}",
            fix='pass Connectivity(remote_cidrs, customer_gateway_address="...") or name an existing gateway',
        )


def require_leads_to(remote_cidrs: Sequence[str], domain: OnPremisesDomain) -> None:
    """Refuse a link that does not lead to a domain.

    Raises:
        ConfigurationError: A network of the domain is not behind it.
    """
    for cidr in domain.cidrs:
        if not within(cidr, remote_cidrs):
            raise ConfigurationError(
                f"networks of {domain.domain_name}",
                value=cidr,
                allowed=f"parts of what the link leads to, {', '.join(remote_cidrs) or 'which is nothing'}",
                fix="add it to remote_cidrs",
            )
