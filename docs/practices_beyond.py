"""Practices of AWS's other pages."""

from __future__ import annotations

from typing import Final

from docs.practice import Practice

__all__ = ["BEYOND"]

BEYOND: Final = (
    Practice("Networks", "Ranges that AWS takes, inside their VPC, and shared with nobody.", "NET6 NET7 NET10 NET14"),
    Practice("Networks", "Names resolved in the VPC, default tenancy, flow logs.", "NET2 NET3 NET4 NET5"),
    Practice("Networks", "Regions and Availability Zones that WorkSpaces has.", "NET16 NET17"),
    Practice(
        "Name resolution", "Forwarders and Resolver rules that work.", "DNS10 DNS11 DNS12 DNS13 DNS14 DNS15 DNS16"
    ),
    Practice("Endpoints", "Streaming by an endpoint.", "END9 END10 ACC9 ACC15 ACC19"),
    Practice(
        "Directories",
        "Names and sizes that Directory Service takes, and nothing registered that nobody uses.",
        "DIR3 DIR4 DIR6 DIR7 DIR13 DIR15 CON7 COST7",
    ),
    Practice(
        "Directories", "Passwords from Secrets Manager.", "DIR8 DIR9 CON3 TRUST4 MFA5 SEC1 SEC2 SEC3 SEC4 SEC5 SEC14"
    ),
    Practice("Directories", "What a directory that stays needs, stays.", "DIR14 REG7 SEC7"),
    Practice("Trusts", "Logon for users of the other domain.", "TRUST8"),
    Practice(
        "Domain controllers",
        "Encrypted volumes, no metadata without a token, no port for administration.",
        "DC2 DC5 DC6",
    ),
    Practice(
        "Registration",
        "Once, before the desktops, with the roles that WorkSpaces finds by name.",
        "REG2 REG3 REG4 REG5 SEC8 SEC9 SEC10",
    ),
    Practice(
        "Registration",
        "Maintenance on, what has ended off, tenancy as licences want it.",
        "REG10 REG15 REG6 REG19 REG20",
    ),
    Practice("Access", "IP access control groups that can be made.", "ACC5 ACC6 ACC7 ACC8 ACC10 ACC21"),
    Practice(
        "Access",
        "SAML, certificates, Global Accelerator and FIPS endpoints that go together.",
        "ACC16 ACC17 ACC18 SEC12 SEC15 ACC20 ACC22",
    ),
    Practice(
        "Desktops",
        "What WorkSpaces takes: hardware, running mode, time-out, names.",
        "DESK2 DESK3 DESK4 DESK5 DESK6 DESK7 DESK11 DESK15 DESK16 DESK17 DESK13",
    ),
    Practice("Desktops", "Nothing on services that end.", "DESK12"),
    Practice(
        "Encryption", "A volume key that works, is rotated, and is nobody else's.", "ENC6 ENC7 ENC8 ENC9 ENC10 ENC11"
    ),
    Practice("Encryption", "Secrets and permissions as narrow as they can be.", "SEC6 SEC13"),
    Practice("Records", "Directory logs, encrypted and kept for a set time.", "OPS3 OPS12 OPS13 OPS14 OPS15"),
    Practice("Redirection", "Aliases that two regions share.", "DR4 DR5 DR6 DR11"),
    Practice("File shares", "Domain, zones, keys and passwords of file shares.", "FILE5 FILE8 FILE9"),
)
"""Practices of AWS's other pages, by topic: what the whitepaper does not say, or says no longer rightly."""
