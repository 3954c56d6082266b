"""A share that misbehaves on demand: shows a folder of this machine through FUSE, spoken by hand.

Usage: faulty_share.py FOLDER MOUNT_POINT. It says `up`, then takes a fault a line on stdin: `none`, `hang` (nothing is
answered, as by a server that is gone; who waits can be killed), `slow SECONDS` (each answer), `full`, `read-only`, `gone`
(nothing is found), `wrong` (input/output error), `down` (host is down). Nothing is cached: a fault counts at once.
"""

import ctypes
import errno
import os
import select
import stat
import struct
import sys
import time

(LOOKUP, FORGET, GETATTR, SETATTR, MKNOD, MKDIR, UNLINK, RMDIR, RENAME, OPEN, READ, WRITE, STATFS, RELEASE, FSYNC) = (
    1, 2, 3, 4, 8, 9, 10, 11, 12, 14, 15, 16, 17, 18, 20,
)  # fmt: skip
FLUSH, INIT, OPENDIR, READDIR, RELEASEDIR, CREATE, INTERRUPT, BATCH_FORGET, RENAME2 = 25, 26, 27, 28, 29, 35, 36, 42, 45
UNANSWERED = (FORGET, INTERRUPT, BATCH_FORGET)
CHANGES = (SETATTR, MKNOD, MKDIR, UNLINK, RMDIR, RENAME, RENAME2, WRITE, CREATE)
GROWS = (MKNOD, MKDIR, CREATE)
NAMED = (LOOKUP, GETATTR, SETATTR, MKNOD, MKDIR, UNLINK, RMDIR, RENAME, RENAME2, OPEN, OPENDIR, CREATE)
EVERYWHERE = {"wrong": errno.EIO, "down": errno.EHOSTDOWN}
WRITING = os.O_WRONLY | os.O_RDWR
DIRECT_IO, NO_FLUSH, ATTRIBUTE_MODE, ATTRIBUTE_SIZE = 1, 32, 1, 8
BUFFER = 1 << 20
ROOT = 1


def text(data):
    return data.split(b"\0")[0].decode()


class Share:
    def __init__(self, folder):
        self.folder, self.paths, self.nodes, self.last = folder, {ROOT: ""}, {"": ROOT}, ROOT
        self.files, self.last_file, self.fault, self.slow = {}, 0, "none", 0.0

    def real(self, path):
        return os.path.join(self.folder, path) if path else self.folder

    def child(self, node, name):
        return os.path.join(self.paths[node], name)

    def node(self, path):
        if path not in self.nodes:
            self.last += 1
            self.nodes[path], self.paths[self.last] = self.last, path
        return self.nodes[path]

    def attributes(self, path):
        s = os.lstat(self.real(path))
        times = (int(s.st_atime), int(s.st_mtime), int(s.st_ctime))
        return struct.pack(
            "<6Q10I", s.st_ino, s.st_size, s.st_blocks, *times, 0, 0, 0, s.st_mode, s.st_nlink, s.st_uid, s.st_gid, 0, 4096, 0
        )  # fmt: skip

    def entry(self, path):
        attributes = self.attributes(path)
        return struct.pack("<4Q2I", self.node(path), 0, 0, 0, 0, 0) + attributes

    def opened(self, path, flags, mode=0o644):
        self.last_file += 1
        self.files[self.last_file] = os.open(self.real(path), flags & ~os.O_NOFOLLOW, mode)
        # Who is killed closes its files, and no signal ends the wait for a flush: without one it does not hang in it.
        return struct.pack("<Q2I", self.last_file, DIRECT_IO | NO_FLUSH, 0)

    def refused(self, operation, body):
        """By a share that has a fault: the error, 0 where the operation goes through all the same."""
        if self.fault in EVERYWHERE:
            return EVERYWHERE[self.fault]
        if self.fault == "gone" and operation in NAMED:
            return errno.ENOENT
        writes = operation == OPEN and struct.unpack_from("<I", body)[0] & WRITING
        if self.fault == "read-only" and (operation in CHANGES or writes):
            return errno.EROFS
        if self.fault == "full" and operation in GROWS:
            return errno.ENOSPC
        return 0

    def answer(self, operation, node, body):
        if operation == INIT:
            major, minor, ahead = struct.unpack_from("<3I", body)
            return struct.pack("<4I2H2I2H2I6I", major, min(minor, 31), ahead, 0, 12, 9, BUFFER // 2, 1, 0, 0, 0, 0, *[0] * 6)
        error = self.refused(operation, body)
        if error:
            raise OSError(error, "")
        path = self.paths[node]
        if operation == LOOKUP:
            return self.entry(self.child(node, text(body)))
        if operation == GETATTR:
            return struct.pack("<Q2I", 0, 0, 0) + self.attributes(path)
        if operation == SETATTR:
            valid = struct.unpack_from("<I", body)[0]
            if valid & ATTRIBUTE_MODE:
                os.chmod(self.real(path), struct.unpack_from("<I", body, 68)[0] & 0o7777)
            if valid & ATTRIBUTE_SIZE:
                os.truncate(self.real(path), struct.unpack_from("<Q", body, 16)[0])
            return struct.pack("<Q2I", 0, 0, 0) + self.attributes(path)
        if operation == MKDIR:
            path = self.child(node, text(body[8:]))
            os.mkdir(self.real(path), struct.unpack_from("<I", body)[0])
            return self.entry(path)
        if operation == CREATE:
            flags, mode = struct.unpack_from("<2I", body)
            path = self.child(node, text(body[16:]))
            opened = self.opened(path, flags | os.O_CREAT, mode)
            return self.entry(path) + opened
        if operation == UNLINK:
            os.unlink(self.real(self.child(node, text(body))))
            self.forget(self.child(node, text(body)))
            return b""
        if operation == RMDIR:
            os.rmdir(self.real(self.child(node, text(body))))
            self.forget(self.child(node, text(body)))
            return b""
        if operation in (RENAME, RENAME2):
            target = struct.unpack_from("<Q", body)[0]
            old, new = body[8 if operation == RENAME else 16 :].split(b"\0")[:2]
            source, path = self.child(node, old.decode()), self.child(target, new.decode())
            os.rename(self.real(source), self.real(path))
            self.forget(path)
            moved = self.nodes.pop(source, None)
            if moved:
                self.nodes[path], self.paths[moved] = moved, path
            return b""
        if operation == OPEN:
            return self.opened(path, struct.unpack_from("<I", body)[0])
        if operation == OPENDIR:
            return struct.pack("<Q2I", 0, 0, 0)
        if operation == READ:
            file, offset, size = struct.unpack_from("<2QI", body)
            return os.pread(self.files[file], size, offset)
        if operation == WRITE:
            file, offset, size = struct.unpack_from("<2QI", body)
            return struct.pack("<2I", os.pwrite(self.files[file], body[40 : 40 + size], offset), 0)
        if operation == READDIR:
            _, offset, size = struct.unpack_from("<2QI", body)
            return self.listing(path, offset, size)
        if operation == RELEASE:
            os.close(self.files.pop(struct.unpack_from("<Q", body)[0]))
            return b""
        if operation == STATFS:
            s = os.statvfs(self.folder)
            return struct.pack("<5Q4I6I", s.f_blocks, s.f_bfree, s.f_bavail, s.f_files, s.f_ffree, s.f_bsize, 255, s.f_frsize, 0, *[0] * 6)  # fmt: skip
        if operation in (FLUSH, FSYNC, RELEASEDIR):
            return b""
        raise OSError(errno.ENOSYS, "")

    def forget(self, path):
        node = self.nodes.pop(path, None)
        if node:
            self.paths[node] = f"{path}\0gone"  # open files live on, by their descriptors

    def listing(self, path, offset, size):
        data = b""
        names = [".", "..", *sorted(os.listdir(self.real(path)))]
        for number, name in enumerate(names[offset:], offset + 1):
            mode = os.lstat(self.real(os.path.join(path, name))).st_mode
            raw = name.encode()
            one = struct.pack("<2Q2I", number, number, len(raw), stat.S_IFMT(mode) >> 12) + raw
            one += bytes(-len(one) % 8)
            if len(data) + len(one) > size:
                break
            data += one
        return data


def serve(share, device):
    while True:
        wanted = [sys.stdin] if share.fault == "hang" else [sys.stdin, device]
        ready = select.select(wanted, [], [])[0]
        if sys.stdin in ready:
            line = os.read(0, 1024).decode()
            if not line:
                return
            share.fault, *figures = line.strip().splitlines()[-1].split()
            share.slow = float(figures[0]) if figures else 0.0
            print("done", flush=True)
            continue
        request = os.read(device, BUFFER + 4096)
        _, operation, unique, node = struct.unpack_from("<2I2Q", request)
        if operation in UNANSWERED:
            continue
        if share.slow:
            time.sleep(share.slow)
        try:
            reply, error = share.answer(operation, node, request[40:]), 0
        except OSError as failure:
            reply, error = b"", failure.errno
        except ValueError:  # the path of a file that is gone
            reply, error = b"", errno.ENOENT
        try:
            os.write(device, struct.pack("<IiQ", 16 + len(reply), -error, unique) + reply)
        except OSError as failure:
            if failure.errno != errno.ENOENT:  # who asked is gone
                raise


def main():
    folder, point = sys.argv[1:]
    device = os.open("/dev/fuse", os.O_RDWR)
    options = f"fd={device},rootmode=40000,user_id=0,group_id=0,allow_other"
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.mount(b"share", point.encode(), b"fuse", 0, options.encode()) != 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    print("up", flush=True)
    try:
        serve(Share(folder), device)
    finally:
        libc.umount2(point.encode(), 2)  # MNT_DETACH


main()
