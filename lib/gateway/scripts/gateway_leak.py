"""A bound on what azbridge leaks all the same: connections to the Relay that belong to no client any more.

When azbridge ends, all of it is freed, at both ends and in the databases. So it is restarted: at once where nobody would
notice, and where clients are never all gone, after this machine has been out of balance for a while. Machines do not see
each other: each has slots of time of its own for that, by its number.
"""

import os
import pwd
import socket
import time

from gateway_look import LISTENING, connections

SENDER, RELAY_PORT = "gateway-azbridge", 443
OVER = ("06", "07", LISTENING)  # TIME_WAIT and CLOSE belong to nobody
ORDER = "/run/gateway-health/restart"  # whoever may restart azbridge waits for this file
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
    """What is leaked, since when, and whether this machine is out of balance for it."""

    def __init__(self, settings, order, host=None):
        self.settings, self.order = settings, order
        self.slot = number(host or socket.gethostname()) % settings["slots"]
        self.relayed = self.clients = 0
        self.since = self.drained_until = None

    def look(self, now, relayed, clients):
        """Takes what is counted now, in seconds since 1970."""
        self.relayed, self.clients = relayed, clients
        leaked = relayed - clients
        self.since = None if leaked <= 0 else now if self.since is None else self.since
        if self.since is None:
            self.drained_until = None
        elif self.drained_until is not None:
            if clients == 0 or now >= self.drained_until:
                self.restart()
        elif now - self.since >= self.settings["seconds"]:
            begun = now % self.settings["slotSeconds"]
            if clients == 0:
                self.restart()
            elif leaked >= self.settings["many"] and self.own(now) and begun < self.settings["startSeconds"]:
                self.drained_until = now - begun + self.settings["slotSeconds"]

    def own(self, now):
        return int(now // self.settings["slotSeconds"]) % self.settings["slots"] == self.slot

    def restart(self):
        self.since = self.drained_until = None
        self.order()

    def state(self):
        """None while this machine takes connections, else why it does not."""
        return None if self.drained_until is None else f"drained: {self.relayed - self.clients} connections leaked"

    def figures(self):
        return f"to the Relay {self.relayed}, of clients {self.clients}, leaked {max(0, self.relayed - self.clients)}"

    def watch(self, senders):
        while True:
            self.look(time.time(), *counted(senders))
            time.sleep(self.settings["lookSeconds"])


def order_restart():
    print("azbridge is restarted: connections have leaked", flush=True)
    os.close(os.open(ORDER, os.O_CREAT | os.O_WRONLY, 0o600))
