import { argumentError } from '../check.ts';
import type { Listener } from '../observer/listener.ts';
import type { MetricSample } from '../observer/metrics.ts';
import { UdpListener } from './udp-listener.ts';

/**
 * What the UDP listeners among an observer's listeners count, to be written beside the observer's own metrics. The label
 * `listener` is the place in the list, as in events. A value that the system does not tell has no sample. Reads the
 * kernel's table of sockets once for each that is open: O(listeners × UDP sockets of the machine). Throws TypeError for what is no array.
 */
export function listenerMetrics(listeners: readonly Listener[]): readonly MetricSample[] {
  if (!Array.isArray(listeners)) throw argumentError('read listener metrics', 'listeners must be an array', listeners, false);
  return listeners.flatMap((listener, at) => (listener instanceof UdpListener ? samplesOf(listener, ['listener', String(at)]) : []));
}

function samplesOf(listener: UdpListener, label: readonly [string, string]): MetricSample[] {
  const sample = (name: string, type: MetricSample['type'], value: number | null): MetricSample[] =>
    value === null ? [] : [{ name: `varta_listener_${name}`, type, label, value: BigInt(value) }];
  return [
    ...sample('open', 'gauge', listener.port === null ? 0 : 1),
    ...sample('receive_buffer_bytes', 'gauge', listener.grantedBufferBytes),
    ...sample('waiting', 'gauge', listener.waiting),
    ...sample('waiting_max', 'gauge', listener.waitingMax),
    ...sample('dropped_total', 'counter', listener.dropped),
    ...sample('kernel_dropped_total', 'counter', listener.kernelDropped()),
    ...sample('socket_errors_total', 'counter', listener.socketErrors),
  ];
}
