import type { MetricSample } from '../../src/index.ts';
import type { UdpListener, UdpListenerOptions } from '../../src/node/udp-listener.ts';
import type { UdpSettings } from '../data/ops/adapter-ops.ts';
import { describeValue } from '../data/describe-value.ts';
import { DisturbanceError } from './disturbance.ts';
import { withoutStack } from './guard/guard.ts';
import type { Production } from './production.ts';
import { metricsOf, wholeOf, wholeOrNull } from './reply-form.ts';
import { SimulatedUdpHost } from './simulated-udp-host.ts';

// What users hand to the adapters of src/node that no operation says: options and samples at the ends of what is allowed and beyond,
// and listeners of another kind. It is over before the run goes on, and leaves nothing behind.

const DEFAULTS: Required<Omit<UdpListenerOptions, 'port'>> = {
  address: '127.0.0.1',
  origin: 'network-unverified',
  waitingMax: 4096,
  receiveBufferBytes: 4_194_304,
};

/** What a listener that was never open has counted nothing of. */
const COUNTS = ['waiting', 'dropped', 'socketErrors'] as const;

const OPTION_NAMES = Object.keys(DEFAULTS) as (keyof typeof DEFAULTS)[];

/** A call that is refused with a RangeError or TypeError. */
const REFUSAL = Symbol('refused');

const TAKEN: readonly UdpListenerOptions[] = [
  {},
  { port: 65_535, waitingMax: 1, receiveBufferBytes: 4096 },
  { port: 1, waitingMax: 4, receiveBufferBytes: 1_073_741_824 },
  { address: '255.255.255.255', origin: 'operator-attested' },
  { address: '::ffff:127.0.0.1' },
];

/** Its memory takes ten milliseconds to make: only beside listeners with room for more than so many datagrams. */
const LARGE = 1024;
const LARGEST: UdpListenerOptions = { waitingMax: 1_048_576 };

const REFUSED: readonly unknown[] = [
  null,
  7,
  { adress: '127.0.0.1' },
  { reuseAddr: true },
  ...['', '0', 'localhost', '127.1', '1.2.3.256', '127.0.0.1 ', ':::', '[::1]', 7, null].map((address) => ({ address })),
  ...[-1, 65_536, 1.5, Number.NaN, '80', 80n].map((port) => ({ port })),
  ...['kernel-attested', '', null].map((origin) => ({ origin })),
  ...[0, -1, 1_048_577, 1.5, '7', Number.NaN].map((waitingMax) => ({ waitingMax })),
  ...[4095, 1_073_741_825, 4096.5, '4096', Infinity].map((receiveBufferBytes) => ({ receiveBufferBytes })),
];

const sample = (name: string, value: bigint, type: MetricSample['type'] = 'counter'): MetricSample => ({ name, type, label: null, value });

/** Several samples at once, and the text of them. */
const TEXTS: readonly (readonly [samples: readonly MetricSample[], text: unknown])[] = [
  [[], ''],
  [[sample('b', 1n), sample('a', 2n, 'gauge'), sample('b', 3n)], '# TYPE b counter\nb 1\nb 3\n# TYPE a gauge\na 2\n'],
  [[sample('a', 1n), sample('a', 2n, 'gauge')], REFUSAL],
  [[sample('a', 1n), sample('b', 1n), sample('a-b', 1n)], REFUSAL],
];

/** What is none of the argument that stands first in the calls of {@link refusedCalls}. */
const NEITHER: readonly unknown[] = [null, 7, {}];

/** A frame that can be written; the lengths of memory into which it cannot. */
const FRAME: Parameters<Production['encodeFrame']>[0] = { pid: 2, nonce: 1n, status: 'ok', payload: 0, timestamp: 1n };
const NO_FRAME_LENGTHS = [0, 31, 33];

const CONTENT_TYPE = 'text/plain; version=0.0.4; charset=utf-8';

/**
 * Tries all of it on the host of these settings, the largest listener only where theirs are large. Throws a {@link DisturbanceError}
 * where one is taken that is to be refused, or the other way round. O(rows).
 */
export function misuseAdapters(production: Production, udp: UdpSettings): void {
  const host = new SimulatedUdpHost(udp, 0);
  const { UdpListener: Listener, formatPrometheus, PROMETHEUS_CONTENT_TYPE, listenerMetrics } = production;
  for (const options of udp.waiting_max > LARGE ? [...TAKEN, LARGEST] : TAKEN) {
    const made = answerOf(() => new Listener(options, host));
    if (made === REFUSAL) wrong(`a UDP listener refuses ${show(options)}`);
    for (const name of OPTION_NAMES) {
      const got = (made as UdpListener)[name];
      if (got !== (options[name] ?? DEFAULTS[name])) wrong(`with ${show(options)} a UDP listener has as ${name} ${describeValue(got)}`);
    }
  }
  for (const options of REFUSED)
    if (answerOf(() => new Listener(options as UdpListenerOptions, host)) !== REFUSAL) wrong(`a UDP listener takes ${show(options)}`);
  for (const [samples, due] of TEXTS) {
    const text = answerOf(() => formatPrometheus(samples));
    if (text !== due) wrong(`metrics that are to be ${describeAnswer(due)} are ${describeAnswer(text)}`);
  }
  for (const [took, call] of refusedCalls(production)) if (answerOf(call) !== REFUSAL) wrong(took);
  if (PROMETHEUS_CONTENT_TYPE !== CONTENT_TYPE) wrong(`the content type of metrics is ${describeValue(PROMETHEUS_CONTENT_TYPE)}`);
  const stranger = { receive: () => null };
  const fresh = new Listener({ waitingMax: 1 }, host);
  const counts = COUNTS.map((name) => wholeOf(fresh[name], `UdpListener.${name}`));
  const unknown = [
    wholeOrNull(fresh.grantedBufferBytes, 'UdpListener.grantedBufferBytes'),
    wholeOrNull(fresh.kernelDropped(), 'UdpListener.kernelDropped'),
  ];
  if (counts.some((count) => count !== 0) || unknown.some((count) => count !== null))
    wrong(`a UDP listener that was never open says ${[...counts, ...unknown].map(String).join(', ')}`);
  const told = metricsOf(listenerMetrics([stranger, fresh]), 'of listenerMetrics');
  if (told.length === 0 || told.some(({ name }) => !name.endsWith('{listener="1"}')))
    wrong(`the metrics of a UDP listener behind one of another kind are ${told.map(({ name }) => name).join(', ')}`);
}

/** Calls with an argument of another kind, and what is wrong where one is taken. */
function* refusedCalls(production: Production): Generator<readonly [took: string, call: () => unknown]> {
  for (const given of NEITHER) {
    const what = describeValue(given);
    yield [`formatPrometheus() takes ${what}`, () => production.formatPrometheus(given as [])];
    yield [`listenerMetrics() takes ${what}`, () => production.listenerMetrics(given as [])];
    yield [`MonotonicClock() takes ${what}`, () => new production.MonotonicClock(given as () => bigint)];
  }
  for (const length of NO_FRAME_LENGTHS)
    yield [`encodeFrame() takes memory of ${length} bytes`, () => production.encodeFrame(FRAME, new Uint8Array(length))];
}

/** What a call answers; REFUSAL where it refuses in a sentence. Any other error passes through. */
function answerOf(call: () => unknown): unknown {
  try {
    return withoutStack(call);
  } catch (error) {
    if ((error instanceof RangeError || error instanceof TypeError) && /^Cannot [a-z]+(?: \w+)+: ./.test(error.message)) return REFUSAL;
    // Once more, with its stack: a finding tells where it was thrown.
    call();
    throw error;
  }
}

function show(options: unknown): string {
  if (typeof options !== 'object' || options === null) return describeValue(options);
  const entries = Object.entries(options).map(([name, value]) => `${name} ${describeValue(value)}`);
  return entries.length === 0 ? 'no options' : entries.join(', ');
}

function describeAnswer(answer: unknown): string {
  return answer === REFUSAL ? 'refused' : `written as ${describeValue(answer)}`;
}

function wrong(did: string): never {
  throw new DisturbanceError(did);
}
