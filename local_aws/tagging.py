"""The Resource Groups Tagging API for WorkSpaces: ministack's, with their resources, and in pages.

A listing is what was there when its first page was asked for; its other pages are cut from that [I].
"""

# ruff: noqa: SLF001 - ministack has no public hooks; a canary test pins what is used

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ministack.services import tagging

from local_aws.iam_resources import resource_type
from local_aws.services import settle, state
from local_aws.services.workspaces.model import fleet

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Response = tuple[int, dict[str, str], bytes]

PAGE = 100
"""Resources on a page unless fewer are asked for, which is the most as well."""


KEPT = 100
"""Tokens that are known at a time; older ones have expired."""

Resources = list[dict[str, object]]


@dataclass
class _Listings:
    """By the token that asks for it: the listing that a page is cut from, and where it starts."""

    pages: dict[str, tuple[Resources, int]] = field(default_factory=dict)

    def token(self, found: Resources, start: int) -> str:
        """Return a new token, or nothing if there is no such page."""
        if start >= len(found):
            return ""
        while len(self.pages) >= KEPT:
            del self.pages[next(iter(self.pages))]
        token = secrets.token_urlsafe(16)
        self.pages[token] = found, start
        return token


def install() -> None:
    """Add WorkSpaces' resources to ministack's, and pages."""
    tagging._COLLECTORS["workspaces"] = _collect
    tagging._RESOURCE_TAG_COLLECTORS["workspaces"] = _collect
    tagging._HANDLERS["GetResources"] = _paged(tagging._get_resources)


def _collect() -> Iterator[tuple[str, list[dict[str, str]]]]:
    settle()
    place = f"arn:aws:workspaces:{state.region()}:{state.account()}"
    for identifier, tags in fleet().tags.items():
        if tags:
            arn = f"{place}:{resource_type(identifier)}/{identifier}"
            yield arn, [{"Key": key, "Value": value} for key, value in tags.items()]


def _paged(get_resources: Callable[[dict[str, object]], Response]) -> Callable[[dict[str, Any]], Response]:
    def answer(request: dict[str, Any]) -> Response:
        size, token, held = request.get("ResourcesPerPage", PAGE), request.get("PaginationToken"), state.of(_Listings)
        if not 1 <= size <= PAGE:
            return _refusal("InvalidParameterException", f"ResourcesPerPage is from 1 to {PAGE}, not {size}.")
        if token and token not in held.pages:
            return _refusal("PaginationTokenExpiredException", "The PaginationToken is not known, or no longer.")
        if token:
            found, start = held.pages[token]
        else:
            status, headers, body = get_resources(request)
            if status != 200:  # noqa: PLR2004 - HTTP
                return status, headers, body
            found, start = json.loads(body)["ResourceTagMappingList"], 0
        end = start + size
        shown, following = found[start:end], held.token(found, end)
        response: Response = tagging._json({"ResourceTagMappingList": shown, "PaginationToken": following})
        return response

    return answer


def _refusal(code: str, message: str) -> Response:
    status, headers, body = tagging._json({"__type": code, "message": message}, 400)
    return status, headers | {"x-amzn-errortype": code}, body
