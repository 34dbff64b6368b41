export { listenerMetrics } from './listener-metrics.ts';
export { MonotonicClock } from './monotonic-clock.ts';
export { NODE_UDP_HOST } from './node-udp-host.ts';
export { formatPrometheus, PROMETHEUS_CONTENT_TYPE } from './prometheus.ts';
export { randomIndexKey } from './random-index-key.ts';
export { type UdpFamily, type UdpHost, type UdpSocket } from './udp-host.ts';
export {
  DEFAULT_RECEIVE_BUFFER_BYTES,
  DEFAULT_WAITING_MAX,
  UDP_ORIGINS,
  UdpListener,
  type UdpListenerOptions,
  type UdpOrigin,
} from './udp-listener.ts';
