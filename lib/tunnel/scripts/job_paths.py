"""The paths of a job: proven before dbt runs, watched while it does."""

import socket
import threading
import time

from prove_path import ANOTHER, SILENCE, ask, fault_of, works

RELAY_PORT, RELAY_PATIENCE_SECONDS, DIAL_STEP_SECONDS = 443, 5, 0.05
FIRST_PATIENCE_SECONDS, LONGEST_PATIENCE_SECONDS = 2, 32  # for one answer; doubled after each silence
WATCH_PATIENCE_SECONDS = 10  # for one answer while dbt runs
SLOWDOWN, LONGEST_PAUSE_SECONDS = 20, 5
ESTABLISHED = "01"  # in /proc/net/tcp
LOST_FAILURES = 3  # in a row, at least, before a path that was proven counts as lost


class Telling:
    """What to say of a forward that fails: the last fault, but one silence, which a pause of this container may make of
    any fault, does not replace a fault that says more; a second in a row does."""

    def __init__(self):
        self.fault, self._silences = SILENCE, 0

    def after(self, fault):
        self._silences = self._silences + 1 if fault == SILENCE else 0
        if self._silences != 1:
            self.fault = fault
        return self.fault


def slower(pause_seconds, began):
    """Ever more seldom, yet soon enough: at most a twentieth of what was waited already comes on top."""
    return max(pause_seconds, min((time.monotonic() - began) / SLOWDOWN, LONGEST_PAUSE_SECONDS))


def prove_all(forwards, pause_seconds, wait):
    """Asks all at once, each until it answers, ever more seldom. `wait` gets the faults that are left; it returns, or raises to give up."""
    faults = {forward["name"]: SILENCE for forward in forwards}

    def prove(forward):
        patience, telling, began = FIRST_PATIENCE_SECONDS, Telling(), time.monotonic()
        while forward["name"] in faults:
            fault = ask(forward, patience)
            if fault is None:
                del faults[forward["name"]]
                return
            faults[forward["name"]] = telling.after(fault)
            if fault == SILENCE:
                patience = min(2 * patience, LONGEST_PATIENCE_SECONDS)
            time.sleep(slower(pause_seconds, began))

    for forward in forwards:
        threading.Thread(target=prove, args=(forward,), daemon=True).start()
    while faults:
        wait(dict(faults))


def connected(forward):
    """Whether somebody has a connection to the forward's local end."""
    octets = [int(octet) for octet in forward["address"].split(".")]
    local = "".join(f"{octet:02X}" for octet in reversed(octets)) + f":{forward['port']:04X}"
    for table in ("/proc/net/tcp", "/proc/net/tcp6"):
        try:
            with open(table, encoding="ascii") as file:
                if any(row[1].endswith(local) and row[3] == ESTABLISHED for row in map(str.split, file)):
                    return True
        except OSError:
            pass
    return False


class PathWatch:
    """While dbt runs, asks each forward: one that no longer answers is lost after a while.

    Where somebody is connected, an answer of any kind counts, and silence alone says nothing of that connection: its far
    end may be at work for hours.
    """

    def __init__(self, forwards, pause_seconds, limit_seconds):
        self.lost = {}  # forward's name: fault
        for forward in forwards:
            threading.Thread(target=self._watch, args=(forward, pause_seconds, limit_seconds), daemon=True).start()

    def _watch(self, forward, pause_seconds, limit_seconds):
        failures, since, telling = 0, 0.0, Telling()
        while forward["name"] not in self.lost:
            time.sleep(pause_seconds if failures == 0 else min(pause_seconds, slower(1, since)))
            fault = ask(forward, WATCH_PATIENCE_SECONDS)
            answered = works(fault) or fault == ANOTHER and connected(forward)
            if answered:  # what the server says of itself, it says to dbt, too
                failures = 0
                continue
            if failures == 0:
                since, telling = time.monotonic(), Telling()
            failures += 1
            told = telling.after(fault)
            # Several, since one may be the fault of a pause of this container.
            if failures >= LOST_FAILURES and time.monotonic() - since > limit_seconds:
                self.lost[forward["name"]] = told


def relay_fault(host, port=RELAY_PORT):
    """Why the relay's host cannot be reached, None when it can. In a thread, since name resolution has no timeout."""
    result = [f"no answer within {RELAY_PATIENCE_SECONDS} s"]

    def dial():
        try:
            socket.create_connection((host, port), RELAY_PATIENCE_SECONDS).close()
            result[0] = None
        except socket.timeout:
            pass
        except (OSError, UnicodeError) as error:
            result[0] = fault_of(error)

    thread = threading.Thread(target=dial, daemon=True)
    thread.start()
    began = time.monotonic()
    while thread.is_alive() and time.monotonic() - began < RELAY_PATIENCE_SECONDS:  # join may count by the wall clock
        time.sleep(DIAL_STEP_SECONDS)
    return result[0]
