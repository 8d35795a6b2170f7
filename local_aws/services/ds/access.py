"""CreateAlias, EnableSso and DisableSso: a directory's access URL."""

from __future__ import annotations

from typing import TYPE_CHECKING

from local_aws.services import state
from local_aws.services.ds.model import Directories, directory
from local_aws.wire import ServiceError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mypy_boto3_ds.type_defs import CreateAliasRequestTypeDef, DisableSsoRequestTypeDef, EnableSsoRequestTypeDef


def create_alias(request: CreateAliasRequestTypeDef) -> Mapping[str, object]:
    """Give a directory an alias that no other has; it can never change."""
    found, alias = directory(request["DirectoryId"]), request["Alias"]
    taken = any(each.alias == alias for table in state.everywhere(Directories) for each in table.by_id.values())
    if found.alias or taken:
        raise ServiceError("EntityAlreadyExistsException", f"{found.id} has an alias, or {alias} is taken.")
    found.alias = alias
    return {"DirectoryId": found.id, "Alias": alias}


def enable_sso(request: EnableSsoRequestTypeDef) -> None:
    """Switch single sign-on on, which needs an alias."""
    found = directory(request["DirectoryId"])
    if not found.alias:
        raise ServiceError("ClientException", f"{found.id} has no alias; single sign-on needs one.")
    found.sso = True


def disable_sso(request: DisableSsoRequestTypeDef) -> None:
    """Switch single sign-on off."""
    directory(request["DirectoryId"]).sso = False
