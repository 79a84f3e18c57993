#!/usr/bin/python3
# Copyright 2026 The Dartwing Dispatch authors
# SPDX-License-Identifier: Apache-2.0
"""A dispatcher's bad days: each ends with a clear sentence, a next step, and nothing lost.

Usage: test-journeys.py SANDBOX CONSOLE CITY
"""

import glob
import os
import sqlite3
import sys
import tempfile
import time

from drive import Console, Run, Server, act, children, find, read, signed_in, wait_for

JOB = "/api/resource/Dispatch Job/JOB-2026-00{}"


class Day:
    def __init__(self, folder):
        self.sandbox, self.program, city = sys.argv[1:4]
        self.folder = folder
        self.profile = f"{folder}/profile"
        self.server = Server(self.sandbox, city, folder)

    def start(self, profile=None):
        return Console(self.program, profile or self.profile, signed_in(self.server))


def second_instance(day):
    first = day.start()
    first.wait("list item", ", ")
    second = day.start()
    second.wait("label", "already runs with this profile. Use its window")
    warnings = second.end()
    assert first.find("list item", ", ")
    return warnings + first.end()


def newer_profile(day):
    console = day.start()
    console.wait("list item", ", ")
    console.end()
    database = glob.glob(f"{day.profile}/cache-*.db")[0]
    with sqlite3.connect(database) as connection:
        n_jobs = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        connection.execute("PRAGMA user_version = 9999")

    console = day.start()
    console.wait("label", "written by a newer version. Update the program")
    warnings = console.end()
    with sqlite3.connect(database) as connection:
        assert connection.execute("SELECT count(*) FROM sqlite_master").fetchone() == n_jobs
        assert connection.execute("PRAGMA user_version").fetchone() == (9999,)
        connection.execute("PRAGMA user_version = 1")
    return warnings


def unwritable_profile(day):
    # A folder below a file cannot be made by anybody, root included.
    with open(f"{day.folder}/file", "w", encoding="utf-8"):
        pass
    console = day.start(f"{day.folder}/file/profile")
    console.wait("label", "profile folder cannot be written. Check its permissions")
    return console.end()


def server_away(day):
    console = day.start()
    console.wait("list item", ", ")
    console.end()
    day.server.stop()

    console = day.start()
    console.wait("list item", ", ")
    console.wait("alert", "^Offline since")
    warnings = console.end()

    console = day.start(f"{day.folder}/new")
    console.press_beside("label", "cannot be reached. Check its address", "^Close$")
    console.wait("push button", "^Sign In…$")
    return warnings + console.end()


def sign_in(day):
    console = Console(day.program, day.profile)
    console.press("^Sign In…$")
    for server, secret, sentence in (
            ("http://127.0.0.1:9", "sandbox-dispatcher", "cannot be reached. Check its address"),
            (day.server.url + "/nothing", "sandbox-dispatcher", "no Dartwing server at this address"),
            ("http://example.org", "sandbox-dispatcher", "not encrypted. Use https"),
            (day.server.url, "wrong", "did not accept the key and secret. Check them"),
            (day.server.url, "", "Write the API key and its secret")):
        console.write("^Server$", server)
        console.write("^API key$", "dispatcher")
        console.write("^API secret$", secret)
        console.press("^Sign In$")
        console.wait("alert", sentence)
    console.write("^API secret$", "sandbox-dispatcher")
    console.press("^Sign In$")
    console.wait("list item", ", ")
    console.wait("push button", "^Live")
    return console.end()


def assign(console, number):
    """Assigns a job of the tray to the first technician of the list; returns the change's words."""
    jobs = console.find("list", "^Unassigned jobs$")
    names = read(lambda: [child.get_name() for child in children(jobs)])
    position = next(i for i, name in enumerate(names) if f" {number}," in name)
    # Selecting is not waited for by the bus: the inspector has the job when it shows its name.
    assert jobs.select_child(position)
    console.wait("label", f"^JOB-2026-00{number}$")
    console.press("^Assign…$")
    technicians = console.wait("list", "^Technicians$")
    wait_for("technicians", lambda: technicians.get_child_count() > 0)
    assert technicians.select_child(0)
    console.press("^Assign$")
    console.wait_gone("list", "^Technicians$")
    wait_for("the tray without the job",
             lambda: not any(f" {number}," in (child.get_name() or "") for child in children(jobs)))


def find_queued(console, number):
    return console.find("list item", f"^Assign {number} ")


def press_in(console, number, name):
    def find_button():
        row = find_queued(console, number)
        return row and find(row, "push button", name)

    act(wait_for(f"{name} of {number}", find_button))


def queue(day):
    console = day.start()
    console.wait("list item", ", ")
    console.wait("push button", "^Live")
    day.server.stop()
    console.wait("alert", "^Offline since")
    for number in (334, 336, 341, 340):
        assign(console, number)
    console.press("^Offline")
    press_in(console, 340, "^Discard…$")
    console.press("^Discard$")
    wait_for("340 taken back", lambda: not find_queued(console, 340))

    day.server.start()
    for number, status in ((334, None), (341, "En Route")):
        day.server.ask("PUT", JOB.format(number), {"assigned_to": "HR-EMP-00001", "status": "Assigned"})
        if status:
            day.server.ask("PUT", JOB.format(number), {"status": status})
    if not console.find("push button", "^Sync Now$"):
        console.press("^Offline")
    console.press("^Sync Now$")
    press_in(console, 334, "^Use the Server’s$")
    wait_for("334 settled", lambda: not find_queued(console, 334))
    press_in(console, 341, "^Keep Mine$")
    press_in(console, 341, "^Add Reason…$")
    console.write("^Reason$", "The customer asked")
    console.press("^Send Again$")
    wait_for("341 sent", lambda: not find_queued(console, 341))

    assert day.server.ask("GET", JOB.format(334))["assigned_to"] == "HR-EMP-00001"
    assert day.server.ask("GET", JOB.format(336))["assigned_to"]
    assert day.server.ask("GET", JOB.format(340))["status"] == "Unassigned"
    assert day.server.ask("GET", JOB.format(341))["assigned_to"] != "HR-EMP-00001"
    return console.end()


def sign_out(day):
    console = day.start()
    console.wait("list item", ", ")
    console.wait("push button", "^Live")
    day.server.stop()
    console.wait("alert", "^Offline since")
    assign(console, 336)
    console.press("^Astana Field Services$")
    act(console.wait("menu item", "^Sign Out…$"))
    console.wait("label", "stays on this computer and is sent when you sign in again")
    console.press("^Sign Out$")
    wait_for("nobody", lambda: not console.find("push button", "^Astana Field Services$"))
    warnings = console.end()

    day.server.start()
    console = day.start()
    wait_for("the change on the server", lambda: day.server.ask("GET", JOB.format(336))["status"] == "Assigned")
    return warnings + console.end()


def main():
    run = Run()
    for journey in (second_instance, newer_profile, unwritable_profile, server_away, sign_in, queue, sign_out):
        with tempfile.TemporaryDirectory() as folder:
            day = Day(folder)
            begin = time.monotonic()
            try:
                problems = journey(day)
            except (AssertionError, OSError) as error:
                problems = [f"{type(error).__name__}: {error}"]
            finally:
                day.server.stop()
            run.check(f"/journeys/{journey.__name__.replace('_', '-')}", problems)
            print(f"# {time.monotonic() - begin:.1f} s", flush=True)
    sys.exit(1 if run.failed else 0)


main()
