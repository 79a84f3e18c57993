#!/usr/bin/python3
# Copyright 2026 The Dartwing Dispatch authors
# SPDX-License-Identifier: Apache-2.0
"""What a screen reader is told of the living board, its inspector, its queue and its dialogs.

Usage: test-access.py SANDBOX CONSOLE CITY

The console runs against a server process; its tree is read over the accessibility bus. Everything that
can be acted on, and every picture that is not mere decoration, must have a name of its own, said once.
"""

import os
import re
import signal
import subprocess
import sys
import tempfile
import time

try:
    import gi

    gi.require_version("Atspi", "2.0")
    from gi.repository import Atspi
except (ImportError, ValueError) as error:
    print(f"skipped: {error}")
    sys.exit(77)

CLOCK = "2026-11-24T05:42:00Z"
DEADLINE = 30
NAMED = {
    "alert", "check box", "combo box", "entry", "image", "link", "list", "list item", "menu item",
    "page tab", "password text", "push button", "radio button", "row header", "slider",
    "spin button", "switch", "table", "table row", "text", "toggle button",
}
# What such a thing holds is its look; the thing itself speaks.
SPEAKS_FOR_ALL = {"check box", "page tab", "push button", "radio button", "toggle button", "menu item"}
TYPE_NAME = re.compile(r"^(Gtk|Adw|Dwc|Shumate)[A-Z]\w+$")


def wait_for(what, condition):
    end = time.monotonic() + DEADLINE
    while time.monotonic() < end:
        found = condition()
        if found:
            return found
        time.sleep(0.05)
    raise AssertionError(f"{what}: not within {DEADLINE} s")


def children(node):
    for i in range(node.get_child_count()):
        child = node.get_child_at_index(i)
        if child is not None:
            yield child


def walk(node, spoken_for=False):
    yield node, spoken_for
    spoken_for = spoken_for or node.get_role_name() in SPEAKS_FOR_ALL
    for child in children(node):
        yield from walk(child, spoken_for)


def find(node, role, name):
    for candidate, _ in walk(node):
        if candidate.get_role_name() == role and re.search(name, candidate.get_name() or ""):
            return candidate
    return None


def find_application():
    for application in children(Atspi.get_desktop(0)):
        if application.get_name() == "dartwing-dispatch":
            return application
    return None


def wrong_name(name):
    if not name.strip():
        return "no name"
    if TYPE_NAME.match(name):
        return "its type for a name"
    if re.search(r"(^|\s)_\w|\w_\w*…", name):
        return "a mnemonic in its name"
    words = name.split()
    half = len(words) // 2
    if len(words) % 2 == 0 and words[:half] == words[half:]:
        return "its name twice"
    return None


def problems(application):
    found = []
    for node, spoken_for in walk(application):
        role = node.get_role_name()
        if role not in NAMED or (role == "image" and spoken_for):
            continue
        reason = wrong_name(node.get_name() or "")
        if reason:
            parent = node.get_parent()
            found.append(f"{role} “{node.get_name()}” in {parent.get_role_name()} “{parent.get_name()}”: {reason}")
    return found


def act(node):
    assert node.do_action(0)


class Run:
    def __init__(self):
        self.number = 0
        self.failed = False

    def check(self, name, found):
        self.number += 1
        for line in found:
            print(f"# {line}")
        self.failed = self.failed or bool(found)
        print(f"{'not ok' if found else 'ok'} {self.number} /access/{name}", flush=True)


def start(sandbox, console, city, folder):
    ready = os.path.join(folder, "ready")
    server = subprocess.Popen([sandbox, "--die-with-parent", "--port", "0", "--data-dir", f"{folder}/sandbox",
                               "--city-dir", city, "--ready-file", ready, "--clock", CLOCK, "--speed", "0",
                               "--seed", "7"], stdout=subprocess.DEVNULL)
    url = wait_for("the server", lambda: os.path.exists(ready) and open(ready, encoding="utf-8").read().strip())
    environment = {key: value for key, value in os.environ.items() if key not in ("GTK_A11Y", "NO_AT_BRIDGE")}
    environment["DARTWING_SECRET"] = "sandbox-dispatcher"
    program = subprocess.Popen([console, "--profile", f"{folder}/profile", "--server", url, "--key", "dispatcher",
                                "--secret-from-env", "DARTWING_SECRET", "--fixed-clock", CLOCK], env=environment)
    return server, program


def check_board(run, application):
    table = wait_for("the grid", lambda: find(application, "table", "Time grid"))
    wait_for("bars", lambda: find(table, "push button", "^Job "))
    wait_for("the tray", lambda: find(application, "list item", ", "))
    run.check("board", problems(application))

    bars = [node.get_name() for node, _ in walk(table) if node.get_role_name() == "push button"]
    run.check("bars", [f"bar “{name}”" for name in bars if not re.match(r"Job \d+ .+, \d\d:\d\d–\d\d:\d\d, .+", name)] +
              ([] if len(bars) > 20 else [f"{len(bars)} bars"]))

    # Folded away, a banner is no alert.
    run.check("alerts", [f"alert “{node.get_name()}”" for node, _ in walk(application)
                         if node.get_role_name() == "alert"])


def check_parts(run, application):
    jobs = find(application, "list", "Unassigned jobs")
    assert jobs.select_child(0)
    assign = wait_for("the inspector", lambda: find(find(application, "filler", "^Inspector$"), "push button", "^Assign…$"))
    run.check("inspector", problems(application))

    act(assign)
    dialog = wait_for("the dialog", lambda: find(application, "push button", "^Cancel$"))
    run.check("dialog", problems(application))
    act(dialog)
    wait_for("the dialog's end", lambda: not find(application, "push button", "^Cancel$"))

    pill = find(application, "push button", "^(Live|Polling)")
    act(pill)
    wait_for("the queue", lambda: find(application, "label", "^Everything"))
    run.check("queue", problems(application))


def main():
    run = Run()
    with tempfile.TemporaryDirectory() as folder:
        server, program = start(*sys.argv[1:4], folder)
        try:
            application = wait_for("the console", find_application)
            check_board(run, application)
            check_parts(run, application)
        finally:
            program.send_signal(signal.SIGTERM)
            program.wait(DEADLINE)
            server.kill()
            server.wait()
    sys.exit(1 if run.failed else 0)


main()
