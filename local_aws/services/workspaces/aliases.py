"""Connection aliases, as far as they keep a directory registered (facts §3.5, §10)."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Final

from local_aws.services import state
from local_aws.services.workspaces.model import ConnectionAlias, fleet, settled
from local_aws.services.workspaces.pages import paged
from local_aws.services.workspaces.tags import new_tags
from local_aws.wire import ServiceError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mypy_boto3_workspaces.type_defs import (
        AssociateConnectionAliasRequestTypeDef,
        CreateConnectionAliasRequestTypeDef,
        DeleteConnectionAliasRequestTypeDef,
        DescribeConnectionAliasesRequestTypeDef,
        DisassociateConnectionAliasRequestTypeDef,
    )

LIMIT: Final = 20
"""Aliases per account and region (facts §4.8)."""


def create_connection_alias(request: CreateConnectionAliasRequestTypeDef) -> Mapping[str, object]:
    """Create an alias; its connection string is unique."""
    held = fleet().aliases
    if any(each.connection_string == request["ConnectionString"] for each in held.values()):
        raise ServiceError("ResourceAlreadyExistsException", f"{request['ConnectionString']} is taken.")
    if len(held) >= LIMIT:
        raise ServiceError("ResourceLimitExceededException", f"The limit of {LIMIT} aliases in the region is reached.")
    new = ConnectionAlias(state.base36_id("wsca-"), request["ConnectionString"])
    fleet().tags[new.id] = new_tags(request.get("Tags", []))
    held[new.id] = new
    return {"AliasId": new.id}


def associate_connection_alias(request: AssociateConnectionAliasRequestTypeDef) -> Mapping[str, object]:
    """Associate an alias with a directory; the identifier returned is the value of the DNS record."""
    alias = _alias(request["AliasId"])
    if alias.directory_id:
        raise ServiceError("ResourceAssociatedException", f"{alias.id} is associated with {alias.directory_id}.")
    found = settled(request["ResourceId"], "InvalidResourceStateException")
    alias.directory_id = found.directory.id
    alias.identifier = hashlib.sha256(f"{alias.id}{alias.directory_id}".encode()).hexdigest()[:20]
    return {"ConnectionIdentifier": alias.identifier}


def disassociate_connection_alias(request: DisassociateConnectionAliasRequestTypeDef) -> None:
    """End an association."""
    alias = _alias(request["AliasId"])
    if not alias.directory_id:
        raise ServiceError("InvalidResourceStateException", f"The alias {alias.id} is not associated.")
    alias.directory_id = alias.identifier = None


def delete_connection_alias(request: DeleteConnectionAliasRequestTypeDef) -> None:
    """Delete an alias that is not associated."""
    alias = _alias(request["AliasId"])
    if alias.directory_id:
        raise ServiceError("ResourceAssociatedException", f"{alias.id} is associated with {alias.directory_id}.")
    del fleet().aliases[alias.id]
    fleet().tags.pop(alias.id, None)


def describe_connection_aliases(request: DescribeConnectionAliasesRequestTypeDef) -> Mapping[str, object]:
    """Describe aliases, all or by id or by directory."""
    ids, directory_id = request.get("AliasIds"), request.get("ResourceId")
    found = [
        each
        for each in fleet().aliases.values()
        if (not ids or each.id in ids) and (directory_id is None or each.directory_id == directory_id)
    ]
    shown, token = paged(found, request.get("Limit"), request.get("NextToken"), "aliases")
    return {"ConnectionAliases": [_description(each) for each in shown], "NextToken": token}


def _alias(alias_id: str) -> ConnectionAlias:
    found = fleet().aliases.get(alias_id)
    if found is None:
        raise ServiceError(
            "ResourceNotFoundException", f"The alias {alias_id} could not be found.", ResourceId=alias_id
        )
    return found


def _description(each: ConnectionAlias) -> dict[str, object]:
    association = {
        "AssociationStatus": "ASSOCIATED_WITH_OWNER_ACCOUNT" if each.directory_id else "NOT_ASSOCIATED",
        "AssociatedAccountId": state.account() if each.directory_id else None,
        "ResourceId": each.directory_id,
        "ConnectionIdentifier": each.identifier,
    }
    return {
        "AliasId": each.id,
        "ConnectionString": each.connection_string,
        "State": each.state,
        "OwnerAccountId": state.account(),
        "Associations": [association],
    }
