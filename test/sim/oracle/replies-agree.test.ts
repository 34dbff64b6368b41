import { describe, expect, it } from 'vitest';
import type { Frame, ObserverEvent } from '../../../src/index.ts';
import { eventsAgree, repliesAgree } from '../../../sim/oracle/replies-agree.ts';
import type { SocketReply } from '../../../sim/data/ops/adapter-ops.ts';
import type { DrainedStall, Exchange } from '../../../sim/data/ops/op.ts';

const SENDER = { pid: 7, origin: 'kernel-attested', nsInode: 5n } as const;

/** An event of each kind. The compiler sees to it that none lacks a member. */
const EVENTS: { readonly [Kind in ObserverEvent['kind']]: Extract<ObserverEvent, { readonly kind: Kind }> } = {
  beat: { kind: 'beat', ...SENDER, status: 'ok', nonce: 1n, timestamp: 2n, payload: 3, restarted: false },
  stall: { kind: 'stall', ...SENDER, lastNonce: 1n, lastBeatNs: 2n },
  decode: { kind: 'decode', refusal: 'bad-crc', listener: 0 },
  'auth-failure': { kind: 'auth-failure', pid: 7, peerPid: 8 },
  'origin-conflict': { kind: 'origin-conflict', pid: 7, origin: 'socket-mode-only', slotOrigin: 'kernel-attested' },
  'namespace-conflict': { kind: 'namespace-conflict', pid: 7, nsInode: null, expectedNsInode: 5n, refusedBy: 'slot' },
  'out-of-order': { kind: 'out-of-order', ...SENDER, nonce: 1n, lastNonce: 2n },
};
const STALL: DrainedStall = { pid: 7, nonce: 1n, last: 2n, origin: 'kernel-attested', ns: 5n };
const FRAME: Frame = { status: 'ok', pid: 7, timestamp: 1n, nonce: 2n, payload: 3 };
const LISTENER: SocketReply = { port: 1, sockets: 1, waiting: 0, dropped: 0, errors: 0, granted: null, kernel_dropped: null };

function replying(kind: Exchange['kind'], replyWith: (object: object) => unknown): (a: object, b: object) => boolean {
  const exchange = (object: object): Exchange => ({ kind, reply: replyWith(object) }) as Exchange;
  return (a, b) => repliesAgree(exchange(a), exchange(b));
}

describe('replies', () => {
  it.each<readonly [what: string, object: object, agree: (a: object, b: object) => boolean]>([
    ...Object.values(EVENTS).map((event) => [`${event.kind} events`, event, eventsAgree as (a: object, b: object) => boolean] as const),
    ['stalls of a drain', STALL, replying('drain', (stall) => [STALL, stall])],
    ['frames', FRAME, replying('decode', (frame) => frame)],
    ['listeners', LISTENER, replying('socket', (listener) => listener)],
  ])('agree as %s if no member is another or missing, whichever is the model’s', (_, object, agree) => {
    expect(agree(object, { ...object })).toBe(true);
    const others = Object.keys(object).flatMap((member) => {
      const { [member as keyof object]: __, ...without } = object;
      return [{ ...object, [member]: 'another' }, without];
    });
    expect(others.filter((other) => agree(object, other) || agree(other, object))).toEqual([]);
  });

  it('of a drain disagree by their number, and a frame with a refusal', () => {
    const drained = replying('drain', (stalls) => stalls);
    expect([drained([STALL], [STALL, STALL]), drained([STALL, STALL], [STALL])]).toEqual([false, false]);
    const decoded = replying('decode', (reply) => ('refused' in reply ? reply.refused : reply));
    expect([decoded(FRAME, { refused: 'bad-crc' }), decoded({ refused: 'bad-crc' }, FRAME)]).toEqual([false, false]);
  });
});
