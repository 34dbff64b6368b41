import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { parseOp } from '../../../../sim/data/ops/op-format.ts';
import type { Exchange, OpKind, OpOf, Replies } from '../../../../sim/data/ops/op.ts';
import { formatReply, formatReplyLine, sameJson } from '../../../../sim/data/ops/reply-format.ts';
import { FRAME_REFUSALS, type ObserverEvent, UPDATES } from '../../../../src/index.ts';
import { arbitraryFrame } from '../../../../sim/library/fast-check/arbitrary-op.ts';
import { SAMPLE_LINES } from './sample-lines.ts';

/** An exchange about the sample operation of a kind. */
function of<K extends OpKind>(kind: K, reply: Replies[K]): Exchange {
  const line = SAMPLE_LINES.find((sample) => sample.startsWith(`{"op":"${kind}"`));
  return { kind, op: parseOp(JSON.parse(line ?? 'null')) as OpOf<K>, reply } as Exchange;
}

const frame = { status: 'ok', pid: 2, timestamp: 0n, nonce: 1n, payload: 0 } as const;
const stall = { pid: 7, nonce: 1n, last: 0n, origin: 'kernel-attested', ns: null } as const;

describe('formatReplyLine()', () => {
  test.each<[Exchange, string]>([
    [of('new', null), '{"ok":true}'],
    [of('observer', null), '{"ok":true}'],
    [of('datagram', null), '{"ok":true}'],
    [of('settled', null), '{"ok":true}'],
    [of('record', 'inserted'), '{"update":"inserted"}'],
    [of('drain', []), '{"stalls":[]}'],
    [
      of('drain', [stall, { ...stall, ns: 5n }]),
      '{"stalls":[{"pid":7,"nonce":"1","last":"0","origin":"kernel-attested","ns":null},{"pid":7,"nonce":"1","last":"0","origin":"kernel-attested","ns":"5"}]}',
    ],
    [of('take', 0n), '{"value":"0"}'],
    [of('take', 7), '{"value":7}'],
    [of('take', null), '{"value":null}'],
    [of('get', undefined), '{"tracked":false}'],
    [of('get', 0n), '{"tracked":true,"value":"0"}'],
    [of('get', null), '{"tracked":true,"value":null}'],
    [of('get', 'kernel-attested'), '{"tracked":true,"value":"kernel-attested"}'],
    [of('len', 1), '{"value":1}'],
    [of('decode', frame), '{"frame":{"status":"ok","pid":2,"timestamp":"0","nonce":"1","payload":0}}'],
    [of('decode', 'bad-magic'), '{"refused":"bad-magic"}'],
    [of('encode', Uint8Array.of(0x56, 0x41, 0)), '{"bytes":"564100"}'],
    [of('poll', null), 'null'],
    [
      of('metrics', [
        { name: 'varta_watch_pids_tracked', type: 'gauge', value: 3n },
        { name: 'varta_beats_total{pid="7"}', type: 'counter', value: 18_446_744_073_709_551_615n },
      ]),
      '{"metrics":{"varta_watch_pids_tracked":"3","varta_beats_total{pid=\\"7\\"}":"18446744073709551615"}}',
    ],
  ])('writes the reply to $kind: %o', (exchange, line) => {
    expect(formatReplyLine(exchange)).toBe(line);
  });

  test.each<[ObserverEvent, string]>([
    [
      { kind: 'beat', ...frame, origin: 'kernel-attested', nsInode: 5n, restarted: false },
      '{"event":"beat","pid":2,"status":"ok","nonce":"1","timestamp":"0","payload":0,"origin":"kernel-attested","ns":"5"}',
    ],
    [
      { kind: 'beat', ...frame, origin: 'kernel-attested', nsInode: null, restarted: true },
      '{"event":"beat","pid":2,"status":"ok","nonce":"1","timestamp":"0","payload":0,"origin":"kernel-attested","ns":null,"restarted":true}',
    ],
    [
      { kind: 'out-of-order', pid: 2, nonce: 1n, lastNonce: 9n, origin: 'kernel-attested', nsInode: 5n },
      '{"event":"out-of-order","pid":2,"nonce":"1","last_nonce":"9","origin":"kernel-attested","ns":"5"}',
    ],
    [
      { kind: 'stall', pid: 2, lastNonce: 1n, lastBeatNs: 9n, origin: 'socket-mode-only', nsInode: null },
      '{"event":"stall","pid":2,"nonce":"1","last":"9","origin":"socket-mode-only","ns":null}',
    ],
    [{ kind: 'decode', refusal: 'bad-crc', listener: 1 }, '{"event":"decode","refused":"bad-crc","listener":1}'],
    [{ kind: 'auth-failure', pid: 2, peerPid: 3 }, '{"event":"auth-failure","pid":2,"peer":3}'],
    [
      { kind: 'origin-conflict', pid: 2, origin: 'network-unverified', slotOrigin: 'kernel-attested' },
      '{"event":"origin-conflict","pid":2,"origin":"network-unverified","slot":"kernel-attested"}',
    ],
    [
      { kind: 'namespace-conflict', pid: 2, nsInode: null, expectedNsInode: 5n, refusedBy: 'slot' },
      '{"event":"namespace-conflict","pid":2,"ns":null,"expected":"5","by":"slot"}',
    ],
  ])('writes the event of a poll: %o', (event, line) => {
    expect(formatReplyLine(of('poll', event))).toBe(line);
  });
});

describe('formatReply()', () => {
  it('answers plain JSON: a trip through text changes nothing', () => {
    const exchanges = fc.oneof(
      fc.constantFrom(...UPDATES).map((update) => of('record', update)),
      fc.oneof(arbitraryFrame, fc.constantFrom(...FRAME_REFUSALS)).map((reply) => of('decode', reply)),
      fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }).map((value) => of('take', value)),
    );
    fc.assert(
      fc.property(exchanges, (exchange) => {
        const json = formatReply(exchange);
        expect(JSON.parse(JSON.stringify(json))).toEqual(json);
      }),
    );
  });
});

describe('sameJson()', () => {
  it('finds any value the same as its copy, and another than itself in a list', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(sameJson(value, JSON.parse(JSON.stringify(value)))).toBe(true);
        expect(sameJson(value, [value])).toBe(false);
      }),
    );
  });

  it('does not look at the order of keys', () => {
    expect(sameJson({ a: 1, b: [2] }, { b: [2], a: 1 })).toBe(true);
  });

  test.each<[unknown, unknown]>([
    [{ a: 1 }, { a: 1, b: 1 }],
    [{ a: 1, b: 1 }, { a: 1 }],
    [{ a: 1 }, { b: 1 }],
    [{ a: null }, { b: null }],
    [{ value: '1' }, { value: 1 }],
    [{ value: null }, { value: undefined }],
    [
      [1, 2],
      [2, 1],
    ],
    [[], {}],
    [{ toString: 1 }, { valueOf: 1 }],
    [null, {}],
    [JSON.parse('{"__proto__":{}}'), { a: 1 }],
  ])('tells %o from %o', (a, b) => {
    expect(sameJson(a, b)).toBe(false);
  });
});
