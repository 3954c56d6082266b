"""dbt as process 1 of a container must run it: in a group of its own, ended step by step, its orphans reaped."""

import os
import select
import signal
import subprocess
import time

INTERRUPT_SHARE = 2 / 3  # of the grace: dbt cancels its statements on SIGINT alone, by a new connection for each
STEP_SECONDS = 0.05
REAP_SECONDS = 1  # from SIGKILL to the end of a process that is not stuck in the kernel
KILLED = 137


class Signals:
    """What this process is told: SIGTERM and SIGINT, and, so that nothing need be polled, the end of a child."""

    def __init__(self):
        self.stop = None  # number of the first that asks for an end
        self._wakes, wake = os.pipe()
        for end in (self._wakes, wake):
            os.set_blocking(end, False)
        signal.set_wakeup_fd(wake, warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._on_stop)

    def _on_stop(self, number, _):
        self.stop = self.stop or number

    def wait(self, seconds):
        """Until the time is over, a signal comes or a child ends."""
        if select.select([self._wakes], [], [], max(0, seconds))[0]:
            os.read(self._wakes, 65536)


def name_of(number):
    try:
        return signal.Signals(number).name
    except ValueError:  # of those that have no names
        return f"signal {number}"


class Child:
    """A command that runs."""

    def __init__(self, arguments, directory, environment, signals):
        self._process = subprocess.Popen(arguments, cwd=directory, env=environment, start_new_session=True)
        self._signals = signals
        self.code = None  # once it has ended
        self.killer = None  # name of the signal that it died of

    def poll(self):
        """Its exit code, None while it runs. Every process whose parent is gone is this one's to reap."""
        while True:
            try:
                pid, status = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                break
            if pid == 0:
                break
            if pid == self._process.pid:
                code = os.waitstatus_to_exitcode(status)
                self._process.returncode = code
                self.code = code if code >= 0 else 128 - code
                self.killer = None if code >= 0 else name_of(-code)
        return self.code

    def end(self, grace_seconds, interrupt):
        """SIGINT, unless nothing could come of it, SIGTERM, SIGKILL: the code, and the name of the signal that it took."""
        interrupting = grace_seconds * INTERRUPT_SHARE
        steps = [(signal.SIGINT, interrupting)] if interrupt else []
        for number, seconds in [*steps, (signal.SIGTERM, grace_seconds - interrupting), (signal.SIGKILL, REAP_SECONDS)]:
            try:
                os.killpg(self._process.pid, number)
            except ProcessLookupError:
                pass
            deadline = time.monotonic() + seconds
            while self.poll() is None and time.monotonic() < deadline:
                self._signals.wait(STEP_SECONDS)
            if self.code is not None:
                return self.code, signal.Signals(number).name
        return KILLED, signal.SIGKILL.name
