"""The files through which the containers of a group, and the runs of a group name, know of one another.

Liveness is a counter that moves, never a clock time: clocks differ, and a share has one of its own.
"""

import os
import sys
import threading
import time
import traceback

JOIN_STEP_SECONDS = 0.005
LONGEST_STEP_SECONDS = 1  # what one look adds at most to a stand-still, unless polls are further apart


class Refusal(Exception):
    """Why dbt cannot run, or not go on, and what to check; whether nothing can reach the databases any more."""

    def __init__(self, reason, check, path_lost=False):
        super().__init__(" ".join(f"{reason}; {check}".split()))
        self.path_lost = path_lost


def say(text):
    try:
        print(f"run_dbt: {text}", file=sys.stderr)
    except OSError:
        pass  # nobody takes the log: no reason to end otherwise than one would


def unexpected(error):
    """What to say of an error that nobody reckoned with: not its own text, which could hold a value."""
    file, line, *_ = traceback.extract_tb(error.__traceback__)[-1]
    return f"unexpected {type(error).__name__} in {os.path.basename(file)}, line {line}"


def attempt(step, failing):
    """What comes after dbt: how it ended stands, whatever fails here. `failing` is what to say then."""
    try:
        step()
    except Exception as error:
        say(f"{failing}: {unexpected(error)}")


def join(thread, seconds):
    """Waits for a thread at most so long. Its own `join` counts by the wall clock before Python 3.11, on Alpine always."""
    deadline = time.monotonic() + seconds
    while thread.is_alive() and time.monotonic() < deadline:
        time.sleep(JOIN_STEP_SECONDS)


def line_of(path):
    """The first line of a file; empty when there is none. Raises where it cannot be read."""
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            return file.readline().rstrip("\n")
    except FileNotFoundError:
        return ""


def first_line(path):
    """The first line of a file; empty when there is none, or none can be read."""
    try:
        return line_of(path)
    except OSError:
        return ""


def first_word(line):
    return line.partition(" ")[0]


def unreadable(path, cause):
    return Refusal(f"cannot read {path}: {cause}", f"check the volume at {os.path.dirname(path)}, and the way to it")


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
        discard(temporary)
        raise unwritable(path, error) from error


def discard(path):
    """Removes what was not finished, where it can be."""
    try:
        os.unlink(path)
    except OSError:
        pass


def remove(path):
    try:
        os.unlink(path)
    except FileNotFoundError:
        pass
    except OSError as error:
        say(f"cannot remove {path}: {error.strerror}; the next run takes it over, check the volume")


class Stillness:
    """For how long something has not changed; not while we stood still ourselves."""

    def __init__(self, timing):
        self.longest_step = max(LONGEST_STEP_SECONDS, 2 * timing["pollIntervalSeconds"])
        self.still, self.last = 0.0, time.monotonic()

    def look(self, changed):
        now = time.monotonic()
        self.still = 0.0 if changed else self.still + min(now - self.last, self.longest_step)
        self.last = now


class Watch(Stillness):
    """A partner's counter: whether it moves, and for how long it has stood still."""

    def __init__(self, path, timing):
        super().__init__(timing)
        self.path, self.value, self.moved = path, "", False
        self.fault = None  # why the last look saw nothing, where the file cannot be read

    def look(self):
        try:
            value, self.fault = line_of(self.path), None
        except OSError as error:
            value, self.fault = "", error.strerror
        changed = value not in ("", self.value)
        super().look(changed)
        if changed:
            self.moved, self.value = self.value != "", value
