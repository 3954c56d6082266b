"""A database that says its first word, and only that: `answering.py sql-server|mysql ADDRESS PORT`.

SQL Server (MS-TDS 2.2.6.5): answers a well-formed PRELOGIN packet with one of its own, anything else by closing; and
`RESET_ME` by a reset, as a host does that has crashed and come back.
MySQL: greets unasked with a handshake of protocol version 10, and refuses whoever logs in. What is left unsaid after
that counts as an error of its host, as MySQL counts it: after a hundred, the host is blocked.
"""

import socket
import struct
import sys
import threading

PRELOGIN, TABULAR_RESULT, VERSION, ENCRYPTION, TERMINATOR, NOT_SUPPORTED = 0x12, 0x04, 0, 1, 0xFF, 2
MAX_CONNECT_ERRORS = 100
RESET_ME = b"RESET_ME"


def receive(connection, length):
    data = b""
    while len(data) < length:
        more = connection.recv(length - len(data))
        if not more:
            raise ValueError("end of the stream")
        data += more
    return data


def prelogin(connection):
    header = receive(connection, 8)
    if header == RESET_ME:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        raise ValueError("closed by a reset")
    kind, status, length, _, _, _ = struct.unpack(">BBHHBB", header)
    body = receive(connection, length - 8)
    if (kind, status) != (PRELOGIN, 1):
        raise ValueError("not a PRELOGIN")
    options, position = {}, 0
    while body[position] != TERMINATOR:
        token, offset, size = struct.unpack_from(">BHH", body, position)
        options[token] = body[offset : offset + size]
        position += 5
    if len(options[VERSION]) != 6 or len(options[ENCRYPTION]) != 1:
        raise ValueError("VERSION has 6 bytes, ENCRYPTION 1")
    answer = struct.pack(">BHHBHHB", VERSION, 11, 6, ENCRYPTION, 17, 1, TERMINATOR)
    answer += bytes([16, 0, 16, 0, 0, 0, NOT_SUPPORTED])
    connection.sendall(struct.pack(">BBHHBB", TABULAR_RESULT, 1, 8 + len(answer), 0, 1, 0) + answer)


class Blocked:
    """Errors of the only host that there is here."""

    errors = 0


def mysql_packet(number, payload):
    return len(payload).to_bytes(3, "little") + bytes([number]) + payload


def greet(connection):
    if Blocked.errors >= MAX_CONNECT_ERRORS:
        connection.sendall(mysql_packet(0, b"\xff\x69\x04Host 'listener' is blocked because of many connection errors"))
        return
    capabilities = struct.pack("<HBHHB", 0x8200, 33, 2, 0x0008, 21)
    greeting = b"\x0a8.0.36\0" + bytes(13) + capabilities + bytes(10) + b"s" * 12 + b"\0mysql_native_password\0"
    Blocked.errors += 1
    connection.sendall(mysql_packet(0, greeting))
    length = int.from_bytes(receive(connection, 4)[:3], "little")
    if not struct.unpack_from("<I", receive(connection, length))[0] & 0x200:
        raise ValueError("no login")
    Blocked.errors -= 1
    connection.sendall(mysql_packet(2, b"\xff\x15\x04#28000Access denied"))


def serve(connection, answer):
    with connection:
        try:
            answer(connection)
            while connection.recv(4096):
                pass
        except (ValueError, KeyError, IndexError, struct.error, OSError):
            pass


answer = {"sql-server": prelogin, "mysql": greet}[sys.argv[1]]
listener = socket.create_server((sys.argv[2], int(sys.argv[3])))
print("up", flush=True)
while True:
    threading.Thread(target=serve, args=(listener.accept()[0], answer), daemon=True).start()
