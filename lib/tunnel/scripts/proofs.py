"""What each protocol is asked to prove a path, and how its answer is judged; with the standard library alone.

A proof gets a talk, with `send(data)`, `read(length)` and `read_on()`, and the forward. It returns when the far end has
answered in its protocol, and raises what it heard otherwise.
"""

import struct

MYSQL_PACKET_BYTES, MYSQL_TURNS = 65536, 4  # of a greeting or an answer at most; questions of one login at most
MYSQL_BUSY = (1040, 1053, 1129, 1130)  # too many connections, shutting down, host blocked, host not allowed
LONG_PASSWORD, PROTOCOL_41, SECURE_CONNECTION, PLUGIN_AUTH = 1, 0x200, 0x8000, 0x80000  # what a login can do
PROOF_USER = "path-proof"
TEXT_CHARACTERS = 200


class AnotherProtocol(Exception):
    """Something else answers there."""


class OwnAnswer(Exception):
    """The far end itself says, in its protocol, that it does not serve."""

    def __init__(self, data):
        text = data.decode("utf-8", "replace").strip("\0\r\n ")
        super().__init__("".join(each if each.isprintable() else " " for each in text)[:TEXT_CHARACTERS])


def expect(condition):
    if not condition:
        raise AnotherProtocol


def sql_server(talk, _):
    options = struct.pack(">BHHBHHB", 0, 11, 6, 1, 17, 1, 255)  # VERSION (6 bytes), ENCRYPTION (1 byte: off), end
    talk.send(struct.pack(">BBHHBB", 0x12, 1, 8 + len(options) + 7, 0, 1, 0) + options + bytes(7))  # PRELOGIN
    expect(talk.read(8)[0] == 4)


def postgresql(talk, _):
    """By the one question of which the server's log says nothing; a server before version 12 refuses it."""
    talk.send(struct.pack(">II", 8, 80877104))  # GSSENCRequest
    answer = talk.read(1)
    if answer == b"E":
        data = talk.read_on()
        fields = {part[:1]: part[1:] for part in data[4:].split(b"\0")} if data[:2] == b"\0\0" else {b"M": data}
        if fields.get(b"C") == b"0A000" or b"unsupported frontend protocol" in data:
            return
        raise OwnAnswer(fields.get(b"M", b""))
    expect(answer in (b"G", b"N"))


def mysql(talk, forward):
    """By a login that is refused: a connection without one counts as an error of its host, which is then blocked."""
    greeting = mysql_packet(talk, first=True)
    expect(greeting[0] == 10)
    try:
        after = greeting.index(0) + 14  # version, thread, scramble, filler
        low, high = struct.unpack_from("<H3xH", greeting, after)
        plugin = greeting[after + 18 + max(13, greeting[after + 7] - 8) :].split(b"\0")[0]
    except (ValueError, struct.error, IndexError) as error:
        raise AnotherProtocol from error
    able = (low | high << 16) & (PLUGIN_AUTH | SECURE_CONNECTION | PROTOCOL_41 | LONG_PASSWORD)
    expect(able & PROTOCOL_41)
    login = struct.pack("<IIB23x", able, 1 << 24, 33) + forward.get("proofUser", PROOF_USER).encode() + b"\0\0"
    mysql_send(talk, 1, login + plugin + b"\0" if able & PLUGIN_AUTH else login)
    for turn in range(1, MYSQL_TURNS + 1):
        answer = mysql_packet(talk)
        if answer[0] == 0:  # such a user, without a password, is there
            mysql_send(talk, 0, b"\x01")  # COM_QUIT
            return
        if answer[0] == 0xFF:
            return
        expect(answer[0] in (0x01, 0xFE))  # another way to log in, or more of this one: without a password, again
        mysql_send(talk, 2 * turn + 1, b"")
    raise AnotherProtocol


def mysql_send(talk, number, payload):
    talk.send(len(payload).to_bytes(3, "little") + bytes([number]) + payload)


def mysql_packet(talk, first=False):
    length = int.from_bytes(talk.read(4)[:3], "little")
    expect(0 < length <= MYSQL_PACKET_BYTES)
    packet = talk.read(length)
    if packet[0] == 0xFF and len(packet) > 3:
        code = int.from_bytes(packet[1:3], "little")
        if first or code in MYSQL_BUSY:
            raise OwnAnswer(packet[9:] if packet[3:4] == b"#" else packet[3:])
    return packet


def tls(talk, forward):
    import ssl  # here only: nothing else needs it, and a slim Python may lack it

    outgoing, context = ssl.MemoryBIO(), ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    try:
        context.wrap_bio(ssl.MemoryBIO(), outgoing, server_hostname=forward["host"]).do_handshake()
    except ssl.SSLWantReadError:
        pass
    talk.send(outgoing.read())  # ClientHello
    expect(talk.read(3)[:2] in (b"\x16\x03", b"\x15\x03"))  # a handshake, or an alert


def http(talk, forward):
    talk.send(f"HEAD / HTTP/1.1\r\nHost: {forward['host']}\r\nConnection: close\r\n\r\n".encode())
    expect(talk.read(5) == b"HTTP/")


PROOFS = {"sql-server": sql_server, "postgresql": postgresql, "mysql": mysql, "tls": tls, "http": http}
