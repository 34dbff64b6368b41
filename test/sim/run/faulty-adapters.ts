import { DatagramRing } from '../../../src/node/datagram-ring.ts';
import { UdpListener } from '../../../src/node/udp-listener.ts';
import type { SocketEvent } from '../../../sim/data/ops/adapter-ops.ts';
import type { Op } from '../../../sim/data/ops/op.ts';
import { copiersOf, PRODUCTION, type Copiers } from '../../../sim/subject/production.ts';
import { UDP } from '../oracle/oracle-bench.ts';
import { calling, constructing, datagram, inMade, membersOf, poll, record, type EntryPoint, type Fault } from './faulty-answers.ts';

// The compiler asks for each public member: whether the operations below reach it, by what the harness does with it.

const UDP_LISTENER: Readonly<Record<keyof UdpListener, boolean>> = {
  origin: true,
  port: true,
  grantedBufferBytes: true,
  waiting: true,
  dropped: true,
  socketErrors: true,
  kernelDropped: true,
  waitingMax: true,
  open: true,
  close: true,
  receive: true,
  address: true,
  receiveBufferBytes: true,
};

type RingMember = 'push' | 'shift' | 'waiting';

interface RingFault {
  readonly member: RingMember;
  readonly fault: Fault;
  readonly from: number;
  calls: number;
}

const FAULTY_RINGS = new WeakMap<DatagramRing, RingFault>();
/** Set while a listener shows which ring is its own. */
let plant: RingFault | null = null;

/** A ring is made by its listener alone: its methods ask here whether they have a fault in that one. */
function openRings(): void {
  for (const member of ['push', 'shift', 'waiting'] as const) {
    const descriptor = Object.getOwnPropertyDescriptor(DatagramRing.prototype, member) as PropertyDescriptor;
    const isMethod = 'value' in descriptor;
    const sound = Reflect.get(descriptor, isMethod ? 'value' : 'get') as (...args: readonly unknown[]) => unknown;
    const method = function (this: DatagramRing, ...args: readonly unknown[]): unknown {
      if (plant !== null) FAULTY_RINGS.set(this, plant);
      const planted = plant === null ? FAULTY_RINGS.get(this) : undefined;
      const isFaulty = planted?.member === member && planted.calls++ >= planted.from;
      return isFaulty ? planted.fault.answer() : Reflect.apply(sound, this, args);
    };
    Object.defineProperty(DatagramRing.prototype, member, isMethod ? { value: method } : { get: method });
  }
}

openRings();

function inRing(member: RingMember): EntryPoint {
  return {
    name: `DatagramRing.${member}`,
    isReached: true,
    operations: UDP_OPERATIONS,
    production: (fault, from) => ({
      ...PRODUCTION,
      UdpListener: class extends UdpListener {
        constructor(...args: ConstructorParameters<typeof UdpListener>) {
          super(...args);
          plant = { member, fault, from, calls: 0 };
          void super.waiting;
          plant = null;
        }
      },
    }),
  };
}

const T = 20_000_000n;

function socket(event: SocketEvent, now: bigint): Op {
  return { op: 'socket', now, listener: 0, event, ...(event === 'kernel-drop' && { count: 3 }) };
}

/** Operations that reach every entry point of the adapters: a listener on a simulated host, from its opening to its closing. */
export const UDP_OPERATIONS: readonly Op[] = [
  {
    op: 'observer',
    listeners: 1,
    threshold: T,
    capacity: 2,
    udp: { ...UDP, clock_start: 5n },
  },
  socket('open', 5n),
  socket('bound', 5n),
  ...[1n, 2n, 3n].map((nonce) => datagram(7, nonce, 6n)),
  poll(6n),
  socket('kernel-drop', 7n),
  socket('error', 7n),
  { op: 'metrics' },
  poll(8n),
  datagram(8, 1n, 9n),
  poll(9n),
  { op: 'exposition', name: 'a', type: 'counter', label: 'b', text: 'c', value: 1n, help: 'd' },
  { op: 'exposition', name: '0', type: 'counter', label: null, text: '', value: 1n, help: null },
  { op: 'metrics' },
  socket('close', 10n),
  socket('closed', 10n),
  poll(10n + 2n * T),
];

/** Every member of the adapters that the harness calls, or that they call of each other. */
export const ADAPTER_ENTRY_POINTS: readonly EntryPoint[] = [
  constructing('UdpListener'),
  constructing('MonotonicClock'),
  calling('formatPrometheus'),
  calling('listenerMetrics'),
  ...membersOf('UdpListener', Object.entries(UDP_LISTENER), inMade('UdpListener')),
  ...membersOf('MonotonicClock', [['now', true]], inMade('MonotonicClock')),
]
  .map((entry): EntryPoint => ({ ...entry, operations: UDP_OPERATIONS }))
  .concat((['push', 'shift', 'waiting'] as const).map(inRing));

/** More operations than either is driven before a copy takes its place. */
const COPIED_OPERATIONS: readonly Op[] = [
  { op: 'new', capacity: 2, policy: 'strict', window: 2 },
  ...Array.from({ length: 70 }, (_, at) => record(7, BigInt(at), BigInt(at))),
  { op: 'observer', listeners: 1, threshold: T, capacity: 2 },
  ...Array.from({ length: 70 }, (_, at) => poll(BigInt(at))),
];

/** What makes one tracker or observer what another is: it answers nothing, so that only a throw is one. */
export const COPYING_ENTRY_POINTS = (['copyTracker', 'copyObserver'] as const).map((name): EntryPoint => {
  const sound = copiersOf(PRODUCTION) as Copiers;
  return {
    name,
    isReached: true,
    operations: COPIED_OPERATIONS,
    production: (fault, from) => {
      let calls = 0;
      const faulty = (...args: unknown[]): unknown => {
        Reflect.apply(sound[name], undefined, args);
        return calls++ < from ? undefined : fault.answer();
      };
      return { ...PRODUCTION, copiers: { ...sound, [name]: faulty } };
    },
  };
});
