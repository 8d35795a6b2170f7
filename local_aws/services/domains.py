"""Active Directory domains: users, groups and passwords, and which DNS addresses answer for which domain."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from local_aws.services import state
from local_aws.services.builtin_groups import BUILTIN_GROUPS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

FIRST_RID = 1104
ADMINISTRATORS = {"MicrosoftAD": "Admin", "SimpleAD": "Administrator"}
JOINERS = ("AWS Delegated Server Administrators", "AWS Delegated Administrators", "Admins", "Domain Admins")
"""Groups whose members may join computers without the limit of ten (Directory Service guide, join privileges)."""

COMPLEMENTS = {
    "Two-Way": "Two-Way",
    "One-Way: Outgoing": "One-Way: Incoming",
    "One-Way: Incoming": "One-Way: Outgoing",
}
"""The direction that the other half of a trust must have."""

TEN_JOINS = "AWS Delegated Add Workstations To Domain Users"


@dataclass
class User:
    """A user account."""

    name: str
    sid: str
    created: float
    enabled: bool = False
    password: str | None = None
    attributes: dict[str, object] = field(default_factory=dict)
    other: dict[str, object] = field(default_factory=dict)


@dataclass
class Group:
    """A group, with its members by lower-case name."""

    name: str
    sid: str
    scope: str = "Global"
    kind: str = "Security"
    builtin: bool = False
    members: set[str] = field(default_factory=set)
    other: dict[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class TrustHalf:
    """One domain's half of a trust with another.

    Attributes:
        direction: As the domain that has it sees it, in Directory Service's words.
        password: The trust password it was made with.
        kind: ``Forest`` or ``External``.
    """

    direction: str
    password: str
    kind: str = "Forest"

    def complements(self, other: TrustHalf) -> bool:
        """Whether the two halves can be one trust, if their passwords are the same."""
        return COMPLEMENTS[self.direction] == other.direction and self.kind == other.kind


class Domain:
    """A domain. Names of accounts are unique among users and groups, and compared without case.

    Args:
        name: The fully qualified name.
        short_name: The NetBIOS name, which is also the name of the customer's OU in a Managed AD.
        seed: What the domain's SID is derived from.
        managed: Whether it has a Managed AD's delegated groups; a domain that has none lets every account join
            computers, because delegation on premises is not modelled.
    """

    def __init__(self, name: str, short_name: str, seed: str, *, managed: bool = False) -> None:
        self.name = name
        self.short_name = short_name
        self.managed = managed
        self.users: dict[str, User] = {}
        self.groups: dict[str, Group] = {}
        self.joined: set[str] = set()
        self.sites: dict[str, tuple[str, ...]] = {}
        self.units: dict[str, set[str]] = {}
        self.trusts: dict[str, TrustHalf] = {}
        digest = hashlib.sha256(seed.encode()).digest()
        parts = (str(int.from_bytes(digest[index : index + 4])) for index in (0, 4, 8))
        self._authority = "S-1-5-21-" + "-".join(parts)
        self._next_rid = FIRST_RID
        if managed:
            for scope, names in BUILTIN_GROUPS.items():
                for each in names:
                    self.add_group(each, scope=scope).builtin = True

    def add_user(self, name: str, password: str | None = None) -> User:
        """Add a user; one with a password is enabled, as after ResetUserPassword."""
        user = User(name, self._sid(), state.now(), enabled=password is not None, password=password)
        self.users[name.lower()] = user
        if "domain users" in self.groups:
            self.groups["domain users"].members.add(name.lower())
        return user

    def add_group(self, name: str, scope: str = "Global", kind: str = "Security") -> Group:
        """Add a group."""
        group = self.groups[name.lower()] = Group(name, self._sid(), scope, kind)
        return group

    def remove(self, name: str) -> None:
        """Remove a user or group, and its memberships."""
        self.users.pop(name.lower(), None)
        self.groups.pop(name.lower(), None)
        for group in self.groups.values():
            group.members.discard(name.lower())

    def find(self, name: str) -> User | Group | None:
        """Return the account of this name, if there is one."""
        return self.users.get(name.lower()) or self.groups.get(name.lower())

    def groups_of(self, name: str) -> list[Group]:
        """Return the groups an account is directly a member of."""
        return [group for group in self.groups.values() if name.lower() in group.members]

    def all_groups_of(self, name: str) -> Iterator[str]:
        """Yield the names of the groups an account belongs to, through other groups too."""
        seen: set[str] = set()
        waiting = [name]
        while waiting:
            for group in self.groups_of(waiting.pop()):
                if group.name not in seen:
                    seen.add(group.name)
                    waiting.append(group.name)
        yield from sorted(seen)

    def join_problem(self, account: str) -> str | None:
        """Return why an account cannot join one more computer, or None (facts §6.1, §6.2)."""
        if not self.managed:
            return None
        held = set(self.all_groups_of(account))
        if held & set(JOINERS) or (TEN_JOINS in held and len(self.joined) < 10):  # noqa: PLR2004 - facts §6.1
            return None
        return f"The account {account} is not allowed to create another computer object in {self.name}."

    def distinguished_name(self, name: str) -> str:
        """Return where the account lies."""
        account = self.find(name)
        root = ",".join(f"DC={label}" for label in self.name.split("."))
        container = f"OU=Users,OU={self.short_name}"
        if isinstance(account, Group) and account.builtin:
            container = "OU=AWS Delegated Groups" if account.name.startswith("AWS Delegated") else "CN=Users"
        return f"CN={account.name if account else name},{container},{root}"

    def _sid(self) -> str:
        self._next_rid += 1
        return f"{self._authority}-{self._next_rid - 1}"


def password_problem(password: str, user_name: str) -> str | None:
    """Return what the default domain policy has against a password: seven characters, three of four classes."""
    classes = sum(bool(re.search(each, password)) for each in ("[a-z]", "[A-Z]", "[0-9]", "[^A-Za-z0-9]"))
    if len(password) < 7 or classes < 3:  # noqa: PLR2004 - the policy's own numbers
        return "it needs seven characters of at least three classes"
    if len(user_name) > 2 and user_name.lower() in password.lower():  # noqa: PLR2004 - Windows checks from three on
        return "it contains the user's name"
    return None


_on_premises: dict[str, Domain] = {}
_replicas: dict[str, tuple[Domain, Callable[[], bool]]] = {}


def add_on_premises(
    name: str,
    dns_addresses: Sequence[str],
    users: Mapping[str, str],
    short_name: str | None = None,
    trusts: Mapping[str, TrustHalf] | None = None,
) -> Domain:
    """Make a domain outside AWS reachable at its DNS servers' addresses, in place of one of that name.

    Args:
        name: The fully qualified name.
        dns_addresses: Where its DNS servers answer; none of them, for a domain that nothing reaches.
        users: Passwords by user name.
        short_name: The NetBIOS name. Default: the first label.
        trusts: Its halves of trusts, by the other domain's name.
    """
    remove_on_premises(name)
    domain = Domain(name, short_name or name.partition(".")[0], name)
    for user, password in users.items():
        domain.add_user(user, password)
    domain.trusts = {other.lower(): half for other, half in (trusts or {}).items()}
    _on_premises.update(dict.fromkeys(dns_addresses, domain))
    return domain


def remove_on_premises(name: str) -> None:
    """Take a domain outside AWS off the network: its DNS servers answer no more."""
    for address in [address for address, domain in _on_premises.items() if domain.name.lower() == name.lower()]:
        del _on_premises[address]


def on_premises(address: str) -> Domain | None:
    """Return the domain outside AWS, or a replica's in AWS, that this DNS server answers for."""
    replica, alive = _replicas.get(address, (None, None))
    return _on_premises.get(address) or (replica if alive and alive() else None)


def add_replica(address: str, domain: Domain, alive: Callable[[], bool]) -> None:
    """Let a customer's own host answer for a domain, as long as it is alive."""
    _replicas[address] = (domain, alive)


def remove_replica(address: str) -> None:
    """A host is no domain controller any more."""
    _replicas.pop(address, None)


def forget() -> None:
    """Forget every domain outside AWS."""
    _on_premises.clear()
    _replicas.clear()
