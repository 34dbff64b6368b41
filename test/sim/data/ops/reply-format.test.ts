import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { FRAME_REFUSALS, UPDATES, type ObserverEvent } from '../../../../src/index.ts';
import type { Op, Reply } from '../../../../sim/data/ops/op.ts';
import { parseOp } from '../../../../sim/data/ops/op-format.ts';
import { formatReply, formatReplyLine } from '../../../../sim/data/ops/reply-format.ts';
import { arbitraryFrame, SAMPLE_LINES } from './arbitrary-op.ts';

function op(kind: Op['op']): Op {
  const line = SAMPLE_LINES.find((sample) => sample.startsWith(`{"op":"${kind}"`));
  return parseOp(JSON.parse(line ?? 'null')) as Op;
}

const frame = { status: 'ok', pid: 2, timestamp: 0n, nonce: 1n, payload: 0 } as const;
const stall = { pid: 7, nonce: 1n, last: 0n, origin: 'kernel-attested', ns: null } as const;

describe('formatReplyLine()', () => {
  test.each<[Op['op'], Reply, string]>([
    ['new', null, '{"ok":true}'],
    ['observer', null, '{"ok":true}'],
    ['datagram', null, '{"ok":true}'],
    ['settled', null, '{"ok":true}'],
    ['record', 'inserted', '{"update":"inserted"}'],
    ['drain', [], '{"stalls":[]}'],
    [
      'drain',
      [stall, { ...stall, ns: 5n }],
      '{"stalls":[{"pid":7,"nonce":"1","last":"0","origin":"kernel-attested","ns":null},{"pid":7,"nonce":"1","last":"0","origin":"kernel-attested","ns":"5"}]}',
    ],
    ['take', 0n, '{"value":"0"}'],
    ['take', 7, '{"value":7}'],
    ['take', null, '{"value":null}'],
    ['get', undefined, '{"tracked":false}'],
    ['get', 0n, '{"tracked":true,"value":"0"}'],
    ['get', null, '{"tracked":true,"value":null}'],
    ['get', 'kernel-attested', '{"tracked":true,"value":"kernel-attested"}'],
    ['len', 1, '{"value":1}'],
    ['decode', frame, '{"frame":{"status":"ok","pid":2,"timestamp":"0","nonce":"1","payload":0}}'],
    ['decode', 'bad-magic', '{"refused":"bad-magic"}'],
    ['encode', Uint8Array.of(0x56, 0x41, 0), '{"bytes":"564100"}'],
    ['poll', null, 'null'],
    [
      'metrics',
      [
        { name: 'varta_watch_pids_tracked', type: 'gauge', value: 3n },
        { name: 'varta_beats_total{pid="7"}', type: 'counter', value: 18_446_744_073_709_551_615n },
      ],
      '{"metrics":{"varta_watch_pids_tracked":"3","varta_beats_total{pid=\\"7\\"}":"18446744073709551615"}}',
    ],
  ])('writes the reply to %s: %o', (kind, reply, line) => {
    expect(formatReplyLine(op(kind), reply)).toBe(line);
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
    expect(formatReplyLine(op('poll'), event)).toBe(line);
  });
});

describe('formatReply()', () => {
  it('answers plain JSON: a trip through text changes nothing', () => {
    const replies = fc.oneof(
      fc.tuple(fc.constant(op('record')), fc.constantFrom(...UPDATES)),
      fc.tuple(fc.constant(op('decode')), fc.oneof(arbitraryFrame, fc.constantFrom(...FRAME_REFUSALS))),
      fc.tuple(fc.constant(op('take')), fc.bigInt({ min: 0n, max: 2n ** 64n - 1n })),
    );
    fc.assert(
      fc.property(replies, ([kind, reply]) => {
        const json = formatReply(kind, reply);
        expect(JSON.parse(JSON.stringify(json))).toEqual(json);
      }),
    );
  });
});
