"""AWS Resource Access Manager: resource shares, as far as a shared gateway or parameter needs them.

All accounts of the emulator are of one organization in which sharing is enabled: an account that a share names has
what is shared at once, with no invitation (RAM guide, "Enable resource sharing within AWS Organizations"). [I]
"""

from local_aws.services.ram.shares import OPERATIONS

__all__ = ["OPERATIONS"]
