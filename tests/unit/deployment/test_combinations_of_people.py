"""Combinations about domains, personas, users and what they use that could not work are one message each."""

from __future__ import annotations

import pytest

from tests.support.scenario_settings import GONE, MFA, OTHER_PERSONA, SECRET, mistakes, scenario_tree

PEOPLE: list[tuple[str, dict[str, object], list[str]]] = [
    # domains
    (
        "two-way-trust",
        {"directory__domain_name": "CORP.example.com", "directory__netbios_name": "AWS"},
        ["directory.domain_name: ", "'CORP.example.com'", "another than corp.example.com"],
    ),
    (
        "two-way-trust",
        {"directory__netbios_name": "Corp"},
        ["directory.netbios_name: NetBIOS name: got 'Corp'", "another than CORP"],
    ),
    (
        "one-way-trust",
        {"directory__domain_name": "corp.example.net", "directory__netbios_name": GONE, "registration": {}},
        ["directory.domain_name: NetBIOS name: got 'corp'"],
    ),
    (
        "two-way-trust",
        {"directory__conditional_forwarders": [{"domain_name": "Corp.Example.com", "dns_addresses": ["10.20.0.10"]}]},
        ["conditional_forwarders[0].domain_name: ", "the trust brings its own"],
    ),
    (
        "shared-services",
        {"directory__conditional_forwarders": [{"domain_name": "aws.example.com", "dns_addresses": ["172.21.0.9"]}]},
        ["conditional_forwarders[0].domain_name: ", "answers for it itself"],
    ),
    (
        "shared-services",
        {"directory__conditional_forwarders": [{"domain_name": "x.example.com", "dns_addresses": []}]},
        ["conditional_forwarders[0].dns_addresses: ", "1 to 4"],
    ),
    (
        "one-way-trust",
        {"registration__default_ou": "OU=WorkSpaces,DC=corp,DC=example,DC=com"},
        ["registration.default_ou: ", "OU=AWS,DC=aws,DC=example,DC=com"],
    ),
    (
        "ad-connector",
        {"registration__default_ou": "OU=WorkSpaces,DC=aws,DC=example,DC=com"},
        ["registration.default_ou: ", "below DC=corp,DC=example,DC=com"],
    ),
    (
        "simple-ad",
        {"personas__0__registration": {"default_ou": "OU=WorkSpaces,DC=example,DC=com"}},
        ["personas[0].registration.default_ou: ", "below DC=corp"],
    ),
    (
        "one-way-trust",
        {"personas__0__bundle": {"operating_system": "UBUNTU_24_04"}},
        ["personas[0].bundle.operating_system: ", "trust.type: external"],
    ),
    (
        "two-way-trust",
        {"personas__0__bundle": {"operating_system": "UBUNTU_24_04"}},
        ["personas[0].bundle.operating_system: ", "'UBUNTU_24_04'", "trust.type: external"],
    ),
    (
        "simple-ad",
        {"environment__region": "eu-central-1"},
        ["environment.region: ", "'eu-central-1'", "eu-west-1", "standalone"],
    ),
    (
        "replica",
        {"domain_controllers__windows_server": 2016},
        ["domain_controllers.windows_server: got 2016", "2022, 2025"],
    ),
    (
        "replica",
        {"domain_controllers__instance_type": "large"},
        ["domain_controllers.instance_type: ", "'large'", "m6i.large"],
    ),
    (
        "replica",
        {"domain_controllers__site_name": "HQ", "domain_controllers__on_premises_site_name": "hq"},
        ["domain_controllers.on_premises_site_name: ", "'hq'", "another site than HQ"],
    ),
    (
        "replica",
        {"domain_controllers__site_name": GONE, "domain_controllers__on_premises_site_name": "us-east-1"},
        ["domain_controllers.on_premises_site_name: ", "'us-east-1'", "another site than us-east-1"],
    ),
    ("replica", {"domain_controllers__site_name": "us east"}, ["domain_controllers.site_name: ", "'us east'"]),
    (
        "replica",
        {"domain_controllers__administrator_secret_arn": "administrator"},
        ["domain_controllers.administrator_secret_arn: ", "secret"],
    ),
    # what is registered
    (
        "two-way-trust",
        {"personas__1": OTHER_PERSONA},
        ["personas: ", "got 2", "one persona in two-way-trust", "scenario personas"],
    ),
    (
        "simple-ad",
        {"personas__1": OTHER_PERSONA},
        ["personas: ", "one persona in simple-ad", "settings file of their own"],
    ),
    ("two-way-trust", {"directory__registered": "connector"}, ["directory.registered: ", "directory in two-way-trust"]),
    ("shared-services", {"directory__registered": "directory"}, ["directory.registered: ", "in another VPC"]),
    ("one-way-trust", {"directory__registered": "directory"}, ["directory.registered: ", "domain on-premises"]),
    # personas
    (
        "standalone",
        {"personas__0__egress": "on-premises"},
        ["personas[0].egress: ", "only with a link", "add connectivity"],
    ),
    ("simple-ad", {"personas__0__egress": "on-premises"}, ["personas[0].egress: ", "only with a link", "fix: use nat"]),
    ("standalone", {"personas__0__egress": "proxy"}, ["proxy: it is missing, and the egress of employees is proxy"]),
    ("personas", {"proxy__allowed_domains": []}, ["proxy.allowed_domains: ", "one name or more"]),
    (
        "personas",
        {"proxy__allowed_domains": ["https://example.com/"]},
        ["proxy.allowed_domains: ", "'https://example.com/'", "use example.com"],
    ),
    (
        "standalone",
        {"proxy": {"allowed_domains": ["www.example.com"]}},
        ["proxy: ", "only where a persona's egress is proxy"],
    ),
    ("standalone", {"personas__0__mfa": True}, ["mfa: it is missing, and employees need a second factor"]),
    ("standalone", {"mfa": {"own_servers": True}}, ["mfa: ", "only where a persona has mfa"]),
    ("simple-ad", {"personas__0__mfa": True}, ["personas[0].mfa: ", "a Simple AD asks no RADIUS server"]),
    ("simple-ad", {"mfa": MFA}, ["mfa: ", "a Simple AD asks no RADIUS server"]),
    ("personas", {"mfa": MFA | {"own_servers": True}}, ["mfa.servers: ", "'10.20.0.20'", "only without own_servers"]),
    ("personas", {"mfa": {"own_servers": True, "password_field": "Hunter2"}}, ["mfa.password_field: ", "own_servers"]),
    ("personas", {"mfa": {"own_servers": True, "port": 1645}}, ["mfa.port: ", "got 1645", "UDP 1812"]),
    ("personas", {"mfa": {"own_servers": True, "protocol": "CHAP"}}, ["mfa.protocol: ", "'CHAP'", "speak PAP"]),
    ("personas", {"mfa": {"own_servers": True, "retries": 1}}, ["mfa.retries: ", "got 1", "only without own_servers"]),
    ("personas", {"mfa": {"own_servers": True, "timeout_seconds": 10}}, ["mfa.timeout_seconds: ", "own_servers"]),
    ("personas", {"mfa": {"own_servers": True, "use_same_username": False}}, ["mfa.use_same_username: ", "UDP"]),
    ("personas", {"mfa": {"secret_arn": SECRET}}, ["mfa.servers: it is missing"]),
    ("personas", {"mfa": {"servers": ["10.20.0.20"]}}, ["mfa.secret_arn: it is missing"]),
    ("personas", {"mfa": MFA | {"servers": ["10.99.0.1"]}}, ["mfa.servers[0]: ", "'10.99.0.1'", "has a way to"]),
    (
        "personas",
        {"mfa": MFA | {"servers": ["radius one"]}},
        ["mfa.servers: ", "'radius one'", "fully qualified names"],
    ),
    ("personas", {"mfa": MFA | {"port": 1024}}, ["mfa.port: RADIUS port: got 1024", "1025 to 65535"]),
    ("personas", {"mfa": MFA | {"timeout_seconds": 60}}, ["mfa.timeout_seconds: ", "got 60", "1 to 50"]),
    ("personas", {"mfa": MFA | {"protocol": "EAP"}}, ["mfa.protocol: got 'EAP'", "MS-CHAPv2"]),
    ("personas", {"mfa": MFA | {"display_label": ""}}, ["mfa.display_label: ", "1 to 64"]),
    ("personas", {"mfa": MFA | {"password_field": "Hunter2! the secret"}}, ["mfa.password_field: ", "not its value"]),
    (
        "personas",
        {"mfa": MFA | {"servers": ["10.0.1.7"]}, "connectivity__remote_cidrs": ["10.0.0.0/16", "10.20.0.0/16"]},
        ["mfa.servers[0]: ", "'10.0.1.7'", "outside 10.0.1.0/24"],
    ),
    # endpoints and Resolver
    ("standalone", {"endpoints": {"streaming": True}}, ["endpoints.client_cidrs: it is missing"]),
    (
        "standalone",
        {"endpoints": {"client_cidrs": ["172.20.8.0/24"]}},
        ["endpoints.client_cidrs: ", "'172.20.8.0/24'", "only with workspaces_api or streaming"],
    ),
    (
        "standalone",
        {"endpoints": {"notifications_email": "a@example.com"}},
        ["endpoints.notifications_email: ", "'a@example.com'", "only with workspaces_api"],
    ),
    (
        "personas",
        {"endpoints": {"streaming": True, "client_cidrs": ["10.20.0.0/16"], "notifications_email": "a@example.com"}},
        ["endpoints.notifications_email: ", "set endpoints.workspaces_api"],
    ),
    (
        "standalone",
        {"endpoints": {"workspaces_api": True, "notifications_email": "me"}},
        ["endpoints.notifications_email: ", "'me'"],
    ),
    (
        "standalone",
        {"endpoints": {"streaming": True, "client_cidrs": ["172.20.8.0/24"]}, "personas__0__bundle__protocol": "PCOIP"},
        ["personas[0].bundle.protocol: ", "'PCOIP'", "use DCV"],
    ),
    ("standalone", {"resolver": {"inbound": True}}, ["resolver.inbound_from: it is missing"]),
    ("standalone", {"resolver": {"inbound_from": ["172.20.8.0/24"]}}, ["resolver.inbound_from: ", "only with inbound"]),
    # names that are taken
    ("standalone", {"users__0__user_name": "admin"}, ["users[0].user_name: ", "'admin'", "has Administrator, Guest"]),
    ("shared-services", {"users__1__user_name": "Guest"}, ["users[1].user_name: ", "'Guest'", "from its first day"]),
    ("simple-ad", {"users__0__user_name": "Administrator"}, ["users[0].user_name: ", "krbtgt from its first day"]),
    (
        "standalone",
        {"users__0__user_name": "Workspaces-Join"},
        ["users[0].user_name: ", "'Workspaces-Join'", "account of the AD Connectors"],
    ),
    (
        "ad-connector",
        {"users__0__user_name": "SVC-workspaces"},
        ["users[0].user_name: ", "'SVC-workspaces'", "account of the AD Connectors"],
    ),
    # users and who makes them
    ("ad-connector", {"users__0__given_name": "Alice"}, ["users[0].given_name: ", "this one exists in the directory"]),
    ("one-way-trust", {"users__0__groups": ["Sales"]}, ["users[0].groups: ", "this one exists in the directory"]),
    ("replica", {"users__1__exists": False}, ["users[1].exists: ", "'false'", "domain on-premises, who exist"]),
    (
        "standalone",
        {"users": [{"user_name": "a", "exists": True, "email": "a@b.example"}]},
        ["users[0].email: ", "exists in the directory"],
    ),
    (
        "simple-ad",
        {"admin_host": GONE, "users__1": GONE},
        ["users[0].exists: ", "no API makes users in a Simple AD", "exists: true"],
    ),
    (
        "standalone",
        {"admin_host": {"organizational_unit": "WorkSpaces"}},
        ["admin_host.organizational_unit: ", "no API makes one"],
    ),
    (
        "standalone",
        {"admin_host": {"enabled": True, "organizational_unit": "OU=A,DC=b"}},
        ["admin_host.organizational_unit: ", "not a distinguished name"],
    ),
    (
        "personas",
        {"endpoints": {"workspaces_api": True, "client_cidrs": ["10.99.0.0/24"]}},
        ["endpoints.client_cidrs[0]: ", "has a way to"],
    ),
    (
        "personas",
        {"resolver": {"inbound": True, "inbound_from": ["10.99.0.0/24"]}},
        ["resolver.inbound_from[0]: ", "has a way to"],
    ),
]


@pytest.mark.parametrize(
    ("scenario", "changes", "words"),
    PEOPLE,
    ids=[f"{scenario}-{'-'.join(changes)}-{n}" for n, (scenario, changes, _) in enumerate(PEOPLE)],
)
def test_a_combination_that_cannot_work_is_one_message(
    scenario: str, changes: dict[str, object], words: list[str]
) -> None:
    (message,) = mistakes(scenario_tree(scenario, **changes))

    assert not [word for word in words if word not in message], message
    assert "fix:" in message
    assert "Hunter2" not in message
