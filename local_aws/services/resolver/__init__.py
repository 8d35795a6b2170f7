"""Route 53 Resolver: endpoints with interfaces in subnets, forwarding rules, and their associations with VPCs.

Deletion has an order, which AWS enforces: associations, then rules, then endpoints (moto pull request 4611;
[RSLVR-00600] in terraform-provider-aws pull request 11948).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from local_aws.services.resolver import endpoints, rules

if TYPE_CHECKING:
    from collections.abc import Mapping

    from local_aws.wire import Operation

OPERATIONS: Final[Mapping[str, Operation]] = {
    "AssociateResolverEndpointIpAddress": endpoints.associate_resolver_endpoint_ip_address,
    "AssociateResolverRule": rules.associate_resolver_rule,
    "CreateResolverEndpoint": endpoints.create_resolver_endpoint,
    "CreateResolverRule": rules.create_resolver_rule,
    "DeleteResolverEndpoint": endpoints.delete_resolver_endpoint,
    "DeleteResolverRule": rules.delete_resolver_rule,
    "DisassociateResolverEndpointIpAddress": endpoints.disassociate_resolver_endpoint_ip_address,
    "DisassociateResolverRule": rules.disassociate_resolver_rule,
    "GetResolverEndpoint": endpoints.get_resolver_endpoint,
    "GetResolverRule": rules.get_resolver_rule,
    "GetResolverRuleAssociation": rules.get_resolver_rule_association,
    "ListResolverEndpointIpAddresses": endpoints.list_resolver_endpoint_ip_addresses,
    "ListResolverEndpoints": endpoints.list_resolver_endpoints,
    "ListResolverRuleAssociations": rules.list_resolver_rule_associations,
    "ListResolverRules": rules.list_resolver_rules,
    "UpdateResolverEndpoint": endpoints.update_resolver_endpoint,
    "UpdateResolverRule": rules.update_resolver_rule,
}
