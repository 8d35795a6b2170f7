"""How long things take, in emulated seconds, each with the line of the fact sheet it comes from.

Where the fact sheet gives a range, the value lies inside it; where it gives only an upper bound or nothing, the value
is this project's guess, marked [I]. Only the clock's speed scales them.
"""

from __future__ import annotations

from typing import Final

MINUTE: Final = 60.0
HOUR: Final = 60 * MINUTE
DAY: Final = 24 * HOUR

# ds
REQUESTED: Final = 30.0  # §3.3: Requested comes before Creating; its length is [I]
CREATED: Final = 60.0  # §3.3: Created comes before Active; its length is [I]
CREATE_DIRECTORY: Final = {
    "MicrosoftAD": 25 * MINUTE,  # §3.4: 20-40 min
    "ADConnector": 5 * MINUTE,  # §3.4: several minutes
    "SimpleAD": 8 * MINUTE,  # §3.1: the schema's time-out is 60 min; the value is [I]
}
DELETE_DIRECTORY: Final = 5 * MINUTE  # §3.5 (4); the value is [I]
DIRECTORY_LEFTOVERS: Final = 2 * MINUTE  # §3.5 (7): interfaces outlive the directory by some minutes
DATA_ACCESS: Final = 3 * MINUTE  # §3.3: Enabling and Disabling; the value is [I]
UPDATE_SETUP: Final = 10 * MINUTE  # §3.3: UpdateDirectorySetup, Updating; the value is [I]
AUTHORIZED_APPLICATIONS: Final = 30 * MINUTE  # §3.4: 30-60 min from deregistration to an accepted DeleteDirectory
REPLICATION: Final = 5.0  # a new user reaches the other domain controller; documented without a figure, which is [I]
CLIENT_TOKEN: Final = 8 * HOUR  # the ds-data model: a client token is valid for eight hours

# workspaces
REGISTER: Final = 4 * MINUTE  # §3.4: minutes
DEREGISTER: Final = 3 * MINUTE  # §3.4: minutes
CREATE_WORKSPACE: Final = 12 * MINUTE  # §3.4: up to 20 min
CREATE_WORKSPACE_ENCRYPTED_ROOT: Final = 20 * MINUTE  # §3.4: up to 1 h
TERMINATE_WORKSPACE: Final = 4 * MINUTE  # §3.3: TERMINATING, then absent; the value is [I]
WORKSPACE_LEFTOVERS: Final = 1 * MINUTE  # §3.5 (7)
MODIFY_VOLUME: Final = 60 * MINUTE  # §3.4: up to 2 h
MODIFY_COMPUTE: Final = 45 * MINUTE  # §3.4: up to 1 h
MODIFY_PROTOCOL: Final = 40 * MINUTE  # §3.4: up to 40 min
START_STOP: Final = 2 * MINUTE  # §4.4; the value is [I]
REBOOT: Final = 3 * MINUTE  # Appendix B: REBOOTING; the value is [I]
VOLUME_PAUSE: Final = 6 * HOUR  # §4.3: once per 6 h per volume, the first change 6 h after launch
LARGER_COMPUTE_PAUSE: Final = 6 * HOUR  # §4.3
SMALLER_COMPUTE_PAUSE: Final = 30 * DAY  # §4.3
