"""What an administrator's program does, by the Python client that is generated from the document:
it makes a key, has it used, lists it and revokes it. Arguments: the server's address, and a key."""

import sys
import time
import typing

import attrs
from desk_client import AuthenticatedClient
from desk_client.api.opportunities import opportunities
from desk_client.api.service import create_key, keys, revoke_key

NAME = "Asha's desk"

# A running server knows of new and revoked keys within seconds.
PATIENCE_SECONDS = 30


def with_name_and_role(values):
    """The body of a new key: the one of its classes that has these fields and takes these values."""
    body = typing.get_type_hints(create_key.sync_detailed)["body"]
    classes = [one for one in typing.get_args(body) or [body] if attrs.has(one)]
    for one in classes:
        if values.keys() <= attrs.fields_dict(one).keys():
            try:
                return one.from_dict(values)
            except (TypeError, ValueError, KeyError):
                continue
    sys.exit(f"the document has no body of a new key with {', '.join(values)}: {classes}")


def listed(admin, key_id):
    found = [key for key in keys.sync(client=admin) if key.key_id == key_id]
    assert len(found) == 1, f"{key_id} is listed {len(found)} times"
    return found[0]


def wait_for(client, status):
    """Asks until the answer is this one."""
    end = time.monotonic() + PATIENCE_SECONDS
    while (answer := opportunities.sync_detailed(client=client)).status_code != status:
        assert time.monotonic() < end, f"{status} was to come, and not {answer}"
        time.sleep(0.1)


def main(address, admin_key):
    admin = AuthenticatedClient(address, admin_key, raise_on_unexpected_status=True)
    everybody = opportunities.sync(client=admin)
    # Clients without an agent are those of 0, whom no key is for.
    agent_id = next(call.agent_id for call in everybody if call.agent_id != "0")
    body = with_name_and_role({"name": NAME, "role": "agent", "agents": [agent_id]})
    made = create_key.sync(client=admin, body=body)
    assert (made.name, made.role, made.agents) == (NAME, "agent", [agent_id]), made

    agent = AuthenticatedClient(address, made.key, raise_on_unexpected_status=True)
    wait_for(agent, 200)
    calls = opportunities.sync(client=agent)
    assert calls and all(call.agent_id == agent_id for call in calls), calls

    assert listed(admin, made.key_id).state == "works"
    revoked = revoke_key.sync_detailed(made.key_id, client=admin)
    assert revoked.status_code == 204, revoked
    assert listed(admin, made.key_id).state == "revoked"

    wait_for(agent, 401)


main(*sys.argv[1:])
