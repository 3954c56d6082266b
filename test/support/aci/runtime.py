"""Runs one container: a process in namespaces of its own, on a root file system assembled from an image's programs.

Usage: runtime.py SPEC. The spec is a JSON file that only root may read, since it holds the container's environment.
On file descriptor 3 it says `pid <number>` once the command runs, then `exit <code>`. Ends of the container's log: its stdout and stderr.
Everything goes with it: killed, it takes the container along.
"""

import base64
import ctypes
import json
import os
import random
import signal
import sys

CLONE_NEWNS, CLONE_NEWUTS, CLONE_NEWIPC, CLONE_NEWPID, CLONE_NEWNET = (
    0x20000,
    0x4000000,
    0x8000000,
    0x20000000,
    0x40000000,
)
MS_RDONLY, MS_NOSUID, MS_NODEV, MS_NOEXEC, MS_REMOUNT, MS_BIND, MS_MOVE, MS_REC, MS_PRIVATE = (
    1,
    2,
    4,
    8,
    32,
    4096,
    8192,
    16384,
    1 << 18,
)
CLONE_NEWTIME = 0x80
PR_SET_PDEATHSIG = 1
FURTHEST_CLOCK_SECONDS = 30 * 24 * 3600
START_ERROR = 128  # what containerd answers when the command cannot be started
LIBRARIES = ("lib", "lib32", "lib64", "libexec", "share", "local/lib")
ETC = ("ld.so.cache", "ld.so.conf", "ld.so.conf.d", "ssl", "passwd", "group", "localtime", "alternatives", "protocols")

libc = ctypes.CDLL(None, use_errno=True)


def check(result):
    if result != 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))


def mount(source, target, kind=None, flags=0, options=None):
    text = [None if value is None else value.encode() for value in (source, target, kind)]
    if libc.mount(*text, ctypes.c_ulong(flags), None if options is None else options.encode()) != 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()), target)


def place(path, directory):
    """Something to mount on."""
    if directory:
        os.makedirs(path, exist_ok=True)
    else:
        os.makedirs(os.path.dirname(path), exist_ok=True)
        if not os.path.lexists(path):
            os.close(os.open(path, os.O_CREAT | os.O_WRONLY, 0o644))


def bind(source, target, read_only=False):
    place(target, os.path.isdir(source))
    mount(source, target, flags=MS_BIND | MS_REC)
    if read_only:
        mount(None, target, flags=MS_REMOUNT | MS_BIND | MS_RDONLY)


def assemble(root, spec):
    """Libraries of this machine, programs of the image, volumes of the container."""
    mount("image", root, "tmpfs", options="mode=755")
    os.makedirs(f"{root}/usr/bin")
    for folder in LIBRARIES:
        if os.path.isdir(f"/usr/{folder}") and not os.path.islink(f"/usr/{folder}"):
            bind(f"/usr/{folder}", f"{root}/usr/{folder}", True)
    for link in ("lib", "lib32", "lib64"):
        if os.path.islink(f"/{link}"):
            os.symlink(f"usr/{link}", f"{root}/{link}")
    for link in ("bin", "sbin"):
        os.symlink("usr/bin", f"{root}/{link}")
    for name in ETC:
        if os.path.exists(f"/etc/{name}"):
            bind(f"/etc/{name}", f"{root}/etc/{name}", True)
    with open(f"{root}/etc/nsswitch.conf", "w", encoding="utf-8") as file:
        file.write("passwd: files\ngroup: files\nhosts: files dns\n")
    with open(f"{root}/etc/hostname", "w", encoding="utf-8") as file:
        file.write(spec["hostName"] + "\n")
    bind(spec["hosts"], f"{root}/etc/hosts")
    bind("/dev", f"{root}/dev")
    os.makedirs(f"{root}/proc")
    mount("proc", f"{root}/proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC)
    os.makedirs(f"{root}/tmp")
    os.chmod(f"{root}/tmp", 0o1777)
    os.makedirs(f"{root}/root")
    for target, source in spec["files"].items():
        bind(os.path.realpath(source), root + target, True)
    for volume in spec["mounts"]:
        bind(volume["source"], root + volume["target"], volume["readOnly"])
    for target, files in spec["secrets"].items():
        os.makedirs(root + target, exist_ok=True)
        mount("secret", root + target, "tmpfs")
        for name, content in files.items():
            with open(f"{root}{target}/{name}", "wb") as file:
                file.write(base64.b64decode(content, validate=True))
        mount(None, root + target, flags=MS_REMOUNT | MS_RDONLY | MS_NOEXEC | MS_NOSUID | MS_NODEV)


def become(spec):
    """Process 1 of the container."""
    check(libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0))
    mount(None, "/", flags=MS_REC | MS_PRIVATE)
    assemble(spec["root"], spec)
    os.chdir(spec["root"])
    mount(".", "/", flags=MS_MOVE)
    os.chroot(".")
    os.chdir("/")
    if spec["user"]:
        os.setgroups([])
        os.setgid(spec["user"])
        os.setuid(spec["user"])
    for number in (signal.SIGPIPE, signal.SIGXFSZ):
        signal.signal(number, signal.SIG_DFL)
    command, *_ = spec["command"]
    try:
        os.execvpe(command, spec["command"], spec["environment"])
    except OSError as error:
        raise OSError(error.errno, f'exec: "{command}": {error.strerror.lower()}') from None


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        spec = json.load(file)
    os.unlink(sys.argv[1])
    says = os.fdopen(3, "w", buffering=1)
    os.set_inheritable(3, False)
    check(libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0))
    network = os.open(spec["network"], os.O_RDONLY)
    check(libc.setns(network, CLONE_NEWNET))
    check(libc.unshare(CLONE_NEWNS | CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWPID))
    check(libc.unshare(CLONE_NEWTIME))
    with open("/proc/self/timens_offsets", "w", encoding="ascii") as file:  # runs of one name may be on different hosts
        ahead = random.randrange(FURTHEST_CLOCK_SECONDS)
        file.write(f"monotonic {ahead} 0\nboottime {ahead} 0\n")
    host_name = spec["hostName"].encode()
    check(libc.sethostname(host_name, len(host_name)))
    os.close(network)
    os.umask(0o022)
    running, begins = os.pipe()  # its end is closed when the command begins, or cannot
    pid = os.fork()
    if pid == 0:
        try:
            become(spec)
        except OSError as error:
            print(f"cannot start the container: {error.strerror} {error.filename or ''}".rstrip(), file=sys.stderr)
            os._exit(START_ERROR)
    for stream in (0, 1, 2):  # the log ends with the container
        os.dup2(os.open(os.devnull, os.O_RDWR), stream)
    os.close(begins)
    os.read(running, 1)
    print(f"pid {pid}", file=says)
    code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    print(f"exit {code if code >= 0 else 128 - code}", file=says)


main()
