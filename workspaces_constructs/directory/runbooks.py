"""Systems Manager runbooks: what is done on a Windows host, step by step, as Automation documents (schema 0.3).

A runbook waits until its host reports to Systems Manager, then runs scripts of ``directory/scripts`` with
``common.ps1`` before them. Values reach a script as parameters of the document, checked there against a pattern and
put into here-strings, in which PowerShell reads nothing but text. Passwords are read from AWS Secrets Manager on the
host, as the host's own role. A script that ends with 3010 restarts the host and is run again (Systems Manager guide,
"Rebooting managed nodes from scripts"), so every script looks first and changes what is not yet so.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from workspaces_constructs.directory.powershell import rendered

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from constructs import Construct

__all__ = ["PARAMETERS", "STEPS", "WAIT_STEP", "Runbook", "content", "make_runbook", "script"]

WAIT_STEP: Final = "WaitForHost"
_WAIT_SECONDS: Final = 900
_POWERSHELL: Final = "AWS-RunPowerShellScript"
_ARN: Final = "^arn:aws[a-z-]*:secretsmanager:[a-z0-9-]+:[0-9]{12}:secret:[A-Za-z0-9/_+=.@-]+$"
_SITE: Final = "^[A-Za-z0-9-]{1,63}$"
_ACCOUNT: Final = "^[A-Za-z0-9_.-]{1,20}$"
_ACCOUNT_OR_SID: Final = "^([A-Za-z0-9_.-]{1,20}|S-1-5-21(-[0-9]{1,10}){4})$"
_PERSON: Final = '^[^"`$;{}<>\r\n]{0,64}$'

PARAMETERS: Final[Mapping[str, str]] = {
    "InstanceId": "^i-[0-9a-f]{8,17}$",
    "Request": "^[0-9a-z-]{1,80}$",
    "DomainName": "^[A-Za-z0-9.-]{3,255}$",
    "DnsAddresses": "^[0-9.,]{7,200}$",
    "AdministratorSecretArn": _ARN,
    "RestoreModeSecretArn": _ARN,
    "UserSecretArn": _ARN,
    "SiteName": _SITE,
    "OnPremisesSite": _SITE,
    "SiteSubnets": "^[0-9./,]{9,400}$",
    "SiteLinkCost": "^[0-9]{1,5}$",
    "OrganizationalUnit": "^[^'\"`$;{}<>\r\n]{6,400}$",
    "AccountName": _ACCOUNT_OR_SID,
    "UserName": _ACCOUNT,
    "GivenName": _PERSON,
    "Surname": _PERSON,
    "Email": "^[^\\s'\"`$;{}<>]{0,256}$",
    "Mark": "^[A-Za-z0-9-]{1,120}$",
}
"""Every parameter a runbook can have, and the pattern that Systems Manager holds its value to."""

_OPTIONAL: Final = frozenset({"GivenName", "Surname", "Email"})

STEPS: Final[Mapping[str, tuple[str, int]]] = {
    "CheckDomain": ("check_domain.ps1", 600),
    "ConfigureSite": ("configure_site.ps1", 600),
    "CreateOrganizationalUnit": ("create_unit.ps1", 600),
    "CreateUser": ("create_user.ps1", 600),
    "DelegateComputers": ("delegate_computers.ps1", 600),
    "DemoteDomainController": ("demote_controller.ps1", 2400),
    "InstallTools": ("install_tools.ps1", 1800),
    "PrepareHost": ("prepare_host.ps1", 1800),
    "PromoteDomainController": ("promote_controller.ps1", 2400),
    "RemoveOrganizationalUnit": ("remove_unit.ps1", 600),
    "RemoveUser": ("remove_user.ps1", 600),
    "VerifyDomainController": ("verify_controller.ps1", 1500),
}
"""The steps by name: the script, and after how many seconds, restarts included, it has failed."""


@dataclass(frozen=True)
class Runbook:
    """A document of the stack.

    Attributes:
        name: Its name, once it is deployed.
        version: A digest of what it does; the work is done again when it changes.
    """

    name: str
    version: str


def script(step: str, parameters: Sequence[str]) -> str:
    """Return a step's PowerShell as Systems Manager gets it, with the document's parameters in front.

    Args:
        step: A key of :data:`STEPS`.
        parameters: Keys of :data:`PARAMETERS`; each is a variable in the script.
    """
    values = "".join(
        f"${name} = @'\n{{{{ {name} }}}}\n'@\n" for name in parameters if name not in ("InstanceId", "Request")
    )
    return values + rendered("common.ps1", {}) + rendered(STEPS[step][0], {})


def content(description: str, *, role_arn: str, steps: Sequence[str], parameters: Sequence[str]) -> dict[str, object]:
    """Return the content of an Automation document.

    Args:
        description: What it is for.
        role_arn: The role that Systems Manager assumes; it may run commands on the host.
        steps: Keys of :data:`STEPS`, in order.
        parameters: Keys of :data:`PARAMETERS`, besides ``InstanceId`` and ``Request``.
    """
    names = ["InstanceId", "Request", *parameters]
    return {
        "schemaVersion": "0.3",
        "description": description,
        "assumeRole": role_arn,
        "parameters": {
            name: {
                "type": "String",
                "allowedPattern": PARAMETERS[name],
                **({"default": ""} if name in _OPTIONAL else {}),
            }
            for name in names
        },
        "mainSteps": [
            {
                "name": WAIT_STEP,
                "action": "aws:waitForAwsResourceProperty",
                "timeoutSeconds": _WAIT_SECONDS,
                "onFailure": "Abort",
                "inputs": {
                    "Service": "ssm",
                    "Api": "DescribeInstanceInformation",
                    "Filters": [{"Key": "InstanceIds", "Values": ["{{ InstanceId }}"]}],
                    "PropertySelector": "$.InstanceInformationList[0].PingStatus",
                    "DesiredValues": ["Online"],
                },
            },
            *(
                {
                    "name": step,
                    "action": "aws:runCommand",
                    "timeoutSeconds": STEPS[step][1],
                    "onFailure": "Abort",
                    "inputs": {
                        "DocumentName": _POWERSHELL,
                        "InstanceIds": ["{{ InstanceId }}"],
                        "Parameters": {
                            "commands": [script(step, names)],
                            "executionTimeout": [str(STEPS[step][1])],
                        },
                    },
                }
                for step in steps
            ),
        ],
    }


def make_runbook(
    scope: Construct,
    construct_id: str,
    *,
    description: str,
    role_arn: str,
    steps: Sequence[str],
    parameters: Sequence[str],
) -> Runbook:
    """Make the document in the stack; see :func:`content`."""
    from aws_cdk import aws_ssm as ssm

    made = content(description, role_arn=role_arn, steps=steps, parameters=parameters)
    document = ssm.CfnDocument(
        scope,
        construct_id,
        content=made,
        document_type="Automation",
        document_format="JSON",
        update_method="NewVersion",
    )
    digest = hashlib.sha256(json.dumps({**made, "assumeRole": ""}, sort_keys=True).encode()).hexdigest()[:16]
    return Runbook(document.ref, digest)
