#!/usr/bin/env python3
"""A liveness tracker behind the tracker protocol: one request a line in, one reply a line out. Standard library alone."""

import json
import struct
import sys

MAX_CAPACITY = 4096
PROBES = 64
U64 = 2**64 - 1
WRAP = 2**20
COUNTERS = ["evictions", "nonce_wraps", "capacity_exceeded", "origin_conflicts", "namespace_conflicts"]
COUNTERS += ["eviction_scan_truncated", "invariant_violations", "probe_exhausted"]
STATUSES = ("ok", "degraded", "critical", "stall")
HELLO = {"protocol": 1, "name": "tracker.py", "language": "Python", "version": "1", "counters": [*COUNTERS, "evicted_pid"]}


def mix32(x):
    """The finalizer of MurmurHash3 for 32 bits."""
    x = (x ^ x >> 16) * 0x85EBCA6B & 0xFFFFFFFF
    x = (x ^ x >> 13) * 0xC2B2AE35 & 0xFFFFFFFF
    return x ^ x >> 16


class Tracker:
    def __init__(self, capacity, policy, window):
        self.capacity = min(capacity, MAX_CAPACITY)
        self.balanced = policy == "balanced"
        self.window = min(max(window, 1), MAX_CAPACITY)
        self.slots = []  # [pid, nonce, last, origin, ns, stalled]
        self.slot_of, self.cell_of = {}, {}  # by pid: number of its slot, its cell in the index
        self.cells = [None] * (1 << max(1, (2 * self.capacity - 1).bit_length()))
        self.stalled = self.cursor = 0
        self.counts = {**dict.fromkeys(COUNTERS, 0), "evicted_pid": None}

    def count(self, counter, update=None):
        self.counts[counter] += 1
        return update

    def index(self, pid, slot):
        """Puts a pid into the first free one of the 64 cells from its home on; false if there is none."""
        for step in range(PROBES):
            cell = (mix32(pid) + step) % len(self.cells)
            if self.cells[cell] is None:
                self.cells[cell], self.cell_of[pid], self.slot_of[pid] = pid, cell, slot
                return True
        self.count("probe_exhausted")
        return False

    def record(self, pid, nonce, now, threshold, origin, ns):
        if pid not in self.slot_of:
            return self.record_new([pid, nonce, now, origin, ns, False], threshold)
        slot = self.slots[self.slot_of[pid]]
        if slot[3] != origin:
            return self.count("origin_conflicts", "origin-conflict")
        if slot[4] is not None and slot[4] != ns:
            return self.count("namespace_conflicts", "namespace-conflict")
        if nonce <= slot[1]:
            if slot[1] < U64 - WRAP or nonce >= WRAP:
                return "out-of-order"
            self.count("nonce_wraps")
        if ns is not None:
            slot[4] = ns
        slot[1], slot[2] = nonce, now
        if slot[5]:
            slot[5] = False
            self.stalled -= 1
        return "refreshed"

    def record_new(self, fresh, threshold):
        if self.place(fresh, threshold):
            return "inserted"
        return self.count("capacity_exceeded", "capacity-exceeded")

    def place(self, fresh, threshold):
        pid, _, now = fresh[:3]
        if len(self.slots) < self.capacity:
            if not self.index(pid, len(self.slots)):
                return False
            self.slots.append(fresh)
            return True
        number = self.victim(now, threshold)
        if number is None:
            return False
        victim = self.slots[number]
        self.cells[self.cell_of.pop(victim[0])] = None
        del self.slot_of[victim[0]]
        if not self.index(pid, number):
            self.index(victim[0], number)
            return False
        self.count("evictions")
        self.counts["evicted_pid"] = victim[0]
        self.stalled -= victim[5]
        self.slots[number] = fresh
        return True

    def victim(self, now, threshold):
        silence = min(10 * threshold, U64)
        number = self.scan(now, silence, True) if self.stalled else None
        if number is None and self.balanced:
            number = self.scan(now, silence, False)
        if number is None:
            self.count("eviction_scan_truncated")
        return number

    def scan(self, now, silence, stalled_only):
        length = max(len(self.slots), 1)
        start, window = self.cursor % length, min(self.window, len(self.slots))
        for step in range(window):
            number = (start + step) % length
            slot = self.slots[number]
            if max(now - slot[2], 0) > silence and (slot[5] or not stalled_only):
                self.cursor = (number + 1) % length
                return number
        self.cursor = (start + window) % length
        return None

    def drain(self, now, threshold):
        stalls = []
        for slot in self.slots:
            if not slot[5] and max(now - slot[2], 0) >= threshold:
                slot[5] = True
                self.stalled += 1
                stalls.append(dict(pid=slot[0], nonce=str(slot[1]), last=str(slot[2]), origin=slot[3], ns=text(slot[4])))
        return stalls

    def take(self, counter):
        value = self.counts[counter]
        self.counts[counter] = None if counter == "evicted_pid" else 0
        return value if counter == "evicted_pid" else str(value)

    def get(self, field, pid):
        if pid not in self.slot_of:
            return {"tracked": False}
        slot = self.slots[self.slot_of[pid]]
        return {"tracked": True, "value": {"last_ns": str(slot[2]), "origin": slot[3], "ns": text(slot[4])}[field]}


def text(value):
    return value if value is None else str(value)


def crc32c(data):
    crc = 0xFFFFFFFF
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ (0x82F63B78 if crc & 1 else 0)
    return crc ^ 0xFFFFFFFF


def encode(frame):
    words = frame["pid"], int(frame["timestamp"]), int(frame["nonce"]), frame["payload"]
    body = b"VA\x02" + bytes([STATUSES.index(frame["status"])]) + struct.pack("<IQQI", *words)
    return body + struct.pack("<I", crc32c(body))


def decode(data):
    if len(data) != 32:
        return {"refused": "bad-length"}
    pid, timestamp, nonce, payload, crc = struct.unpack_from("<IQQII", data, 4)
    faults = {
        "bad-magic": data[:2] != b"VA",
        "bad-version": data[2] != 2,
        "bad-crc": crc != crc32c(data[:28]),
        "bad-status": data[3] > 3,
        "stall-on-wire": data[3] == 3,
        "bad-pid": pid < 2,
        "bad-timestamp": timestamp == U64,
        "bad-nonce": nonce == U64 and data[3] != 2,
    }
    if any(faults.values()):
        return {"refused": next(fault for fault, is_there in faults.items() if is_there)}
    return {"frame": {"status": STATUSES[data[3]], "pid": pid, "timestamp": str(timestamp), "nonce": str(nonce), "payload": payload}}


ANSWERS = {
    "record": lambda t, r: {"update": t.record(r["pid"], *(int(r[k]) for k in ("nonce", "now", "threshold")), r["origin"], r["ns"] and int(r["ns"]))},
    "drain": lambda t, r: {"stalls": t.drain(int(r["now"]), int(r["threshold"]))},
    "take": lambda t, r: {"value": t.take(r["counter"])},
    "get": lambda t, r: t.get(r["field"], r["pid"]),
    "len": lambda t, r: {"value": len(t.slots)},
    "decode": lambda t, r: decode(bytes.fromhex(r["bytes"])),
    "encode": lambda t, r: {"bytes": encode(r["frame"]).hex()},
    "hello": lambda t, r: {"hello": HELLO},
}

tracker = None
for line in sys.stdin:
    try:
        request = json.loads(line)
        if request["op"] == "new":
            tracker = Tracker(request["capacity"], request["policy"], request["window"])
            reply = {"ok": True}
        else:
            reply = ANSWERS.get(request["op"], lambda t, r: {"unsupported": r["op"]})(tracker, request)
    except Exception as error:  # A request that cannot be carried out leaves the tracker as it is.
        reply = {"error": f"{type(error).__name__}: {error}"}
    sys.stdout.write(json.dumps(reply, separators=(",", ":")) + "\n")
    sys.stdout.flush()
