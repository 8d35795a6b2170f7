"""AWS Directory Service: the operations modelled here, by their own names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from local_aws.services.ds import (
    access,
    create,
    data_access,
    directories,
    forwarders,
    ldaps,
    logs,
    radius,
    setup,
    tags,
    trusts,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from local_aws.wire import Operation

OPERATIONS: Final[Mapping[str, Operation]] = {
    "AddTagsToResource": tags.add_tags_to_resource,
    "ConnectDirectory": create.connect_directory,
    "CreateAlias": access.create_alias,
    "CreateConditionalForwarder": forwarders.create_conditional_forwarder,
    "CreateDirectory": create.create_directory,
    "CreateLogSubscription": logs.create_log_subscription,
    "CreateMicrosoftAD": create.create_microsoft_ad,
    "CreateTrust": trusts.create_trust,
    "DeleteConditionalForwarder": forwarders.delete_conditional_forwarder,
    "DeleteDirectory": directories.delete_directory,
    "DeleteLogSubscription": logs.delete_log_subscription,
    "DeleteTrust": trusts.delete_trust,
    "DeregisterCertificate": ldaps.deregister_certificate,
    "DescribeCertificate": ldaps.describe_certificate,
    "DescribeConditionalForwarders": forwarders.describe_conditional_forwarders,
    "DescribeDirectories": directories.describe_directories,
    "DescribeDirectoryDataAccess": data_access.describe_directory_data_access,
    "DescribeDomainControllers": directories.describe_domain_controllers,
    "DescribeLDAPSSettings": ldaps.describe_ldaps_settings,
    "DescribeTrusts": trusts.describe_trusts,
    "DescribeUpdateDirectory": setup.describe_update_directory,
    "DisableDirectoryDataAccess": data_access.disable_directory_data_access,
    "DisableLDAPS": ldaps.disable_ldaps,
    "DisableRadius": radius.disable_radius,
    "DisableSso": access.disable_sso,
    "EnableDirectoryDataAccess": data_access.enable_directory_data_access,
    "EnableLDAPS": ldaps.enable_ldaps,
    "EnableRadius": radius.enable_radius,
    "EnableSso": access.enable_sso,
    "GetDirectoryLimits": directories.get_directory_limits,
    "ListCertificates": ldaps.list_certificates,
    "ListLogSubscriptions": logs.list_log_subscriptions,
    "ListTagsForResource": tags.list_tags_for_resource,
    "RegisterCertificate": ldaps.register_certificate,
    "RemoveTagsFromResource": tags.remove_tags_from_resource,
    "ResetUserPassword": data_access.reset_user_password,
    "UpdateConditionalForwarder": forwarders.update_conditional_forwarder,
    "UpdateDirectorySetup": setup.update_directory_setup,
    "UpdateRadius": radius.update_radius,
    "UpdateTrust": trusts.update_trust,
    "VerifyTrust": trusts.verify_trust,
}
