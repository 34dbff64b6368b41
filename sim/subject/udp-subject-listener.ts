import type { Datagram } from '../../src/index.ts';
import type { UdpListener } from '../../src/node/udp-listener.ts';
import type { SocketOp, SocketReply, UdpSettings } from '../data/ops/adapter-ops.ts';
import type { DatagramOp } from '../data/ops/op.ts';
import { DisturbanceError } from './disturbance.ts';
import { Fifo } from './fifo.ts';
import { SimulatedUdpHost } from './simulated-udp-host.ts';
import type { ReadDatagram, SubjectListener } from './subject-listener.ts';
import { countOf, countOrNull, datagramOf, originOf, promiseOf } from './reply-form.ts';
import { RECEIVES_MAX, WorkBoundError } from './work-bound.ts';

/** Datagrams handed out that are looked at again. */
const HANDED_OUT_MAX = 8;

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
  readonly udp: UdpListener;
  readonly #host: SimulatedUdpHost;
  readonly #number: number;
  readonly #reads: ReadDatagram[];
  readonly #queue = new Fifo<DatagramOp>();
  #opening: Settling = { end: 'succeed' };
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
    this.waiting = countOf(this.udp.waiting, 'UdpListener.waiting');
    this.dropped = countOf(this.udp.dropped, 'UdpListener.dropped');
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
    if (this.waiting > waiting) this.#queue.push({ ...op, origin, peer: null, ns: null, generation: null });
  }

  /** Hands over what the listener does, and notes it as an operation that holds what it was, not what it should be. */
  receive(): Datagram | null {
    if (this.asked++ === RECEIVES_MAX) throw new WorkBoundError(`one poll asked a listener more than ${RECEIVES_MAX} times`);
    this.onAsked?.();
    const datagram = datagramOf(this.udp.receive(), 'UdpListener.receive');
    const expected = this.#queue.shift();
    if (datagram === null) return null;
    this.readTotal++;
    const { bytes, origin, peerPid: peer, nsInode: ns, generation = null } = datagram;
    if (this.#handedOut.length === HANDED_OUT_MAX) this.#handedOut.shift();
    const copy = bytes.slice();
    this.#handedOut.push({ bytes, copy });
    this.#reads.push({
      listener: this.#number,
      op: { op: 'datagram', now: expected?.now ?? 0n, listener: this.#number, origin, peer, ns, generation, bytes: copy },
    });
    return datagram;
  }

  /** Whether a datagram that was handed out of late is not any longer what it was. O(1). */
  get hasChangedHandedOut(): boolean {
    return this.#handedOut.some(({ bytes, copy }) => bytes.length !== copy.length || bytes.some((byte, at) => byte !== copy[at]));
  }

  /** Carries out what happens to it. */
  apply({ event, count = 0 }: SocketOp): SocketReply {
    const { openSockets } = this.#host;
    switch (event) {
      case 'open':
        if (openSockets === 0) this.#opening = { end: null };
        settleAs(openSockets === 0 ? this.#opening : { end: 'fail' }, promiseOf(this.udp.open(), 'UdpListener.open'));
        break;
      case 'close':
        this.#host.drop(count);
        this.#endOpening('fail');
        settleAs({ end: 'succeed' }, promiseOf(this.udp.close(), 'UdpListener.close'));
        break;
      case 'bound':
        if (openSockets > 0) this.#endOpening('succeed');
        this.#host.bind();
        break;
      case 'failed':
        if (openSockets > 0) this.#endOpening('fail');
        this.#host.failBind();
        break;
      case 'closed':
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

  #endOpening(end: Settling['end']): void {
    if (this.#opening.end === null) this.#opening.end = end;
  }

  #reply(): SocketReply {
    const { udp } = this;
    this.look();
    return {
      port: countOrNull(udp.port, 'port'),
      sockets: this.#host.openSockets,
      waiting: this.waiting,
      dropped: this.dropped,
      errors: countOf(udp.socketErrors, 'socketErrors'),
      granted: countOrNull(udp.grantedBufferBytes, 'grantedBufferBytes'),
      kernel_dropped: countOrNull(udp.kernelDropped(), 'kernelDropped'),
    };
  }
}

/** How what open() or close() promises is to end; null while that is not known. */
interface Settling {
  end: 'succeed' | 'fail' | null;
}

/**
 * A step is over before any promise settles; the state of the listener says the same at once. Where a promise ends otherwise than it
 * is to, nobody looks after what is thrown then: that ends the run.
 */
function settleAs(settling: Settling, promise: Promise<unknown>): void {
  const expect = (end: 'succeed' | 'fail'): void => {
    if (settling.end !== end) throw new DisturbanceError(`open() or close() of a UDP listener did ${end}, which it was not to`);
  };
  void promise.then(
    () => expect('succeed'),
    () => expect('fail'),
  );
}
