"""AWS Directory Service: the operations modelled here, by their own names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from local_aws.services.ds import create, data_access, directories, setup, tags

if TYPE_CHECKING:
    from collections.abc import Mapping

    from local_aws.wire import Operation

OPERATIONS: Final[Mapping[str, Operation]] = {
    "AddTagsToResource": tags.add_tags_to_resource,
    "ConnectDirectory": create.connect_directory,
    "CreateDirectory": create.create_directory,
    "CreateMicrosoftAD": create.create_microsoft_ad,
    "DeleteDirectory": directories.delete_directory,
    "DescribeDirectories": directories.describe_directories,
    "DescribeDirectoryDataAccess": data_access.describe_directory_data_access,
    "DescribeDomainControllers": directories.describe_domain_controllers,
    "DescribeUpdateDirectory": setup.describe_update_directory,
    "DisableDirectoryDataAccess": data_access.disable_directory_data_access,
    "EnableDirectoryDataAccess": data_access.enable_directory_data_access,
    "GetDirectoryLimits": directories.get_directory_limits,
    "ListTagsForResource": tags.list_tags_for_resource,
    "RemoveTagsFromResource": tags.remove_tags_from_resource,
    "ResetUserPassword": data_access.reset_user_password,
    "UpdateDirectorySetup": setup.update_directory_setup,
}
