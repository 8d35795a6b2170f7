"""Who may use Directory Service Data, and what an idempotent call is."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import wraps
from typing import TYPE_CHECKING

from local_aws.services import durations, state
from local_aws.services.ds.model import Directory, directories
from local_aws.wire import ServiceError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from local_aws.services.domains import Domain
    from local_aws.wire import Operation


def denied(reason: str, message: str) -> ServiceError:
    """Return an AccessDeniedException with one of the model's reasons."""
    return ServiceError("AccessDeniedException", message, Reason=reason)


def invalid(reason: str, message: str) -> ServiceError:
    """Return a ValidationException with one of the model's reasons."""
    return ServiceError("ValidationException", message, Reason=reason)


def domain(directory_id: str, realm: str | None = None) -> Domain:
    """Return the domain of an Active Managed AD with data access enabled (facts §3.3, §6.1)."""
    found = directories().get(directory_id)
    if found is None:
        raise denied("DIRECTORY_AUTH", f"The directory {directory_id} does not exist or may not be used.")
    if found.type != "MicrosoftAD" or found.domain is None:
        raise invalid("INVALID_DIRECTORY_TYPE", f"{directory_id} is not a Managed Microsoft AD directory.")
    _require_open(found)
    if realm and realm.rstrip(".").lower() != found.domain.name.lower():
        raise invalid("INVALID_REALM", f"{realm} is not the directory's domain; trusted domains are not modelled.")
    return found.domain


def _require_open(found: Directory) -> None:
    if found.stage != "Active":
        raise ServiceError(
            "DirectoryUnavailableException",
            f"The directory {found.id} is in the stage {found.stage}.",
            Reason="INVALID_DIRECTORY_STATE",
        )
    if found.data_access != "Enabled":
        raise denied("DATA_DISABLED", f"Data access of {found.id} is {found.data_access}.")


@dataclass
class _Answered:
    request: Mapping[str, object]
    result: Mapping[str, object] | None
    expires: float


@dataclass
class _Tokens:
    by_token: dict[tuple[str, str], _Answered] = field(default_factory=dict)


def idempotent(operation: Callable[..., Mapping[str, object] | None]) -> Operation:
    """Answer a call with a known client token as before, for eight hours, and refuse it if anything else changed.

    So the ds-data model's text on ClientToken: only a call that succeeded is remembered, and its use renews it.
    """

    @wraps(operation)
    def answer(request: Mapping[str, object]) -> Mapping[str, object] | None:
        known = state.of(_Tokens).by_token
        token = str(request.get("ClientToken", ""))
        rest = {name: value for name, value in request.items() if name != "ClientToken"}
        before = known.get((operation.__name__, token)) if token else None
        if before and before.expires > state.now():
            if before.request != rest:
                raise ServiceError("ConflictException", "The client token was used with other parameters.")
            before.expires = state.now() + durations.CLIENT_TOKEN
            return before.result
        result = operation(request)
        if token:
            known[operation.__name__, token] = _Answered(rest, result, state.now() + durations.CLIENT_TOKEN)
        return result

    return answer


def require_customers(found: object, name: str) -> None:
    """Refuse a change of what AWS or Windows made itself (the ds-data guide: one's own OU only)."""
    if getattr(found, "builtin", False) or name.lower() == "admin":
        raise denied("DIRECTORY_AUTH", f"{name} is not in the directory's own OU.")
