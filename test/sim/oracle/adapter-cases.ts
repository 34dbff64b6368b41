import { expect } from 'vitest';
import type { Datagram } from '../../../src/index.ts';
import { UdpListener } from '../../../src/node/index.ts';
import type { UdpSettings } from '../../../sim/data/ops/adapter-ops.ts';
import { PRODUCTION } from '../../../sim/subject/production.ts';
import type { OracleBench } from './oracle-bench.ts';
import type { RuleCase } from './rule-case.ts';

const UDP: UdpSettings = {
  origin: 'network-unverified',
  address: '127.0.0.1',
  port: 0,
  waiting_max: 2,
  receive_buffer: 4096,
  host_buffer: 'doubles',
  host_buffer_max: 4096,
  host_table: true,
  clock_start: 0n,
};

function listening(bench: OracleBench): void {
  bench.observe({ udp: UDP });
  for (const event of ['open', 'bound'] as const) bench.step({ op: 'socket', now: 0n, listener: 0, event });
}

/** Three beats for a listener that has room for two, all read. */
function oneTooMany(bench: OracleBench): void {
  listening(bench);
  for (const nonce of [1n, 2n, 3n]) bench.send(1, 7, nonce, { origin: 'network-unverified' });
  for (const ms of [1, 2, 3]) bench.poll(ms);
}

class UncountedDrops extends UdpListener {
  override get dropped(): number {
    return 0;
  }
}

class Forgetful extends UdpListener {
  override get dropped(): number {
    return super.dropped + (super.waiting === 0 ? 1 : 0);
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

export const ADAPTER_CASES: readonly RuleCase[] = [
  {
    rule: 'heard-equals-accounted',
    judge: 'conservation',
    faults: [
      { what: 'a listener that drops in silence', production: { ...PRODUCTION, UdpListener: UncountedDrops }, play: oneTooMany },
      {
        what: 'a listener that counts a drop which there was not',
        production: { ...PRODUCTION, UdpListener: Forgetful },
        play: oneTooMany,
      },
    ],
    lawful: 'a datagram comes to a listener that is closed, and one to a full one',
    keep: (bench) => {
      oneTooMany(bench);
      const { dropped } = bench.step<'socket'>({ op: 'socket', now: 0n, listener: 0, event: 'close' });
      bench.send(4, 7, 4n, { origin: 'network-unverified' });
      expect([dropped, bench.poll(4)]).toEqual([1, null]);
    },
  },
  {
    rule: 'handed-out-stays',
    judge: 'conservation',
    faults: [{ what: 'a listener that uses its memory again', production: { ...PRODUCTION, UdpListener: Overwriting }, play: oneTooMany }],
    lawful: 'the ring goes round its memory',
    keep: (bench) => {
      for (let round = 0; round < 3; round++) oneTooMany(bench);
    },
  },
];
