import type { MetricSample } from '../../../src/index.ts';
import { U32_MAX } from '../spec/limits.ts';
import { FLAG, integer, member, U64, word, type Member, type Members } from './members.ts';

/** Addresses that the simulated host has: what a listener may be bound to. */
export const HOST_ADDRESSES = ['127.0.0.1', '0.0.0.0', '::1', '::', 'fe80::1%eth0', '2001:db8:0:1:2:3:4:5'] as const;

/** What the simulated host does when it is asked for a receive buffer: grants twice as much, refuses beyond its most, tells nothing. */
export const BUFFER_REPLIES = ['doubles', 'refuses', 'silent'] as const;

/** What happens to the socket of a UDP listener, or to the listener itself. */
export const SOCKET_EVENTS = ['open', 'close', 'bound', 'failed', 'closed', 'error', 'stale', 'kernel-drop'] as const;

/** See {@link SOCKET_EVENTS}. */
export type SocketEvent = (typeof SOCKET_EVENTS)[number];

const UDP_ORIGINS = ['network-unverified', 'operator-attested'] as const;

/** Datagrams that may wait in a UDP listener of a trace, at most. */
const WAITING_MAX = 4096;
const BUFFER_MIN = 4096;
const BUFFER_MAX = 1_073_741_824;
/** Listeners of one trace count their ports up from the first: below 2^16 with 64 of them. */
const PORT_MAX = 65_000;

/** The UDP listeners of an observer, the simulated host that they run on, and its clock. */
export interface UdpSettings {
  /** What the listeners say of their senders. */
  readonly origin: (typeof UDP_ORIGINS)[number];
  readonly address: (typeof HOST_ADDRESSES)[number];
  /** Port of the first listener, each further one has the next; 0 lets the host choose. */
  readonly port: number;
  /** Datagrams that wait in a listener at most, 1 to 4096. */
  readonly waiting_max: number;
  /** Bytes that a listener asks of the kernel, 4096 to 2^30. */
  readonly receive_buffer: number;
  /** What the host says to that, and the most that it takes. */
  readonly host_buffer: (typeof BUFFER_REPLIES)[number];
  readonly host_buffer_max: number;
  /** Whether the kernel's table of sockets can be read. */
  readonly host_table: boolean;
  /** The reading of the host's clock when the observer's clock is made, nanoseconds, u64. */
  readonly clock_start: bigint;
}

/** Something happens to a UDP listener. What cannot happen in the state that it is in does not. */
export interface SocketOp {
  readonly op: 'socket';
  /** Nanoseconds, u64. */
  readonly now: bigint;
  /** Its number, from 0. */
  readonly listener: number;
  readonly event: SocketEvent;
  /** Datagrams that the kernel drops, 1 to 2^32 − 1: with `kernel-drop`; with `close`, where it is not left out, right before that. */
  readonly count?: number;
}

/** One sample is written as Prometheus' text. */
export interface ExpositionOp {
  readonly op: 'exposition';
  readonly name: string;
  readonly type: MetricSample['type'];
  /** Name of its label; null for none. */
  readonly label: string | null;
  /** Value of its label. */
  readonly text: string;
  /** What the sample counts, u64. */
  readonly value: bigint;
  /** The sentence about its family; null for none. */
  readonly help: string | null;
}

/** What can be seen of a UDP listener and its host. */
export interface SocketReply {
  /** The port that it hears on; null while it hears on none. */
  readonly port: number | null;
  /** Sockets that it has made and not closed. */
  readonly sockets: number;
  readonly waiting: number;
  readonly dropped: number;
  readonly errors: number;
  /** Bytes of its receive buffer, as the kernel tells them; null where it does not. */
  readonly granted: number | null;
  /** Datagrams that the kernel dropped; null where it does not tell. */
  readonly kernel_dropped: number | null;
}

/** The members of `udp` in an `observer` operation. */
export const UDP_MEMBERS: Members<UdpSettings> = {
  origin: word(UDP_ORIGINS),
  address: word(HOST_ADDRESSES),
  port: integer(0, PORT_MAX),
  waiting_max: integer(1, WAITING_MAX),
  receive_buffer: integer(BUFFER_MIN, BUFFER_MAX),
  host_buffer: word(BUFFER_REPLIES),
  host_buffer_max: integer(BUFFER_MIN, BUFFER_MAX),
  host_table: FLAG,
  clock_start: U64,
};

/** `count` of a `socket` operation: required with `kernel-drop`, possible with `close`. */
export const DROPS: Member<number> = member((fields, key, { event }) =>
  event === 'kernel-drop' || (event === 'close' && fields.has(key)) ? fields.integer(key, 1, U32_MAX) : undefined,
);
