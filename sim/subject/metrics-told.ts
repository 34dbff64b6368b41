import type { Observer } from '../../src/index.ts';
import type { ExpositionOp } from '../data/ops/adapter-ops.ts';
import type { MetricValue } from '../data/ops/op.ts';
import { withoutStack } from './guard/guard.ts';
import type { Production } from './production.ts';
import { readExposition } from './read-exposition.ts';
import { metricsOf, textOf } from './reply-form.ts';
import type { UdpSubjectListener } from './udp-subject-listener.ts';

/** Characters of an exposition at most. */
const EXPOSITION_MAX = 2 ** 22;

/** The observer's metrics, and with UDP listeners theirs, read from the text that tells both. Throws an IllFormedReplyError for nonsense. */
export function metricsTold(
  { formatPrometheus, listenerMetrics }: Production,
  observer: Observer,
  udpListeners: readonly UdpSubjectListener[],
): MetricValue[] {
  const own = observer.metrics();
  if (udpListeners.length === 0) return metricsOf(own);
  const ofListeners = listenerMetrics(udpListeners.map(({ udp }) => udp));
  metricsOf(own, 'of Observer.metrics');
  metricsOf(ofListeners, 'of listenerMetrics');
  const text: unknown = formatPrometheus([...own, ...ofListeners]);
  return readExposition(textOf(text, 'the exposition', EXPOSITION_MAX));
}

/** One sample as text; null where the writer refuses it. */
export function writeSample({ formatPrometheus }: Production, { name, type, label, text, value, help }: ExpositionOp): string | null {
  const sample = { name, type, label: label === null ? null : ([label, text] as const), value };
  const write = (): unknown => formatPrometheus([sample], help === null ? new Map() : new Map([[name, help]]));
  try {
    const written = withoutStack(write);
    return textOf(written, 'the exposition', EXPOSITION_MAX);
  } catch (error) {
    if (error instanceof RangeError) return null;
    // Once more, with its stack: a finding tells where it was thrown.
    write();
    throw error;
  }
}
