import type { UdpFamily, UdpHost, UdpSocket } from '../../src/node/udp-host.ts';
import type { UdpSettings } from '../data/ops/adapter-ops.ts';
import { withoutStack } from './guard/guard.ts';

/** The addresses of the host as bytes, in the order of the network. */
const ADDRESS_BYTES: Readonly<Record<UdpSettings['address'], readonly number[]>> = {
  '127.0.0.1': [127, 0, 0, 1],
  '0.0.0.0': [0, 0, 0, 0],
  '::1': [...new Array<number>(15).fill(0), 1],
  '::': new Array<number>(16).fill(0),
  'fe80::1%eth0': [0xfe, 0x80, ...new Array<number>(13).fill(0), 1],
  '2001:db8:0:1:2:3:4:5': [0x20, 0x01, 0x0d, 0xb8, 0, 0, 0, 1, 0, 2, 0, 3, 0, 4, 0, 5],
};

type HostAddress = keyof typeof ADDRESS_BYTES;

const ADDRESSES = Object.keys(ADDRESS_BYTES) as HostAddress[];

/** What a neighbour's socket on the same port has lost: a row that is not the listener's. */
const OTHER_DROPS = 77;
/** Sockets of others on the listener's own address: how far behind its port theirs lie. */
const OTHER_SOCKETS = [1, 2, 3, 5, 8, 256, 40_000, 65_535];
/** What a socket says that cannot be bound. */
export const BIND_FAILED = 'the address is in use';

// What happens to sockets again and again: one error each, without a stack that nobody reads. To make them anew took a twentieth of a run.
const [NO_SPACE, UNTOLD, NO_ADDRESS, IN_USE, REFUSED, LATE] = withoutStack(() =>
  [
    'no buffer space available',
    'the system does not tell',
    'the host has no such address',
    BIND_FAILED,
    'the connection was refused',
    'a late error',
  ].map((message) => new Error(message)),
);

const FIRST_FREE_PORT = 40_000;
const DEFAULT_BUFFER = 212_992;
const ROW_LENGTH = 127;
/** What the memory of a datagram holds once its callback has returned. */
const GONE = 0xee;

/** A socket as the simulated host makes it: whatever happens to it is a call of {@link SimulatedUdpHost}. */
class SimulatedSocket implements UdpSocket {
  /** Datagrams that the kernel dropped here, modulo 2^32. */
  drops = 0;
  /** What it was to be bound to; null before. */
  request: { readonly port: number; readonly address: string } | null = null;
  port: number | null = null;
  isClosed = false;
  message: ((bytes: Uint8Array) => void) | null = null;
  error: ((error: Error) => void) | null = null;
  bound: (() => void) | null = null;
  closed: (() => void) | null = null;
  /** Its rows in the table of a family, but for its drops: they stay the same once it is bound. To write them each time took 8 percent of a run. */
  rows: { readonly family: UdpFamily; readonly ofOthers: string; readonly own: string } | null = null;
  readonly #settings: UdpSettings;
  readonly #family: UdpFamily;
  #buffer: number;

  constructor(settings: UdpSettings, family: UdpFamily) {
    this.#settings = settings;
    this.#family = family;
    this.#buffer = settings.host_buffer === 'refuses' ? Math.min(settings.host_buffer_max, DEFAULT_BUFFER) : DEFAULT_BUFFER;
  }

  on(event: 'message' | 'error', callback: ((bytes: Uint8Array) => void) & ((error: Error) => void)): void {
    this[event] = callback;
  }

  bind(port: number, address: string, callback: () => void): void {
    this.request = { port, address };
    this.bound = callback;
  }

  close(callback: () => void): void {
    if (this.isClosed) throw new Error('the socket is closed already');
    this.isClosed = true;
    this.closed = callback;
  }

  address(): { readonly address: string; readonly port: number } {
    return { address: (this.#bound().request as { readonly address: string }).address, port: this.port as number };
  }

  setRecvBufferSize(bytes: number): void {
    this.#bound();
    const { host_buffer, host_buffer_max } = this.#settings;
    if (host_buffer === 'refuses' && bytes > host_buffer_max) throw NO_SPACE;
    this.#buffer = host_buffer === 'doubles' ? 2 * Math.min(bytes, host_buffer_max) : bytes;
  }

  getRecvBufferSize(): number {
    this.#bound();
    if (this.#settings.host_buffer === 'silent') throw UNTOLD;
    return this.#buffer;
  }

  /** Whether it can be bound to what was asked for: the host has one address, and the socket must be of its family. */
  get fits(): boolean {
    const { address } = this.#settings;
    return this.request?.address === address && address.includes(':') === (this.#family === 'udp6');
  }

  /** As an emitter does with an error that nobody hears. */
  fail(error: Error): void {
    if (this.error === null) throw error;
    this.error(error);
  }

  #bound(): this {
    if (this.port === null || this.isClosed) throw new Error('the socket is not bound');
    return this;
  }
}

/** The host of one UDP listener: its sockets, its kernel's table. Everything happens in the call that asks for it. */
export class SimulatedUdpHost implements UdpHost {
  readonly #settings: UdpSettings;
  readonly #number: number;
  readonly #sockets: SimulatedSocket[] = [];
  /** One memory for all datagrams: who keeps a reference to it instead of a copy finds something else there. */
  #memory = new Uint8Array(64);

  /** The host of the listener of this number. */
  constructor(settings: UdpSettings, number: number) {
    this.#settings = settings;
    this.#number = number;
  }

  /** Sockets that were made and not closed. O(sockets ever made). */
  get openSockets(): number {
    return this.#sockets.filter(({ isClosed }) => !isClosed).length;
  }

  createSocket(family: UdpFamily): UdpSocket {
    const socket = new SimulatedSocket(this.#settings, family);
    this.#sockets.push(socket);
    return socket;
  }

  socketTable(family: UdpFamily): string | null {
    if (!this.#settings.host_table) return null;
    let table = '   sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode ref pointer drops\n';
    for (const socket of this.#sockets) {
      const { request, port, isClosed, drops } = socket;
      if (request === null || port === null || isClosed) continue;
      if (socket.rows?.family !== family) socket.rows = rowsBeside(family, request.address, port);
      table += socket.rows.ofOthers + endOfRow(family, socket.rows.own, drops);
    }
    return table;
  }

  /** The socket that waits to be bound is bound, or cannot be as the host has no such address; nothing where there is none. */
  bind(): void {
    const socket = this.#binding();
    const request = socket?.request ?? null;
    if (socket === undefined || request === null) return;
    if (!socket.fits) {
      socket.fail(NO_ADDRESS);
      return;
    }
    socket.port = request.port === 0 ? FIRST_FREE_PORT + this.#number : request.port;
    socket.bound?.();
  }

  /** The socket that waits to be bound cannot be; nothing where there is none. */
  failBind(): void {
    this.#binding()?.fail(IN_USE);
  }

  /** The bound socket reports an error; nothing where there is none. */
  failSocket(): void {
    this.#listening()?.fail(REFUSED);
  }

  /** Every close that is under way has ended. */
  endCloses(): void {
    for (const socket of this.#sockets) {
      const { closed } = socket;
      socket.closed = null;
      closed?.();
    }
  }

  /** A datagram for the bound socket: whether there is one that hears it. */
  deliver(bytes: Uint8Array): boolean {
    const socket = this.#listening();
    if (socket === undefined || socket.message === null) return false;
    this.#hand(socket, bytes);
    return true;
  }

  /** The kernel drops datagrams for the bound socket; nothing where there is none. */
  drop(count: number): void {
    const socket = this.#listening();
    if (socket !== undefined) socket.drops = (socket.drops + count) >>> 0;
  }

  /** The socket that was closed last calls back in every way. */
  callBackLate(): void {
    const socket = this.#sockets.findLast(({ isClosed }) => isClosed);
    if (socket === undefined) return;
    if (socket.message !== null) this.#hand(socket, Uint8Array.of(1));
    socket.error?.(LATE);
    socket.bound?.();
  }

  #hand(socket: SimulatedSocket, bytes: Uint8Array): void {
    if (this.#memory.length < bytes.length) this.#memory = new Uint8Array(bytes.length);
    this.#memory.set(bytes);
    const view = this.#memory.subarray(0, bytes.length);
    socket.message?.(view);
    view.fill(GONE);
  }

  #binding(): SimulatedSocket | undefined {
    return this.#sockets.find(({ request, port, isClosed }) => request !== null && port === null && !isClosed);
  }

  #listening(): SimulatedSocket | undefined {
    return this.#sockets.find(({ port, isClosed }) => port !== null && !isClosed);
  }
}

/** The rows of other sockets beside one that is bound to `bound`, and its own up to its drops. */
function rowsBeside(family: UdpFamily, bound: string, port: number): NonNullable<SimulatedSocket['rows']> {
  const own = ADDRESSES.find((address) => address === bound);
  const others = ADDRESSES.filter((address) => address !== own).map((address) => startOfRow(family, address, port));
  if (own !== undefined) others.push(...OTHER_SOCKETS.map((further) => startOfRow(family, own, (port + further) & 0xffff)));
  const ofOthers = others.map((start) => endOfRow(family, start, OTHER_DROPS)).join('');
  return { family, ofOthers, own: own === undefined ? '' : startOfRow(family, own, port) };
}

/** A row of the kernel's table up to its drops; empty for an address of the other family. Addresses are words of 32 bits as this machine writes numbers. */
function startOfRow(family: UdpFamily, address: HostAddress, port: number): string {
  const bytes = ADDRESS_BYTES[address];
  if ((bytes.length === 4) !== (family === 'udp4')) return '';
  const words = new Uint32Array(Uint8Array.from(bytes).buffer);
  const hex = Array.from(words, (word) => word.toString(16).padStart(8, '0')).join('');
  const local = `${hex}:${port.toString(16).padStart(4, '0')}`.toUpperCase();
  return `${String(port).padStart(5)}: ${local} ${'0'.repeat(hex.length)}:0000 07 00000000:00000000 00:00000000 00000000     0        0 129402 2 000000007a77032b `;
}

/** The row that begins so, with its drops and its end. As Linux does: the number of a row has five places, and the rows of IPv4 are filled up with blanks. */
function endOfRow(family: UdpFamily, start: string, drops: number): string {
  if (start === '') return '';
  const row = start + drops;
  return `${family === 'udp4' ? row.padEnd(ROW_LENGTH) : row}\n`;
}
