import { describe, expect, it } from 'vitest';
import { listenerMetrics, MonotonicClock, UdpListener, type UdpHost, type UdpListenerOptions } from '../../../src/node/index.ts';
import type { Op } from '../../../sim/data/ops/op.ts';
import { Run } from '../../../sim/run/run.ts';
import { PRODUCTION, type Production } from '../../../sim/subject/production.ts';
import { UDP } from '../oracle/oracle-bench.ts';

/** A listener that makes other options of those that it is given. */
function listenerWith(change: (options: UdpListenerOptions) => UdpListenerOptions): Partial<Production> {
  const Changed = class extends UdpListener {
    constructor(options: UdpListenerOptions, host: UdpHost) {
      super(typeof options === 'object' && options !== null ? change(options) : options, host);
    }
  };
  return { UdpListener: Changed };
}

function startedWith(part: Partial<Production>): { rule: string; got: string } | null {
  const run = new Run({ production: { ...PRODUCTION, ...part } });
  run.step({ op: 'observer', listeners: 1, threshold: 20_000_000n, udp: { ...UDP, waiting_max: 4096 } });
  return run.finding;
}

describe('misuse of the adapters', () => {
  it.each<readonly [what: string, part: Partial<Production>, got: string]>([
    [
      'an option that is not there',
      listenerWith(({ address, port, ...rest }: UdpListenerOptions & { adress?: string }) => {
        delete rest.adress;
        return { ...rest, ...(address !== undefined && { address }), ...(port !== undefined && { port }) };
      }),
      'a UDP listener takes adress the string "127.0.0.1"',
    ],
    [
      'a value beyond its end',
      listenerWith((options) => (options.waitingMax === 1_048_577 ? { ...options, waitingMax: 7 } : options)),
      'a UDP listener takes waitingMax the number 1048577',
    ],
    [
      'a value at its end that is refused',
      listenerWith((options) => (options.waitingMax === 1_048_576 ? { ...options, waitingMax: 0 } : options)),
      'a UDP listener refuses waitingMax the number 1048576',
    ],
    [
      'another default',
      listenerWith((options) => ({ address: '0.0.0.0', ...options })),
      'with no options a UDP listener has as address the string "0.0.0.0"',
    ],
    [
      'a family of two types',
      {
        formatPrometheus: (samples, help) =>
          PRODUCTION.formatPrometheus(
            samples.map((each) => ({ ...each, type: 'counter' as const })),
            help,
          ),
      },
      'metrics that are to be written as the string "# TYPE b counter\\nb 1\\nb 3\\n# TYPE a gauge\\na 2\\n" are written as the string "# TYPE b counter\\nb 1\\nb 3\\n# TYPE a counter\\na 2\\n"',
    ],
    [
      'a label that is a place among the UDP listeners',
      {
        listenerMetrics: (listeners) =>
          listenerMetrics(Array.isArray(listeners) ? listeners.filter((each) => each instanceof UdpListener) : listeners),
      },
      `the metrics of a UDP listener behind one of another kind are ${[
        'open',
        'waiting',
        'waiting_max',
        'dropped_total',
        'socket_errors_total',
      ]
        .map((name) => `varta_listener_${name}{listener="0"}`)
        .join(', ')}`,
    ],
    [
      'samples that are none, taken',
      { formatPrometheus: (samples, help) => PRODUCTION.formatPrometheus(samples ?? [], help) },
      'formatPrometheus() takes null',
    ],
    [
      'listeners that are none, taken',
      { listenerMetrics: (listeners) => listenerMetrics(Array.isArray(listeners) ? listeners : []) },
      'listenerMetrics() takes null',
    ],
    [
      'a clock that nothing reads, taken',
      {
        MonotonicClock: class extends MonotonicClock {
          constructor(read?: () => bigint) {
            super(read ?? (() => 0n));
          }
        },
      },
      'MonotonicClock() takes null',
    ],
    [
      'memory of another length, taken',
      { encodeFrame: (frame, out) => PRODUCTION.encodeFrame(frame, out?.length === 33 ? out.subarray(1) : out) },
      'encodeFrame() takes memory of 33 bytes',
    ],
    [
      'a count that begins at one',
      {
        UdpListener: class extends UdpListener {
          override get dropped(): number {
            return super.dropped + (this.waitingMax === 1 ? 1 : 0);
          }
        },
      },
      'a UDP listener that was never open says 0, 1, 0, null, null',
    ],
  ])('finds %s', (_, part, got) => {
    expect(startedWith(part)).toMatchObject({ judge: 'no-throw', rule: 'survives-disturbance', got });
  });

  it('has nothing against sound adapters', () => {
    expect(startedWith({})).toBeNull();
  });
});

describe('an error that nobody expects of an adapter', () => {
  const breaks = (): never => {
    throw new Error('planted here');
  };

  it.each<readonly [what: string, part: Partial<Production>, op: Op]>([
    ['as it starts', { formatPrometheus: breaks }, { op: 'observer', listeners: 1, threshold: 20_000_000n, udp: UDP }],
    [
      'as it writes a sample',
      { formatPrometheus: breaks },
      { op: 'exposition', name: 'a', type: 'counter', label: null, text: '', value: 1n, help: null },
    ],
  ])('is told with the place where it was thrown, %s', (_what, part, op) => {
    const run = new Run({ production: { ...PRODUCTION, ...part } });
    run.step(op);
    expect(run.finding?.rule).toBe('never-throws');
    expect(JSON.stringify(run.finding?.details)).toContain('adapter-misuse.test');
  });
});
