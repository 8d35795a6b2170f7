"""Pages, with the error that WorkSpaces names for a token that is not its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeVar

from local_aws.services.paging import BadTokenError, page
from local_aws.wire import ServiceError

if TYPE_CHECKING:
    from collections.abc import Sequence

T = TypeVar("T")

PAGE: Final = 25


def paged(items: Sequence[T], limit: int | None, token: str | None, name: str) -> tuple[list[T], str | None]:
    """Return one page of at most 25 and the token of the next."""
    try:
        return page(items, limit or PAGE, token, name)
    except BadTokenError as error:
        raise ServiceError("InvalidParameterValuesException", "The NextToken is not valid.") from error
