"""Puts a changed configuration in force on a machine that runs: `gateway_apply.py <CONFIGURATION`.

A machine reads its custom data once in its life. The same text, cloud-config in JSON, comes again with an extension
whenever it has changed: what it says is written, and its commands run, if any file differs.
"""

import json
import os
import subprocess
import sys


def differs(path, content):
    try:
        with open(path, encoding="utf-8") as file:
            return file.read() != content
    except FileNotFoundError:
        return True


def write(path, content, mode):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    temporary = f"{path}.new"
    with os.fdopen(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode), "w", encoding="utf-8") as target:
        target.write(content)
    os.chmod(temporary, mode)
    os.replace(temporary, path)


def main():
    configuration = json.loads(sys.stdin.read().split("\n", 1)[1])  # after the line #cloud-config
    changed = [file for file in configuration["write_files"] if differs(file["path"], file["content"])]
    for file in changed:
        write(file["path"], file["content"], int(file["permissions"], 8))
        print(f"changed {file['path']}", flush=True)
    for command in configuration["runcmd"] if changed else []:
        subprocess.run(command, check=True)


if __name__ == "__main__":
    main()
