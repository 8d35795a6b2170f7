"""DescribeAccount and ModifyAccount: whether the account brings licences of its own (BYOL)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from local_aws.services.workspaces.model import fleet

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mypy_boto3_workspaces.type_defs import ModifyAccountRequestTypeDef


def describe_account(_: Mapping[str, object]) -> Mapping[str, object]:
    """Tell whether dedicated tenancy, which BYOL needs, is enabled."""
    return {"DedicatedTenancySupport": fleet().dedicated_tenancy}


def modify_account(request: ModifyAccountRequestTypeDef) -> Mapping[str, object]:
    """Enable dedicated tenancy, at once: how long AWS takes for it is not known."""
    fleet().dedicated_tenancy = request.get("DedicatedTenancySupport", fleet().dedicated_tenancy)
    return {"Message": "The account is being modified."}
