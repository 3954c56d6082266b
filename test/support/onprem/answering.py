"""A database that says its first word, and only that: `answering.py sql-server|mysql ADDRESS PORT`.

SQL Server (MS-TDS 2.2.6.5): answers a well-formed PRELOGIN packet with one of its own, anything else by closing.
MySQL: greets unasked with a handshake of protocol version 10.
"""

import socket
import struct
import sys
import threading

PRELOGIN, TABULAR_RESULT, VERSION, ENCRYPTION, TERMINATOR, NOT_SUPPORTED = 0x12, 0x04, 0, 1, 0xFF, 2


def receive(connection, length):
    data = b""
    while len(data) < length:
        more = connection.recv(length - len(data))
        if not more:
            raise ValueError("end of the stream")
        data += more
    return data


def prelogin(connection):
    kind, status, length, _, _, _ = struct.unpack(">BBHHBB", receive(connection, 8))
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


def greet(connection):
    greeting = b"\x0a8.0.36\0" + bytes(40)
    connection.sendall(struct.pack("<I", len(greeting)) + greeting)


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
