"""Restarts what needs it, at the order of gateway-health, which knows when, but may not.

gateway_restart.py look: leaves a mark while a service runs from files that an upgrade has replaced.
gateway_restart.py ordered: carries the order out.
"""

import os
import re
import subprocess
import sys

from gateway_leak import ORDER, OUTDATED, UPGRADE

SENDER = "gateway-azbridge.service"
SERVICES = (SENDER, "gateway-front.service", "gateway-health.service")  # the last one takes its order along
# A library or program that is mapped, and no longer there: what an upgrade puts in its place is another file.
REPLACED = re.compile(r" /usr/[^\n]*\(deleted\)$", re.MULTILINE)


def outdated(service):
    told = ["systemctl", "show", "--property=MainPID", "--value", service]
    pid = subprocess.run(told, capture_output=True, check=True, encoding="ascii").stdout.strip()
    try:
        with open(f"/proc/{pid}/maps", encoding="utf-8", errors="replace") as file:
            return REPLACED.search(file.read()) is not None
    except OSError:
        return False  # it does not run, and starts from what is there


def remove(path):
    try:
        os.remove(path)
    except FileNotFoundError:
        pass


def look():
    found = [service for service in SERVICES if outdated(service)]
    if not found:
        return remove(OUTDATED)
    print(f"runs from files that are no longer there: {', '.join(found)}", flush=True)
    os.close(os.open(OUTDATED, os.O_CREAT | os.O_WRONLY, 0o644))
    return None


def ordered():
    with open(ORDER, encoding="ascii", errors="replace") as file:
        upgrade = file.read() == UPGRADE
    remove(ORDER)  # before anything fails: systemd waits for another one
    # Of a leak azbridge alone is to blame, whoever else waits for a time of his own.
    for service in [each for each in SERVICES if outdated(each)] if upgrade else [SENDER]:
        subprocess.run(["systemctl", "restart", service], check=True)
    look()


if __name__ == "__main__":
    {"look": look, "ordered": ordered}[sys.argv[1]]()
