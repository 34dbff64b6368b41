import { describe, expect, it } from 'vitest';
import { Tracker } from '../../../src/index.ts';
import { TrackerView } from '../../../src/internal.ts';
import { readDomain } from '../../../sim/explore/domain-form.ts';
import { DOMAIN_FORMS, domainOf } from '../../../sim/explore/domains/index.ts';
import { isRefusal } from '../../../sim/data/ops/refusal.ts';

const NEW = { op: 'new', capacity: 1, policy: 'strict', window: 1 };
const FORM = { domain: 'tiny', about: 'a test', depth: 2, starts: [NEW], operations: [{ op: 'len' }] };
const DATAGRAM = { op: 'datagram', now: '0', listener: 0, origin: 'kernel-attested', peer: null, ns: null };
const FRAME = { status: 'ok', pid: 2, timestamp: '0', nonce: '1', payload: 0 };
const OBSERVER = { op: 'observer', threshold: '10000000', listeners: 1 };
const UDP = {
  origin: 'network-unverified',
  address: '127.0.0.1',
  port: 0,
  waiting_max: [1, 2],
  receive_buffer: 4096,
  host_buffer: 'doubles',
  host_buffer_max: 4096,
  host_table: true,
  clock_start: '0',
};
const SOCKETS = { ...OBSERVER, udp: UDP };
const OPEN = { op: 'socket', now: '0', listener: 0, event: 'open' };

describe('readDomain()', () => {
  it('makes an operation of every choice, the last key varying fastest', () => {
    const domain = readDomain({ ...FORM, operations: [{ op: 'get', field: ['ns', 'origin'], pid: [3, 4] }] });
    expect(isRefusal(domain) ? domain : domain.ops.map((op) => (op.op === 'get' ? `${op.field} ${op.pid}` : ''))).toEqual([
      'ns 3',
      'ns 4',
      'origin 3',
      'origin 4',
    ]);
  });

  it('makes bytes of a frame, of whole frames and of their fields', () => {
    const operations = [
      { ...DATAGRAM, frame: [FRAME, { ...FRAME, pid: 3 }] },
      { ...DATAGRAM, frame: { ...FRAME, nonce: ['5', '6'] } },
    ];
    const domain = readDomain({ ...FORM, starts: [OBSERVER], operations });
    if (isRefusal(domain)) throw new Error(domain.refused);
    expect(domain.ops.map((op) => (op.op === 'datagram' ? [op.bytes[4], op.bytes[16]] : []))).toEqual([
      [2, 1],
      [3, 1],
      [2, 5],
      [2, 6],
    ]);
  });

  it('takes listeners on sockets, a start for each choice within udp', () => {
    const domain = readDomain({ ...FORM, starts: [SOCKETS], operations: [OPEN, { op: 'metrics' }] });
    if (isRefusal(domain)) throw new Error(domain.refused);
    expect(domain.starts.map((op) => ('udp' in op ? op.udp?.waiting_max : null))).toEqual([1, 2]);
  });

  it.each<[string, unknown, string]>([
    ['what is no object', [], 'a domain must be a JSON object, got an array'],
    ['an unknown key', { ...FORM, dept: 2 }, 'unknown key "dept": a domain has domain, about, depth, starts, before, operations'],
    [
      'a name of other letters',
      { ...FORM, domain: 'A' },
      'domain must be a name of at most 40 lower-case letters, digits and single hyphens, got "A"',
    ],
    ['a text that is none', { ...FORM, about: 1 }, 'about must be a text, got 1'],
    ['a depth of 0', { ...FORM, depth: 0 }, 'depth must be a whole number from 1 to 64, got 0'],
    ['a depth of 65', { ...FORM, depth: 65 }, 'depth must be a whole number from 1 to 64, got 65'],
    ['no starts', { ...FORM, starts: [] }, 'starts must be a list of at least one operation, got an array'],
    ['an operation that is none', { ...FORM, operations: [7] }, 'operations[0] must be a JSON object, got 7'],
    [
      'a fault in an operation',
      { ...FORM, operations: [{ op: 'len' }, { op: 'get', field: 'ns', pid: -1 }] },
      'operations[1]: pid must be an integer from 0 to 4294967295, got -1',
    ],
    ['a fault before', { ...FORM, before: [{ op: 'lens' }] }, 'before[0]: unknown operation "lens"'],
    ['a start that starts nothing', { ...FORM, starts: [{ op: 'len' }] }, 'starts must be new or observer operations, got len'],
    [
      'starts of two kinds',
      { ...FORM, starts: [NEW, OBSERVER] },
      'starts must be all new or all observer operations, got new and observer',
    ],
    [
      'an operation of an observer after new',
      { ...FORM, operations: [{ op: 'metrics' }] },
      'after new an operation must be one of record, drain, take, get, len, decode, encode, exposition, got metrics',
    ],
    [
      'an operation of a tracker after observer',
      { ...FORM, starts: [OBSERVER] },
      'after observer an operation must be one of datagram, poll, metrics, decode, encode, exposition, got len',
    ],
    [
      'what happens to a socket after an observer without any',
      { ...FORM, starts: [OBSERVER], operations: [OPEN] },
      'after observer an operation must be one of datagram, poll, metrics, decode, encode, exposition, got socket',
    ],
    [
      'a start with sockets beside one without',
      { ...FORM, starts: [SOCKETS, OBSERVER], operations: [OPEN] },
      'starts must be all with udp, or all without',
    ],
    [
      'a socket that is not there',
      { ...FORM, starts: [SOCKETS], operations: [{ ...OPEN, listener: 1 }] },
      'listener must be below 1, the number of listeners, got 1',
    ],
    [
      'a listener that is not there',
      { ...FORM, starts: [OBSERVER], operations: [{ ...DATAGRAM, listener: 1, bytes: '' }] },
      'listener must be below 1, the number of listeners, got 1',
    ],
    [
      'a frame with an unknown key',
      { ...FORM, starts: [OBSERVER], operations: [{ ...DATAGRAM, frame: { ...FRAME, x: 1 } }] },
      'operations[0]: unknown key "x": frame takes status, pid, timestamp, nonce, payload',
    ],
    [
      'a frame that is none',
      { ...FORM, starts: [OBSERVER], operations: [{ ...DATAGRAM, frame: 7 }] },
      'operations[0]: frame must be an object, got 7',
    ],
    [
      'too many operations',
      { ...FORM, operations: [{ op: 'get', field: 'ns', pid: Array.from({ length: 65_536 }, (_, pid) => pid) }] },
      'operations must stand for at most 65535 operations',
    ],
  ])('refuses %s', (_, form, sentence) => expect((readDomain(form) as { refused: string }).refused).toContain(sentence));
});

describe('the domains that are there', () => {
  it('are right, each under a name of its own', () => {
    expect(new Set(DOMAIN_FORMS.map((form) => domainOf(form).name)).size).toBe(DOMAIN_FORMS.length);
  });

  it('say where their pids are at home', () => {
    const homes = (capacity: number, pids: readonly number[]): number[] => {
      const view = new TrackerView(new Tracker({ capacity }));
      return pids.map((pid) => view.homeCell(pid));
    };
    for (const capacity of [1, 2, 4]) expect(new Set(homes(capacity, [6, 10, 17])).size).toBe(1);
    expect(homes(2, [6, 7, 4])).toEqual([0, 0, 1]);
    const [fullPath] = DOMAIN_FORMS.filter(({ domain }) => domain === 'full-path').map(domainOf);
    const pids = [...fullPath.before.slice(1), ...fullPath.ops].flatMap((op) => (op.op === 'record' && op.pid !== 4 ? [op.pid] : []));
    expect(new Set(homes(65, pids))).toEqual(new Set([0]));
  });
});
