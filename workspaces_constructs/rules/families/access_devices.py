"""From which devices users connect, and how they sign in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from workspaces_constructs.rules.rule import Violation, rule
from workspaces_constructs.rules.views.hardware import desktops
from workspaces_constructs.rules.views.settings import directory_settings, settings_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from workspaces_constructs.rules.resources import Properties
    from workspaces_constructs.rules.templates import Templates

_ACCESS: Final = "WorkspaceAccessProperties"
_DEVICES: Final[Mapping[str, str]] = {
    "DeviceTypeWindows": "ALLOW",
    "DeviceTypeOsx": "ALLOW",
    "DeviceTypeIos": "ALLOW",
    "DeviceTypeAndroid": "ALLOW",
    "DeviceTypeChromeOs": "ALLOW",
    "DeviceTypeZeroClient": "ALLOW",
    "DeviceTypeWorkSpacesThinClient": "ALLOW",
    "DeviceTypeWeb": "DENY",
    "DeviceTypeLinux": "DENY",
}
"""The kinds of devices, with what WorkSpaces does where nothing is said (facts §4.6)."""

_ENDPOINTS: Final = (_ACCESS, "AccessEndpointConfig", "AccessEndpoints")
_DEVICES_PAGE: Final = "https://docs.aws.amazon.com/workspaces/latest/adminguide/control-device-access.html"
_SAML_PAGE: Final = "https://docs.aws.amazon.com/workspaces/latest/adminguide/setting-up-saml.html"
_CERTIFICATES_PAGE: Final = (
    "https://docs.aws.amazon.com/workspaces/latest/adminguide/certificate-based-authentication.html"
)


def _devices(given: Properties) -> dict[str, str | None]:
    """What each kind of device may do; None where it is not known."""
    return {
        name: given.text(_ACCESS, name) if given.has(_ACCESS, name) else default for name, default in _DEVICES.items()
    }


@rule(
    "WorkSpaces-ACC11",
    "advice",
    title="Users connect from the kinds of devices that they have",
    reason="Every kind of device that is let in without need is one more way in, and few can be told to be trusted.",
    fix="Set the device types that nobody uses to DENY.",
    source="whitepaper: Access Control Options and Trusted Devices",
)
def only_devices_in_use(templates: Templates) -> Iterator[Violation]:
    """Directories that let in every kind of device."""
    for each in directory_settings(templates):
        if set(_devices(each.properties).values()) == {"ALLOW"}:
            yield Violation(each, "it lets in every kind of device", _ACCESS)


@rule(
    "WorkSpaces-ACC12",
    "advice",
    title="A directory says whether users may connect by a browser",
    reason="A browser runs anywhere, also on devices that are not the organization's, and is never a trusted device.",
    fix="Set DeviceTypeWeb to DENY, or to ALLOW where Web Access is meant to be used.",
    source="whitepaper: Access Control Options and Trusted Devices",
)
def web_access_is_explicit(templates: Templates) -> Iterator[Violation]:
    """Directories that do not mention Web Access."""
    for each in directory_settings(templates):
        if not each.properties.has(_ACCESS, "DeviceTypeWeb"):
            yield Violation(each, "it does not say whether users may connect by a browser", _ACCESS)


@rule(
    "WorkSpaces-ACC13",
    "error",
    title="Device types are allowed or denied",
    reason="The API takes ALLOW and DENY only. Trusted devices are set up in the console.",
    fix="Set each device type to ALLOW or DENY.",
    source=_DEVICES_PAGE,
)
def allowed_or_denied(templates: Templates) -> Iterator[Violation]:
    """Directories with another value for a device type."""
    for each in directory_settings(templates):
        for name, value in _devices(each.properties).items():
            if value not in {"ALLOW", "DENY", None}:
                yield Violation(each, f"{name} is {value}", f"{_ACCESS}.{name}")


@rule(
    "WorkSpaces-ACC14",
    "error",
    title="Users can connect from some kind of device",
    reason="Where every device type is denied nobody gets to a desktop.",
    fix="Set the device types that users have to ALLOW.",
    source=_DEVICES_PAGE,
)
def somebody_connects(templates: Templates) -> Iterator[Violation]:
    """Directories that keep out every kind of device."""
    for each in directory_settings(templates):
        if set(_devices(each.properties).values()) == {"DENY"}:
            yield Violation(each, "it keeps out every kind of device", _ACCESS)


@rule(
    "WorkSpaces-ACC15",
    "error",
    title="Desktops with PCoIP are not behind a streaming endpoint alone",
    reason="Only DCV streams through a VPC endpoint; users of PCoIP get no desktop unless they may use the internet.",
    fix="Use a bundle with DCV, or set InternetFallbackProtocols to [PCOIP].",
    source="https://docs.aws.amazon.com/workspaces/latest/adminguide/creating-streaming-vpc-endpoints.html",
)
def pcoip_has_a_way(templates: Templates) -> Iterator[Violation]:
    """Desktops with PCoIP whose directory streams through an endpoint without a way back to the internet."""
    for desktop in desktops(templates):
        settings = settings_of(templates, desktop.resource) if _streams_pcoip(desktop.bundle) else None
        if settings is None:
            continue
        given = settings.properties
        endpoint = any(isinstance(each, dict) for each in given.values(*_ENDPOINTS))
        if endpoint and not given.has(_ACCESS, "AccessEndpointConfig", "InternetFallbackProtocols"):
            yield Violation(
                desktop.resource, f"its bundle streams by PCoIP, and {settings.logical_id} by an endpoint", "BundleId"
            )


def _streams_pcoip(bundle: object) -> bool:
    return getattr(bundle, "protocol", None) == "PCOIP"


@rule(
    "WorkSpaces-ACC16",
    "error",
    title="A directory with SAML says where users sign in",
    reason="WorkSpaces sends users to the identity provider's address; without one nobody signs in.",
    fix="Set UserAccessUrl of SamlProperties to the identity provider's sign-in address.",
    source=_SAML_PAGE,
)
def saml_has_an_address(templates: Templates) -> Iterator[Violation]:
    """Directories with SAML and no address of the identity provider."""
    for each in directory_settings(templates):
        if _saml(each.properties) and not each.properties.has("SamlProperties", "UserAccessUrl"):
            yield Violation(each, "SAML is enabled without a UserAccessUrl", "SamlProperties")


def _saml(given: Properties) -> bool:
    return (given.text("SamlProperties", "Status") or "").startswith("ENABLED")


@rule(
    "WorkSpaces-ACC17",
    "advice",
    title="With SAML users do not sign in past the identity provider",
    reason="The fallback lets users sign in with the directory's password alone, without what the provider asks for.",
    fix="Set Status of SamlProperties to ENABLED once every client can use it.",
    source=_SAML_PAGE,
)
def saml_without_fallback(templates: Templates) -> Iterator[Violation]:
    """Directories with SAML and the directory's own sign-in beside it."""
    for each in directory_settings(templates):
        if each.properties.text("SamlProperties", "Status") == "ENABLED_WITH_DIRECTORY_LOGIN_FALLBACK":
            yield Violation(each, "users may sign in without the identity provider", "SamlProperties.Status")


@rule(
    "WorkSpaces-ACC18",
    "error",
    title="Certificate-based authentication has SAML and a certificate authority",
    reason="It replaces the directory's password after a sign-in by SAML with a certificate of a private CA.",
    fix="Enable SamlProperties, and set CertificateAuthorityArn to a private CA with the tag euc-private-ca.",
    source=_CERTIFICATES_PAGE,
)
def certificates_have_what_they_need(templates: Templates) -> Iterator[Violation]:
    """Directories with certificate-based authentication that lack SAML or the authority."""
    for each in directory_settings(templates):
        given, way = each.properties, "CertificateBasedAuthProperties"
        if given.text(way, "Status") != "ENABLED":
            continue
        if not given.has(way, "CertificateAuthorityArn"):
            yield Violation(each, "it names no certificate authority", way)
        if not given.has("SamlProperties", "Status") or given.text("SamlProperties", "Status") == "DISABLED":
            yield Violation(each, "certificates are enabled, and SAML is not", way)


@rule(
    "WorkSpaces-ACC19",
    "error",
    title="A streaming endpoint goes with neither FIPS endpoints nor Global Accelerator",
    reason="A directory with a streaming endpoint has neither FIPS-validated encryption nor Global Accelerator.",
    fix="Remove the streaming endpoint, or use STANDARD_TLS and set the Mode of GlobalAccelerator to DISABLED.",
    source="https://docs.aws.amazon.com/workspaces/latest/adminguide/creating-streaming-vpc-endpoints.html",
)
def endpoint_without_fips(templates: Templates) -> Iterator[Violation]:
    """Directories with a streaming endpoint and what excludes it."""
    for each in directory_settings(templates):
        given = each.properties
        if not any(isinstance(endpoint, dict) for endpoint in given.values(*_ENDPOINTS)):
            continue
        if given.text("EndpointEncryptionMode") == "FIPS_VALIDATED":
            yield Violation(each, "it has a streaming endpoint and FIPS endpoints", "EndpointEncryptionMode")
        if given.text("StreamingProperties", "GlobalAccelerator", "Mode") == "ENABLED_AUTO":
            yield Violation(each, "it has a streaming endpoint and Global Accelerator", "StreamingProperties")
