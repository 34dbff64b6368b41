import { encodeModelFrame } from '../../oracle/model/index.ts';
import { toHex } from '../../data/ops/fields.ts';
import type { DomainForm, OpTemplate } from '../domain-form.ts';

const UDP: OpTemplate = {
  origin: 'network-unverified',
  address: '127.0.0.1',
  port: 0,
  waiting_max: 1,
  receive_buffer: 4096,
  host_buffer: 'doubles',
  host_buffer_max: 1_048_576,
  host_table: true,
  clock_start: '1000',
};
const OBSERVER: OpTemplate = { op: 'observer', threshold: '10000000', listeners: 1, capacity: 2, policy: 'strict', window: 1, udp: UDP };
const SOCKET: OpTemplate = { op: 'socket', now: '1000', listener: 0 };
const DATAGRAM: OpTemplate = { op: 'datagram', now: '1000', listener: 0, origin: 'network-unverified', peer: null, ns: null };

function hex(nonce: bigint): string {
  return toHex(encodeModelFrame({ status: 'ok', pid: 2, timestamp: 1n, nonce, payload: 0 }));
}

/** Every way in which a socket begins, fails and ends. */
export const SOCKETS: DomainForm = {
  domain: 'sockets',
  about: 'a UDP listener on a simulated host: its socket opens, fails, closes, errs and calls back late',
  depth: 4,
  starts: [
    OBSERVER,
    { ...OBSERVER, udp: { ...UDP, address: 'fe80::1%eth0' } },
    { ...OBSERVER, udp: { ...UDP, receive_buffer: 4_194_304, host_buffer: 'refuses' } },
  ],
  operations: [
    { ...SOCKET, event: ['open', 'bound', 'failed', 'close', 'closed', 'error', 'stale'] },
    { ...SOCKET, event: 'kernel-drop', count: 1 },
    { ...DATAGRAM, bytes: hex(1n) },
  ],
};

const OPENED: readonly OpTemplate[] = [{ ...SOCKET, event: ['open', 'bound'] }];

/** A socket after another. */
export const REOPENED: DomainForm = {
  domain: 'reopened',
  about: 'an open UDP listener that is closed and opened anew: what of the socket before counts for the next',
  depth: 5,
  starts: [OBSERVER],
  before: OPENED,
  operations: [
    { ...SOCKET, event: ['open', 'bound', 'close', 'error', 'stale'] },
    { ...SOCKET, event: 'kernel-drop', count: 1 },
    { ...DATAGRAM, bytes: hex(1n) },
  ],
};

/** What waits in a listener. */
export const RING: DomainForm = {
  domain: 'ring',
  about: 'an open UDP listener with room for one to three datagrams: which are kept, dropped and read, in which order and how long',
  depth: 6,
  starts: [
    { ...OBSERVER, udp: { ...UDP, waiting_max: [1, 2, 3] } },
    { ...OBSERVER, udp: { ...UDP, origin: 'operator-attested' } },
  ],
  before: OPENED,
  operations: [
    { ...DATAGRAM, bytes: [hex(1n), `${hex(2n)}00`] },
    { op: 'poll', now: '1000' },
    { ...SOCKET, event: 'close' },
  ],
};

/** The clock of the adapter, and what it counts. */
export const ADAPTER_METRICS: DomainForm = {
  domain: 'adapter-metrics',
  about: 'two UDP listeners: their metrics, and the clock of their host around the reading that it began with',
  depth: 4,
  starts: [{ ...OBSERVER, listeners: 2 }],
  operations: [
    { op: 'metrics' },
    { op: 'poll', now: ['999', '1000', '1001'] },
    { ...SOCKET, event: ['open', 'bound', 'error'] },
    { ...SOCKET, listener: 1, event: ['open', 'bound'] },
  ],
};

/** Prometheus' text. */
export const TEXT: DomainForm = {
  domain: 'text',
  about: 'samples as text: names, labels and help with everything that the format escapes or refuses',
  depth: 2,
  starts: [{ op: 'new', capacity: 0, policy: 'strict', window: 1 }],
  operations: [
    {
      op: 'exposition',
      name: ['a', 'a:b', '', '1a'],
      type: ['counter', 'gauge'],
      label: [null, 'l', 'l:m', '__l'],
      text: ['', 'x', '"', '\\', '\n', '\\n'],
      value: ['0', '18446744073709551615'],
      help: [null, 'h', '"', '\\\n'],
    },
  ],
};
