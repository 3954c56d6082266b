"""Runs dbt once the paths to its databases are proven, beside the bridge of the same container group.

What to run stands in /aci/dbt/job.json. The containers of a group share localhost and two folders:
  /aci/groups/<group>       the semaphore, written by the bridge: `starting ...`, then `ready <nonce>`
  /aci/groups/<group>.live  `<nonce> <count>`: held by the one live run of this group name, on a share by one of all groups
  /aci/groups/<group>.deployed  fingerprint of the last deploy, where a deploy only arms the job
  /aci/groups/<group>.runs  what dbt left of the last runs, where the job keeps any
  /aci/run/dbt, .../bridge  heartbeats: they count when they move, whatever the clock says
  /aci/run/started, .../exit-code   whether dbt ran in this start of the group, and how it ended, on a line `<code>`
Everything that is not dbt's own outcome ends with one line on stderr and exit code 69.
Environment values and arguments are never printed: they may hold secrets.
"""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
import traceback
import uuid

from artifacts import PATIENCE_SECONDS, STOPPING_PATIENCE_SECONDS, Artifacts, Command
from authorities import authorities
from coordination import Lease, Refusal, Watch, first_line, first_word, remove, say, write
from job_paths import PathWatch, prove_all, relay_fault
from prove_path import works

GROUPS, RUN, JOB, HOSTS = "/aci/groups", "/aci/run", "/aci/dbt", "/etc/hosts"
HEARTBEAT, BRIDGE, BRIDGE_ENDED = f"{RUN}/dbt", f"{RUN}/bridge", f"{RUN}/bridge.ended"
STARTED, EXIT_CODE = f"{RUN}/started", f"{RUN}/exit-code"
UNAVAILABLE, ARMED, KILLED = 69, 75, 137  # 75: try again, EX_TEMPFAIL
SEMAPHORE_GRACE_SECONDS = 1  # how long the semaphore may be unreadable, as while a share replaces it


class Stopped(Exception):
    def __init__(self, number):
        super().__init__(f"stopped by {signal.Signals(number).name} before dbt was done")
        self.number = number


def record(code, reason):
    try:
        write(EXIT_CODE, f"{code}\n{reason}")
    except Refusal as refusal:
        say(f"exit code {code} is not recorded: {refusal}")


def exit_code(process, patience):
    code = process.wait(patience)
    return code if code >= 0 else 128 - code


class Run:
    """One start of the dbt container, from its first file to dbt's exit code."""

    def __init__(self, job, group):
        self.job, self.timing, self.forwards = job, job["timing"], job["forwards"]
        self.nonce = uuid.uuid4().hex
        self.previous = first_word(first_line(HEARTBEAT))
        self.semaphore, self.deployed = f"{GROUPS}/{group}", f"{GROUPS}/{group}.deployed"
        self.lease = Lease(f"{GROUPS}/{group}.live", self.nonce, self.timing)
        kept = job.get("keptRuns", 0)
        self.artifacts = Artifacts(f"{GROUPS}/{group}.runs", kept, self.nonce) if kept else None
        self.bridge, self.semaphore_lost, self.signal, self.paths = Watch(BRIDGE, self.timing), None, None, None
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._on_signal)

    def _on_signal(self, number, _):
        self.signal = number

    def pause(self):
        time.sleep(self.timing["pollIntervalSeconds"])
        if self.signal:
            raise Stopped(self.signal)

    def execute(self):
        if self._only_armed():
            return ARMED
        commands = [[self._argument(part) for part in command] for command in self.job["commands"]]
        if not shutil.which("dbt"):
            raise Refusal("the dbt image has no dbt on PATH", "check the image")
        if not os.path.isdir(self.job["projectDirectory"]):
            raise Refusal(
                f"the dbt image has no folder {self.job['projectDirectory']}", "check the project directory of the job"
            )
        self._map_hosts()
        self.lease.acquire(self.previous, self.pause)
        self._start_heartbeat()
        self._wait_until_proven()
        self.paths = PathWatch(
            self.forwards, self.timing["heartbeatTimeoutSeconds"], self.timing["startupTimeoutSeconds"]
        )
        write(STARTED, self.nonce)
        for number, command in enumerate(commands, 1):
            if self.signal:
                raise Stopped(self.signal)
            say(f"starting dbt, command {number} of {len(commands)}")
            call = Command(number, command, self.job["projectDirectory"])
            try:
                code = self._run(command)
            finally:
                self._keep(lambda artifacts, patience, call=call: artifacts.keep(call, patience))
            if code:
                return code
        return 0

    def _only_armed(self):
        """Whether this is the first start after a deploy, of a job that deploys must not run."""
        fingerprint = os.environ.get("ENV_DEPLOY_FINGERPRINT")
        if not fingerprint or first_line(self.deployed) == fingerprint:
            return False
        write(self.deployed, fingerprint)
        say("armed: this start follows a deploy, dbt runs from the next start of the group on")
        return True

    def _argument(self, part):
        if isinstance(part, str):
            return part
        if part["env"] not in os.environ:
            raise Refusal(f"the environment variable {part['env']} is not set", "check the container's environment")
        return os.environ[part["env"]]

    def _map_hosts(self):
        """Makes every database's own host name lead to the bridge: certificates still match, profiles need no change."""
        try:
            with open(HOSTS, encoding="utf-8", errors="replace") as file:
                text = file.read()
            known = [tuple(line.split()) for line in text.splitlines()]
            wanted = dict.fromkeys((forward["address"], forward["host"]) for forward in self.forwards)
            lines = [f"{address} {host}\n" for address, host in wanted if (address, host) not in known]
            if lines:
                with open(HOSTS, "a", encoding="utf-8") as file:
                    file.write(("" if not text or text.endswith("\n") else "\n") + "".join(lines))
        except OSError as error:
            raise Refusal(f"cannot write {HOSTS}: {error.strerror}", "check that the dbt image runs as root") from error
        for forward in self.forwards:
            try:
                found = {entry[4][0] for entry in socket.getaddrinfo(forward["host"], forward["port"])}
            except (OSError, UnicodeError):
                found = set()
            if found != {forward["address"]}:
                reason = f"{forward['host']} leads to {', '.join(sorted(found)) or 'no address'}, not to {forward['address']}"
                raise Refusal(
                    reason, f"check that {HOSTS} has no other line with this name and that the image reads it first"
                )

    def _start_heartbeat(self):
        """The first beat announces the nonce. In a thread of its own, so that a share that hangs does not stop it."""

        def beat(count=1):
            while True:
                time.sleep(self.timing["heartbeatSeconds"])
                count += 1
                try:
                    write(HEARTBEAT, f"{self.nonce} {count}")
                except Refusal:
                    pass  # when this goes on, the bridge ends the run

        write(HEARTBEAT, f"{self.nonce} 1")
        threading.Thread(target=beat, daemon=True).start()

    def _check_bridge(self):
        ended = first_line(BRIDGE_ENDED)
        if ended:
            raise Refusal(f"the bridge ended: {ended}", "see the log of the bridge container")
        self.bridge.look()
        absence, silence = self.timing["partnerTimeoutSeconds"], self.timing["heartbeatTimeoutSeconds"]
        if not self.bridge.value and self.bridge.still > absence:
            check = "check that its image can be pulled and has /bin/bash, and see its log"
            raise Refusal(f"the bridge container did not start within {absence:g} s", check)
        if self.bridge.value and self.bridge.still > silence:
            check = "see its log and its exit code; 137 means that it was killed, often for want of memory"
            raise Refusal(f"the bridge container stopped without a word (no heartbeat for {silence:g} s)", check)

    def _check_semaphore(self):
        if first_line(self.semaphore) == f"ready {self.nonce}":
            self.semaphore_lost = None
            return
        self.semaphore_lost = self.semaphore_lost or time.monotonic()
        if time.monotonic() - self.semaphore_lost > SEMAPHORE_GRACE_SECONDS:
            check = f"check that the volume at {GROUPS} is still there and that nobody deletes files on it"
            raise Refusal(f"the semaphore {self.semaphore} is gone or was replaced while it was needed", check)

    def _check(self):
        self._check_bridge()
        self._check_semaphore()
        self.lease.beat()

    def _wait_until_proven(self):
        limit, deadline = self.timing["startupTimeoutSeconds"], None
        while first_line(self.semaphore) != f"ready {self.nonce}":
            self._check_bridge()
            self.lease.beat()
            if deadline is None and self.bridge.moved:  # both containers run: from here on it counts
                deadline = time.monotonic() + limit
            if deadline and time.monotonic() > deadline:
                raise Refusal(
                    f"the bridge runs, but was not ready within {limit:g} s", "see the log of the bridge container"
                )
            self.pause()

        deadline = deadline or time.monotonic() + limit

        def wait(faults):
            self._check()
            if time.monotonic() > deadline:
                raise self._unproven(faults)
            self.pause()

        prove_all(self.forwards, self.timing["pollIntervalSeconds"], wait)

    def _described(self, faults):
        return ", ".join(
            f"{forward['name']} ({forward['host']}:{forward['port']}, {forward['protocol']}: {faults[forward['name']]})"
            for forward in self.forwards
            if forward["name"] in faults
        )

    def _check_paths(self):
        if self.paths.lost:
            reason = f"the path was lost while dbt ran: {self._described(dict(self.paths.lost))}"
            raise Refusal(reason, "check the listener on site and the database; dbt was ended, since it cannot go on")

    def _unproven(self, faults):
        limit, relay = self.timing["startupTimeoutSeconds"], self.job.get("relayHost")
        reason = f"no proof within {limit:g} s for {len(faults)} of {len(self.forwards)} forwards: {self._described(faults)}"
        beyond = "check that the listener on site runs and has this forward, the right to send, and that the database answers there"
        if all(map(works, faults.values())):
            return Refusal(f"{reason}; the path works, but the server does not serve", "check the server on site")
        if len(faults) < len(self.forwards) or any(map(works, faults.values())):
            return Refusal(f"{reason}; other forwards answer, so the fault lies beyond the relay", beyond)
        if not relay:
            return Refusal(reason, f"check the way to the relay on port 443; then {beyond}")
        fault = relay_fault(relay, self.job.get("relayPort", 443))
        if fault:
            check = "check the group's name resolution and its way out to the relay"
            return Refusal(f"{reason}; the relay {relay} cannot be reached: {fault}", check)
        return Refusal(f"{reason}; the relay {relay} can be reached, so the fault lies beyond it", beyond)

    def _run(self, arguments):
        environment = dict(os.environ)
        if os.path.exists(f"{JOB}/profiles.yml"):
            environment["DBT_PROFILES_DIR"] = JOB
        if self.job["trustsImage"]:
            environment.update(authorities(environment))
        bridge = first_word(self.bridge.value)
        try:
            dbt = subprocess.Popen(
                ["dbt", *arguments], cwd=self.job["projectDirectory"], env=environment, start_new_session=True
            )
        except (OSError, ValueError) as error:
            cause = getattr(error, "strerror", None) or "a NUL in an argument"
            raise Refusal(f"dbt cannot be started: {cause}", "check the image and the job's command") from error
        try:
            while True:
                try:
                    return exit_code(dbt, self.timing["pollIntervalSeconds"])
                except subprocess.TimeoutExpired:
                    pass
                if self.signal:
                    return self._end(dbt, self.signal)
                self._check()
                self._check_paths()
                if first_word(self.bridge.value) != bridge:
                    raise Refusal(
                        "the bridge container was restarted while dbt ran", "see its log of the earlier start"
                    )
        except Refusal:
            self._end(dbt, signal.SIGTERM)
            raise

    def _end(self, dbt, number):
        for step in (number, signal.SIGKILL):
            try:
                os.killpg(dbt.pid, step)
            except ProcessLookupError:
                pass
            try:
                return exit_code(dbt, self.timing["terminationGraceSeconds"])
            except subprocess.TimeoutExpired:
                pass
        return KILLED

    def _keep(self, step):
        """Keeps artifacts before the others may know that dbt has ended, and shows meanwhile that this run lives."""
        if not self.artifacts:
            return
        kept = threading.Event()

        def beat():
            while not kept.wait(self.timing["pollIntervalSeconds"]):
                try:
                    self.lease.beat()
                except Refusal:
                    return  # how dbt ended stands already

        threading.Thread(target=beat, daemon=True).start()
        step(self.artifacts, lambda: STOPPING_PATIENCE_SECONDS if self.signal else PATIENCE_SECONDS)
        kept.set()

    def end(self, code, reason):
        """Records how it ended before it tells the others, so that a restart of this container knows, too."""
        record(code, reason)
        self._keep(lambda artifacts, patience: artifacts.end(code, reason, patience))
        mine = self.nonce if self.lease.held else self.previous
        if mine and self.lease.owner() == mine:  # whoever holds the lease owns the semaphore
            remove(self.semaphore)
            remove(self.lease.path)

    def repeated(self):
        """The code of an earlier start of this container in the same start of the group, None when dbt may run."""
        if self.job["rerunOnRestart"]:
            remove(STARTED)
            remove(EXIT_CODE)
            return None
        code = first_line(EXIT_CODE)
        if code:
            say(f"the platform restarted this container; dbt does not run twice, exit code {code} is repeated")
            return int(code)
        if not os.path.exists(STARTED):
            return None
        say(f"the platform restarted this container after dbt was killed; dbt does not run twice; exit code {KILLED}")
        self.end(KILLED, "dbt was killed")
        return KILLED


def main():
    group = os.environ.get("ENV_GROUP_NAME", "")
    if not group or "/" in group or group.startswith("."):
        raise Refusal("ENV_GROUP_NAME is not set or is no file name", "check the container's environment")
    with open(f"{JOB}/job.json", encoding="utf-8") as file:
        run = Run(json.load(file), group)
    code = run.repeated()
    if code is not None:
        return code
    code, reason = UNAVAILABLE, ""
    try:
        code = run.execute()
    except (Refusal, Stopped) as failure:
        code, reason = UNAVAILABLE if isinstance(failure, Refusal) else 128 + failure.number, str(failure)
        say(reason)
    finally:
        run.end(code, reason)
    return code


if __name__ == "__main__":
    try:
        sys.exit(main())
    except Refusal as refusal:
        failure = str(refusal)
    except Exception as error:  # no traceback: its text could hold a value
        line = traceback.extract_tb(error.__traceback__)[-1].lineno
        failure = f"unexpected {type(error).__name__} in line {line} of its own; check job.json, or report it"
    say(failure)
    record(UNAVAILABLE, failure)
    sys.exit(UNAVAILABLE)
