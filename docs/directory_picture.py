"""The picture of desktops and directories: who signs in where, what is registered, and what encrypts what."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from docs.boxes import arrows, box, framed
from docs.directory_arrows import found_arrows
from docs.directory_boxes import DIRECTORIES, resource_box, users_text
from docs.elsewhere import Elsewhere
from docs.resource_types import (
    CONNECTOR,
    DHCP_OPTIONS,
    FLEET,
    FLOW_LOG,
    INSTANCE,
    KEY,
    PROXIES,
    RADIUS_MFA,
    REGISTRATION,
    SECRET,
    USER,
    WORKSPACE,
)
from docs.roles import role

if TYPE_CHECKING:
    from collections.abc import Iterator

    from docs.template import Resource, Template

__all__ = ["directory_lines"]

_SINGLE = (FLEET, REGISTRATION, CONNECTOR, *DIRECTORIES, DHCP_OPTIONS, USER, FLOW_LOG, KEY, PROXIES)


def directory_lines(template: Template) -> Iterator[str]:
    """The lines of the picture."""
    picture = _Picture(template)
    yield from picture.boxes()
    yield from arrows([*picture.people(), *found_arrows(template, picture.elsewhere, picture.box_of, picture.users)])


class _Picture:
    """Boxes by name, each of one or more resources, or of the names of users who are made elsewhere."""

    def __init__(self, template: Template) -> None:
        self._template = template
        self._order = list(template.stacks)
        self.elsewhere = Elsewhere(template)
        self.users = {each.text("SAMAccountName"): each for each in template.of(USER)}
        self._members: dict[str, list[Resource]] = {}
        self._named: dict[str, tuple[str, list[str]]] = {}
        self._accounts: list[tuple[str, str, str]] = []
        for desktop in template.of(WORKSPACE):
            self._add_desktop(desktop)
        grouped = {member.logical_id for members in self._members.values() for member in members}
        for each in template.of(*_SINGLE):
            if each.logical_id not in grouped:
                self._add(each.logical_id, each)
        for each in template.of(INSTANCE):
            self._add(self._shared_name(each, role(template, each)), each)
        for each in template.of(SECRET):
            self._add(self._shared_name(each, "secrets"), each)
        self.box_of = {member.logical_id: name for name, members in self._members.items() for member in members}
        for mfa in template.of(RADIUS_MFA):
            for directory in template.reached(mfa.properties.get("DirectoryId"), CONNECTOR, *DIRECTORIES):
                self.box_of[mfa.logical_id] = directory.logical_id

    def boxes(self) -> Iterator[str]:
        """The boxes, in a frame for each stack where there are several."""
        drawn = [
            (members[0].stack, resource_box(self._template, name, members)) for name, members in self._members.items()
        ]
        drawn += [(stack, box(name, "kept", *users_text(names))) for name, (stack, names) in self._named.items()]
        drawn.sort(key=lambda each: self._order.index(each[0]))
        for stack, lines in groupby(drawn, key=lambda each: each[0]):
            made = [line for _, line in lines]
            several = len(self._order) > 1
            number = self._order.index(stack) + 1
            yield from framed(f"stack{number}", f"Stack {stack}", "vpc", made) if several else made
        yield from self.elsewhere.lines("on-premises")

    def people(self) -> Iterator[tuple[str, str, str]]:
        """From desktops to their users, and from users who are made elsewhere to where they have their accounts."""
        for name in [*self._members, *self._named]:
            if name.startswith("users_"):
                yield name.removeprefix("users_"), name, "for"
        yield from self._accounts

    def _add(self, name: str, resource: Resource) -> None:
        self._members.setdefault(name, []).append(resource)

    def _shared_name(self, resource: Resource, what: str) -> str:
        number = f"s{self._order.index(resource.stack) + 1}_" if len(self._order) > 1 else ""
        return number + what.replace(" ", "_")

    def _add_desktop(self, desktop: Resource) -> None:
        """Desktops of a registration are one box, and so are their users."""
        registrations = self._template.reached(desktop.properties.get("DirectoryId"), REGISTRATION)
        name = f"desktops_{registrations[0].logical_id}" if registrations else "desktops"
        self._add(name, desktop)
        given = desktop.text("UserName")
        made = self._template.reached(desktop.properties.get("UserName"), USER)
        for user in made or ([self.users[given]] if given in self.users else []):
            self._add(f"users_{name}", user)
        if given and given not in self.users:
            self._named.setdefault(f"users_{name}", (desktop.stack, []))[1].append(given)
            for each in registrations:
                self._accounts += [(f"users_{name}", end, "account in") for end in self._accounts_of(each)]

    def _accounts_of(self, registration: Resource) -> Iterator[str]:
        """Where users are who are made elsewhere: in the registered directory, or the domain that it asks."""
        for directory in self._template.reached(registration.properties.get("DirectoryId"), CONNECTOR, *DIRECTORIES):
            if directory.type != CONNECTOR:
                yield directory.logical_id
            elif domain := self.elsewhere.known(directory.text("Name")):
                yield domain
            else:
                asked = self._template.reached(directory.properties.get("CustomerDnsIps"), *DIRECTORIES)
                yield from (each.logical_id for each in asked)
