import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { NODE_UDP_HOST, type UdpFamily, type UdpHost, type UdpSocket } from '../../../src/node/index.ts';

/** A machine to run listeners on, with the means to send to them. */
export interface UdpWorld extends UdpHost {
  /** Sends from one socket, in order. */
  send(port: number | null, ...datagrams: readonly Uint8Array[]): Promise<void>;
  /** Lets the socket that was made last report an error. */
  fail(error: Error): void;
}

/** Datagrams that a {@link FakeSocket} holds while the machine is busy. */
const FAKE_QUEUE_MAX = 100;

/** A socket as a simulated machine makes it. Everything happens in the call or in the next microtask. */
export class FakeSocket implements UdpSocket {
  readonly queue: Uint8Array[] = [];
  readonly asked: number[] = [];
  drops = 0;
  port = 0;
  isClosed = false;
  message: (bytes: Uint8Array) => void = () => {};
  // As an emitter does with an error that nobody hears.
  error: (error: Error) => void = (error) => {
    throw error;
  };
  bound: () => void = () => {};
  readonly #world: FakeWorld;

  constructor(world: FakeWorld) {
    this.#world = world;
  }

  on(event: 'message' | 'error', callback: ((bytes: Uint8Array) => void) & ((error: Error) => void)): void {
    this[event] = callback;
  }

  bind(port: number, _address: string, callback: () => void): void {
    this.bound = callback;
    queueMicrotask(() => {
      if (this.isClosed) return;
      if (this.#world.socketAt(port) !== undefined) {
        this.error(Object.assign(new Error('bind EADDRINUSE'), { code: 'EADDRINUSE' }));
        return;
      }
      this.port = port === 0 ? this.#world.freePort() : port;
      callback();
    });
  }

  close(callback: () => void): void {
    if (this.isClosed) throw new Error('not running');
    this.isClosed = true;
    queueMicrotask(callback);
  }

  address(): { address: string; port: number } {
    if (this.port === 0 || this.isClosed) throw new Error('getsockname EBADF');
    return { address: '127.0.0.1', port: this.port };
  }

  setRecvBufferSize(bytes: number): void {
    this.asked.push(bytes);
    if (bytes > this.#world.bufferMax) throw new Error('setsockopt ENOBUFS');
  }

  getRecvBufferSize(): number {
    if (!this.#world.tellsBufferSize) throw new Error('getsockopt EINVAL');
    return this.asked.findLast((bytes) => bytes <= this.#world.bufferMax) ?? 1000;
  }
}

/** A machine whose sockets are all in one list, and whose kernel hands datagrams over at once unless it is busy. */
export class FakeWorld implements UdpWorld {
  readonly sockets: FakeSocket[] = [];
  bufferMax = Number.MAX_SAFE_INTEGER;
  tellsBufferSize = true;
  isBusy = false;
  hasTable = true;
  #ports = 40_000;
  // One memory for all datagrams: who keeps a reference to it instead of a copy finds something else there.
  readonly #memory = new Uint8Array(65_536);

  createSocket(_family: UdpFamily): FakeSocket {
    const socket = new FakeSocket(this);
    this.sockets.push(socket);
    return socket;
  }

  socketTable(): string | null {
    if (!this.hasTable) return null;
    const rows = this.sockets
      .filter(({ port, isClosed }) => port !== 0 && !isClosed)
      .map(({ port, drops }) => {
        const address = new Uint32Array(Uint8Array.of(127, 0, 0, 1).buffer)[0].toString(16).padStart(8, '0');
        const local = `${address}:${port.toString(16).padStart(4, '0')}`.toUpperCase();
        return ` 1234: ${local} 00000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 129402 2 000000007a77032b ${drops}`;
      });
    return ['   sl  local_address rem_address   st …', ...rows, ''].join('\n');
  }

  socketAt(port: number | null): FakeSocket | undefined {
    return this.sockets.find((socket) => socket.port === port && port !== 0 && !socket.isClosed);
  }

  freePort(): number {
    return this.#ports++;
  }

  async send(port: number | null, ...datagrams: readonly Uint8Array[]): Promise<void> {
    const socket = this.socketAt(port);
    if (socket === undefined) return;
    for (const bytes of datagrams) {
      if (socket.queue.length === FAKE_QUEUE_MAX) socket.drops++;
      else socket.queue.push(bytes);
      if (!this.isBusy) this.deliver(socket);
    }
  }

  /** Hands over what waits in the kernel. */
  deliver(socket: FakeSocket): void {
    for (const bytes of socket.queue.splice(0)) {
      this.#memory.set(bytes);
      socket.message(this.#memory.subarray(0, bytes.length));
    }
  }

  fail(error: Error): void {
    this.sockets.at(-1)?.error(error);
  }
}

/** This machine, over its loopback interface. */
export class LoopbackWorld implements UdpWorld {
  #last: Socket | null = null;

  createSocket(family: UdpFamily): UdpSocket {
    this.#last = createSocket(family);
    return this.#last;
  }

  socketTable(family: UdpFamily): string | null {
    return NODE_UDP_HOST.socketTable(family);
  }

  async send(port: number | null, ...datagrams: readonly Uint8Array[]): Promise<void> {
    if (port === null) return;
    const socket = createSocket('udp4');
    for (const bytes of datagrams) await new Promise((resolve) => socket.send(bytes, port, '127.0.0.1', resolve));
    socket.close();
    await once(socket, 'close');
  }

  fail(error: Error): void {
    this.#last?.emit('error', error);
  }
}

/** Waits until something holds, for 5 s at most. */
export async function until(holds: () => boolean): Promise<void> {
  const deadline = Date.now() + 5000;
  while (!holds()) {
    if (Date.now() > deadline) throw new Error('waited for 5 s in vain');
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}
