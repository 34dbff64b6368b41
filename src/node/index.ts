export { MonotonicClock } from './monotonic-clock.ts';
export { formatPrometheus, PROMETHEUS_CONTENT_TYPE } from './prometheus.ts';
export { DEFAULT_WAITING_MAX, UDP_ORIGINS, UdpListener, type UdpListenerOptions, type UdpOrigin } from './udp-listener.ts';
