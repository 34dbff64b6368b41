import { createSocket, Socket } from 'node:dgram';
import { once } from 'node:events';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { MonotonicClock, UdpListener, type UdpListenerOptions } from '../../../src/node/index.ts';
import type { ObserverEvent } from '../../../src/observer/event.ts';
import { Observer } from '../../../src/observer/observer.ts';
import { frameBytes } from '../support/frames.ts';
import { thrown } from '../support/thrown.ts';

const open: UdpListener[] = [];

async function listening(options: UdpListenerOptions = {}): Promise<UdpListener> {
  const listener = new UdpListener(options);
  open.push(listener);
  await listener.open();
  return listener;
}

async function send(port: number | null, ...datagrams: readonly Uint8Array[]): Promise<void> {
  const socket = createSocket('udp4');
  for (const bytes of datagrams) await new Promise((resolve) => socket.send(bytes, port ?? 0, '127.0.0.1', resolve));
  socket.close();
  await once(socket, 'close');
}

async function until(holds: () => boolean): Promise<void> {
  const deadline = Date.now() + 5000;
  while (!holds()) {
    if (Date.now() > deadline) throw new Error('waited for 5 s in vain');
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}

/** The socket that the next open() makes. */
function nextSocket(): Promise<Socket> {
  return new Promise((resolve) => {
    const bind = vi.spyOn(Socket.prototype, 'bind').mockImplementationOnce(function (this: Socket, ...args) {
      bind.mockRestore();
      resolve(this);
      return this.bind(...args);
    });
  });
}

afterEach(async () => {
  await Promise.all(open.splice(0).map((listener) => listener.close()));
});

describe('UdpListener', () => {
  it('hears a beat that an observer then surfaces, and its stall after the threshold', async () => {
    const listener = await listening();
    const clock = new MonotonicClock();
    const observer = new Observer({ thresholdNs: 50_000_000n }, clock, [listener]);
    await send(listener.port, frameBytes({ pid: 4321, nonce: 6n, payload: 77 }));
    const events: ObserverEvent[] = [];
    await until(() => {
      const event = observer.poll();
      if (event !== null) events.push(event);
      return events.length === 2;
    });
    expect(events).toMatchObject([
      { kind: 'beat', pid: 4321, nonce: 6n, payload: 77, origin: 'network-unverified', nsInode: null },
      { kind: 'stall', pid: 4321, lastNonce: 6n, origin: 'network-unverified' },
    ]);
  });

  it('hands datagrams over in their order, with the origin that the operator chose and no peer', async () => {
    const listener = await listening({ origin: 'operator-attested' });
    await send(listener.port, Uint8Array.of(1), Uint8Array.of(), Uint8Array.of(3, 4));
    await until(() => listener.waiting === 3);
    const rest = { origin: 'operator-attested', peerPid: null, nsInode: null };
    expect(listener.receive()).toEqual({ bytes: Uint8Array.of(1), ...rest });
    expect(listener.receive()).toEqual({ bytes: Uint8Array.of(), ...rest });
    expect(listener.receive()).toEqual({ bytes: Uint8Array.of(3, 4), ...rest });
    expect(listener.receive()).toBeNull();
  });

  it('keeps the oldest when too many wait, and counts the others', async () => {
    const listener = await listening({ waitingMax: 3 });
    await send(listener.port, ...Array.from({ length: 8 }, (_, nth) => Uint8Array.of(nth)));
    await until(() => listener.waiting + listener.dropped === 8);
    expect([listener.waiting, listener.dropped]).toEqual([3, 5]);
    expect([listener.receive(), listener.receive(), listener.receive()].map((datagram) => datagram?.bytes[0])).toEqual([0, 1, 2]);
    await send(listener.port, Uint8Array.of(9));
    await until(() => listener.waiting === 1);
    expect(listener.dropped).toBe(5);
  });

  it('lets the observer refuse a datagram that is too long, and keeps little of it', async () => {
    const listener = await listening();
    await send(listener.port, new Uint8Array(9000));
    await until(() => listener.waiting === 1);
    const observer = new Observer({ thresholdNs: 50_000_000n }, new MonotonicClock(), [listener]);
    expect(observer.poll()).toEqual({ kind: 'decode', refusal: 'bad-length', listener: 0 });
  });

  it('survives an error of its socket and counts it', async () => {
    const made = nextSocket();
    const listener = await listening();
    (await made).emit('error', new Error('the network is down'));
    expect(listener.socketErrors).toBe(1);
    await send(listener.port, Uint8Array.of(1));
    await until(() => listener.waiting === 1);
  });

  it('is closed twice in peace; what waits can still be read; it can be opened again', async () => {
    const listener = await listening();
    const { port } = listener;
    expect(port).toBeGreaterThan(0);
    await send(port, Uint8Array.of(1));
    await until(() => listener.waiting === 1);
    await listener.close();
    await listener.close();
    expect(listener.port).toBeNull();
    await send(port, Uint8Array.of(2));
    expect(listener.receive()?.bytes).toEqual(Uint8Array.of(1));
    expect(listener.receive()).toBeNull();
    await listener.open();
    await send(listener.port, Uint8Array.of(3));
    await until(() => listener.waiting === 1);
    expect(listener.receive()?.bytes).toEqual(Uint8Array.of(3));
  });

  it('rejects a second open() and stays open', async () => {
    const listener = await listening();
    await expect(listener.open()).rejects.toThrow('Cannot open UdpListener: it is open already');
    expect(listener.port).not.toBeNull();
  });

  it('rejects when its port is taken, and can be opened once that is free', async () => {
    const first = await listening();
    const second = new UdpListener({ port: first.port ?? 0 });
    open.push(second);
    await expect(second.open()).rejects.toMatchObject({ code: 'EADDRINUSE' });
    expect(second.port).toBeNull();
    await first.close();
    await second.open();
    expect(second.port).toBeGreaterThan(0);
  });

  it('rejects when it is closed before it is open, and leaves what was opened since alone', async () => {
    const listener = new UdpListener();
    open.push(listener);
    // oxlint-disable-next-line vitest/valid-expect -- awaited below, once the listener was closed
    const opening = expect(listener.open()).rejects.toThrow('Cannot open UdpListener: it was closed meanwhile');
    const closing = listener.close();
    const reopening = listener.open();
    await Promise.all([opening, closing, reopening]);
    expect(listener.port).toBeGreaterThan(0);
    await send(listener.port, Uint8Array.of(5));
    await until(() => listener.waiting === 1);
  });

  it('hears IPv6 where the address is one', async () => {
    const listener = new UdpListener({ address: '::1' });
    open.push(listener);
    try {
      await listener.open();
    } catch (reason) {
      // A machine without IPv6 says so, in the words of an IPv6 socket.
      expect(reason).toMatchObject({ address: '::1' });
      return;
    }
    const socket = createSocket('udp6');
    socket.send(Uint8Array.of(6), listener.port ?? 0, '::1', () => socket.close());
    await until(() => listener.waiting === 1);
  });

  it('has published defaults', () => {
    const { address, origin, waitingMax, port, waiting, dropped, socketErrors } = new UdpListener();
    expect([address, origin, waitingMax, port, waiting, dropped, socketErrors]).toEqual([
      '127.0.0.1',
      'network-unverified',
      1024,
      null,
      0,
      0,
      0,
    ]);
  });

  it.each([
    [{ address: 127 }, TypeError, 'address must be a string, got 127'],
    [{ port: -1 }, RangeError, 'port must be an integer from 0 to 65535, got -1'],
    [{ port: 65_536 }, RangeError, 'port must be an integer from 0 to 65535, got 65536'],
    [{ port: '80' }, TypeError, 'port must be an integer from 0 to 65535, got "80"'],
    [{ origin: 'kernel-attested' }, RangeError, 'origin must be one of network-unverified, operator-attested, got "kernel-attested"'],
    [{ waitingMax: 0 }, RangeError, 'waitingMax must be an integer from 1 to 1048576, got 0'],
    [{ waitingMax: 1_048_577 }, RangeError, 'waitingMax must be an integer from 1 to 1048576, got 1048577'],
  ])('refuses %o', (options, kind, rule) => {
    const error = thrown(() => new UdpListener(options as UdpListenerOptions));
    expect(error).toBeInstanceOf(kind);
    expect(error.message).toBe(`Cannot create UdpListener: ${rule}`);
  });
});
