"""Proves the path to a server by the server's own answer, with the standard library alone.

An open port proves nothing: azbridge accepts before it dials the relay. The first evidence is bytes from the far end.
How a proof ends matters as much: azbridge hands on an end, but never a reset, and what it does not hand on stays open at
both ends for good. A connection that is closed with bytes unread is reset.
"""

import socket
import threading
import time

from proofs import PROOFS, AnotherProtocol, OwnAnswer

END_PATIENCE_SECONDS = 5  # for the far end's end, once ours is said
SILENCE, CLOSED = "no answer", "connection closed without an answer"
ANOTHER = "an answer of another protocol"
CHUNK = 65536


class Said(str):
    """A fault that the far end has told itself: the path to it works."""


def works(fault):
    """Whether the path does, though the far end itself may not."""
    return fault is None or isinstance(fault, Said)


def fault_of(error):
    return error.strerror or type(error).__name__ if isinstance(error, OSError) else type(error).__name__


class Talk:
    """A connection to the far end, with patience for its whole answer."""

    def __init__(self, forward, patience):
        self._deadline = time.monotonic() + patience
        # A sender beside its client is dialled by the far end's name, as the client does; a gateway by its own address.
        address = forward.get("dial", forward["host"]), forward["port"]
        self._connection = socket.create_connection(address, patience)

    def send(self, data):
        self._patient().sendall(data)

    def read(self, length):
        data = b""
        while len(data) < length:
            more = self._patient().recv(length - len(data))
            if not more:
                raise ConnectionResetError
            data += more
        return data

    def read_on(self):
        """What else comes, until a pause or the end."""
        self._deadline = min(self._deadline, time.monotonic() + 1)
        data = b""
        try:
            while len(data) < CHUNK:
                more = self._patient().recv(CHUNK)
                if not more:
                    break
                data += more
        except socket.timeout:
            pass
        return data

    def leave(self):
        """Says that nothing more comes, and reads to the far end's end. In a thread: nobody need wait for it."""
        threading.Thread(target=self._read_to_end, daemon=True).start()

    def _patient(self):
        left = self._deadline - time.monotonic()
        if left <= 0:
            raise socket.timeout
        self._connection.settimeout(left)
        return self._connection

    def _read_to_end(self):
        self._deadline = time.monotonic() + END_PATIENCE_SECONDS
        with self._connection:
            try:
                self._connection.shutdown(socket.SHUT_WR)
                while self._patient().recv(CHUNK):
                    pass
            except OSError:
                pass  # a far end that never ends: it has heard our end


def ask(forward, patience):
    """None when the far end of the forward answered in its protocol, else what happened instead."""
    try:
        talk = Talk(forward, patience)
        try:
            PROOFS[forward["protocol"]](talk, forward)
        finally:
            talk.leave()
    except socket.timeout:
        return SILENCE
    except (ConnectionResetError, BrokenPipeError):
        return CLOSED
    except AnotherProtocol:
        return ANOTHER
    except OwnAnswer as answer:
        return Said(f"the server itself says: {answer}")
    except (OSError, ImportError, UnicodeError) as error:
        return fault_of(error)
    return None
