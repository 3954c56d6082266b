"""The files through which the containers of a group, and the runs of a group name, know of one another.

Liveness is a counter that moves, never a clock time: clocks differ, and a share has one of its own.
"""

import os
import sys
import threading
import time

LONGEST_STEP_SECONDS = 1  # what one look adds at most to a partner's stand-still, unless polls are further apart


class Refusal(Exception):
    """Why dbt cannot run, or not go on, and what to check."""

    def __init__(self, reason, check):
        super().__init__(" ".join(f"{reason}; {check}".split()))


def say(text):
    print(f"run_dbt: {text}", file=sys.stderr)


def first_line(path):
    """The first line of a file; empty when there is none, or none can be read."""
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            return file.readline().rstrip("\n")
    except OSError:
        return ""


def first_word(line):
    return line.partition(" ")[0]


def unwritable(path, error):
    volume = os.path.dirname(path)
    check = f"check that the volume at {volume} is there, writable for the user of the dbt image and not full"
    return Refusal(f"cannot write {path}: {error.strerror}", check)


def write(path, text):
    """Replaces a file's text in one step."""
    temporary = f"{path}.{os.getpid()}.{threading.get_ident()}"
    try:
        with open(temporary, "w", encoding="utf-8") as file:
            file.write(text + "\n")
        os.replace(temporary, path)
    except OSError as error:
        raise unwritable(path, error) from error


def remove(path):
    try:
        os.unlink(path)
    except FileNotFoundError:
        pass
    except OSError as error:
        say(f"cannot remove {path}: {error.strerror}; the next run takes it over, check the volume")


class Watch:
    """A partner's counter: whether it moves, and for how long it has stood still; not while we stood still ourselves."""

    def __init__(self, path, timing):
        self.longest_step = max(LONGEST_STEP_SECONDS, 2 * timing["pollIntervalSeconds"])
        self.path, self.value, self.moved, self.still, self.last = path, "", False, 0.0, time.monotonic()

    def look(self):
        now = time.monotonic()
        self.still += min(now - self.last, self.longest_step)
        self.last = now
        value = first_line(self.path)
        if value and value != self.value:
            self.moved, self.value, self.still = self.value != "", value, 0.0


class Lease:
    """The right to be the one live run of a group name: a file whose counter moves."""

    def __init__(self, path, nonce, timing):
        self.path, self.nonce, self.timing = path, nonce, timing
        self.count, self.due, self.failing, self.held = 0, 0.0, None, False

    def _write(self, flags=0):
        file = os.open(self.path, os.O_WRONLY | flags, 0o644)
        try:
            os.write(file, f"{self.nonce} {self.count:012d}\n".encode())  # always as long, so that nothing is truncated
        except OSError:
            if flags:
                os.unlink(self.path)
            raise
        finally:
            os.close(file)

    def acquire(self, previous, pause):
        """Takes the lease; from a run that stands still, too, or from an earlier start of this same container."""
        watch = Watch(self.path, self.timing)
        while True:
            try:
                self._write(os.O_CREAT | os.O_EXCL)
                self.held = True
                return
            except FileExistsError:
                watch.look()
            except OSError as error:
                raise unwritable(self.path, error) from error
            if watch.moved:
                reason = f"another run of this group name is live: {self.path} moves"
                raise Refusal(reason, "wait until it has ended; groups that share this volume need names of their own")
            if previous and first_word(watch.value) == previous or watch.still > self.timing["heartbeatTimeoutSeconds"]:
                say(f"taking over {self.path}, the leftover of a run that ended without cleaning up")
                remove(self.path)
                watch = Watch(self.path, self.timing)
            pause()

    def owner(self):
        return first_word(first_line(self.path))

    def beat(self):
        now = time.monotonic()
        if now < self.due:
            return
        self.due = now + self.timing["heartbeatSeconds"]
        self.count += 1
        if self.owner() not in ("", self.nonce):
            raise Refusal(
                "another run took over this group name", "check that no two groups on this volume have one name"
            )
        try:
            self._write()
            self.failing = None
        except OSError as error:
            self.failing = self.failing or now
            if now - self.failing > self.timing["heartbeatTimeoutSeconds"]:
                raise unwritable(self.path, error) from error
