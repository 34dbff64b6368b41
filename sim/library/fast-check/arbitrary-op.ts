import fc from 'fast-check';
import type { Frame } from '../../../src/index.ts';
import { BUFFER_REPLIES, HOST_ADDRESSES, SOCKET_EVENTS, type UdpSettings } from '../../data/ops/adapter-ops.ts';
import { OBSERVER_OPTION_LIST, type OptionValue, type ValueForm } from '../../data/ops/observer-options.ts';
import {
  GET_FIELDS,
  TAKE_COUNTERS,
  type DatagramOp,
  type ObserverOp,
  type Op,
  type OpKind,
  type OpOf,
  type RecordOp,
} from '../../data/ops/op.ts';
import { U32_MAX, U64_MAX } from '../../data/spec/limits.ts';
import { BEAT_ORIGINS, EVICTION_POLICIES, STATUSES } from '../../data/spec/names.ts';
import { anyText } from './any-text.ts';

const u64 = fc.bigInt({ min: 0n, max: U64_MAX });
const u32 = fc.integer({ min: 0, max: U32_MAX });
const count = fc.maxSafeNat();
const ns = fc.option(u64);
const origin = fc.constantFrom(...BEAT_ORIGINS);
const status = fc.constantFrom(...STATUSES);
const policy = fc.constantFrom(...EVICTION_POLICIES);
const bytes = fc.uint8Array({ maxLength: 64 }).map((array) => new Uint8Array(array));

/** Objects as literals make them: the reader's are compared with them down to the prototype. */
function plain<T extends object>(shape: { [K in keyof T]: fc.Arbitrary<T[K]> }): fc.Arbitrary<T> {
  return fc.record<T>(shape, { noNullPrototype: true });
}

/** Any frame, also one that decoding refuses. */
export const arbitraryFrame: fc.Arbitrary<Frame> = plain({ status, pid: u32, timestamp: u64, nonce: u64, payload: u32 });

function arbitraryValue(form: ValueForm): fc.Arbitrary<OptionValue> {
  switch (form.kind) {
    case 'integer':
      return fc.integer({ min: form.min, max: form.max });
    case 'time':
      return fc.bigInt({ min: form.leastNs, max: U64_MAX });
    case 'word':
      return fc.constantFrom(...form.words) as fc.Arbitrary<OptionValue>;
    case 'flag':
      return fc.boolean();
    case 'u64-or-null':
      return ns;
  }
}

const udp: fc.Arbitrary<UdpSettings> = plain({
  origin: fc.constantFrom('network-unverified', 'operator-attested'),
  address: fc.constantFrom(...HOST_ADDRESSES),
  port: fc.integer({ min: 0, max: 65_000 }),
  waiting_max: fc.integer({ min: 1, max: 4096 }),
  receive_buffer: fc.integer({ min: 4096, max: 2 ** 30 }),
  host_buffer: fc.constantFrom(...BUFFER_REPLIES),
  host_buffer_max: fc.integer({ min: 4096, max: 2 ** 30 }),
  host_table: fc.boolean(),
  clock_start: u64,
});

/** The same, most often of a known process. */
function withGeneration<T extends RecordOp | DatagramOp>(op: fc.Arbitrary<T>): fc.Arbitrary<T> {
  return fc.tuple(op, fc.option(u64)).map(([each, generation]) => (generation === null ? each : Object.assign(each, { generation })));
}

const byKind: { readonly [K in OpKind]: fc.Arbitrary<OpOf<K>> } = {
  new: plain({ op: fc.constant('new'), capacity: count, policy, window: count }),
  record: withGeneration(plain({ op: fc.constant('record'), pid: u32, nonce: u64, status, now: u64, threshold: u64, origin, ns })),
  drain: plain({ op: fc.constant('drain'), now: u64, threshold: u64 }),
  take: plain({ op: fc.constant('take'), counter: fc.constantFrom(...TAKE_COUNTERS) }),
  get: plain({ op: fc.constant('get'), field: fc.constantFrom(...GET_FIELDS), pid: u32 }),
  len: plain({ op: fc.constant('len') }),
  decode: plain({ op: fc.constant('decode'), bytes }),
  encode: plain({ op: fc.constant('encode'), frame: arbitraryFrame }),
  observer: fc.record<Record<string, unknown>>(
    {
      op: fc.constant('observer'),
      listeners: fc.integer({ min: 1, max: 64 }),
      udp,
      ...Object.fromEntries(OBSERVER_OPTION_LIST.map(({ name, form }) => [name, arbitraryValue(form)])),
      // The observer refuses a tight rate without it.
      allow_tight_rate: fc.constant(true),
    },
    { requiredKeys: ['op', 'threshold', 'listeners'], noNullPrototype: true },
  ) as fc.Arbitrary<unknown> as fc.Arbitrary<ObserverOp>,
  datagram: withGeneration(
    plain({
      op: fc.constant('datagram'),
      now: u64,
      listener: fc.integer({ min: 0, max: 63 }),
      origin,
      peer: fc.option(u32),
      ns,
      bytes,
    }),
  ),
  socket: fc
    .record({
      now: u64,
      listener: fc.integer({ min: 0, max: 63 }),
      event: fc.constantFrom(...SOCKET_EVENTS),
      count: fc.integer({ min: 1, max: U32_MAX }),
    })
    .map(({ now, listener, event, count: drops }) =>
      event === 'kernel-drop' || (event === 'close' && drops % 2 === 0)
        ? { op: 'socket', now, listener, event, count: drops }
        : { op: 'socket', now, listener, event },
    ),
  exposition: plain({
    op: fc.constant('exposition'),
    name: fc.oneof(fc.string(), fc.constant('a:b_1')),
    type: fc.constantFrom('counter', 'gauge'),
    label: fc.option(fc.oneof(fc.string(), fc.constant('pid'))),
    text: anyText,
    value: u64,
    help: fc.option(fc.string()),
  }),
  poll: plain({ op: fc.constant('poll'), now: u64 }),
  metrics: plain({ op: fc.constant('metrics') }),
  settled: plain({ op: fc.constant('settled'), now: u64, live: fc.array(u32), silent: fc.array(u32) }),
};

/** Any single operation of any kind, each as often as the others, with any values of the right types; they need not follow from one another. */
export const arbitraryOp: fc.Arbitrary<Op> = fc.oneof(...Object.values<fc.Arbitrary<Op>>(byKind));
