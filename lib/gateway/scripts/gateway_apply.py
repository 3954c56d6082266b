"""Puts a configuration in force on a machine that runs: `gateway_apply.py`, the one that is wanted and not yet in force.

A machine reads its custom data once in its life. The same text, cloud-config in JSON, comes again with an extension
whenever it has changed, and brings this program along. It may be cut off anywhere, and whatever it runs may fail: what
is in force decides, so that the next run does what is missing. Packages come first, by programs that stand aside: a
machine that cannot get them goes on as before, and says so. Then what is written is put in its place, and what is not
goes.
"""

import fcntl
import glob
import json
import os
import shutil
import subprocess
import sys

STATE = "/var/lib/gateway"
WANTED, IN_FORCE, ASIDE = f"{STATE}/wanted", f"{STATE}/in-force", f"{STATE}/aside"
PROGRAMS, CONFIGURATION, UNITS = "/usr/local/lib/gateway", "/etc/gateway", "/etc/systemd/system"
OTHERS = ("/etc/needrestart/conf.d/gateway*", "/etc/apt/apt.conf.d/*gateway")
OWN = (f"{CONFIGURATION}/*", f"{PROGRAMS}/*", f"{UNITS}/gateway-*", *OTHERS)
RETRY = "gateway-apply.service"


def read(path):
    try:
        with open(path, encoding="utf-8") as file:
            return file.read()
    except FileNotFoundError:
        return None


def write(path, content, mode=0o644):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    temporary = f"{path}.new"
    with os.fdopen(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode), "w", encoding="utf-8") as target:
        target.write(content)
    os.chmod(temporary, mode)
    os.replace(temporary, path)


def strays(files):
    """What stands where only a gateway's files do, and is none."""
    known = {file["path"] for file in files}
    present = [path for place in OWN for path in glob.glob(place)]
    return [path for path in present if path not in known and os.path.isfile(path)]


def place(files):
    for file in files:
        if read(file["path"]) != file["content"]:
            write(file["path"], file["content"], int(file["permissions"], 8))
            print(f"changed {file['path']}", flush=True)
    for path in strays(files):
        if path.startswith(UNITS):
            subprocess.run(["systemctl", "disable", "--now", os.path.basename(path)], check=False)
        os.remove(path)
        print(f"removed {path}", flush=True)


def put_in_force(text):
    files = json.loads(text.split("\n", 1)[1])["write_files"]  # after the line #cloud-config
    changed = any(read(file["path"]) != file["content"] for file in files)
    if read(IN_FORCE) == text and not changed and not strays(files):
        return
    write(WANTED, text)
    shutil.rmtree(ASIDE, ignore_errors=True)
    shutil.rmtree(f"{ASIDE}.new", ignore_errors=True)
    for file in files:
        write(f"{ASIDE}.new{file['path']}", file["content"])
    os.rename(f"{ASIDE}.new", ASIDE)  # whole, or not there: the next boot runs what it finds
    subprocess.run(["/bin/bash", f"{ASIDE}{PROGRAMS}/gateway_packages.sh", f"{ASIDE}{CONFIGURATION}"], check=True)
    place(files)
    subprocess.run(["/bin/bash", f"{PROGRAMS}/gateway_start.sh"], check=True)
    # A run that was under way may have begun with what stood there before.
    for check in (False, True):
        subprocess.run(["systemctl", "start", "gateway-install.service"], check=check)
    shutil.rmtree(ASIDE, ignore_errors=True)
    os.replace(WANTED, IN_FORCE)


def main(text=None):
    """Another text, or the last one again; one after the other, since each takes what the last run has left."""
    os.makedirs(STATE, exist_ok=True)
    lock = os.open(f"{STATE}/lock", os.O_RDWR | os.O_CREAT, 0o600)
    fcntl.flock(lock, fcntl.LOCK_EX)
    text = read(WANTED) if text is None else text
    if text is None:
        return
    try:
        put_in_force(text)
    except subprocess.CalledProcessError as error:
        subprocess.run(["systemctl", "start", "--no-block", RETRY], check=False)  # where it is there, it tries again
        sys.exit(f"gateway_apply: not in force: {error}")


if __name__ == "__main__":
    main()
