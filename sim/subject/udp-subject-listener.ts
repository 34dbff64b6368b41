import type { Datagram } from '../../src/index.ts';
import type { UdpListener } from '../../src/node/udp-listener.ts';
import type { SocketOp, SocketReply, UdpSettings } from '../data/ops/adapter-ops.ts';
import { describeValue } from '../data/describe-value.ts';
import type { DatagramOp } from '../data/ops/op.ts';
import { FRAME_LENGTH } from '../data/spec/limits.ts';
import { DisturbanceError } from './disturbance.ts';
import { Fifo } from './fifo.ts';
import { withoutStack } from './guard/guard.ts';
import { BIND_FAILED, SimulatedUdpHost } from './simulated-udp-host.ts';
import type { ReadDatagram, SubjectListener } from './subject-listener.ts';
import { datagramOf, originOf, promiseOf, wholeOf, wholeOrNull } from './reply-form.ts';
import { RECEIVES_MAX, WorkBoundError } from './work-bound.ts';

/** Bytes kept of a datagram: one more than a frame has. */
const KEPT_BYTES = FRAME_LENGTH + 1;

/** Datagrams handed out that are looked at again. */
const HANDED_OUT_MAX = 8;

/** How open() and close() end. */
const WELL = 'well';
const ALREADY_OPEN = 'Cannot open UdpListener: it is open already';
const CLOSED_MEANWHILE = 'Cannot open UdpListener: it was closed meanwhile';

/** The UDP listener of `src/node` on a simulated host. */
export class UdpSubjectListener implements SubjectListener {
  readTotal = 0;
  asked = 0;
  onAsked: (() => void) | null = null;
  /** Datagrams that its socket handed to it. */
  heardTotal = 0;
  /** What it said last of the datagrams that wait to be read, and of those that it dropped. */
  waiting = 0;
  dropped = 0;
  /** Whether it has handed over other bytes than the first that its socket was handed. */
  hasMisheard = false;
  readonly udp: UdpListener;
  readonly #host: SimulatedUdpHost;
  readonly #number: number;
  readonly #reads: ReadDatagram[];
  readonly #queue = new Fifo<DatagramOp>();
  /** The open() that waits to be bound; null while none does. */
  #opening: Settling | null = null;
  /** What waits for its socket to be closed, and how it is to end then. */
  readonly #closing: [settling: Settling, end: string][] = [];
  readonly #handedOut: { readonly bytes: Uint8Array; readonly copy: Uint8Array }[] = [];

  /** The listener of this number; what it hands over is added to `reads`. */
  constructor(Listener: typeof UdpListener, settings: UdpSettings, number: number, reads: ReadDatagram[]) {
    const { origin, address, port, waiting_max, receive_buffer } = settings;
    this.#host = new SimulatedUdpHost(settings, number);
    this.udp = new Listener(
      { origin, address, port: port === 0 ? 0 : port + number, waitingMax: waiting_max, receiveBufferBytes: receive_buffer },
      this.#host,
    );
    this.#number = number;
    this.#reads = reads;
    this.look();
  }

  /** Asks it again how many datagrams wait and how many were dropped: after whatever may have changed that. O(1). */
  look(): void {
    this.waiting = wholeOf(this.udp.waiting, 'UdpListener.waiting');
    this.dropped = wholeOf(this.udp.dropped, 'UdpListener.dropped');
  }

  queue(): DatagramOp[] {
    return this.#queue.toArray();
  }

  deliver(op: DatagramOp): void {
    const { waiting } = this;
    if (!this.#host.deliver(op.bytes)) return;
    this.heardTotal++;
    this.look();
    const origin = originOf(this.udp.origin, 'UdpListener.origin');
    const { now, listener, bytes } = op;
    if (this.waiting > waiting) this.#queue.push({ op: 'datagram', now, listener, origin, peer: null, ns: null, generation: null, bytes });
  }

  /** Hands over what the listener does, and notes it as an operation that holds what it was, not what it should be. */
  receive(): Datagram | null {
    if (this.asked++ === RECEIVES_MAX) throw new WorkBoundError(`one poll asked a listener more than ${RECEIVES_MAX} times`);
    this.onAsked?.();
    const datagram = datagramOf(this.udp.receive());
    const expected = this.#queue.shift();
    if (datagram === null) return null;
    this.readTotal++;
    const { bytes, origin, peerPid: peer, nsInode: ns, generation = null } = datagram;
    if (this.#handedOut.length === HANDED_OUT_MAX) this.#handedOut.shift();
    const copy = bytes.slice();
    this.#handedOut.push({ bytes, copy });
    if (!isSame(copy, expected?.bytes, KEPT_BYTES)) this.hasMisheard = true;
    this.#reads.push({
      listener: this.#number,
      op: { op: 'datagram', now: expected?.now ?? 0n, listener: this.#number, origin, peer, ns, generation, bytes: copy },
    });
    return datagram;
  }

  /** Whether a datagram that was handed out of late is not any longer what it was. O(1). */
  get hasChangedHandedOut(): boolean {
    return this.#handedOut.some(({ bytes, copy }) => !isSame(bytes, copy));
  }

  /** Carries out what happens to it. */
  apply({ event, count = 0 }: SocketOp): SocketReply {
    const isOpen = this.#host.openSockets > 0;
    switch (event) {
      case 'open':
        if (isOpen)
          settleAs(
            { end: ALREADY_OPEN },
            withoutStack(() => this.udp.open()),
          );
        else settleAs((this.#opening = { end: null }), this.udp.open());
        break;
      case 'close':
        this.#host.drop(count);
        this.#endOpening(CLOSED_MEANWHILE);
        const closing: Settling = { end: null };
        if (isOpen) this.#closing.push([closing, WELL]);
        else closing.end = WELL;
        settleAs(
          closing,
          withoutStack(() => this.udp.close()),
        );
        break;
      case 'bound':
        if (this.#opening !== null) this.#opening.end = WELL;
        this.#opening = null;
        this.#host.bind();
        break;
      case 'failed':
        this.#endOpening(BIND_FAILED);
        this.#host.failBind();
        break;
      case 'closed':
        for (const [settling, end] of this.#closing.splice(0)) settling.end = end;
        this.#host.endCloses();
        break;
      case 'error':
        this.#host.failSocket();
        break;
      case 'stale':
        this.#host.callBackLate();
        break;
      case 'kernel-drop':
        this.#host.drop(count);
        break;
    }
    return this.#reply();
  }

  /** The open() under way fails once its socket is closed. */
  #endOpening(end: string): void {
    if (this.#opening !== null) this.#closing.push([this.#opening, end]);
    this.#opening = null;
  }

  #reply(): SocketReply {
    const { udp } = this;
    this.look();
    return {
      port: wholeOrNull(udp.port, 'port'),
      sockets: this.#host.openSockets,
      waiting: this.waiting,
      dropped: this.dropped,
      errors: wholeOf(udp.socketErrors, 'socketErrors'),
      granted: wholeOrNull(udp.grantedBufferBytes, 'grantedBufferBytes'),
      kernel_dropped: wholeOrNull(udp.kernelDropped(), 'kernelDropped'),
    };
  }
}

/** Asked of eight datagrams at each poll: with `every` it took 3 percent of a run. */
function isSame(a: Uint8Array, b: Uint8Array | undefined, lengthMax = Infinity): boolean {
  if (b === undefined || a.length !== Math.min(b.length, lengthMax)) return false;
  for (let at = 0; at < a.length; at++) if (a[at] !== b[at]) return false;
  return true;
}

/** How open() or close() is to end: {@link WELL}, or with which error; null while it is not to end. */
interface Settling {
  end: string | null;
}

/**
 * A step is over before any promise settles; the state of the listener says the same at once. Where a promise ends otherwise than it
 * is to, nobody looks after what is thrown then: that ends the run.
 */
function settleAs(settling: Settling, call: Promise<unknown>): void {
  const expect = (end: string): void => {
    if (settling.end === end) return;
    throw new DisturbanceError(`open() or close() of a UDP listener ended ${end}, where it was to end ${settling.end ?? 'later'}`);
  };
  void promiseOf(call, 'of a UDP listener').then(
    () => expect(WELL),
    (error: unknown) => expect(error instanceof Error ? error.message : describeValue(error)),
  );
}
