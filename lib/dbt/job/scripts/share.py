"""The volume of the semaphore, which may be a share: slow, full, gone for a while, or hanging.

What touches it does so in a thread of its own, so that a share that hangs keeps neither a signal nor dbt's end waiting.
While dbt is needed, everything on it has one patience, heartbeatTimeout.
"""

import os
import threading
import time

from coordination import (
    Refusal,
    Stillness,
    Watch,
    discard,
    first_line,
    first_word,
    join,
    line_of,
    remove,
    say,
    unreadable,
    unwritable,
    write,
)

GROUPS = "/aci/groups"
QUICK_SECONDS = 0.05  # for what a volume usually does at once
LEAVE_SECONDS = 1  # for tidying up; what is left, the next run takes over


class Lease:
    """The right to be the one live run of a group name: a file whose counter moves."""

    def __init__(self, path, nonce):
        self.path, self.nonce, self.count, self.held = path, nonce, 0, False

    def take(self):
        """Whether it was there to be taken."""
        try:
            self._write(os.O_CREAT | os.O_EXCL)
        except FileExistsError:
            return False
        except OSError as error:
            raise unwritable(self.path, error) from error
        return True

    def take_over(self, leftover):
        """Removes what a dead run has left; not what another run has put in its place meanwhile."""
        try:
            if line_of(self.path) == leftover:
                os.unlink(self.path)
        except FileNotFoundError:
            pass
        except OSError as error:
            raise unwritable(self.path, error) from error

    def owner(self):
        return first_word(first_line(self.path))

    def beat(self):
        self.count += 1
        if self.owner() not in ("", self.nonce):
            raise Refusal(
                "another run took over this group name", "check that no two groups on this volume have one name"
            )
        self._write()

    def _write(self, flags=0):
        file = os.open(self.path, os.O_WRONLY | flags, 0o644)
        try:
            os.write(file, f"{self.nonce} {self.count:012d}\n".encode())  # always as long, so that nothing is truncated
        except OSError:
            if flags:
                discard(self.path)
            raise
        finally:
            os.close(file)


class Share:
    """What one run reads and writes there. `pause` lets time pass, and raises where the run is to end."""

    def __init__(self, group, nonce, timing):
        self.timing, self.nonce, self.patience = timing, nonce, timing["heartbeatTimeoutSeconds"]
        self.semaphore, self.deployed = f"{GROUPS}/{group}", f"{GROUPS}/{group}.deployed"
        self.lease = Lease(f"{GROUPS}/{group}.live", nonce)
        self.ready = False  # whether the semaphore has said so
        self._stillness, self._rounds, self._seen = Stillness(timing), 0, 0
        self._fault, self._refusal, self._over = None, None, False

    def arm(self, fingerprint, pause):
        """Whether this is the first start after the deploy with this fingerprint, which it notes."""

        def step():
            if first_line(self.deployed) == fingerprint:
                return False
            write(self.deployed, fingerprint)
            return True

        return self._call(step, pause)

    def acquire(self, previous, pause):
        """Takes the lease; from a run that stands still, too, or from an earlier start of this same container."""
        watch = Watch(self.lease.path, self.timing)
        while not self._call(self.lease.take, pause):
            self._call(watch.look, pause)
            if watch.fault and watch.still > self.patience:
                raise unreadable(self.lease.path, watch.fault)
            if watch.moved:
                reason = f"another run of this group name is live: {self.lease.path} moves"
                raise Refusal(reason, "wait until it has ended; groups that share this volume need names of their own")
            if previous and first_word(watch.value) == previous or watch.still > self.patience:
                say(f"taking over {self.lease.path}, the leftover of a run that ended without cleaning up")
                self._call(lambda: self.lease.take_over(watch.value), pause)
                watch = Watch(self.lease.path, self.timing)
            pause()
        self.lease.held = True
        threading.Thread(target=self._keep, daemon=True).start()

    def check(self):
        """Raises where this run has lost its name, or the share has been out of order for longer than its patience."""
        if self._refusal:
            raise self._refusal
        self._stillness.look(self._rounds != self._seen)
        self._seen = self._rounds
        if self._stillness.still > self.patience:
            raise self._fault or self._silent()

    def leave(self, mine):
        """Removes what is the run's whose nonce this is: whoever holds the lease owns the semaphore."""

        def step():
            if mine and self.lease.owner() == mine:
                remove(self.semaphore)
                remove(self.lease.path)

        self._over = True
        thread, _ = self._aside(step)
        join(thread, LEAVE_SECONDS)
        if thread.is_alive():
            say(f"{GROUPS} does not answer; what this run leaves there, the next one takes over")

    def _keep(self):
        """Looks at the semaphore and moves the lease, for as long as the run lasts."""
        due = 0.0
        while not self._over:
            try:
                fault = self._semaphore_fault()
                if time.monotonic() >= due:
                    due = time.monotonic() + self.timing["heartbeatSeconds"]
                    self.lease.beat()
                    self._rounds += fault is None
            except Refusal as refusal:
                self._refusal = refusal
                return
            except OSError as error:
                fault = unwritable(self.lease.path, error)
            self._fault = fault
            time.sleep(self.timing["pollIntervalSeconds"])

    def _semaphore_fault(self):
        try:
            ready = line_of(self.semaphore) == f"ready {self.nonce}"
        except OSError as error:
            return unreadable(self.semaphore, error.strerror)
        if ready or not self.ready:
            self.ready = ready
            return None
        check = f"check that the volume at {GROUPS} is still there and that nobody deletes files on it"
        return Refusal(f"the semaphore {self.semaphore} is gone or was replaced while it was needed", check)

    def _call(self, step, pause):
        thread, outcome = self._aside(step)
        join(thread, QUICK_SECONDS)
        began = time.monotonic()
        while thread.is_alive():
            if time.monotonic() - began > self.patience:
                raise self._silent()
            pause()
        if "error" in outcome:
            raise outcome["error"]
        return outcome["value"]

    @staticmethod
    def _aside(step):
        outcome = {}

        def run():
            try:
                outcome["value"] = step()
            except Exception as error:
                outcome["error"] = error

        thread = threading.Thread(target=run, daemon=True)
        thread.start()
        return thread, outcome

    def _silent(self):
        return Refusal(f"{GROUPS} does not answer (for {self.patience:g} s)", "check the volume, and the way to it")
