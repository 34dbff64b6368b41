import type { DomainForm, OpTemplate } from '../domain-form.ts';

const THRESHOLD = '100';
/** Pids by the cells that they begin at in tables of 2, 4 and 8 cells: 6, 10 and 17 share all of them, 7 the first two, 4 none. */
const RECORD = { op: 'record', status: 'ok', threshold: THRESHOLD, origin: 'kernel-attested', ns: null };
const SMALL_TABLES = { op: 'new', capacity: [0, 1, 2], policy: ['strict', 'balanced'], window: [1, 2] };
const ONE_SLOT = { op: 'new', capacity: 1, policy: 'strict', window: 1 };

function take(...counters: readonly string[]): OpTemplate {
  return { op: 'take', counter: counters };
}

/** Everything that a small table does in time: stalls, evictions, refusals. */
export const TRACKER: DomainForm = {
  domain: 'tracker',
  about: 'tables of 0 to 2 slots under both policies: beats, stalls and evictions around the threshold and ten of them',
  depth: 5,
  starts: [SMALL_TABLES],
  operations: [
    { ...RECORD, pid: [4, 6, 10], nonce: ['1', '2'], now: ['0', '1000', '1001'] },
    { op: 'drain', now: ['50', '100', '1001'], threshold: THRESHOLD },
    take('evictions', 'evicted_pid', 'eviction_scan_truncated', 'capacity_exceeded'),
    { op: 'get', field: 'last_ns', pid: [4, 6, 10] },
    { op: 'len' },
  ],
};

/** Who is believed: origins and namespaces. */
export const IDENTITY: DomainForm = {
  domain: 'identity',
  about: 'two pids in tables of 1 and 2 slots: origins, namespaces, and what a refusal leaves behind',
  depth: 4,
  starts: [{ op: 'new', capacity: [1, 2], policy: ['strict', 'balanced'], window: 1 }],
  operations: [
    { ...RECORD, pid: 6, nonce: ['1', '2'], now: '0', origin: ['kernel-attested', 'network-unverified'], ns: [null, '1', '2'] },
    { ...RECORD, pid: 10, nonce: '1', now: '1001', ns: [null, '1', '2'] },
    { ...RECORD, pid: 6, nonce: ['1', '2'], now: '1001', status: 'degraded' },
    { op: 'drain', now: '1001', threshold: THRESHOLD },
    { op: 'get', field: ['origin', 'ns'], pid: [6, 0xffff_ffff] },
    take('origin_conflicts', 'namespace_conflicts'),
  ],
};

/** Nonces around every bound that there is. */
export const NONCES: DomainForm = {
  domain: 'nonces',
  about: 'one pid: nonces around 2^20, 2^32, 2^53 and the wrap',
  depth: 5,
  starts: [{ ...ONE_SLOT, last_words: [false, true] }],
  operations: [
    {
      ...RECORD,
      pid: 6,
      now: '0',
      nonce: [
        '0',
        '1',
        '1048575',
        '1048576',
        '4294967296',
        '9007199254740992',
        '9007199254740993',
        '18446744073708503038',
        '18446744073708503039',
        '18446744073709551614',
        '18446744073709551615',
      ],
    },
    { op: 'drain', now: '100', threshold: THRESHOLD },
    take('nonce_wraps'),
  ],
};

/** Processes that come back under the same pid. */
export const LIVES: DomainForm = {
  domain: 'lives',
  about: 'one pid that begins anew: after a stall, in a later generation, from a stronger origin, and its last words',
  depth: 4,
  starts: [
    ONE_SLOT,
    { ...ONE_SLOT, restart_after_stall: ['attested', 'always'] },
    { ...ONE_SLOT, pin_generation: true, origin_takeover: true, last_words: true, restart_after_stall: ['never', 'attested'] },
  ],
  operations: [
    {
      ...RECORD,
      pid: 6,
      now: '0',
      nonce: ['1', '2', '18446744073709551615'],
      origin: ['kernel-attested', 'network-unverified'],
      ns: [null, '1'],
      generation: [null, '1', '2'],
    },
    { op: 'drain', now: '100', threshold: THRESHOLD },
    take('restarts', 'origin_takeovers'),
  ],
};

/** Times and thresholds that need more than 32 bits, or that ten times do not fit into 64. */
export const WIDE_TIMES: DomainForm = {
  domain: 'wide-times',
  about: 'times and thresholds around 2^32, 2^63 and the largest u64',
  depth: 3,
  starts: [{ op: 'new', capacity: [1, 2], policy: ['strict', 'balanced'], window: 1 }],
  operations: [
    {
      ...RECORD,
      pid: [6, 10],
      nonce: ['1', '2'],
      now: ['0', '4294967296', '4294967396', '9223372036854775808', '18446744073709551615'],
      threshold: ['100', '2305843009213693952'],
    },
    { op: 'drain', now: ['4294967296', '4294967396', '9223372036854775808'], threshold: ['100', '4294967296'] },
  ],
};

/** The scan of larger tables: windows, cursors, two passes. */
export const SCANS: DomainForm = {
  domain: 'scans',
  about: 'tables of 3 slots: where a scan begins, how far it goes, and whom it takes',
  depth: 5,
  starts: [{ op: 'new', capacity: 3, policy: ['strict', 'balanced'], window: [0, 1, 2] }],
  before: [
    { ...RECORD, pid: 4, nonce: '1', now: '0' },
    { ...RECORD, pid: 6, nonce: '1', now: '0' },
    { ...RECORD, pid: 9, nonce: '1', now: '0' },
  ],
  operations: [
    { ...RECORD, pid: [10, 13], nonce: '1', now: ['1000', '1001', '1051'] },
    { ...RECORD, pid: [4, 6], nonce: '2', now: '50' },
    { op: 'drain', now: ['100', '150'], threshold: THRESHOLD },
    take('evicted_pid'),
  ],
};

/** The index alone: every beat of a new pid may take the slot of the pid at the cursor. */
export const INDEX: DomainForm = {
  domain: 'index',
  about: 'the pid index in 4 and 8 cells: pids of the same home and of neighbours come and go',
  depth: 5,
  starts: [{ op: 'new', capacity: [2, 4], policy: 'balanced', window: 1 }],
  operations: [
    { ...RECORD, threshold: '0', pid: [6, 10, 17, 8, 4, 3], nonce: '1', now: ['0', '1', '2'] },
    { op: 'get', field: ['last_ns', 'ns'], pid: [6, 10, 17, 8, 4, 3] },
  ],
};

/** The index under secret keys. */
export const INDEX_KEY: DomainForm = {
  domain: 'index-key',
  about: 'the pid index under keys that differ in one half alone',
  depth: 3,
  starts: [
    { op: 'new', capacity: 2, policy: 'balanced', window: 1, index_key: [null, '1', '4294967296', '4294967297', '18446744073709551615'] },
  ],
  operations: [{ ...RECORD, threshold: '0', pid: [2, 3, 4, 6, 8, 10], nonce: '1', now: ['0', '1'] }],
};
