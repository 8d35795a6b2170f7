"""What the scripts of automations would do to a Windows host and to its domain.

The local AWS has no Windows. A step of action ``aws:runCommand`` is recognised by its **name** in the document, and
reads the **parameters** of the automation below; the script itself is not looked at. A step of any other name does
nothing and succeeds, if its host can be reached. Every failure carries the text that Windows or Active Directory would
write.

====================================  ==================================================================================
Step                                  Afterwards; reads ``InstanceId`` and
====================================  ==================================================================================
``CheckDomain``                       the domain answers and the administrator can sign in; ``DomainName``,
                                      ``DnsAddresses``, ``AdministratorSecretArn``
``ConfigureSite``                     the domain has the site, its subnets and its link; ``SiteName``, ``SiteSubnets``,
                                      ``SiteLinkCost`` and those of ``CheckDomain``
``PromoteDomainController``           the host's address answers for the domain; those of ``CheckDomain``,
                                      ``RestoreModeSecretArn`` and ``SiteName``
``VerifyDomainController``            the same; fails if the host's address does not answer
``DemoteDomainController``            the address answers no more; fails where no other controller can be reached
``CreateOrganizationalUnit``          the domain has the unit; ``OrganizationalUnit``
``RemoveOrganizationalUnit``          it has not
``DelegateComputers``                 the account has its rights in the unit; ``AccountName``, ``OrganizationalUnit``
``CreateUser``, ``RemoveUser``        the domain has, or has not, the user ``UserName``, with the password of
                                      ``UserSecretArn``; one that ``Mark`` did not make stays
====================================  ==================================================================================

Secrets are read as the host's own role, as JSON with ``username`` and ``password``.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from local_aws.services import domains, durations, neighbours
from local_aws.services.ds import connect

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from local_aws.services.domains import Domain
    from local_aws.services.ssm.hosts import Host
    from local_aws.services.ssm.model import Parameters


class HostError(Exception):
    """A script failed; the message is what it wrote."""


@dataclass(frozen=True)
class Behaviour:
    """How long a step's script takes, in emulated seconds, and what it leads to."""

    seconds: float
    perform: Callable[[Host, Parameters], None]


def of(step: str) -> Behaviour:
    """What a step of this name does."""
    return _BEHAVIOURS.get(step) or Behaviour(durations.RUN_COMMAND, lambda _host, _parameters: None)


def perform(step: str, host: Host, parameters: Parameters) -> None:
    """Let a step happen on a host.

    Raises:
        HostError: The script failed.
    """
    if not host.alive:
        raise HostError("The instance went away while the command ran.")
    if not host.windows:
        raise HostError("powershell: not found")
    of(step).perform(host, parameters)


def _one(parameters: Parameters, name: str) -> str:
    return next(iter(parameters.get(name, [])), "")


def _many(parameters: Parameters, name: str) -> list[str]:
    """The values of a list, which a document may also take as one text with commas."""
    return [each for value in parameters.get(name, []) for each in value.split(",") if each]


def _domain(host: Host, parameters: Parameters) -> Domain:
    """The domain that answers, signed in to as its administrator."""
    name = _one(parameters, "DomainName")
    found = _answering(host, parameters)
    if found is None:
        raise HostError(
            f'An Active Directory domain controller (AD DC) for the domain "{name}" could not be contacted. '
            "Ensure that the domain name is typed correctly. DNS servers asked: "
            f"{', '.join(_many(parameters, 'DnsAddresses'))}."
        )
    secret = _secret(host, _one(parameters, "AdministratorSecretArn"))
    account = found.users.get(str(secret.get("username", "")).lower())
    if account is None or not account.enabled or account.password != secret.get("password"):
        raise HostError(
            f"The operation failed because: The attempt to join this computer to the {name} domain failed. "
            '"The user name or password is incorrect."'
        )
    return found


def _answering(host: Host, parameters: Parameters) -> Domain | None:
    name, addresses = _one(parameters, "DomainName"), _many(parameters, "DnsAddresses")
    return next((found for each in addresses if (found := connect.domain_at(each, name, host.vpc_id))), None)


def _secret(host: Host, arn: str) -> Mapping[str, object]:
    if not host.may("secretsmanager:GetSecretValue", arn):
        raise HostError(
            f"Get-SECSecretValue : User: arn:aws:sts::assumed-role/{'/'.join(host.roles)}/{host.id} is not authorized "
            f"to perform: secretsmanager:GetSecretValue on resource: {arn} because no identity-based policy allows the "
            "secretsmanager:GetSecretValue action"
        )
    text = neighbours.secret(arn)
    if text is None:
        raise HostError("Get-SECSecretValue : Secrets Manager can't find the specified secret.")
    try:
        found = json.loads(text)
    except ValueError as error:
        raise HostError("ConvertFrom-Json : Invalid JSON primitive.") from error
    return found if isinstance(found, dict) else {}


def _check(host: Host, parameters: Parameters) -> None:
    _domain(host, parameters)


def _configure_site(host: Host, parameters: Parameters) -> None:
    found = _domain(host, parameters)
    found.sites[_one(parameters, "SiteName")] = (
        *_many(parameters, "SiteSubnets"), f"cost {_one(parameters, 'SiteLinkCost')}",
    )  # fmt: skip


def _promote(host: Host, parameters: Parameters) -> None:
    found = _domain(host, parameters)
    password = str(_secret(host, _one(parameters, "RestoreModeSecretArn")).get("password", ""))
    if domains.password_problem(password, ""):
        raise HostError(
            "Install-ADDSDomainController : Verification of prerequisites for Domain Controller promotion failed. The "
            "specified SafeModeAdministratorPassword does not meet the requirements of the password policy."
        )
    if _one(parameters, "SiteName") not in found.sites:
        raise HostError(
            f"Install-ADDSDomainController : The site {_one(parameters, 'SiteName')} could not be found. Specify "
            "another site."
        )
    domains.add_replica(host.address, found, lambda: host.alive)


def _verify(host: Host, parameters: Parameters) -> None:
    if connect.domain_at(host.address, _one(parameters, "DomainName")) is None:
        raise HostError(f"Resolve-DnsName : _ldap._tcp.{_one(parameters, 'DomainName')} : DNS name does not exist")


def _demote(host: Host, parameters: Parameters) -> None:
    if connect.domain_at(host.address, _one(parameters, "DomainName")) is None:
        return
    others = [each for each in _many(parameters, "DnsAddresses") if each != host.address]
    if _answering(host, {**parameters, "DnsAddresses": others}) is None:
        raise HostError(
            "Uninstall-ADDSDomainController : The operation failed because: Active Directory Domain Services could not "
            'transfer the remaining data to another Active Directory Domain Controller. "The specified domain either '
            'does not exist or could not be contacted."'
        )
    _domain(host, parameters)
    domains.remove_replica(host.address)


def _create_unit(host: Host, parameters: Parameters) -> None:
    _domain(host, parameters).units.setdefault(_one(parameters, "OrganizationalUnit").lower(), set())


def _remove_unit(host: Host, parameters: Parameters) -> None:
    _domain(host, parameters).units.pop(_one(parameters, "OrganizationalUnit").lower(), None)


def _delegate(host: Host, parameters: Parameters) -> None:
    found, account = _domain(host, parameters), _one(parameters, "AccountName")
    if found.find(account) is None and not account.startswith("S-1-5-21-"):
        raise HostError(f"Get-ADUser : Cannot find an object with identity: '{account}' under: '{_root(found)}'.")
    unit = _one(parameters, "OrganizationalUnit").lower()
    if unit not in found.units:
        raise HostError(f"dsacls : The specified object could not be found: {unit}")
    found.units[unit].add(account.lower())


def _create_user(host: Host, parameters: Parameters) -> None:
    found, name, mark = _domain(host, parameters), _one(parameters, "UserName"), _one(parameters, "Mark")
    password = str(_secret(host, _one(parameters, "UserSecretArn")).get("password", ""))
    if found.find(name) is None:
        if domains.password_problem(password, name):
            raise HostError(
                "New-ADUser : The password does not meet the length, complexity, or history requirement of the domain."
            )
        found.add_user(name, password)
    elif found.users[name.lower()].other.get("info") != {"S": mark}:
        raise HostError(
            f"New-ADUser : The specified account already exists: {name}, and this resource did not make it."
        )
    names = {"GivenName": "GivenName", "Surname": "Surname", "EmailAddress": "Email"}
    given = {attribute: _one(parameters, parameter) for attribute, parameter in names.items()}
    found.users[name.lower()].attributes = {key: value for key, value in given.items() if value}
    found.users[name.lower()].other["info"] = {"S": mark}


def _remove_user(host: Host, parameters: Parameters) -> None:
    found, name = _domain(host, parameters), _one(parameters, "UserName")
    account = found.users.get(name.lower())
    if account and account.other.get("info") == {"S": _one(parameters, "Mark")}:
        found.remove(name)


def _root(domain: Domain) -> str:
    return ",".join(f"DC={label}" for label in domain.name.split("."))


_QUICK: Final = durations.RUN_COMMAND
_BEHAVIOURS: Final[Mapping[str, Behaviour]] = {
    "CheckDomain": Behaviour(_QUICK, _check),
    "ConfigureSite": Behaviour(_QUICK, _configure_site),
    "CreateOrganizationalUnit": Behaviour(_QUICK, _create_unit),
    "CreateUser": Behaviour(_QUICK, _create_user),
    "DelegateComputers": Behaviour(_QUICK, _delegate),
    "DemoteDomainController": Behaviour(durations.DEMOTE_CONTROLLER, _demote),
    "PromoteDomainController": Behaviour(durations.PROMOTE_CONTROLLER, _promote),
    "RemoveOrganizationalUnit": Behaviour(_QUICK, _remove_unit),
    "RemoveUser": Behaviour(_QUICK, _remove_user),
    "VerifyDomainController": Behaviour(durations.RUN_COMMAND, _verify),
}
