"""systemd on a machine of the tests, as far as a gateway's scripts use it: `systemctl.py FOLDER ARGUMENT…`.

Each call is written down in FOLDER/calls. Services start, end and reload as their units say: by their user, with its
capabilities and a runtime directory; what they print goes to FOLDER/<service>.log, and FOLDER/<service>.pid says which
process they are, which `show` tells, or <service>.code how a oneshot ended. Nothing is started again by itself. A oneshot is run to its end, or in the background with --no-block.
FOLDER/environment.json holds variables of every service.
"""

import fcntl
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time

FOLDER, *ARGUMENTS = sys.argv[1:]
UNITS = "/etc/systemd/system"
CLAIMED = []
# The azbridge double may lie where only root reads.
READS_ALL = ["gateway-azbridge.service"]


def note():
    with open(f"{FOLDER}/calls", "a", encoding="utf-8") as calls:
        calls.write(f"systemctl {' '.join(ARGUMENTS)}\n")


def unit(name):
    """The settings of a unit, a list each."""
    settings = {}
    with open(f"{UNITS}/{name}", encoding="utf-8") as file:
        for line in file:
            if "=" in line:
                key, value = line.rstrip("\n").split("=", 1)
                settings.setdefault(key, []).append(value)
    return settings


def variables(settings):
    with open(f"{FOLDER}/environment.json", encoding="utf-8") as file:
        found = {"PATH": f"{FOLDER}/bin:{os.environ['PATH']}:/usr/sbin:/sbin", **json.load(file)}
    for line in settings.get("Environment", []):
        found.update(part.split("=", 1) for part in line.split())
    for name in settings.get("EnvironmentFile", []):
        with open(name, encoding="utf-8") as file:
            found.update(line.rstrip("\n").split("=", 1) for line in file if "=" in line)
    return found


def confined(name, settings):
    """What makes a process that of the unit's user."""
    user = "nobody" if settings.get("DynamicUser") == ["yes"] else settings.get("User", ["root"])[0]
    if user == "root":
        return []
    group = "nogroup" if user == "nobody" else user
    able = [each.replace("CAP_", "+").lower() for each in settings.get("AmbientCapabilities", [""])[0].split()]
    able += ["+dac_read_search"] if name in READS_ALL else []
    capabilities = [f"--inh-caps={','.join(able)}", f"--ambient-caps={','.join(able)}"] if able else []
    return ["setpriv", f"--reuid={user}", f"--regid={group}", "--clear-groups", *capabilities]


def pid(name):
    try:
        with open(f"{FOLDER}/{name}.pid", encoding="ascii") as file:
            found = int(file.read())
        with open(f"/proc/{found}/stat", encoding="ascii") as file:
            return None if file.read().rsplit(")", 1)[1].split()[0] == "Z" else found
    except (FileNotFoundError, ProcessLookupError):
        return None


def start(name):
    if pid(name) is not None:
        return 0
    settings = unit(name)
    if settings.get("Type") == ["oneshot"]:
        return oneshot(name, settings)
    for directory in settings.get("RuntimeDirectory", []):
        shutil.rmtree(f"/run/{directory}", ignore_errors=True)
        os.makedirs(f"/run/{directory}", exist_ok=True)
        shutil.chown(f"/run/{directory}", *settings.get("User", ["root"]) * 2)
    process = run(name, settings)
    with open(f"{FOLDER}/{name}.pid", "w", encoding="ascii") as file:
        file.write(str(process.pid))
    return 0


def run(name, settings, turn=0):
    command = confined(name, settings) + settings["ExecStart"][turn].split()
    with open(f"{FOLDER}/{name}.log", "ab") as log:
        return subprocess.Popen(
            command, env=variables(settings), stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True
        )


def claimed(name):
    """Whether nobody else runs the oneshot; claimed until this process ends."""
    claim = os.open(f"{FOLDER}/{name}.lock", os.O_RDWR | os.O_CREAT)
    try:
        fcntl.flock(claim, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(claim)
        return False
    if os.path.exists(f"{FOLDER}/{name}.code"):
        os.remove(f"{FOLDER}/{name}.code")
    return True


def oneshot(name, settings):
    """Runs it, or waits for the run that is under way."""
    if name in CLAIMED or claimed(name):
        codes = (run(name, settings, turn).wait() for turn in range(len(settings["ExecStart"])))
        code = next((each for each in codes if each != 0), 0)
        with open(f"{FOLDER}/{name}.code.new", "w", encoding="ascii") as file:
            file.write(str(code))
        os.replace(f"{FOLDER}/{name}.code.new", f"{FOLDER}/{name}.code")
        return code
    with open(f"{FOLDER}/{name}.lock", encoding="ascii") as claim:
        fcntl.flock(claim, fcntl.LOCK_EX)
        with open(f"{FOLDER}/{name}.code", encoding="ascii") as file:
            return int(file.read())


def stop(name):
    running = pid(name)
    if running is not None:
        os.kill(running, getattr(signal, unit(name).get("KillSignal", ["SIGTERM"])[0]))
        until = time.monotonic() + 10
        while pid(name) is not None:
            if time.monotonic() > until:
                os.kill(running, signal.SIGKILL)
            time.sleep(0.02)
    return 0


def reload(name):
    if pid(name) is None:
        return 1
    settings = unit(name)
    for command in settings["ExecReload"]:
        words = confined(name, settings) + command.replace("$MAINPID", str(pid(name))).split()
        with open(f"{FOLDER}/{name}.log", "ab") as log:
            code = subprocess.run(words, env=variables(settings), stdout=log, stderr=log, check=False).returncode
        if code != 0:
            return code
    return 0


def main():
    note()
    verb = re.sub(r"^--.*", "", ARGUMENTS[0])
    if verb == "show":
        print(pid(ARGUMENTS[-1]) or 0)
        return 0
    services = [each for each in ARGUMENTS[1:] if each.startswith("gateway-") and each.endswith(".service")]
    if verb not in ("start", "stop", "restart", "reload"):
        return 0
    # What is started in the background has begun once this ends.
    CLAIMED.extend(
        name for name in services if verb != "reload" and unit(name).get("Type") == ["oneshot"] and claimed(name)
    )
    if "--no-block" in ARGUMENTS:
        if os.fork() > 0:
            return 0
        os.setsid()
        for descriptor in (0, 1, 2):
            os.dup2(os.open(os.devnull, os.O_RDWR), descriptor)
    for name in services:
        if verb in ("stop", "restart"):
            stop(name)
        code = {"start": start, "restart": start, "stop": lambda _: 0, "reload": reload}[verb](name)
        if code != 0:
            return code
    return 0


sys.exit(main())
