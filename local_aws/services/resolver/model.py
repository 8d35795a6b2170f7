"""What Route 53 Resolver holds, and the errors and pages that its operations share."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from local_aws.services import neighbours, state
from local_aws.services.paging import BadTokenError, page
from local_aws.wire import ServiceError

Request = Mapping[str, Any]
T = TypeVar("T")

_PAGE = 100


@dataclass
class Endpoint:
    """A Resolver endpoint."""

    id: str
    request: Request
    vpc_id: str
    interfaces: list[neighbours.Interface]
    tags: dict[str, str]
    status: str = "CREATING"


@dataclass
class Rule:
    """A Resolver rule."""

    id: str
    request: Request
    tags: dict[str, str]


@dataclass
class Association:
    """A rule that holds in a VPC."""

    id: str
    rule_id: str
    vpc_id: str
    name: str | None
    status: str = "CREATING"


@dataclass
class Resolver:
    """All of an account's Resolver resources in a region."""

    endpoints: dict[str, Endpoint] = field(default_factory=dict)
    rules: dict[str, Rule] = field(default_factory=dict)
    associations: dict[str, Association] = field(default_factory=dict)


def resolver() -> Resolver:
    """Return this account's Resolver resources in this region."""
    return state.of(Resolver)


def found(held: Mapping[str, T], identifier: str, what: str) -> T:
    """Return one that exists, or raise the error that every operation names for a missing one."""
    if identifier not in held:
        raise missing(what, identifier)
    return held[identifier]


def missing(what: str, identifier: str) -> ServiceError:
    """The error for what does not exist."""
    return ServiceError("ResourceNotFoundException", f"The {what} {identifier} does not exist.")


def invalid(message: str) -> ServiceError:
    """The error for a request that makes no sense."""
    return ServiceError("InvalidParameterException", message)


K = TypeVar("K", Endpoint, Rule)


def made_before(existing: Iterable[K], request: Request) -> K | None:
    """Return what the same request made already: the creator's request id tells."""
    return next((each for each in existing if each.request["CreatorRequestId"] == request["CreatorRequestId"]), None)


def new_tags(request: Request) -> dict[str, str]:
    """Return a request's tags as a dictionary."""
    return {each["Key"]: each["Value"] for each in request.get("Tags", [])}


def arn(kind: str, identifier: str) -> str:
    """Return the ARN of one of this account and region."""
    return f"arn:aws:route53resolver:{state.region()}:{state.account()}:{kind}/{identifier}"


def listed(kind: str, items: Sequence[Mapping[str, object]], request: Request) -> Mapping[str, object]:
    """Return one page of a list."""
    size = request.get("MaxResults", _PAGE)
    try:
        shown, token = page(items, size, request.get("NextToken"), kind)
    except BadTokenError as error:
        raise ServiceError("InvalidNextTokenException", "The token was not given out by this list.") from error
    return {kind: shown, "NextToken": token, "MaxResults": size}
