"""How users may sign in and stream, and which of these settings exclude each other."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal, get_args

from .errors import ConfigurationError
from .regions import AZ_IDS, FIPS_REGIONS, partition_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

__all__ = [
    "CLIENT_EXPERIENCES",
    "LONGEST_CLIPBOARD",
    "MOST_TRUSTED_CERTIFICATES",
    "PCA_ROLE",
    "PCA_TAG",
    "SAML_REGIONS",
    "SAML_STATUSES",
    "AccessChoice",
    "ClientExperience",
    "Conflict",
    "SamlStatus",
    "conflicts",
    "relay_state_host",
    "require_authority_of",
    "require_clipboard_length",
    "require_saml_metadata",
    "require_user_access_url",
    "saml_audiences",
    "trusted_devices_step",
]

SamlStatus = Literal["ENABLED", "ENABLED_WITH_DIRECTORY_LOGIN_FALLBACK", "DISABLED"]
SAML_STATUSES: Final = get_args(SamlStatus)
"""How a directory asks for SAML 2.0: always, but for clients that do not know it, or not yet (botocore's model)."""

SAML_REGIONS: Final = frozenset(AZ_IDS) - {"us-east-2", "eu-west-3", "ap-southeast-5"}
"""Where WorkSpaces signs users in by SAML 2.0 (Administration Guide, setting-up-saml: relay state endpoints)."""

ClientExperience = Literal["FORCE_CLASSIC", "FORCE_UI_2026", "USER_CHOICE"]
CLIENT_EXPERIENCES: Final = get_args(ClientExperience)
"""Which look the clients have (facts §4.6)."""

LONGEST_CLIPBOARD: Final = 20_971_520
"""Characters. The most of WorkSpaces Applications, whose setting is the same; WorkSpaces' own page names none [I]."""

PCA_TAG: Final = "euc-private-ca"
"""The tag without which WorkSpaces may not use a certificate authority (facts §5)."""

PCA_ROLE: Final = "AmazonWorkSpacesPCAAccess"
"""The role, by exactly this name below ``/service-role/``, with which it issues certificates (facts §5)."""

MOST_TRUSTED_CERTIFICATES: Final = 2
"""Root certificates for trusted devices in a directory (facts §4.6)."""

_LONGEST_URL: Final = 200
_URL: Final = re.compile(r"https://[^\s/]\S*", re.IGNORECASE)
_AUTHORITY: Final = re.compile(r"arn:aws[a-z-]*:acm-pca:([a-z0-9-]+):\d{12}:certificate-authority/[0-9a-f-]{36}")
_METADATA_SIZE: Final = (1_000, 10_000_000)
_METADATA_PARTS: Final = ("EntityDescriptor", "IDPSSODescriptor", "X509Certificate")


def require_user_access_url(url: str) -> str:
    """Return the address at which users sign in to their identity provider, if a directory takes it.

    The API takes HTTP as well, which nobody should type a password over.
    """
    if _URL.fullmatch(url) and len(url) <= _LONGEST_URL:
        return url
    raise ConfigurationError(
        "user access URL",
        value=url,
        allowed=f"an address that begins with https://, of at most {_LONGEST_URL} characters",
        fix="copy the sign-in address of the application from your identity provider",
    )


def require_saml_metadata(text: str, what: str = "SAML metadata") -> str:
    """Return the text if it looks like the metadata of an identity provider, which IAM reads in full."""
    smallest, largest = _METADATA_SIZE
    if smallest <= len(text) <= largest and all(part in text for part in _METADATA_PARTS):
        return text
    raise ConfigurationError(
        what,
        value=f"{len(text)} characters",
        allowed=f"XML of {smallest:,} to {largest:,} characters with {', '.join(_METADATA_PARTS)}",
        fix="download the federation metadata XML of the application from your identity provider",
    )


def require_authority_of(arn: str, region: str | None) -> str:
    """Return the ARN if it is a private certificate authority of that region.

    It may be another account's, which shares it by AWS RAM: documented for Pools, and not for Personal [I].

    Args:
        arn: The ARN.
        region: The directory's region; None where it is not known.
    """
    found = _AUTHORITY.fullmatch(arn)
    if found and region in {found[1], None}:
        return arn
    raise ConfigurationError(
        "certificate authority",
        value=arn,
        allowed=f"arn:aws:acm-pca:{region or '<region>'}:<account>:certificate-authority/<id>",
        fix=f"name a private CA of the directory's region that carries the tag {PCA_TAG}",
    )


def require_clipboard_length(characters: int) -> int:
    """Return how many characters may be copied at once, if a directory takes that."""
    if 1 <= characters <= LONGEST_CLIPBOARD:
        return characters
    raise ConfigurationError(
        "characters of the clipboard",
        value=characters,
        allowed=f"1 to {LONGEST_CLIPBOARD}",
        fix="leave it out for no limit, or forbid copying",
    )


def relay_state_host(region: str, *, fips: bool = False) -> str:
    """Return the host to which an identity provider sends users back (Administration Guide, setting-up-saml)."""
    suffix = "amazonaws-us-gov.com" if partition_of(region) == "aws-us-gov" else "aws.amazon.com"
    return f"workspaces.euc-sso{'-fips' if fips else ''}.{region}.{suffix}"


def saml_audiences(region: str) -> tuple[str, str]:
    """Return for whom an assertion must be, which a role checks as ``SAML:aud``: everywhere, or in the region.

    GovCloud has its own; how its regional ones are spelled is taken from the others [I].
    """
    host = "amazonaws-us-gov.com" if partition_of(region) == "aws-us-gov" else "aws.amazon.com"
    return f"https://signin.{host}/saml", f"https://{region}.signin.{host}/saml"


def trusted_devices_step(directory_id: str) -> str:
    """Return what somebody does in the console so that only devices with a certificate connect.

    No API imports root certificates, and device types know ALLOW and DENY only (facts §3.2).
    """
    return (
        f"WorkSpaces console > Directories > {directory_id} > Edit > Access control options: import up to "
        f"{MOST_TRUSTED_CERTIFICATES} root certificates, and choose Trusted devices for Windows, macOS and Android. "
        "Other kinds of devices cannot be told apart: deny them."
    )


@dataclass(frozen=True)
class AccessChoice:
    """What somebody chose for a directory, as far as choices exclude each other.

    Attributes:
        region: The directory's region; None where it is not known.
        saml: The status of sign-in by SAML 2.0; None where nothing is said of it.
        certificates: Certificate-based authentication.
        fips: FIPS-validated endpoints.
        accelerated: AWS Global Accelerator.
        streaming_endpoint: A VPC endpoint for streaming.
        ip_groups: The IP access control groups, by id or name.
        protocol: How its desktops stream, ``WSP`` or ``PCOIP``; None where it is not known.
        linux: Whether its desktops are not Windows.
    """

    region: str | None = None
    saml: SamlStatus | None = None
    certificates: bool = False
    fips: bool = False
    accelerated: bool = False
    streaming_endpoint: bool = False
    ip_groups: Sequence[str] = ()
    protocol: str | None = None
    linux: bool = False


Setting = Literal["saml", "certificates", "fips", "global_accelerator", "ip_groups"]


@dataclass(frozen=True)
class Conflict:
    """A choice that something else excludes.

    Attributes:
        setting: The one at fault.
        value: What was chosen.
        allowed: With what it goes.
        fix: What to change.
    """

    setting: Setting
    value: object
    allowed: str
    fix: str


def conflicts(chosen: AccessChoice) -> Iterator[Conflict]:
    """Yield every choice that another one, the region or the desktops exclude (facts §1.1, §4.7, §5, §11)."""
    region, pcoip = chosen.region, chosen.protocol == "PCOIP"
    if chosen.saml and region in AZ_IDS and region not in SAML_REGIONS:
        yield Conflict("saml", region, ", ".join(sorted(SAML_REGIONS)), "leave it out, or use one of these regions")
    if chosen.certificates and chosen.saml in {None, "DISABLED"}:
        yield Conflict(
            "certificates",
            "given" if chosen.saml is None else "given, and saml is DISABLED",
            "only with saml that is on, after which they replace the password",
            "add saml, or leave them out until it is on",
        )
    if chosen.certificates and (pcoip or chosen.linux):
        yield Conflict("certificates", "given", "only with Windows desktops that stream by DCV", "leave it out")
    if chosen.fips and region in AZ_IDS and region not in FIPS_REGIONS:
        yield Conflict("fips", region, ", ".join(sorted(FIPS_REGIONS)), "leave it out, or use one of these regions")
    if chosen.fips and chosen.streaming_endpoint:
        yield Conflict("fips", value=True, allowed="only without a streaming endpoint", fix="choose one of the two")
    if chosen.accelerated and chosen.streaming_endpoint:
        yield Conflict(
            "global_accelerator", value=True, allowed="only without a streaming endpoint", fix="choose one of the two"
        )
    if chosen.accelerated and pcoip:
        yield Conflict(
            "global_accelerator",
            value=True,
            allowed="only with desktops that stream by DCV",
            fix="leave it out, or use DCV",
        )
    if chosen.accelerated and chosen.fips and chosen.ip_groups:
        yield Conflict(
            "global_accelerator",
            value=True,
            allowed="with fips or with IP access control groups, not with both",
            fix="leave one out",
        )
    if chosen.streaming_endpoint and chosen.ip_groups:
        yield Conflict(
            "ip_groups",
            ", ".join(chosen.ip_groups),
            "none with a streaming endpoint, which makes WorkSpaces ignore them",
            "leave them out: the endpoint's client_cidrs say who may stream",
        )
