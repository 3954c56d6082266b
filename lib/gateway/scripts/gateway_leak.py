"""When something on this machine is to be restarted.

A bound on what azbridge leaks all the same: connections to the Relay that belong to no client any more. When azbridge
ends, all of it is freed, at both ends and in the databases. So it is restarted: at once where nobody would notice, and
where clients are never all gone, after this machine has been out of balance for a while. Machines do not see each other:
each has slots of time of its own for that, by its number. What an upgrade has replaced is restarted in such a slot, too,
and at no other time.
"""

import os
import pwd
import socket
import time

from gateway_look import LISTENING, connections

SENDER, RELAY_PORT = "gateway-azbridge", 443
OVER = ("06", "07", LISTENING)  # TIME_WAIT and CLOSE belong to nobody
ORDER = "/run/gateway-health/restart"  # whoever may restart a service waits for this file
LEAKED, UPGRADE = "leaked", "upgrade"  # what it says
OUTDATED = "/run/gateway-outdated"  # there while something runs from files that an upgrade has replaced
DIGITS = 6  # by which Azure numbers the machines of a scale set, in base 36


def number(host):
    """Of this machine in its scale set."""
    try:
        return int(host[-DIGITS:], 36)
    except ValueError:
        return 0


def counted(senders):
    """azbridge's connections to the Relay, and those of its clients, whichever of their ends may have finished."""
    try:
        user = pwd.getpwnam(SENDER).pw_uid
    except KeyError:
        return 0, 0  # it has never been started
    relayed = clients = 0
    for own, peer, state, owner in connections():
        if owner == user and state not in OVER:
            relayed += peer[1] == RELAY_PORT
            clients += own in senders
    return relayed, clients


class Leak:
    """What is leaked, since when, and whether this machine is out of balance for it, or for an upgrade."""

    def __init__(self, settings, order, host=None):
        self.settings, self.order = settings, order
        self.slot = number(host or socket.gethostname()) % settings["slots"]
        self.relayed = self.clients = 0
        self.since = self.drained_until = None
        self.outdated = False

    def look(self, now, relayed, clients, outdated=False):
        """Takes what is counted now, in seconds since 1970."""
        self.relayed, self.clients, self.outdated = relayed, clients, outdated
        leaked = relayed - clients
        self.since = None if leaked <= 0 else now if self.since is None else self.since
        aged = self.since is not None and now - self.since >= self.settings["seconds"]
        if self.since is None and not outdated:
            self.drained_until = None
        elif self.drained_until is not None:
            if clients == 0 or now >= self.drained_until:
                self.restart(UPGRADE if outdated else LEAKED)
        elif (outdated or aged and leaked >= self.settings["many"]) and self.begins(now):
            self.drained_until = now - now % self.settings["slotSeconds"] + self.settings["slotSeconds"]
        elif aged and clients == 0:
            self.restart(LEAKED)

    def begins(self, now):
        """Whether it is in the first part of a slot of this machine's."""
        turn, into = divmod(now, self.settings["slotSeconds"])
        return int(turn) % self.settings["slots"] == self.slot and into < self.settings["startSeconds"]

    def restart(self, why):
        self.since = self.drained_until = None
        self.order(why)

    def state(self):
        """None while this machine takes connections, else why it does not."""
        if self.drained_until is None:
            return None
        why = "an upgrade waits" if self.outdated else f"{self.relayed - self.clients} connections leaked"
        return f"drained: {why}"

    def figures(self):
        return f"to the Relay {self.relayed}, of clients {self.clients}, leaked {max(0, self.relayed - self.clients)}"

    def watch(self, senders):
        while True:
            self.look(time.time(), *counted(senders), os.path.exists(OUTDATED))
            time.sleep(self.settings["lookSeconds"])


def order_restart(why):
    """At once and whole: it is carried out as soon as it is there."""
    print(f"a restart is ordered: {why}", flush=True)
    with open(f"{ORDER}.new", "w", encoding="ascii") as file:
        file.write(why)
    os.replace(f"{ORDER}.new", ORDER)
