"""Counting what exists, and what is left."""

from __future__ import annotations

from typing import TYPE_CHECKING

from local_aws.clock import clock
from local_aws.inventory import inventory, leftover
from local_aws.report import report
from local_aws.sandbox import MINUTE

if TYPE_CHECKING:
    from local_aws.sandbox import World


def test_leftover_is_what_is_new_but_for_keys_on_their_way_out() -> None:
    before = {"VPCs": ["vpc-1"], "secrets": ["old"]}
    after = {"VPCs": ["vpc-1", "vpc-2"], "KMS keys (PendingDeletion)": ["k"], "KMS keys (Enabled)": ["k2"]}
    assert leftover(before, after) == {"VPCs": ["vpc-2"], "KMS keys (Enabled)": ["k2"]}


def software(world: World, desktop: str) -> tuple[str, str]:
    """An image of a WorkSpace, and a bundle of the image."""
    made = world.workspaces.create_workspace_image(Name="golden", Description="x", WorkspaceId=desktop)["ImageId"]
    clock.advance(5 * MINUTE)
    bundle = world.workspaces.create_workspace_bundle(
        BundleName="own",
        BundleDescription="x",
        ImageId=made,
        ComputeType={"Name": "POWER"},
        RootStorage={"Capacity": "175"},
        UserStorage={"Capacity": "100"},
    )["WorkspaceBundle"]["BundleId"]
    return made, bundle


def test_everything_made_is_counted(world: World) -> None:
    before = inventory(world.session)
    session = world.session
    key = session.client("kms").create_key()["KeyMetadata"]["KeyId"]
    dead = session.client("kms").create_key()["KeyMetadata"]["KeyId"]
    session.client("kms").schedule_key_deletion(KeyId=dead)
    secrets = session.client("secretsmanager")
    secrets.create_secret(Name="kept", SecretString="x")
    secrets.create_secret(Name="leaving", SecretString="x")
    secrets.delete_secret(SecretId="leaving")
    session.client("logs").create_log_group(logGroupName="/aws/lambda/x")
    world.default_role()
    directory = world.managed_ad(data_access=True)
    world.user(directory, "alice")
    world.registered(directory)
    desktop = world.desktop(directory, "alice")
    image, bundle = software(world, desktop)
    world.ds.create_conditional_forwarder(
        DirectoryId=directory, RemoteDomainName="hq.example.net", DnsIpAddrs=["10.8.0.10"]
    )
    trust = world.ds.create_trust(
        DirectoryId=directory, RemoteDomainName="hq.example.net", TrustPassword="x", TrustDirection="Two-Way"
    )["TrustId"]
    made = leftover(before, inventory(session))
    assert made["trusts"] == [trust]
    assert made["conditional forwarders"] == [f"{directory}/hq.example.net"]
    assert made["KMS keys (Enabled)"] == [key]
    assert made["secrets"] == ["kept"]
    assert made["secrets (scheduled for deletion)"] == ["leaving"]
    assert made["log groups"] == ["/aws/lambda/x"]
    assert made["IAM roles"] == ["workspaces_DefaultRole"]
    assert made["directories"] == made["registrations"] == [directory]
    assert f"{directory}/alice" in made["directory users"]
    assert made["WorkSpaces"] == [desktop]
    assert (made["WorkSpaces images"], made["WorkSpaces bundles"]) == ([image], [bundle])
    assert len(made["network interfaces"]) >= 3
    assert "KMS keys (PendingDeletion)" not in made


def test_the_report_shows_what_an_operator_asks_for(world: World) -> None:
    world.default_role()
    directory = world.managed_ad(data_access=True)
    world.user(directory, "alice")
    world.registered(directory)
    image, bundle = software(world, world.desktop(directory, "alice"))
    tables = {table.title: table.rows for table in report(world.session)}
    assert {row["Zone ID"] for row in tables["Subnets"]} == {"use1-az2", "use1-az4", "use1-az1"}
    assert (tables["Directories"][0]["Directory"], tables["Directories"][0]["Stage"]) == (directory, "Active")
    [registration] = tables["Registration"]
    assert registration["State"] == "REGISTERED"
    assert registration["Registration code"] == world.registration(directory)["RegistrationCode"]
    [workspace] = tables["WorkSpaces"]
    assert (workspace["User"], workspace["State"], workspace["Encrypted"]) == ("alice", "AVAILABLE", "no")
    assert [(row["Image"], row["State"]) for row in tables["Images"]] == [(image, "AVAILABLE")]
    assert [(row["Bundle"], row["Volumes"]) for row in tables["Bundles"]] == [(bundle, "175/100 GiB")]
    assert {"Directory": directory, "User": "alice"} in tables["Users"]
    assert "172.20.0.0/16" in "\n".join(str(table) for table in report(world.session))
