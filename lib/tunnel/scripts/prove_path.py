"""Proves the path to a server by the server's own answer, with the standard library alone.

An open port proves nothing: azbridge accepts before it dials the relay. The first evidence is bytes from the far end.
"""

import socket
import struct
import threading
import time

RELAY_PORT, RELAY_PATIENCE_SECONDS = 443, 5
FIRST_PATIENCE_SECONDS, LONGEST_PATIENCE_SECONDS = 2, 10  # for one answer; doubled after each silence
SILENCE = "no answer"
ESTABLISHED = "01"  # in /proc/net/tcp
LOST_FAILURES = 3  # in a row, at least, before a path that was proven counts as lost


def ask_sql_server(_):
    options = struct.pack(">BHHBHHB", 0, 11, 6, 1, 17, 1, 255)  # VERSION (6 bytes), ENCRYPTION (1 byte: off), end
    return struct.pack(">BBHHBB", 0x12, 1, 8 + len(options) + 7, 0, 1, 0) + options + bytes(7)  # PRELOGIN


def ask_postgresql(_):
    return struct.pack(">II", 8, 80877103)  # SSLRequest


def ask_mysql(_):
    return b""  # the server greets unasked


def ask_tls(host):
    import ssl  # here only: nothing else needs it, and a slim Python may lack it

    outgoing = ssl.MemoryBIO()
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).wrap_bio(ssl.MemoryBIO(), outgoing, server_hostname=host).do_handshake()
    except ssl.SSLWantReadError:
        pass
    return outgoing.read()  # ClientHello


def ask_http(host):
    return f"HEAD / HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode()


# protocol: what is asked, how many bytes of the answer are read, how they are judged
PROOFS = {
    "sql-server": (ask_sql_server, 8, lambda answer: answer[0] == 4),
    "postgresql": (ask_postgresql, 1, lambda answer: answer in (b"S", b"N")),
    "mysql": (ask_mysql, 5, lambda answer: answer[3:] == b"\x00\x0a"),
    "tls": (ask_tls, 3, lambda answer: answer[:2] in (b"\x16\x03", b"\x15\x03")),  # a handshake, or an alert
    "http": (ask_http, 5, lambda answer: answer == b"HTTP/"),
}


def fault_of(error):
    return error.strerror or type(error).__name__ if isinstance(error, OSError) else type(error).__name__


def ask(forward, patience):
    """None when the far end of the forward answered in its protocol, else what happened instead."""
    question, length, judge = PROOFS[forward["protocol"]]
    answer = b""
    try:
        # A sender beside its client is dialled by the far end's name, as the client does; a gateway by its own address.
        with socket.create_connection((forward.get("dial", forward["host"]), forward["port"]), patience) as connection:
            connection.sendall(question(forward["host"]))
            while len(answer) < length:
                more = connection.recv(length - len(answer))
                if not more:
                    return "connection closed without an answer"
                answer += more
    except socket.timeout:
        return SILENCE
    except (ConnectionResetError, BrokenPipeError):
        return "connection closed without an answer"
    except (OSError, ImportError, UnicodeError) as error:
        return fault_of(error)
    return None if judge(answer) else "an answer of another protocol"


class Telling:
    """What to say of a forward that fails: the last fault, but one silence, which a pause of this container may make of
    any fault, does not replace a fault that says more; a second in a row does."""

    def __init__(self):
        self.fault, self._silences = SILENCE, 0

    def after(self, fault):
        self._silences = self._silences + 1 if fault == SILENCE else 0
        if self._silences != 1:
            self.fault = fault
        return self.fault


def prove_all(forwards, pause_seconds, wait):
    """Asks all at once, each until it answers. `wait` gets the faults that are left; it returns, or raises to give up."""
    faults = {forward["name"]: SILENCE for forward in forwards}

    def prove(forward):
        patience, telling = FIRST_PATIENCE_SECONDS, Telling()
        while forward["name"] in faults:
            fault = ask(forward, patience)
            if fault is None:
                del faults[forward["name"]]
                return
            faults[forward["name"]] = telling.after(fault)
            if fault == SILENCE:
                patience = min(2 * patience, LONGEST_PATIENCE_SECONDS)
            time.sleep(pause_seconds)

    for forward in forwards:
        threading.Thread(target=prove, args=(forward,), daemon=True).start()
    while faults:
        wait(dict(faults))


def connected(forward):
    """Whether somebody has a connection to the forward's local end; azbridge closes it when the tunnel breaks."""
    octets = [int(octet) for octet in forward["address"].split(".")]
    local = "".join(f"{octet:02X}" for octet in reversed(octets)) + f":{forward['port']:04X}"
    for table in ("/proc/net/tcp", "/proc/net/tcp6"):
        try:
            with open(table, encoding="ascii") as file:
                if any(row[1].endswith(local) and row[3] == ESTABLISHED for row in map(str.split, file)):
                    return True
        except OSError:
            pass
    return False


class PathWatch:
    """While dbt runs, asks a forward that nobody is connected to: one that no longer answers is lost after a while."""

    def __init__(self, forwards, pause_seconds, limit_seconds):
        self.lost = {}  # forward's name: fault
        for forward in forwards:
            threading.Thread(target=self._watch, args=(forward, pause_seconds, limit_seconds), daemon=True).start()

    def _watch(self, forward, pause_seconds, limit_seconds):
        failures, since, telling = 0, 0.0, Telling()
        while forward["name"] not in self.lost:
            time.sleep(pause_seconds if failures == 0 else min(pause_seconds, 1))
            fault = None if connected(forward) else ask(forward, LONGEST_PATIENCE_SECONDS)
            if fault is None:
                failures = 0
                continue
            if failures == 0:
                since, telling = time.monotonic(), Telling()
            failures += 1
            told = telling.after(fault)
            # Several, since one may be the fault of a pause of this container.
            if failures >= LOST_FAILURES and time.monotonic() - since > limit_seconds:
                self.lost[forward["name"]] = told


def relay_fault(host, port=RELAY_PORT):
    """Why the relay's host cannot be reached, None when it can. In a thread, since name resolution has no timeout."""
    result = [f"no answer within {RELAY_PATIENCE_SECONDS} s"]

    def dial():
        try:
            socket.create_connection((host, port), RELAY_PATIENCE_SECONDS).close()
            result[0] = None
        except socket.timeout:
            pass
        except (OSError, UnicodeError) as error:
            result[0] = fault_of(error)

    thread = threading.Thread(target=dial, daemon=True)
    thread.start()
    thread.join(RELAY_PATIENCE_SECONDS)
    return result[0]
