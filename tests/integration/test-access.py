#!/usr/bin/python3
# Copyright 2026 The Dartwing Dispatch authors
# SPDX-License-Identifier: Apache-2.0
"""What a screen reader is told of the living board, its inspector, its queue and its dialogs.

Usage: test-access.py SANDBOX CONSOLE CITY

The console runs against a server process; its tree is read over the accessibility bus. Everything that
can be acted on, and every picture that is not mere decoration, must have a name of its own, said once.
"""

import re
import sys
import tempfile

from drive import Console, Run, Server, act, children, find, read, signed_in, wait_for, walk

NAMED = {
    "alert", "check box", "combo box", "entry", "image", "link", "list", "list item", "menu item",
    "page tab", "password text", "push button", "radio button", "row header", "slider",
    "spin button", "switch", "table", "table row", "text", "toggle button",
}
# What such a thing holds is its look; the thing itself speaks.
SPEAKS_FOR_ALL = {"check box", "page tab", "push button", "radio button", "toggle button", "menu item"}
TYPE_NAME = re.compile(r"^(Gtk|Adw|Dwc|Shumate)[A-Z]\w+$")


def walk_spoken(node, spoken_for=False):
    yield node, spoken_for
    spoken_for = spoken_for or node.get_role_name() in SPEAKS_FOR_ALL
    for child in children(node):
        yield from walk_spoken(child, spoken_for)


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
    for node, spoken_for in walk_spoken(application):
        role = node.get_role_name()
        if role not in NAMED or (role == "image" and spoken_for):
            continue
        reason = wrong_name(node.get_name() or "")
        if reason:
            parent = node.get_parent()
            found.append(f"{role} “{node.get_name()}” in {parent.get_role_name()} “{parent.get_name()}”: {reason}")
    return found


def check_board(run, console):
    table = console.wait("table", "Time grid")
    wait_for("bars", lambda: find(table, "push button", "^Job "))
    console.wait("list item", ", ")
    run.check("/access/board", read(lambda: problems(console.application)))

    bars = read(lambda: [node.get_name() for node in walk(table) if node.get_role_name() == "push button"])
    run.check("/access/bars",
              [f"bar “{name}”" for name in bars if not re.match(r"Job \d+ .+, \d\d:\d\d–\d\d:\d\d, .+", name)] +
              ([] if len(bars) > 20 else [f"{len(bars)} bars"]))

    # Folded away, a banner is no alert.
    run.check("/access/alerts", read(lambda: [f"alert “{node.get_name()}”" for node in walk(console.application)
                                              if node.get_role_name() == "alert"]))


def check_parts(run, console):
    assert console.find("list", "Unassigned jobs").select_child(0)
    assign = console.wait("push button", "^Assign…$")
    run.check("/access/inspector", read(lambda: problems(console.application)))

    act(assign)
    console.wait("push button", "^Cancel$")
    run.check("/access/dialog", read(lambda: problems(console.application)))
    console.press("^Cancel$")
    console.wait_gone("push button", "^Cancel$")

    console.press("^(Live|Polling)")
    console.wait("label", "^Everything")
    run.check("/access/queue", read(lambda: problems(console.application)))


def check_sign_in(run, console):
    console.press("^Sign In…$")
    console.wait("push button", "^Cancel$")
    run.check("/access/sign-in", read(lambda: problems(console.application)))


def main():
    sandbox, program, city = sys.argv[1:4]
    run = Run()
    with tempfile.TemporaryDirectory() as folder:
        server = Server(sandbox, city, folder)
        console = Console(program, f"{folder}/profile", signed_in(server))
        check_board(run, console)
        check_parts(run, console)
        run.check("/access/warnings", console.end())
        console = Console(program, f"{folder}/new")
        check_sign_in(run, console)
        run.check("/access/warnings-signed-out", console.end())
        server.stop()
    sys.exit(1 if run.failed else 0)


main()
