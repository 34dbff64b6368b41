/** A fault of the sample over a Map: text of it, what stands there instead, and the clause that names what is broken. */
export type PlantedFault = readonly [what: string, clause: string, search: string, replace: string];

function fault(what: string, clause: string, [search, replace]: readonly [string, string]): PlantedFault {
  return [what, clause, search, replace];
}

const ASSIGN = 'Object.assign(slot, { nonce, last: now, ns: slot.ns ?? ns, isStalled: false });';
const ORIGIN = "    if (slot.origin !== origin) return this.count('origin_conflicts', 'origin-conflict');\n";
const NAMESPACE = "    if (slot.ns !== null && slot.ns !== ns) return this.count('namespace_conflicts', 'namespace-conflict');\n";
const NONCE = `    if (nonce <= slot.nonce) {
      if (slot.nonce < U64_MAX - WRAP || nonce >= WRAP) return 'out-of-order';
      this.count('nonce_wraps');
    }
`;
const STALE = "if (slot.nonce < U64_MAX - WRAP || nonce >= WRAP) return 'out-of-order';";
const LOOKED_UP = 'const slot = this.slots[this.lookUp(pid) ?? -1];\n    if (slot === undefined) return this.recordNew';
const SILENT = '(now > last ? now - last : 0n) >= threshold';
const EVICTABLE = 'if (now - last <= silence || (stalledOnly && !isStalled)) continue;';
const VICTIM = 'let number = this.stalled > 0 ? this.scan(now, silence, true) : null;';
const PLACED = '    this.slots[number] = fresh;\n';
const STALL = 'silent.map(({ pid, nonce, last, origin, ns }) => ({ pid, nonce, last, origin, ns }))';
const REINSERTED = '        this.insert(victim.pid, number);\n';

/** One at a time is planted; each must fail its clause. */
export const PLANTED_FAULTS: readonly PlantedFault[] = [
  fault('a table without slots has one', 'T01', ['Math.min(capacity, MAX_CAPACITY)', 'Math.max(1, Math.min(capacity, MAX_CAPACITY))']),
  fault('the largest threshold is none', 'S10', [SILENT, `(threshold === U64_MAX || ${SILENT})`]),
  fault('strict never evicts', 'E01', [VICTIM, 'let number = null;']),
  fault('removed cells of a larger table stay blocked', 'I04', [
    'this.cells[this.cellOf.get(pid)] = null;',
    'this.cells[this.cellOf.get(pid)] = this.capacity > 1 ? -1 : null;',
  ]),
  fault('a rollback loses the pid where hardly a cell is free', 'I08', [
    REINSERTED,
    `        if (this.slots.length !== 65) this.insert(victim.pid, number);\n`,
  ]),
  fault('a larger capacity is not cut', 'T02', ['Math.min(capacity, MAX_CAPACITY)', 'capacity']),
  fault('a window of 0 reads nothing', 'T03', ['Math.max(window, 1)', 'window']),
  fault('a large window is refused', 'T04', [
    '    this.policy = policy;',
    "    if (window > MAX_CAPACITY) throw new RangeError('window');\n    this.policy = policy;",
  ]),
  fault('counts outlive their tracker', 'T05', ['  counts = new Map();', '  static shared = new Map();\n  counts = MapTracker.shared;']),
  fault('stalled pids are not counted', 'T06', [
    'return this.slots.length;',
    'return this.slots.filter(({ isStalled }) => !isStalled).length;',
  ]),
  fault('a first nonce of 0 is refused', 'B01', [
    LOOKED_UP,
    `if (this.lookUp(pid) === undefined && nonce === 0n) return 'out-of-order';\n    ${LOOKED_UP}`,
  ]),
  fault('pid 0 is none', 'B02', [LOOKED_UP, `if (pid === 0) return 'out-of-order';\n    ${LOOKED_UP}`]),
  fault('pids are signed', 'B02', ['return this.slotOf.get(pid);', 'return this.slotOf.get(pid | 0);']),
  fault('a gap between nonces is refused', 'B03', [
    '    if (nonce <= slot.nonce) {',
    "    if (nonce > slot.nonce + 8n) return 'out-of-order';\n    if (nonce <= slot.nonce) {",
  ]),
  fault('an equal nonce is taken', 'B04', ['if (nonce <= slot.nonce) {', 'if (nonce < slot.nonce) {']),
  fault('a smaller nonce is taken', 'B05', ['if (nonce <= slot.nonce) {', 'if (nonce === slot.nonce) {']),
  fault('nonces are doubles', 'B06', ['if (nonce <= slot.nonce) {', 'if (Number(nonce) <= Number(slot.nonce)) {']),
  fault('nonces have 32 bits', 'B07', ['if (nonce <= slot.nonce) {', 'if (BigInt.asUintN(32, nonce) <= BigInt.asUintN(32, slot.nonce)) {']),
  fault('critical beats are refused', 'B08', [
    'record({ pid, nonce, now, threshold, origin, ns }) {',
    "record({ pid, nonce, status, now, threshold, origin, ns }) {\n    if (status === 'critical') return 'out-of-order';",
  ]),
  fault('time never runs backwards', 'B09', [ASSIGN, `if (now < slot.last) now = slot.last;\n    ${ASSIGN}`]),
  fault('a beat that is out of order is a sign of life', 'B10', [
    STALE,
    `if (slot.nonce < U64_MAX - WRAP || nonce >= WRAP) {\n        slot.last = now;\n        return 'out-of-order';\n      }`,
  ]),
  fault('one from another origin is a sign of life', 'B10', [ORIGIN, `    if (slot.origin !== origin) slot.last = now;\n${ORIGIN}`]),
  fault('one from another namespace is a sign of life', 'B10', [
    NAMESPACE,
    `    if (slot.ns !== null && slot.ns !== ns) slot.last = now;\n${NAMESPACE}`,
  ]),
  fault('the wrap begins one nonce late', 'W01', ['slot.nonce < U64_MAX - WRAP', 'slot.nonce <= U64_MAX - WRAP']),
  fault('the wrap ends one nonce early', 'W01', ['nonce >= WRAP)', 'nonce >= WRAP - 1n)']),
  fault('the wrap begins one nonce early', 'W02', ['slot.nonce < U64_MAX - WRAP', 'slot.nonce < U64_MAX - WRAP - 1n']),
  fault('the wrap ends one nonce late', 'W03', ['nonce >= WRAP)', 'nonce > WRAP)']),
  fault('the nonce of a wrap is not kept', 'W04', [ASSIGN, `if (nonce < slot.nonce) nonce = slot.nonce;\n    ${ASSIGN}`]),
  fault('a wrap leaves a stall', 'W05', [ASSIGN, ASSIGN.replace('isStalled: false', 'isStalled: nonce < slot.nonce && slot.isStalled')]),
  fault('wraps are not counted', 'W01', ["      this.count('nonce_wraps');\n", '']),
  fault('the last origin wins', 'O01', [ORIGIN, '    slot.origin = origin;\n']),
  fault('origin conflicts are not counted', 'O01', [
    "return this.count('origin_conflicts', 'origin-conflict')",
    "return 'origin-conflict'",
  ]),
  fault('the namespace is looked at before the origin', 'O02', [ORIGIN + NAMESPACE, NAMESPACE + ORIGIN]),
  fault('the nonce is looked at before the origin', 'O03', [ORIGIN + NAMESPACE + NONCE, NONCE + ORIGIN + NAMESPACE]),
  fault('two origins are one', 'O04', [
    ORIGIN,
    ORIGIN.replace('slot.origin !== origin', "slot.origin.split('-')[1] !== origin.split('-')[1]"),
  ]),
  fault('known namespaces do not contradict each other', 'N01', [NAMESPACE, NAMESPACE.replace('slot.ns !== ns', 'ns === null')]),
  fault('namespace conflicts are not counted', 'N01', [
    "return this.count('namespace_conflicts', 'namespace-conflict')",
    "return 'namespace-conflict'",
  ]),
  fault('an unknown namespace contradicts none', 'N02', [NAMESPACE, NAMESPACE.replace('slot.ns !== ns', 'ns !== null && slot.ns !== ns')]),
  fault('an unknown namespace stays unknown', 'N03', ['ns: slot.ns ?? ns', 'ns: slot.ns']),
  fault('a refused beat pins a namespace', 'N04', [NONCE, `    slot.ns ??= ns;\n${NONCE}`]),
  fault('the nonce is looked at before the namespace', 'N05', [NAMESPACE + NONCE, NONCE + NAMESPACE]),
  fault('no namespace is a conflict', 'N06', [
    NAMESPACE,
    NAMESPACE.replace('slot.ns !== null && slot.ns !== ns', 'slot.ns === null ? ns === null : slot.ns !== ns'),
  ]),
  fault('namespace 0 is none', 'N07', [NAMESPACE, NAMESPACE.replace('slot.ns !== null &&', 'slot.ns &&')]),
  fault('namespaces have 32 bits', 'N08', [
    NAMESPACE,
    NAMESPACE.replace('slot.ns !== ns', '(ns === null || BigInt.asUintN(32, slot.ns) !== BigInt.asUintN(32, ns))'),
  ]),
  fault('a wrap fills in no namespace', 'N09', ['ns: slot.ns ?? ns', 'ns: nonce < slot.nonce ? slot.ns : (slot.ns ?? ns)']),
  fault('a stall begins one nanosecond late', 'S01', [SILENT, SILENT.replace('>= threshold', '> threshold')]),
  fault('stalls go in the order of pids', 'S02', [STALL, `${STALL}.sort((a, b) => a.pid - b.pid)`]),
  fault('stalls go in the order of silence', 'S02', [STALL, `${STALL}.sort((a, b) => Number(a.last - b.last))`]),
  fault('a stall is handed out again', 'S03', [
    'const isSilent = ({ last, isStalled }) => !isStalled &&',
    'const isSilent = ({ last }) =>',
  ]),
  fault('an accepted beat leaves the stall', 'S04', ['isStalled: false });\n    return', 'isStalled: slot.isStalled });\n    return']),
  fault('a refused beat ends the stall', 'S05', [
    STALE,
    `if (slot.nonce < U64_MAX - WRAP || nonce >= WRAP) {\n        slot.isStalled = false;\n        return 'out-of-order';\n      }`,
  ]),
  fault('silence wraps around', 'S06', ['(now > last ? now - last : 0n)', 'BigInt.asUintN(64, now - last)']),
  fault('without a threshold nothing stalls', 'S07', [SILENT, `threshold > 0n && ${SILENT}`]),
  fault('a stall tells no namespace', 'S08', [
    STALL,
    STALL.replace('=> ({ pid, nonce, last, origin, ns }', '=> ({ pid, nonce, last, origin, ns: null }'),
  ]),
  fault('a stall tells the time of the drain', 'S08', [STALL, STALL.replace('=> ({ pid, nonce, last,', '=> ({ pid, nonce, last: now,')]),
  fault('times are doubles', 'S09', [SILENT, 'Number(now) - Number(last) >= Number(threshold)']),
  fault('times have 32 bits', 'S11', [SILENT, 'BigInt.asUintN(32, now > last ? now - last : 0n) >= BigInt.asUintN(32, threshold)']),
  fault('ten thresholds are enough', 'E02', [EVICTABLE, EVICTABLE.replace('<= silence', '< silence')]),
  fault('strict evicts who is not stalled', 'E03', [VICTIM, 'let number = this.scan(now, silence, false);']),
  fault('balanced evicts the stalled alone', 'E04', [
    "if (number === null && this.policy === 'balanced')",
    "if (number === null && this.policy === 'fair')",
  ]),
  fault('balanced takes the first that is silent', 'E05', [
    VICTIM,
    "let number = this.stalled > 0 && this.policy === 'strict' ? this.scan(now, silence, true) : null;",
  ]),
  fault('who has come back is evicted all the same', 'E06', [
    `    if (slot.isStalled) this.stalled--;\n    ${ASSIGN}`,
    `    if (slot.isStalled) slot.nonce = nonce;\n    else ${ASSIGN}`,
  ]),
  fault('a search without a stall is not counted', 'E07', [
    "return number ?? this.count('eviction_scan_truncated', null);",
    "return number ?? (this.stalled > 0 || this.policy === 'balanced' ? this.count('eviction_scan_truncated', null) : null);",
  ]),
  fault('a search reads the whole table', 'E08', ['const window = Math.min(this.window, length);', 'const window = length;']),
  fault('each search begins at the first slot', 'E08', ['const start = this.cursor % length;', 'const start = 0;']),
  fault('after a hit the next search begins at it', 'E09', ['this.cursor = (number + 1) % length;', 'this.cursor = number;']),
  fault('a strict search moves on without a stall', 'E10', [VICTIM, 'let number = this.scan(now, silence, true);']),
  fault('the second pass begins where the first did', 'E11', [
    "if (number === null && this.policy === 'balanced') number",
    "const from = this.cursor;\n    if (number === null && this.stalled > 0) this.cursor = from - this.window + this.slots.length;\n    if (number === null && this.policy === 'balanced') number",
  ]),
  fault('ten thresholds wrap around', 'E12', [
    '10n * threshold > U64_MAX ? U64_MAX : 10n * threshold',
    'BigInt.asUintN(64, 10n * threshold)',
  ]),
  fault('the pid evicted first is told', 'E13', ['this.evictedPid = victim.pid;', 'this.evictedPid ??= victim.pid;']),
  fault('the evicted pid is told again', 'E13', [
    "if (counter === 'evicted_pid') this.evictedPid = null;\n    else",
    "if (counter !== 'evicted_pid')",
  ]),
  fault('the new pid has the namespace of the old', 'E14', [
    PLACED,
    `    if (this.slots[number] !== undefined) fresh.ns ??= this.slots[number].ns;\n${PLACED}`,
  ]),
  fault('the new pid is stalled as the old was', 'E14', [
    PLACED,
    `    if (this.slots[number] !== undefined) fresh.isStalled = this.slots[number].isStalled;\n${PLACED}`,
  ]),
  fault('who was evicted must bring a larger nonce', 'E15', [
    PLACED,
    `    this.past ??= new Map();\n    if ((this.past.get(fresh.pid) ?? -1n) >= fresh.nonce) return 'out-of-order';\n    if (this.slots[number] !== undefined) this.past.set(this.slots[number].pid, this.slots[number].nonce);\n${PLACED}`,
  ]),
  fault('a full table refuses all', 'E16', [
    LOOKED_UP,
    `if (this.slots.length === this.capacity && this.lookUp(pid) !== undefined) return 'capacity-exceeded';\n    ${LOOKED_UP}`,
  ]),
  fault('an evicted stall is counted on', 'E18', ['      if (victim.isStalled) this.stalled--;\n', '']),
  fault('balanced makes two passes without a stall', 'E19', [
    VICTIM,
    "let number = this.stalled > 0 || this.policy === 'balanced' ? this.scan(now, silence, true) : null;",
  ]),
  fault('who beats from the future is evicted', 'E17', [
    EVICTABLE,
    EVICTABLE.replace('now - last <= silence', 'BigInt.asUintN(64, now - last) <= silence'),
  ]),
  fault('a path is one cell longer', 'I01', ['const PROBES = 64;', 'const PROBES = 65;']),
  fault('a path is one cell shorter', 'I01', ['const PROBES = 64;', 'const PROBES = 63;']),
  fault('the hash is another one', 'I01', ['0x85ebca6b', '0x7feb352d']),
  fault('the index has twice the cells', 'I01', ['while (size < 2 * this.capacity)', 'while (size < 4 * this.capacity)']),
  fault('exhausted paths are not counted', 'I01', ["return this.count('probe_exhausted', false);", 'return false;']),
  fault('a small table has short paths', 'I02', ['step < PROBES', 'step < Math.min(PROBES, this.cells.length / 32)']),
  fault('removed cells stay blocked', 'I03', ['this.cells[this.cellOf.get(pid)] = null;', 'this.cells[this.cellOf.get(pid)] = -1;']),
  fault('a rollback loses the pid', 'I05', [REINSERTED, '']),
  fault('a rollback brings the pid back without its past', 'I05', [REINSERTED, `${REINSERTED}        victim.nonce = 0n;\n`]),
  fault('a rollback is taken for damage', 'I06', [REINSERTED, `${REINSERTED}        this.count('invariant_violations');\n`]),
  fault('a rollback counts an eviction', 'I05', [REINSERTED, `${REINSERTED}        this.count('evictions');\n`]),
  fault('a look-up ends at a cell that was given back', 'I07', [
    'return this.slotOf.get(pid);',
    'for (let step = 0; step < PROBES; step++) {\n      const at = this.cells[(this.homeOf(pid) + step) % this.cells.length];\n      if (at === null) return undefined;\n      if (at === pid) return this.slotOf.get(pid);\n    }\n    return undefined;',
  ]),
  fault('a counter begins at 1', 'K01', ['this.counts.get(counter) ?? 0n);\n    if', 'this.counts.get(counter) ?? 1n);\n    if']),
  fault('a take does not clear', 'K02', ['else this.counts.delete(counter);', '']),
  fault('a take clears all', 'K02', ['else this.counts.delete(counter);', 'else this.counts.clear();']),
  fault('a beat that is out of order is counted', 'K03', [
    STALE,
    STALE.replace("return 'out-of-order'", "return this.count('capacity_exceeded', 'out-of-order')"),
  ]),
  fault('a pid that is not tracked has a time', 'G01', [
    'return slot && {',
    "if (slot === undefined && field === 'last_ns') return 0n;\n    return slot && {",
  ]),
];

/** The same for the codec of the sample in Python. */
export const PLANTED_CODEC_FAULTS: readonly PlantedFault[] = [
  fault('the last timestamp is one', 'F08', ['timestamp == U64,', 'False,']),
  fault('the payload is lost', 'F01', ['"payload": payload}', '"payload": 0}']),
  fault('33 bytes are a frame', 'F02', ['if len(data) != 32:', 'if len(data) < 32:']),
  fault('one byte of the magic is looked at', 'F03', ['data[:2] != b"VA"', 'data[0] != 0x56']),
  fault('any version will do', 'F04', ['data[2] != 2', 'False']),
  fault('the checksum is looked at last', 'F05', [
    '        "bad-crc": crc != crc32c(data[:28]),\n        "bad-status": data[3] > 3,',
    '        "bad-status": data[3] > 3,\n        "bad-crc": crc != crc32c(data[:28]),',
  ]),
  fault('the checksum covers 27 bytes', 'F05', ['crc != crc32c(data[:28])', 'crc32c(data[:27]) != crc32c(encode(decode_body(data))[:27])']),
  fault('status 3 is a bad one', 'F06', ['data[3] > 3,', 'data[3] >= 3,']),
  fault('pid 1 is one', 'F07', ['pid < 2', 'pid < 1']),
  fault('the timestamp is looked at before the pid', 'F07', [
    '        "bad-pid": pid < 2,\n        "bad-timestamp": timestamp == U64,',
    '        "bad-timestamp": timestamp == U64,\n        "bad-pid": pid < 2,',
  ]),
  fault('the last nonce is for all', 'F09', ['nonce == U64 and data[3] != 2', 'False']),
  fault('a critical frame must have the last nonce', 'F09', ['nonce == U64 and data[3] != 2', '(nonce == U64) != (data[3] == 2)']),
  fault('words are big endian', 'F10', ['struct.pack("<IQQI", *words)', 'struct.pack(">IQQI", *words)']),
  fault('another polynomial', 'F10', ['0x82F63B78', '0xEDB88320']),
  fault('what is no frame is not encoded', 'F11', [
    'def encode(frame):\n',
    'def encode(frame):\n    if frame["pid"] < 2:\n        raise ValueError("pid")\n',
  ]),
];
