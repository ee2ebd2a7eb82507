"""Evolution's own engine (evolution-data-server) over CalDAV, without a screen: run by the system's Python in a D-Bus
session of its own. From JSON to JSON as caldav.mjs; `calendar` is the address of one.
"""

import base64
import json
import sys
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

import gi

gi.require_version("EDataServer", "1.2")
gi.require_version("ECal", "2.0")
from gi.repository import ECal, EDataServer, GLib, ICalGLib  # noqa: E402 -- after their versions

SECONDS, TURNS = 60, 12


def credentials_of(asked):
    found = EDataServer.NamedParameters.new()
    found.set("username", asked["user"])
    found.set("password", asked["password"])
    return found


def source_of(registry, asked):
    """The calendar as Evolution's own settings describe one."""
    where = urlsplit(asked["calendar"])
    source = EDataServer.Source.new(None, None)
    source.set_display_name("Mutua")
    source.set_parent("caldav-stub")
    source.get_extension(EDataServer.SOURCE_EXTENSION_CALENDAR).set_backend_name("caldav")
    known = source.get_extension(EDataServer.SOURCE_EXTENSION_AUTHENTICATION)
    known.set_host(where.hostname)
    known.set_port(where.port)
    known.set_user(asked["user"])
    known.set_method("plain/password")
    source.get_extension(EDataServer.SOURCE_EXTENSION_SECURITY).set_method("none")
    source.get_extension(EDataServer.SOURCE_EXTENSION_WEBDAV_BACKEND).set_resource_path(where.path)
    source.get_extension(EDataServer.SOURCE_EXTENSION_REFRESH).set_enabled(False)
    registry.commit_source_sync(source, None)
    return registry.ref_source(source.get_uid())


def run_for(seconds, done=lambda: False):
    """Let signals come in, until done."""
    loop, context = GLib.get_monotonic_time() + seconds * 1_000_000, GLib.MainContext.default()
    while GLib.get_monotonic_time() < loop and not done():
        if not context.iteration(False):
            GLib.usleep(20_000)
    return done()


def connected(source, asked):
    source.connect("credentials-required", lambda found, *_: found.invoke_authenticate_sync(credentials_of(asked)))
    client = ECal.Client.connect_sync(source, ECal.ClientSourceType.EVENTS, 0xFFFFFFFF, None)
    is_connected = lambda: source.get_connection_status() == EDataServer.SourceConnectionStatus.CONNECTED  # noqa: E731
    assert run_for(SECONDS, is_connected), source.get_connection_status()
    return client


def objects(client):
    found, rows = client.get_object_list_sync("#t", None)
    return rows if found else []


def refreshed(client, asked, mark, ics):
    """All events, once one that another program writes now has come: a refresh begun before a change of ours and ended
    after it would take that change for lost.
    """
    words = base64.b64encode(f"{asked['user']}:{asked['password']}".encode()).decode()
    headers = {"Authorization": f"Basic {words}", "Content-Type": "text/calendar"}
    urlopen(Request(f"{asked['calendar']}{mark}.ics", ics.encode(), headers, method="PUT"), timeout=SECONDS).close()
    has_come = lambda: mark in {row.get_uid() for row in objects(client)}  # noqa: E731
    for _ in range(TURNS):  # it asks for nothing while an earlier refresh runs
        client.refresh_sync(None)
        if run_for(SECONDS / TURNS, has_come):
            return sorted(row.as_ical_string() for row in objects(client))
    raise TimeoutError(mark)


def attempted(verb, *given):
    """ "", or the words that Evolution shows."""
    try:
        verb(*given, None)
    except GLib.Error as error:
        return error.message
    return ""


def create(client, ics):
    part = ICalGLib.Component.new_from_string(ics)
    return attempted(client.create_object_sync, part, ECal.OperationFlags.NONE)


def change(client, ics):
    """The whole event, or the one date that a RECURRENCE-ID names."""
    part = ICalGLib.Component.new_from_string(ics)
    how = ECal.ObjModType.THIS if "RECURRENCE-ID" in ics else ECal.ObjModType.ALL
    return attempted(client.modify_object_sync, part, how, ECal.OperationFlags.NONE)


def delete(client, uid):
    return attempted(client.remove_object_sync, uid, None, ECal.ObjModType.ALL, ECal.OperationFlags.NONE)


def main():
    asked = json.load(sys.stdin)
    registry = EDataServer.SourceRegistry.new_sync(None)
    source = source_of(registry, asked)
    found = EDataServer.webdav_discover_sources_sync(
        source, asked["server"], int(EDataServer.WebDAVDiscoverSupports.EVENTS), credentials_of(asked), None
    )
    client = connected(source, asked)
    verbs = {
        "create": create,
        "change": change,
        "delete": delete,
        "read": lambda client, *given: refreshed(client, asked, *given),
        "may_write": lambda client: not client.is_readonly(),
    }
    answers = [verbs[verb](client, *given) for verb, *given in asked["steps"]]
    json.dump({"calendars": [row.display_name for row in found.out_discovered_sources], "answers": answers}, sys.stdout)


main()
