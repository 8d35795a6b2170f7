"""Amazon WorkSpaces: the operations modelled here, by their own names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from local_aws.services.workspaces import (
    account,
    aliases,
    bundles,
    custom_bundles,
    describe,
    images,
    ip_groups,
    launch,
    migrate,
    modify,
    power,
    properties,
    registration,
    tags,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from local_aws.wire import Operation

OPERATIONS: Final[Mapping[str, Operation]] = {
    "AssociateConnectionAlias": aliases.associate_connection_alias,
    "AssociateIpGroups": ip_groups.associate_ip_groups,
    "AuthorizeIpRules": ip_groups.authorize_ip_rules,
    "CopyWorkspaceImage": images.copy_workspace_image,
    "CreateConnectionAlias": aliases.create_connection_alias,
    "CreateIpGroup": ip_groups.create_ip_group,
    "CreateTags": tags.create_tags,
    "CreateWorkspaceBundle": custom_bundles.create_workspace_bundle,
    "CreateWorkspaceImage": images.create_workspace_image,
    "CreateWorkspaces": launch.create_workspaces,
    "DeleteConnectionAlias": aliases.delete_connection_alias,
    "DeleteIpGroup": ip_groups.delete_ip_group,
    "DeleteTags": tags.delete_tags,
    "DeleteWorkspaceBundle": custom_bundles.delete_workspace_bundle,
    "DeleteWorkspaceImage": images.delete_workspace_image,
    "DeregisterWorkspaceDirectory": registration.deregister_workspace_directory,
    "DescribeAccount": account.describe_account,
    "DescribeClientProperties": properties.describe_client_properties,
    "DescribeConnectionAliases": aliases.describe_connection_aliases,
    "DescribeIpGroups": ip_groups.describe_ip_groups,
    "DescribeTags": tags.describe_tags,
    "DescribeWorkspaceBundles": bundles.describe_workspace_bundles,
    "DescribeWorkspaceDirectories": registration.describe_workspace_directories,
    "DescribeWorkspaceImages": images.describe_workspace_images,
    "DescribeWorkspaces": describe.describe_workspaces,
    "DescribeWorkspacesConnectionStatus": describe.describe_workspaces_connection_status,
    "DisassociateConnectionAlias": aliases.disassociate_connection_alias,
    "DisassociateIpGroups": ip_groups.disassociate_ip_groups,
    "ImportWorkspaceImage": images.import_workspace_image,
    "MigrateWorkspace": migrate.migrate_workspace,
    "ModifyAccount": account.modify_account,
    "ModifyCertificateBasedAuthProperties": properties.modify_certificate_based_auth_properties,
    "ModifyClientProperties": properties.modify_client_properties,
    "ModifyEndpointEncryptionMode": properties.modify_endpoint_encryption_mode,
    "ModifySamlProperties": properties.modify_saml_properties,
    "ModifySelfservicePermissions": properties.modify_selfservice_permissions,
    "ModifyStreamingProperties": properties.modify_streaming_properties,
    "ModifyWorkspaceAccessProperties": properties.modify_workspace_access_properties,
    "ModifyWorkspaceCreationProperties": properties.modify_workspace_creation_properties,
    "ModifyWorkspaceProperties": modify.modify_workspace_properties,
    "RebootWorkspaces": power.reboot_workspaces,
    "RegisterWorkspaceDirectory": registration.register_workspace_directory,
    "RevokeIpRules": ip_groups.revoke_ip_rules,
    "StartWorkspaces": power.start_workspaces,
    "StopWorkspaces": power.stop_workspaces,
    "TerminateWorkspaces": power.terminate_workspaces,
    "UpdateRulesOfIpGroup": ip_groups.update_rules_of_ip_group,
    "UpdateWorkspaceBundle": custom_bundles.update_workspace_bundle,
}
