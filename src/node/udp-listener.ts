import { argumentError, checkInteger, checkOptionNames, checkOneOf } from '../check.ts';
import type { Datagram, Listener } from '../observer/listener.ts';
import { MAX_CAPACITY } from '../tracker/tracker-options.ts';
import { DatagramRing } from './datagram-ring.ts';
import { isIP, isIPv6 } from './ip.ts';
import { kernelDrops } from './kernel-drops.ts';
import { NODE_UDP_HOST } from './node-udp-host.ts';
import type { UdpFamily, UdpHost, UdpSocket } from './udp-host.ts';

/** What a UDP listener may say of its senders. The operator vouches for them, or nobody does: UDP carries no pid. */
export const UDP_ORIGINS = ['network-unverified', 'operator-attested'] as const;

/** See {@link UDP_ORIGINS}. */
export type UdpOrigin = (typeof UDP_ORIGINS)[number];

/** Datagrams that wait at once, unless told otherwise: one of each pid that a tracker can hold. */
export const DEFAULT_WAITING_MAX = MAX_CAPACITY;

/**
 * Bytes asked of the kernel for datagrams that wait there, unless told otherwise: 4 MiB, about 1 KiB (which is what the
 * kernel charges for a frame) for each pid that a tracker can hold.
 */
export const DEFAULT_RECEIVE_BUFFER_BYTES = 4_194_304;

const WAITING_MAX_LIMIT = 1_048_576;
const RECEIVE_BUFFER_MIN = 4096;
const RECEIVE_BUFFER_LIMIT = 1_073_741_824;
const PORT_MAX = 65_535;

/** How to build a {@link UdpListener}. */
export interface UdpListenerOptions {
  /** Address to bind to, IPv4 or IPv6; no name. `0.0.0.0` and `::` hear on every interface. Default `127.0.0.1`. */
  readonly address?: string;
  /** Port to bind to, 0 to 65535; 0 lets the system choose. Default 0. */
  readonly port?: number;
  /** How far the senders may be believed. Default `network-unverified`. */
  readonly origin?: UdpOrigin;
  /** Most datagrams that wait to be read, 1 to 1,048,576. Default {@link DEFAULT_WAITING_MAX}. */
  readonly waitingMax?: number;
  /**
   * Bytes asked of the kernel for datagrams that wait there, 4096 to 1,073,741,824. The kernel may grant less: see
   * {@link UdpListener.grantedBufferBytes}. Default {@link DEFAULT_RECEIVE_BUFFER_BYTES}.
   */
  readonly receiveBufferBytes?: number;
}

const OPTION_NAMES = [
  'address',
  'port',
  'origin',
  'waitingMax',
  'receiveBufferBytes',
] as const satisfies readonly (keyof UdpListenerOptions)[];

/**
 * Hears agents over UDP. Opens and closes as promises; between the two it never throws, whatever the network does. Its
 * state changes in the call or in the callback of the socket that causes it, before any promise settles.
 *
 * There is no sibling for Unix sockets: the core of Node has no Unix datagram sockets, and nothing that reads a peer's
 * credentials. So no listener here can attest a pid, and `peerPid` and `nsInode` are always null.
 */
export class UdpListener implements Listener {
  /** Address to bind to, as it was given. */
  readonly address: string;
  /** What its datagrams say of their senders. */
  readonly origin: UdpOrigin;
  /** Most datagrams that wait to be read. */
  readonly waitingMax: number;
  /** Bytes that are asked of the kernel when it is opened. */
  readonly receiveBufferBytes: number;
  readonly #host: UdpHost;
  readonly #family: UdpFamily;
  readonly #requestedPort: number;
  readonly #ring: DatagramRing;
  #socket: UdpSocket | null = null;
  /** Rejects the promise of the open() that is under way. */
  #reject: ((reason: Error) => void) | null = null;
  #port: number | null = null;
  #grantedBufferBytes: number | null = null;
  #dropped = 0;
  #socketErrors = 0;
  #kernelDropped: number | null = null;
  /** What the kernel's table said last of the socket that is open now. */
  #tableDrops = 0;

  /**
   * Runs on this machine, or on the `host` that is given. Throws TypeError or RangeError for options that are unknown or
   * outside their types and ranges. O(waitingMax).
   */
  constructor(options: UdpListenerOptions = {}, host: UdpHost = NODE_UDP_HOST) {
    const action = 'create UdpListener';
    checkOptionNames(action, options, OPTION_NAMES);
    const {
      address = '127.0.0.1',
      port = 0,
      origin = 'network-unverified',
      waitingMax = DEFAULT_WAITING_MAX,
      receiveBufferBytes = DEFAULT_RECEIVE_BUFFER_BYTES,
    } = options;
    // An empty text or a number would be taken for every interface.
    if (typeof address !== 'string' || isIP(address) === 0)
      throw argumentError(action, 'address must be an IPv4 or IPv6 address', address, typeof address === 'string');
    checkInteger(action, 'port', port, 0, PORT_MAX);
    checkOneOf(action, 'origin', origin, UDP_ORIGINS);
    checkInteger(action, 'waitingMax', waitingMax, 1, WAITING_MAX_LIMIT);
    checkInteger(action, 'receiveBufferBytes', receiveBufferBytes, RECEIVE_BUFFER_MIN, RECEIVE_BUFFER_LIMIT);
    this.address = address;
    this.origin = origin;
    this.waitingMax = waitingMax;
    this.receiveBufferBytes = receiveBufferBytes;
    this.#host = host;
    this.#family = isIPv6(address) ? 'udp6' : 'udp4';
    this.#requestedPort = port;
    this.#ring = new DatagramRing(waitingMax);
  }

  /** The port that it hears on, or null while it is not open. O(1). */
  get port(): number | null {
    return this.#port;
  }

  /**
   * Bytes that the kernel granted for datagrams that wait there, as it counts (on Linux twice what was asked, or twice
   * `net.core.rmem_max` if that is less); null while it is not open, or where the system does not tell. O(1).
   */
  get grantedBufferBytes(): number | null {
    return this.#grantedBufferBytes;
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

  /**
   * Datagrams that the kernel has dropped so far, most often for want of room in the receive buffer; null where the
   * system does not tell (it is told on Linux). Asks the system while it is open: O(UDP sockets of the machine).
   */
  kernelDropped(): number | null {
    if (this.#socket === null || this.#port === null) return this.#kernelDropped;
    const table = this.#host.socketTable(this.#family);
    const drops = table === null ? null : kernelDrops(table, this.#socket.address().address, this.#port);
    if (drops !== null) {
      // The table counts modulo 2^32.
      this.#kernelDropped = (this.#kernelDropped ?? 0) + ((drops - this.#tableDrops) >>> 0);
      this.#tableDrops = drops;
    }
    return this.#kernelDropped;
  }

  /** Begins to hear. Rejects when it is open already, when the address cannot be bound, or when it is closed meanwhile. */
  async open(): Promise<void> {
    if (this.#socket !== null) throw new Error('Cannot open UdpListener: it is open already');
    const socket = this.#host.createSocket(this.#family);
    this.#socket = socket;
    await new Promise<void>((resolve, reject) => {
      this.#reject = reject;
      socket.on('error', (error) => this.#failed(socket, error));
      socket.on('message', (bytes) => this.#received(socket, bytes));
      socket.bind(this.#requestedPort, this.address, () => {
        this.#bound(socket);
        if (this.#socket === socket) resolve();
      });
    });
  }

  /** Stops to hear. What waits can still be read; an {@link open} may follow. Closing twice does nothing. */
  async close(): Promise<void> {
    await this.#shut(new Error('Cannot open UdpListener: it was closed meanwhile'));
  }

  /** See {@link Listener.receive}. The bytes are a copy; of a datagram longer than a frame they are the first 33. O(1). */
  receive(): Datagram | null {
    const bytes = this.#ring.shift();
    return bytes === null ? null : { bytes, origin: this.origin, peerPid: null, nsInode: null };
  }

  // Each callback may come from a socket that was closed meanwhile, while another is open.

  #bound(socket: UdpSocket): void {
    if (this.#socket !== socket) return;
    this.#reject = null;
    this.#grantedBufferBytes = askForBuffer(socket, this.receiveBufferBytes);
    this.#tableDrops = 0;
    this.#port = socket.address().port;
  }

  #received(socket: UdpSocket, bytes: Uint8Array): void {
    if (this.#socket === socket && !this.#ring.push(bytes)) this.#dropped++;
  }

  #failed(socket: UdpSocket, error: Error): void {
    if (this.#socket !== socket) return;
    if (this.#port === null) void this.#shut(error);
    else this.#socketErrors++;
  }

  /** Lets go of the socket at once, and waits until it is closed; then rejects the open() that was under way. */
  async #shut(reason: Error): Promise<void> {
    const socket = this.#socket;
    const reject = this.#reject;
    if (socket === null) return;
    this.kernelDropped();
    this.#socket = this.#reject = this.#port = this.#grantedBufferBytes = null;
    await new Promise<void>((resolve) => socket.close(() => resolve()));
    reject?.(reason);
  }
}

/**
 * Asks for `bytes`, and as long as the system refuses, for half while that is more than there is. Answers what is granted,
 * null if the system does not tell.
 */
function askForBuffer(socket: UdpSocket, bytes: number): number | null {
  try {
    let asked = bytes;
    while (!accepts(socket, asked) && asked / 2 > socket.getRecvBufferSize()) asked = Math.floor(asked / 2);
    return socket.getRecvBufferSize();
  } catch {
    return null;
  }
}

function accepts(socket: UdpSocket, bytes: number): boolean {
  try {
    socket.setRecvBufferSize(bytes);
    return true;
  } catch {
    return false;
  }
}
