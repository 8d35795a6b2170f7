"""How long things take, in emulated seconds, each with the line of the fact sheet it comes from.

Where the fact sheet gives a range, the value lies inside it; where it gives only an upper bound or nothing, the value
is this project's guess, marked [I]. Only the clock's speed scales them, and ``LOCAL_AWS_STAGES``.
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
CREATE_TRUST: Final = 1 * MINUTE  # §3.3: Creating; the value is [I]
VERIFY_TRUST: Final = 1 * MINUTE  # §3.3: Verifying; the value is [I]
TRUST_STEP: Final = 15.0  # §3.3: Created comes before Verifying, and so does Updated; the length is [I]
UPDATE_TRUST: Final = 1 * MINUTE  # §3.3: Updating; the value is [I]
DELETE_TRUST: Final = 2 * MINUTE  # §3.3: Deleting, then absent; the value is [I]
RADIUS: Final = 1 * MINUTE  # §3.3: Creating, then Completed; the value is [I]
CERTIFICATE: Final = 1 * MINUTE  # §3.3: Registering and Deregistering; the value is [I]
LDAPS: Final = 2 * MINUTE  # §3.3: Enabling; the value is [I]
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
MIGRATE: Final = 50 * MINUTE  # §3.4: up to 1 h
START_STOP: Final = 2 * MINUTE  # §4.4; the value is [I]
REBOOT: Final = 3 * MINUTE  # Appendix B: REBOOTING; the value is [I]
VOLUME_PAUSE: Final = 6 * HOUR  # §4.3: once per 6 h per volume, the first change 6 h after launch
CREATE_BUNDLE: Final = 1 * MINUTE  # §3.3: PENDING; the value is [I]
UPDATE_BUNDLE: Final = 1 * MINUTE  # the same
DELETED_BUNDLE_NAME: Final = 2 * HOUR  # §3.5 (6): before the name of a deleted bundle is used again
CREATE_IMAGE: Final = 4 * MINUTE  # §3.3: PENDING; the guide says up to 45 min [R], the value is [I]
COPY_IMAGE: Final = 3 * MINUTE  # §3.3: PENDING; the value is [I]
IMPORT_IMAGE: Final = 5 * MINUTE  # §3.3: PENDING; hours for a large image [R], the value is [I]
LARGER_COMPUTE_PAUSE: Final = 6 * HOUR  # §4.3
SMALLER_COMPUTE_PAUSE: Final = 30 * DAY  # §4.3

# interface endpoints and Route 53 Resolver
CREATE_ENDPOINT: Final = 1 * MINUTE  # pending, then available; the value is [I]
DELETE_ENDPOINT: Final = 2 * MINUTE  # deleting, and its interfaces with it; the value is [I]
CREATE_RESOLVER: Final = 2 * MINUTE  # CREATING, then OPERATIONAL: "a minute or two" (Route 53 developer guide) [R]
DELETE_RESOLVER: Final = 2 * MINUTE  # DELETING, and its interfaces with it; the value is [I]
RESOLVER_ASSOCIATION: Final = 30.0  # CREATING and DELETING; the value is [I]

# ec2 and directconnect: stages from the Site-to-Site VPN, Transit Gateway and Direct Connect guides; all values are [I]
ATTACH_VPN_GATEWAY: Final = 1 * MINUTE
CREATE_VPN_CONNECTION: Final = 4 * MINUTE
MODIFY_VPN_CONNECTION: Final = 2 * MINUTE
DELETE_VPN_CONNECTION: Final = 1 * MINUTE
TRANSIT_GATEWAY: Final = 2 * MINUTE
TRANSIT_GATEWAY_ATTACHMENT: Final = 90.0
PEERING: Final = 10.0
DIRECT_CONNECT_ASSOCIATION: Final = 8 * MINUTE

# ssm and the hosts it works on
SSM_REGISTRATION: Final = 3 * MINUTE  # a Windows host's agent reports some minutes after the start; the value is [I]
AUTOMATION_START: Final = 2.0  # Pending comes before InProgress; its length is [I]
AUTOMATION_LISTED: Final = 3.0  # a new execution is listed a moment later; the value is [I]
RUN_COMMAND: Final = 20.0  # a short script; the value is [I]
PROMOTE_CONTROLLER: Final = 12 * MINUTE  # features, promotion, restart and first replication; the value is [I]
DEMOTE_CONTROLLER: Final = 5 * MINUTE  # with the restart; the value is [I]

# load balancers
CREATE_LOAD_BALANCER: Final = 2 * MINUTE  # provisioning, then active; the value is [I]
LOAD_BALANCER_LEFTOVERS: Final = 3 * MINUTE  # its interfaces outlive it by some minutes; the value is [I]
