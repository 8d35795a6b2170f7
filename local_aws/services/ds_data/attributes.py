"""Attributes of users and groups: their names in LDAP, and the three ways of changing them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from local_aws.services.domains import User
from local_aws.services.ds_data.access import invalid

if TYPE_CHECKING:
    from collections.abc import Mapping

    from local_aws.services.domains import Group

NAMED: Final = {"EmailAddress": "mail", "GivenName": "givenName", "Surname": "sn"}
"""The request members that are attributes, and their names in LDAP."""


def change(account: User | Group, request: Mapping[str, object], how: str) -> None:
    """Add, replace or remove attributes (the ds-data model: ADD only where there is no value yet)."""
    named = {name: str(request[name]) for name in NAMED if name in request}
    other = request.get("OtherAttributes", {})
    given: dict[str, object] = {**named, **(other if isinstance(other, dict) else {})}
    if not given and how != "REPLACE":
        raise invalid("MISSING_ATTRIBUTE", "No attribute was given.")
    for name, value in given.items():
        store, key = _place(account, name)
        if how == "ADD" and key in store:
            raise invalid("ATTRIBUTE_EXISTS", f"The attribute {name} has a value already.")
        if how == "REMOVE":
            store.pop(key, None)
        else:
            store[key] = value


def other_attributes(account: User | Group, names: list[str] | None) -> dict[str, object] | None:
    """Return the further attributes asked for, under the names asked for."""
    found = {name: account.other[name.lower()] for name in names or [] if name.lower() in account.other}
    return dict(found) or None


def matches(account: User, attribute: str, text: str) -> bool:
    """Tell whether an attribute has this value, compared without case."""
    ldap = attribute.lower()
    if ldap == "samaccountname":
        return account.name.lower() == text.lower()
    for name, spelled in NAMED.items():
        if ldap in {name.lower(), spelled.lower()}:
            return str(account.attributes.get(name, "")).lower() == text.lower()
    value = account.other.get(ldap)
    return isinstance(value, dict) and any(str(each).lower() == text.lower() for each in value.values())


def _place(account: User | Group, name: str) -> tuple[dict[str, object], str]:
    if name in NAMED and isinstance(account, User):
        return account.attributes, name
    return account.other, name.lower()
