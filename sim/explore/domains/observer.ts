import type { Frame } from '../../../src/index.ts';
import { encodeModelFrame } from '../../oracle/model/index.ts';
import { toHex } from '../../data/ops/fields.ts';
import type { DomainForm, OpTemplate } from '../domain-form.ts';

/** The shortest threshold that an observer takes, in nanoseconds; drains and catching up take a tenth and a quarter of it. */
const OBSERVER: OpTemplate = {
  op: 'observer',
  threshold: '10000000',
  listeners: 2,
  capacity: 2,
  policy: 'balanced',
  window: 2,
  drain_interval: '1000000',
  per_pid_rate: 0,
  global_rate: 0,
  global_burst: 0,
  max_step: '18446744073709551615',
  catch_up: '2500000',
};
const TODAY: OpTemplate = { restart_after_stall: 'attested', pin_generation: true, origin_takeover: true, last_words: true };
const DATAGRAM: OpTemplate = { op: 'datagram', now: '0', listener: 0, origin: 'kernel-attested', peer: null, ns: null };
const LAST = '18446744073709551615';

function frame(pid: number, nonce: string, status: Frame['status'] = 'ok'): OpTemplate {
  return { status, pid, timestamp: '1', nonce, payload: 0 };
}

/** A frame whose checksum does not hold. */
function damaged(): string {
  const bytes = encodeModelFrame({ status: 'ok', pid: 2, timestamp: 1n, nonce: 1n, payload: 0 });
  bytes[24] = 1;
  return toHex(bytes);
}

/** What the loop reads, from two listeners. */
export const READS: DomainForm = {
  domain: 'reads',
  about: 'an observer over two listeners: what is read in which order, from the first datagram on',
  depth: 5,
  starts: [OBSERVER],
  operations: [
    { ...DATAGRAM, frame: frame(2, '1'), ns: '1' },
    { ...DATAGRAM, listener: 1, frame: [frame(3, '1'), frame(2, '2')] },
    { op: 'poll', now: ['0', '1000000', '10000000', '12500000'] },
  ],
};

/** Two pids fall silent. */
export const STALLS: DomainForm = {
  domain: 'stalls',
  about: 'an observer of two silent pids: when stalls are drained, which of them come out, and which beats end them',
  depth: 6,
  starts: [OBSERVER],
  before: [
    { ...DATAGRAM, frame: frame(2, '1'), ns: '1' },
    { ...DATAGRAM, listener: 1, frame: frame(3, '1') },
    { op: 'poll', now: ['0', '0'] },
  ],
  operations: [
    { ...DATAGRAM, frame: frame(2, '2'), ns: '1' },
    { ...DATAGRAM, listener: 1, frame: frame(3, '2') },
    { op: 'poll', now: ['1000000', '10000000', '12500000', '15000000'] },
  ],
};

/** More to read than may be read before a stall. */
export const BACKLOG: DomainForm = {
  domain: 'backlog',
  about: 'an observer with ten datagrams to read and two silent pids: whose turn it is',
  depth: 14,
  starts: [{ ...OBSERVER, capacity: 3 }],
  before: [
    { ...DATAGRAM, frame: frame(2, '1') },
    { ...DATAGRAM, frame: frame(3, '1') },
    { op: 'poll', now: ['0', '0'] },
    { ...DATAGRAM, listener: 1, frame: ['1', '2', '3', '4', '5', '6', '7', '8', '9', '10'].map((nonce) => frame(4, nonce)) },
  ],
  operations: [{ op: 'poll', now: ['10000000', '12500000', '25000000'] }],
};

/** More pids than slots: stalls of pids that lost theirs. */
export const EVICTED: DomainForm = {
  domain: 'evicted-stalls',
  about: 'an observer of one or two slots: stalls, and beats of pids that took one another’s slot meanwhile',
  depth: 6,
  starts: [{ ...OBSERVER, listeners: 1, capacity: [1, 2], policy: ['strict', 'balanced'] }],
  before: [
    { ...DATAGRAM, frame: frame(2, '1') },
    { op: 'poll', now: '0' },
  ],
  operations: [
    { ...DATAGRAM, frame: [frame(2, '2'), frame(3, '1')] },
    { op: 'poll', now: ['10000000', '101000000', '202000001'] },
    { op: 'metrics' },
  ],
};

/** Who gets past the gates. */
export const GATES: DomainForm = {
  domain: 'gates',
  about: 'an observer’s gates: attested pids, the limit on pids, namespaces, damaged and refused frames',
  depth: 4,
  starts: [{ ...OBSERVER, listeners: 1, pid_max: 5, ns: '1', allow_cross_namespace: [false, true] }],
  operations: [
    { ...DATAGRAM, frame: frame(5, '1'), ns: [null, '1', '2'] },
    { ...DATAGRAM, frame: frame(5, '1'), peer: [5, 6] },
    { ...DATAGRAM, frame: frame(6, '1'), peer: [null, 6] },
    { ...DATAGRAM, origin: 'network-unverified', frame: frame(5, '2') },
    { ...DATAGRAM, bytes: ['', damaged()] },
    { op: 'poll', now: ['0', '1'] },
    { op: 'metrics' },
  ],
};

/** Budgets of one or two datagrams. */
export const LIMITS: DomainForm = {
  domain: 'limits',
  about: 'tiny limits: one beat a pid in 5 ms, one or two datagrams at once and 3000 a second in all',
  depth: 5,
  starts: [
    {
      ...OBSERVER,
      ...TODAY,
      listeners: 1,
      per_pid_rate: 200,
      global_rate: [0, 3000],
      global_burst: [1, 2],
      ns: '1',
      allow_tight_rate: true,
    },
  ],
  before: [
    { ...DATAGRAM, origin: 'network-unverified', frame: frame(2, '1') },
    { op: 'poll', now: '0' },
  ],
  operations: [
    { ...DATAGRAM, origin: 'network-unverified', frame: [frame(2, '1'), frame(2, '2'), frame(2, LAST, 'critical')] },
    { ...DATAGRAM, frame: frame(2, '1') },
    { ...DATAGRAM, frame: frame(3, '1'), ns: '2' },
    { ...DATAGRAM, bytes: '' },
    { op: 'poll', now: ['0', '1', '333334', '5000000'] },
  ],
};

/** Clocks that run backwards, jump and stand still. */
export const CLOCK: DomainForm = {
  domain: 'clock',
  about: 'readings of a clock that stands still, runs backwards, pauses and jumps by five seconds',
  depth: 5,
  starts: [{ ...OBSERVER, listeners: 1, max_step: ['2500000', LAST] }],
  operations: [
    { ...DATAGRAM, frame: frame(2, '1') },
    { op: 'poll', now: ['0', '1000000', '3500000', '3500001', '11000000', '5000000000', '6000000001'] },
  ],
};
