"""Runs a Python program with a wall clock that somebody sets: `set_clock.py FILE PROGRAM`.

FILE holds by how many seconds that clock is ahead, and at which pace it goes: 1 as it should, 0 not at all. Waits for threads go by it, too, as they do before Python 3.11 and,
with Alpine's C library, in every Python.
"""

import os
import runpy
import sys
import threading
import time

SET, PROGRAM = sys.argv[1:3]
real_time, real_gmtime, real_localtime = time.time, time.gmtime, time.localtime


BEGUN = real_time()


def now():
    real = real_time()
    try:
        with open(SET, encoding="ascii") as file:
            ahead, pace = map(float, file.read().split() or (0, 1))
    except OSError:
        return real
    return BEGUN + (real - BEGUN) * pace + ahead


def wait(over, timeout):
    deadline = None if timeout is None else now() + timeout
    while not over() and (deadline is None or now() < deadline):
        time.sleep(0.002)
    return over()


time.time = now
time.gmtime = lambda seconds=None: real_gmtime(now() if seconds is None else seconds)
time.localtime = lambda seconds=None: real_localtime(now() if seconds is None else seconds)
threading.Event.wait = lambda self, timeout=None: wait(self.is_set, timeout)
threading.Thread.join = lambda self, timeout=None: wait(lambda: not self.is_alive(), timeout) and None

sys.argv = [PROGRAM]
sys.path[0] = os.path.dirname(PROGRAM)
runpy.run_path(PROGRAM, run_name="__main__")
