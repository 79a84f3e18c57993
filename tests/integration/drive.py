#!/usr/bin/python3
# Copyright 2026 The Dartwing Dispatch authors
# SPDX-License-Identifier: Apache-2.0
"""Drives the console as a person does, over the accessibility bus, against a server process."""

import atexit
import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request

try:
    import gi

    gi.require_version("Atspi", "2.0")
    from gi.repository import Atspi, GLib
except (ImportError, ValueError) as error:
    print(f"skipped: {error}")
    sys.exit(77)

# The bus and its registry run before the first console looks for them.
Atspi.get_desktop(0).get_child_count()

CLOCK = "2026-11-24T05:42:00Z"
DEADLINE = 30


def read(question):
    """The answer of a tree that may change while it is walked."""
    end = time.monotonic() + DEADLINE
    while True:
        try:
            return question()
        except GLib.Error:
            if time.monotonic() > end:
                raise
            time.sleep(0.05)


def wait_for(what, condition):
    end = time.monotonic() + DEADLINE
    while time.monotonic() < end:
        try:
            found = condition()
        except GLib.Error:
            found = None
        if found:
            return found
        time.sleep(0.05)
    raise AssertionError(f"{what}: not within {DEADLINE} s")


def children(node):
    for i in range(node.get_child_count()):
        child = node.get_child_at_index(i)
        if child is not None:
            yield child


def walk(node):
    yield node
    for child in children(node):
        yield from walk(child)


def find(node, role, name):
    """The first below @node; grid and map are passed over unless they are where to look."""
    for child in children(node):
        child_name = child.get_name() or ""
        if child.get_role_name() == role and re.search(name, child_name):
            return child
        if not child_name.startswith(("Time grid of", "Technicians and jobs on")):
            found = find(child, role, name)
            if found:
                return found
    return None


def act(node):
    assert node.do_action(0)


class Run:
    """Says how each case went, in the words that the summary of the tests counts."""

    def __init__(self):
        self.number = 0
        self.failed = False

    def check(self, name, problems):
        self.number += 1
        for line in problems:
            print(f"# {line}")
        self.failed = self.failed or bool(problems)
        print(f"{'not ok' if problems else 'ok'} {self.number} {name}", flush=True)


class Server:
    """A city whose clock stands still."""

    def __init__(self, program, city, folder):
        self.command = [program, "--die-with-parent", "--data-dir", f"{folder}/sandbox", "--city-dir", city,
                        "--clock", CLOCK, "--speed", "0", "--seed", "7"]
        self.ready = os.path.join(folder, "ready")
        self.port = "0"
        self.start()

    def start(self):
        if os.path.exists(self.ready):
            os.unlink(self.ready)
        self.process = subprocess.Popen([*self.command, "--port", self.port, "--ready-file", self.ready],
                                        stdout=subprocess.DEVNULL)
        self.url = wait_for("the server", self._read_ready)
        self.port = self.url.rsplit(":", 1)[1]

    def _read_ready(self):
        if not os.path.exists(self.ready):
            return None
        with open(self.ready, encoding="utf-8") as ready:
            return ready.read().strip()

    def stop(self):
        self.process.kill()
        self.process.wait()

    def ask(self, method, path, body=None):
        request = urllib.request.Request(self.url + urllib.parse.quote(path), method=method,
                                         data=json.dumps(body).encode() if body else None,
                                         headers={"Authorization": "token dispatcher:sandbox-dispatcher",
                                                  "Content-Type": "application/json"})
        with urllib.request.urlopen(request, timeout=DEADLINE) as reply:
            return json.load(reply)["data"]


class Console:
    """A started console and its tree."""

    def __init__(self, program, profile, arguments=(), secret="sandbox-dispatcher"):
        environment = {key: value for key, value in os.environ.items() if key not in ("GTK_A11Y", "NO_AT_BRIDGE")}
        environment["DARTWING_SECRET"] = secret
        # A keyring of the test's own, without a prompt.
        environment["SECRET_BACKEND"] = "file"
        environment["SECRET_FILE_TEST_PATH"] = f"{profile}.keyring"
        environment["SECRET_FILE_TEST_PASSWORD"] = "test"
        self.log = tempfile.TemporaryFile()
        self.process = subprocess.Popen([program, "--profile", profile, "--fixed-clock", CLOCK, *arguments],
                                        env=environment, stderr=self.log)
        atexit.register(self.process.kill)
        self.application = wait_for("the console", self._find_application)

    def _find_application(self):
        # Other tests' consoles come and go on the same bus: one that has just died only answers with an error.
        for application in children(Atspi.get_desktop(0)):
            try:
                if application.get_process_id() == self.process.pid:
                    return application
            except GLib.Error:
                continue
        return None

    def find(self, role, name):
        assert self.process.poll() is None, f"the console ended with {self.process.returncode}: {self._read_log()[-800:]}"
        return read(lambda: find(self.application, role, name))

    def wait(self, role, name):
        return wait_for(f"{role} “{name}”", lambda: self.find(role, name))

    def wait_gone(self, role, name):
        wait_for(f"the end of {role} “{name}”", lambda: not self.find(role, name))

    def press(self, name):
        act(self.wait("push button", name))

    def press_beside(self, role, name, button):
        """Presses a button of the window that shows something; another window may have one of that name."""
        def find_button():
            window = self.find(role, name)
            while window and window.get_parent() != self.application:
                window = window.get_parent()
            return window and find(window, "push button", button)

        act(wait_for(f"“{button}” beside “{name}”", find_button))

    def write(self, name, text):
        field = wait_for(f"field “{name}”", lambda: self.find("text", name) or self.find("entry", name))
        assert field.set_text_contents(text)

    def _read_log(self):
        self.log.seek(0)
        return self.log.read().decode()

    def end(self):
        """Closes it, and returns the warnings that it wrote."""
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(DEADLINE)
        return [line for line in self._read_log().splitlines() if "WARNING" in line or "CRITICAL" in line]


def signed_in(server):
    return ["--server", server.url, "--key", "dispatcher", "--secret-from-env", "DARTWING_SECRET"]
