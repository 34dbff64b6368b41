import { expect } from 'vitest';
import type { Datagram } from '../../../src/index.ts';
import { UdpListener } from '../../../src/node/index.ts';
import { PRODUCTION } from '../../../sim/subject/production.ts';
import { UDP } from './oracle-bench.ts';
import { fault, type Fault, type RuleCase } from './rule-case.ts';
import { observe, poll, send, step, type Step } from './steps.ts';

/** Three beats for a listener that has room for two, all read. */
const ONE_TOO_MANY: readonly Step[] = [
  observe({ udp: UDP }),
  ...(['open', 'bound'] as const).map((event) => step({ op: 'socket', now: 0n, listener: 0, event })),
  ...[1n, 2n, 3n].map((nonce) => send(1, 7, nonce, { origin: 'network-unverified' })),
  ...[1, 2, 3].map((ms) => poll(ms)),
];

function listener(what: string, kind: typeof UdpListener): Fault {
  return fault(`a listener that ${what}`, ONE_TOO_MANY, { production: { ...PRODUCTION, UdpListener: kind } });
}

class UncountedDrops extends UdpListener {
  override get dropped(): number {
    return 0;
  }
}

class Forgetful extends UdpListener {
  override get dropped(): number {
    return super.dropped + (super.port !== null && super.waiting === 0 ? 1 : 0);
  }
}

class Overwriting extends UdpListener {
  #last: Uint8Array | null = null;

  override receive(): Datagram | null {
    this.#last?.fill(0);
    const datagram = super.receive();
    this.#last = datagram?.bytes ?? null;
    return datagram;
  }
}

class Cutting extends UdpListener {
  override receive(): Datagram | null {
    const datagram = super.receive();
    return datagram && { ...datagram, bytes: datagram.bytes.slice(0, 31) };
  }
}

/** A datagram without its bytes. */
const SENT = { op: 'datagram', now: 0n, listener: 0, origin: 'network-unverified', peer: null, ns: null } as const;

export const ADAPTER_CASES: readonly RuleCase[] = [
  {
    rule: 'heard-equals-accounted',
    judge: 'conservation',
    faults: [listener('drops in silence', UncountedDrops), listener('counts a drop which there was not', Forgetful)],
    lawful: 'a datagram comes to a listener that is closed, and one to a full one',
    keep: [
      ...ONE_TOO_MANY,
      (bench) => {
        const { dropped } = bench.step<'socket'>({ op: 'socket', now: 0n, listener: 0, event: 'close' });
        expect(dropped).toBe(1);
      },
      send(4, 7, 4n, { origin: 'network-unverified' }),
      poll(4, null),
    ],
  },
  {
    rule: 'handed-out-stays',
    judge: 'conservation',
    faults: [listener('uses its memory again', Overwriting)],
    lawful: 'the ring goes round its memory',
    keep: [...ONE_TOO_MANY, ...ONE_TOO_MANY, ...ONE_TOO_MANY],
  },
  {
    rule: 'handed-out-as-heard',
    judge: 'conservation',
    faults: [listener('hands over a byte too few', Cutting)],
    lawful: 'a datagram is longer than what is kept of it, one is empty, and some go with the observer that ends',
    keep: [
      ...ONE_TOO_MANY.slice(0, 3),
      ...[34, 33, 0].map((length) => step({ ...SENT, bytes: new Uint8Array(length).fill(7) })),
      ...[1, 2, 3].map((ms) => poll(ms)),
      ...ONE_TOO_MANY,
    ],
  },
];
