"""Keeps what dbt leaves of a run where it outlives the group: on the share, in a folder per run.

  <group>.runs/<start>-<nonce>/exit-code               as in /aci/run: the code, then the reason where dbt is not it
  <group>.runs/<start>-<nonce>/<number>-<subcommand>/  manifest.json, run_results.json, dbt.log of one command of dbt

It never fails a run and never changes dbt's exit code: what cannot be kept is said in the log.
"""

import os
import re
import shutil
import threading
import time

from coordination import Refusal, discard, say, unexpected, write

PATIENCE_SECONDS = 60  # for what one command left, on a slow share
STOPPING_PATIENCE_SECONDS = 1  # when the group is being stopped: SIGKILL follows
RESULTS = ("run_results.json", "manifest.json")  # the small one first, should the share be nearly full
RUN = re.compile(r"\d{8}T\d{6}Z-[0-9a-f]{8}")


def folder_of(arguments, project, option, default):
    """Where dbt writes: the option of its command line, its variable, the project's own setting, its default."""
    for index, word in enumerate(arguments):
        name, equals, value = word.partition("=")
        if name == f"--{option}" and (equals or index + 1 < len(arguments)):
            return os.path.join(project, value if equals else arguments[index + 1])
    value = os.environ.get("DBT_" + option.upper().replace("-", "_"))
    if not value:
        try:
            with open(os.path.join(project, "dbt_project.yml"), encoding="utf-8", errors="replace") as file:
                found = re.search(rf"^{option}:\s*[\"']?([^\s\"'#{{}}]+)", file.read(), re.MULTILINE)
        except OSError:
            found = None
        value = found.group(1) if found else default
    return os.path.join(project, value)


def state_of(path):
    """What changes when a file is written; None where there is none."""
    try:
        status = os.stat(path)
    except OSError:
        return None
    return status.st_ino, status.st_size, status.st_mtime_ns


def copy(source, target, offset=0):
    """Under its own name only when it is complete."""
    part = f"{target}.part"
    try:
        with open(source, "rb") as original, open(part, "wb") as file:
            original.seek(offset)
            shutil.copyfileobj(original, file)
        os.replace(part, target)
    except OSError:
        discard(part)
        raise


class Command:
    """One call of dbt: which of the files in its folders are its own, and not an earlier one's or the image's."""

    def __init__(self, number, arguments, directory):
        self.name = f"{number}-{arguments[0]}"
        project = os.path.join(directory, folder_of(arguments, directory, "project-dir", ""))
        target = folder_of(arguments, project, "target-path", "target")
        self.results = [os.path.join(target, name) for name in RESULTS]
        self.log = os.path.join(folder_of(arguments, project, "log-path", "logs"), "dbt.log")
        self.before = {path: state_of(path) for path in [*self.results, self.log]}

    def written(self):
        """Each file that this call wrote, and from where on it did."""
        for path in [self.results[0], self.log, *self.results[1:]]:
            before, now = self.before[path], state_of(path)
            if now and now != before:
                appended = path == self.log and before and before[0] == now[0] and before[1] <= now[1]
                yield path, before[1] if appended else 0


class Artifacts:
    """What is kept of one run; of the runs before it, as many as there is room for."""

    def __init__(self, folder, limit, nonce):
        self.folder, self.limit, self.begun, self.hangs = folder, limit, False, False
        self.run = os.path.join(folder, f"{time.strftime('%Y%m%dT%H%M%SZ', time.gmtime())}-{nonce[:8]}")

    def keep(self, command, patience):
        """What a call of dbt left; `patience` tells, again and again, how many seconds it may take."""
        self.begun = True
        self._bounded(lambda: self._copy(command), patience)

    def end(self, code, reason, patience):
        """How the run ended, where dbt was called in it."""
        if self.begun:
            ending = f"{code}\n{reason}".rstrip("\n")
            self._bounded(lambda: write(os.path.join(self.run, "exit-code"), ending), patience)

    def _bounded(self, step, patience):
        """In a thread, so that a share that hangs does not keep the run from ending."""

        def guarded():
            try:
                step()
            except OSError as error:
                say(f"artifacts of this run are incomplete in {self.run}: {error.strerror}; check the share")
            except Refusal as refusal:
                say(f"artifacts of this run are incomplete: {refusal}")
            except Exception as error:
                say(f"artifacts of this run are incomplete in {self.run}: {unexpected(error)}")

        if self.hangs:
            return
        thread = threading.Thread(target=guarded, daemon=True)
        thread.start()
        began = time.monotonic()
        while thread.is_alive() and time.monotonic() - began < patience():
            time.sleep(0.01)
        self.hangs = thread.is_alive()
        if self.hangs:
            say(f"artifacts of this run are incomplete in {self.run}: the share is too slow, or there is no more time")

    def _copy(self, command):
        if not os.path.isdir(self.run):
            self._prune()
        folder = os.path.join(self.run, command.name)
        os.makedirs(folder)
        for path, offset in command.written():
            copy(path, os.path.join(folder, os.path.basename(path)), offset)

    def _prune(self):
        os.makedirs(self.folder, exist_ok=True)
        runs = sorted(name for name in os.listdir(self.folder) if RUN.fullmatch(name))
        for name in runs[: max(0, len(runs) - self.limit + 1)]:
            try:
                shutil.rmtree(os.path.join(self.folder, name))
            except OSError as error:  # somebody reads it: the next run tries again
                say(f"the artifacts of an earlier run cannot be removed from {self.folder}/{name}: {error.strerror}")
