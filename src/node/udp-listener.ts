import { createSocket, type Socket } from 'node:dgram';
import { isIPv6 } from 'node:net';
import { checkInteger, checkOneOf, argumentError } from '../check.ts';
import type { Datagram, Listener } from '../observer/listener.ts';
import { DatagramRing } from './datagram-ring.ts';

/** What a UDP listener may say of its senders. The operator vouches for them, or nobody does: UDP carries no pid. */
export const UDP_ORIGINS = ['network-unverified', 'operator-attested'] as const;

/** See {@link UDP_ORIGINS}. */
export type UdpOrigin = (typeof UDP_ORIGINS)[number];

/** Datagrams that wait at once, unless told otherwise. */
export const DEFAULT_WAITING_MAX = 1024;

const WAITING_MAX_LIMIT = 1_048_576;
const PORT_MAX = 65_535;

/** How to build a {@link UdpListener}. */
export interface UdpListenerOptions {
  /** Address to bind to, IPv4 or IPv6. Default `127.0.0.1`. */
  readonly address?: string;
  /** Port to bind to, 0 to 65535; 0 lets the system choose. Default 0. */
  readonly port?: number;
  /** Default `network-unverified`. */
  readonly origin?: UdpOrigin;
  /** Most datagrams that wait to be read, 1 to 1,048,576. Default {@link DEFAULT_WAITING_MAX}. */
  readonly waitingMax?: number;
}

/**
 * Hears agents over UDP. Opens and closes as promises; between the two it never throws, whatever the network does.
 *
 * There is no sibling for Unix sockets: the core of Node has no Unix datagram sockets, and nothing that reads a peer's
 * credentials. So no listener here can attest a pid, and `peerPid` and `nsInode` are always null.
 */
export class UdpListener implements Listener {
  /** The address that it was made for, IPv4 or IPv6. */
  readonly address: string;
  /** What it says of each datagram's sender. */
  readonly origin: UdpOrigin;
  /** Most datagrams that wait to be read, 1 to 1,048,576. */
  readonly waitingMax: number;
  readonly #requestedPort: number;
  readonly #ring: DatagramRing;
  #socket: Socket | null = null;
  #port: number | null = null;
  #dropped = 0;
  #socketErrors = 0;

  /** Throws TypeError or RangeError for options outside their types and ranges. O(waitingMax). */
  constructor(options: UdpListenerOptions = {}) {
    const { address = '127.0.0.1', port = 0, origin = 'network-unverified', waitingMax = DEFAULT_WAITING_MAX } = options;
    const action = 'create UdpListener';
    if (typeof address !== 'string') throw argumentError(action, 'address must be a string', address, false);
    checkInteger(action, 'port', port, 0, PORT_MAX);
    checkOneOf(action, 'origin', origin, UDP_ORIGINS);
    checkInteger(action, 'waitingMax', waitingMax, 1, WAITING_MAX_LIMIT);
    this.address = address;
    this.origin = origin;
    this.waitingMax = waitingMax;
    this.#requestedPort = port;
    this.#ring = new DatagramRing(waitingMax);
  }

  /** The port that it hears on, or null while it is not open. O(1). */
  get port(): number | null {
    return this.#port;
  }

  /** Datagrams that wait to be read. O(1). */
  get waiting(): number {
    return this.#ring.waiting;
  }

  /** Datagrams dropped so far because {@link waitingMax} others waited. O(1). */
  get dropped(): number {
    return this.#dropped;
  }

  /** Errors that the open socket has reported so far; each was survived. O(1). */
  get socketErrors(): number {
    return this.#socketErrors;
  }

  /** Begins to hear. Rejects when it is open already, when the address cannot be bound, or when it is closed meanwhile. */
  async open(): Promise<void> {
    if (this.#socket !== null) throw new Error('Cannot open UdpListener: it is open already');
    const socket = createSocket(isIPv6(this.address) ? 'udp6' : 'udp4');
    this.#socket = socket;
    try {
      await bound(socket, this.#requestedPort, this.address);
    } catch (reason) {
      // Closed meanwhile, it may even be open anew by now: that socket is not ours to close.
      if (this.#socket === socket) await this.close();
      throw reason;
    }
    this.#port = socket.address().port;
    socket.on('error', () => this.#socketErrors++);
    socket.on('message', (bytes) => {
      if (!this.#ring.push(bytes)) this.#dropped++;
    });
  }

  /** Stops to hear. What waits can still be read; an {@link open} may follow. Closing twice does nothing. */
  async close(): Promise<void> {
    const socket = this.#socket;
    if (socket === null) return;
    this.#socket = null;
    this.#port = null;
    await new Promise<void>((resolve) => socket.close(() => resolve()));
  }

  /** See {@link Listener.receive}. The bytes are a copy; of a datagram longer than a frame they are the first 33. O(1). */
  receive(): Datagram | null {
    const bytes = this.#ring.shift();
    return bytes === null ? null : { bytes, origin: this.origin, peerPid: null, nsInode: null };
  }
}

function bound(socket: Socket, port: number, address: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const closed = (): void => reject(new Error('Cannot open UdpListener: it was closed meanwhile'));
    socket.once('close', closed);
    socket.once('error', reject);
    socket.bind(port, address, () => {
      socket.off('close', closed);
      socket.off('error', reject);
      resolve();
    });
  });
}
