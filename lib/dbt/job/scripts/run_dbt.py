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

from child import KILLED, Child, Signals

SIGNALS = Signals()  # before anything else: to a process 1 without a handler a signal is lost

import base64
import errno
import json
import os
import shutil
import signal
import socket
import threading
import time
import uuid

from artifacts import PATIENCE_SECONDS, STOPPING_PATIENCE_SECONDS, Artifacts, Command
from authorities import authorities
from coordination import Refusal, Watch, attempt, first_line, first_word, remove, say, unexpected, unreadable, write
from job_paths import PathWatch, prove_all, relay_fault
from prove_path import works
from share import GROUPS, Share

RUN, JOB, HOSTS = "/aci/run", "/aci/dbt", "/etc/hosts"
HEARTBEAT, BRIDGE, BRIDGE_ENDED = f"{RUN}/dbt", f"{RUN}/bridge", f"{RUN}/bridge.ended"
STARTED, EXIT_CODE = f"{RUN}/started", f"{RUN}/exit-code"
SELECT = "ENV_DBT_MODEL"  # the job's own selection
RUN_SELECT, RUN_FULL_REFRESH, RUN_VARS = "ENV_RUN_SELECT", "ENV_RUN_FULL_REFRESH", "ENV_RUN_VARS"  # this run's
REFRESHING = ("build", "run", "seed")
UNAVAILABLE, ARMED, TIMED_OUT = 69, 75, 124  # 75: try again, EX_TEMPFAIL; 124: as timeout(1)


class Stopped(Exception):
    """Why dbt is not to go on, or not to begin, though nothing is wrong with it; with the container's exit code."""

    def __init__(self, reason, code):
        super().__init__(reason)
        self.code = code


def record(code, reason):
    try:
        write(EXIT_CODE, f"{code}\n{reason}")
    except Refusal as refusal:
        say(f"exit code {code} is not recorded: {refusal}")


def given(name):
    """What was asked of this run alone; empty where nothing was. In base64, so that nothing on its way reads it."""
    try:
        return base64.b64decode(os.environ.get(name, ""), validate=True).decode()
    except ValueError as error:
        check = "start the job as its pipeline does, or leave the variable out"
        raise Refusal(f"the environment variable {name} holds no text in base64", check) from error


class Run:
    """One start of the dbt container, from its first file to dbt's exit code."""

    def __init__(self, job, group):
        self.began = time.monotonic()
        self.job, self.timing, self.forwards = job, job["timing"], job["forwards"]
        self.signals = SIGNALS
        self.nonce = uuid.uuid4().hex
        self.previous = first_word(first_line(HEARTBEAT))
        self.share = Share(group, self.nonce, self.timing)
        kept = job["keptRuns"]
        self.artifacts = Artifacts(f"{GROUPS}/{group}.runs", kept, self.nonce) if kept else None
        self.bridge, self.paths, self.ending = Watch(BRIDGE, self.timing), None, False

    def pause(self):
        """Lets a poll interval pass at most; raises where this start is to end."""
        self.signals.wait(self.timing["pollIntervalSeconds"])
        self._check_time()

    def _check_time(self):
        if self.signals.stop:
            name = signal.Signals(self.signals.stop).name
            raise Stopped(f"stopped by {name} before dbt was done", 128 + self.signals.stop)
        limit = self.job["runTimeoutSeconds"]
        if time.monotonic() - self.began > limit:
            raise Stopped(f"ended after {limit:g} s, the job's runTimeout, before dbt was done", TIMED_OUT)

    def execute(self):
        fingerprint = os.environ.get("ENV_DEPLOY_FINGERPRINT")
        if fingerprint and self.share.arm(fingerprint, self.pause):
            say("armed: this start follows a deploy, dbt runs from the next start of the group on")
            return ARMED
        commands = [self._command(parts) for parts in self.job["commands"]]
        if not shutil.which("dbt"):
            raise Refusal("the dbt image has no dbt on PATH", "check the image")
        if not os.path.isdir(self.job["projectDirectory"]):
            raise Refusal(
                f"the dbt image has no folder {self.job['projectDirectory']}", "check the project directory of the job"
            )
        self._map_hosts()
        self.share.acquire(self.previous, self.pause)
        self._start_heartbeat()
        self._wait_until_proven()
        self.paths = PathWatch(self.forwards, self.timing["heartbeatTimeoutSeconds"], self.timing["pathTimeoutSeconds"])
        write(STARTED, self.nonce)
        for number, command in enumerate(commands, 1):
            self._check_time()
            say(f"starting dbt, command {number} of {len(commands)}")
            call = Command(number, command, self.job["projectDirectory"])
            try:
                code = self._run(command)
            finally:
                self._keep(lambda artifacts, patience, call=call: artifacts.keep(call, patience))
            if code:
                return code
        return 0

    def _command(self, parts):
        words = [self._argument(part) for part in parts]
        refreshes = os.environ.get(RUN_FULL_REFRESH, "").lower() == "true" and words[0] in REFRESHING
        variables = given(RUN_VARS)
        return words + ["--full-refresh"] * refreshes + ["--vars", variables] * bool(variables)

    def _argument(self, part):
        if isinstance(part, str):
            return part
        if part["env"] == SELECT and given(RUN_SELECT):
            return given(RUN_SELECT)
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
            denied = error.errno in (errno.EACCES, errno.EPERM)
            check = "check that the dbt image runs as root" if denied else f"check what is mounted at {HOSTS}"
            raise Refusal(f"cannot write {HOSTS}: {error.strerror}", check) from error
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
            raise Refusal(f"the bridge ended: {ended}", "see the log of the bridge container", path_lost=True)
        self.bridge.look()
        absence, silence = self.timing["partnerTimeoutSeconds"], self.timing["heartbeatTimeoutSeconds"]
        if self.bridge.fault and self.bridge.still > silence:
            raise unreadable(BRIDGE, self.bridge.fault)
        if not self.bridge.value and self.bridge.still > absence:
            check = "check that its image can be pulled and has /bin/bash, and see its log"
            raise Refusal(f"the bridge container did not start within {absence:g} s", check)
        if self.bridge.value and self.bridge.still > silence:
            check = "see its log and its exit code; 137 means that it was killed, often for want of memory"
            reason = f"the bridge container stopped without a word (no heartbeat for {silence:g} s)"
            raise Refusal(reason, check, path_lost=True)

    def _check(self):
        self._check_bridge()
        self.share.check()

    def _wait_until_proven(self):
        limit, deadline = self.timing["startupTimeoutSeconds"], None
        while not self.share.ready:
            self._check()
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
            check = "check the listener on site and the database; dbt was ended, since it cannot go on"
            raise Refusal(reason, check, path_lost=True)

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
        try:
            dbt = Child(["dbt", *arguments], self.job["projectDirectory"], environment, self.signals)
        except (OSError, ValueError) as error:
            cause = getattr(error, "strerror", None) or "a NUL in an argument"
            raise Refusal(f"dbt cannot be started: {cause}", "check the image and the job's command") from error
        bridge = None  # which one it is, once it has been looked at
        try:
            while dbt.poll() is None:
                self._check_time()
                self._check()
                self._check_paths()
                bridge = bridge or first_word(self.bridge.value)
                if first_word(self.bridge.value) != bridge:
                    reason = "the bridge container was restarted while dbt ran"
                    raise Refusal(reason, "see its log of the earlier start", path_lost=True)
                self.signals.wait(self.timing["pollIntervalSeconds"])
        except Exception as reason:
            self.ending = True
            if dbt.poll() is None:  # whatever dbt says of itself from now on is not how this run ended
                interrupt = not getattr(reason, "path_lost", False)
                code, name = dbt.end(self.timing["terminationGraceSeconds"], interrupt)
                say(f"dbt ended with exit code {code} on {name}")
                raise
        if dbt.killer:
            say(f"dbt died of {dbt.killer}; check its log above, and for SIGKILL the container's memory (dbtSize)")
        return dbt.code

    def _keep(self, step):
        """Keeps artifacts before the others may know that dbt has ended, within the time that the run has left."""
        if self.artifacts:
            left = self.job["runTimeoutSeconds"] - (time.monotonic() - self.began)
            longest = max(STOPPING_PATIENCE_SECONDS, min(PATIENCE_SECONDS, left))
            hurried = lambda: self.ending or self.signals.stop
            patience = lambda: STOPPING_PATIENCE_SECONDS if hurried() else longest
            attempt(lambda: step(self.artifacts, patience), "artifacts of this run are incomplete")

    def end(self, code, reason):
        """Records how it ended before it tells the others, so that a restart of this container knows, too."""
        attempt(lambda: record(code, reason), f"exit code {code} is not recorded")
        self._keep(lambda artifacts, patience: artifacts.end(code, reason, patience))
        mine = self.nonce if self.share.lease.held else self.previous
        attempt(lambda: self.share.leave(mine), f"{GROUPS} is not tidied up; the next run takes it over")

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
        code, reason = getattr(failure, "code", UNAVAILABLE), str(failure)
        say(reason)
    except Exception as error:
        reason = f"{unexpected(error)}; check job.json, or report it"
        say(reason)
    run.end(code, reason)
    return code


def ended():
    """The exit code, whatever happens."""
    try:
        return main()
    except Refusal as refusal:
        failure = str(refusal)
    except Exception as error:
        failure = f"{unexpected(error)}; check job.json, or report it"
    say(failure)
    record(UNAVAILABLE, failure)
    return UNAVAILABLE


if __name__ == "__main__":
    os._exit(ended())  # no clean-up: a thread may stand in a share, and cannot end where no file can be opened
