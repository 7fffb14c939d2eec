"""The ear's process, told frames as AudioSocket sends them."""

import struct

import numpy as np
from tvshop_dialer.ear.server import Connection, Server, identifier

RATE, FRAME = 8000, 160


class Line:
    """The transport of a connection: what it was told, and whether it was closed."""

    def __init__(self):
        self.told, self.is_closed = b"", False

    def write(self, data):
        self.told += data

    def close(self):
        self.is_closed = True


class Call:
    def __init__(self, server, phase, attempt=7):
        self.server, self.line = server, Line()
        self.connection = Connection(server)
        self.connection.connection_made(self.line)
        self._send(0x01, bytes.fromhex(identifier(phase, attempt).replace("-", "")))

    def _send(self, kind, payload):
        self.connection.data_received(struct.pack(">BH", kind, len(payload)) + payload)

    def say(self, samples):
        """In real time: a frame for each tick."""
        for at in range(0, len(samples), FRAME):
            self._send(0x10, samples[at : at + FRAME].astype("<i2").tobytes())
            self.server.hear()

    def say_nothing(self, seconds):
        """The line sends no packets."""
        for _tick in range(int(seconds * RATE / FRAME)):
            self.server.hear()


def tone(seconds):
    return 8000 * np.sin(2 * np.pi * 1000 * np.arange(int(RATE * seconds)) / RATE)


def test_d3_beep_is_found_though_the_line_sends_nothing_behind_it():
    call = Call(Server(), 3)
    call.say(tone(0.8))
    call.say(tone(0.8)[:51])  # the end of a file is less than a packet
    assert not call.line.is_closed, "the beep lasts"
    call.say_nothing(0.5)
    assert call.line.is_closed
    assert call.server.answer("/3/7").startswith("beep|")


def test_d3_packets_that_come_a_little_late_are_no_pause():
    call = Call(Server(), 3)
    for _part in range(8):
        call.say(tone(0.1))
        call.say_nothing(0.08)
    assert not call.line.is_closed


def test_d3_line_that_never_sends_a_packet_is_silent():
    call = Call(Server(), 3)
    call.say_nothing(3)
    assert call.server.answer("/3/7").endswith("|silence")
