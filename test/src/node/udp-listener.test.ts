import { createSocket } from 'node:dgram';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { NODE_UDP_HOST, UdpListener, type UdpListenerOptions } from '../../../src/node/index.ts';
import type { ObserverEvent } from '../../../src/observer/event.ts';
import { Observer } from '../../../src/observer/observer.ts';
import { HandClock, MS } from '../support/bench.ts';
import { frameBytes } from '../support/frames.ts';
import { thrown } from '../support/thrown.ts';
import { FakeWorld, LoopbackWorld, until, type UdpWorld } from './udp-worlds.ts';

const THIS_MACHINE = new LoopbackWorld();
const opened: UdpListener[] = [];

function listenerIn(world: UdpWorld, options: UdpListenerOptions = {}): UdpListener {
  const listener = new UdpListener(options, world);
  opened.push(listener);
  return listener;
}

async function listening(world: UdpWorld, options: UdpListenerOptions = {}): Promise<UdpListener> {
  const listener = listenerIn(world, options);
  await listener.open();
  return listener;
}

function numbered(count: number): Uint8Array[] {
  return Array.from({ length: count }, (_, nth) => Uint8Array.of(nth));
}

function firstBytes(listener: UdpListener, count: number): unknown[] {
  return Array.from({ length: count }, () => listener.receive()?.bytes[0]);
}

afterEach(async () => {
  await Promise.all(opened.splice(0).map((listener) => listener.close()));
});

describe('UdpListener of this machine', () => {
  it('shares its port with nobody', async () => {
    const first = new UdpListener();
    const second = new UdpListener({ port: (await first.open(), first.port ?? 0) });
    opened.push(first, second);
    await expect(second.open()).rejects.toMatchObject({ code: 'EADDRINUSE' });
  });
});

describe.each([
  ['a simulated network', (): UdpWorld => new FakeWorld()],
  ['loopback', (): UdpWorld => new LoopbackWorld()],
])('UdpListener over %s', (_name, makeWorld) => {
  let world: UdpWorld;
  beforeEach(() => {
    world = makeWorld();
  });

  it('hears a beat that an observer then surfaces, and its stall after the threshold', async () => {
    const listener = await listening(world);
    const clock = new HandClock();
    const observer = new Observer({ thresholdNs: 50n * MS }, clock, [listener]);
    await world.send(listener.port, frameBytes({ pid: 4321, nonce: 6n, payload: 77 }));
    await until(() => listener.waiting === 1);
    const events: ObserverEvent[] = [];
    for (; clock.nowNs <= 100n * MS; clock.nowNs += MS) {
      const event = observer.poll();
      if (event !== null) events.push(event);
    }
    expect(events).toMatchObject([
      { kind: 'beat', pid: 4321, nonce: 6n, payload: 77, origin: 'network-unverified', nsInode: null },
      { kind: 'stall', pid: 4321, lastNonce: 6n, origin: 'network-unverified' },
    ]);
  });

  it('hands datagrams over in their order, empty ones too, with the origin that the operator chose and no peer', async () => {
    const listener = await listening(world, { origin: 'operator-attested' });
    await world.send(listener.port, Uint8Array.of(1), Uint8Array.of(), Uint8Array.of(3, 4));
    await until(() => listener.waiting === 3);
    const rest = { origin: 'operator-attested', peerPid: null, nsInode: null };
    expect(listener.receive()).toEqual({ bytes: Uint8Array.of(1), ...rest });
    expect(listener.receive()).toEqual({ bytes: Uint8Array.of(), ...rest });
    expect(listener.receive()).toEqual({ bytes: Uint8Array.of(3, 4), ...rest });
    expect(listener.receive()).toBeNull();
  });

  it.each([1, 3])('keeps the oldest %i when too many wait, and counts the others', async (waitingMax) => {
    const listener = await listening(world, { waitingMax });
    await world.send(listener.port, ...numbered(8));
    await until(() => listener.waiting + listener.dropped === 8);
    expect([listener.waiting, listener.dropped]).toEqual([waitingMax, 8 - waitingMax]);
    expect(firstBytes(listener, waitingMax + 1)).toEqual([0, 1, 2].slice(0, waitingMax).concat([undefined as never]));
    await world.send(listener.port, Uint8Array.of(9));
    await until(() => listener.waiting === 1);
    expect([listener.dropped, listener.receive()?.bytes[0]]).toEqual([8 - waitingMax, 9]);
  });

  it('keeps order and lengths when what waits goes round its memory', async () => {
    const listener = await listening(world, { waitingMax: 3 });
    for (let nth = 0; nth < 7; nth++) {
      const sent = [new Uint8Array(nth % 2 === 0 ? 20 : 3).fill(nth), new Uint8Array(10).fill(100 + nth)];
      await world.send(listener.port, ...sent);
      await until(() => listener.waiting === 2);
      expect([listener.receive()?.bytes, listener.receive()?.bytes]).toEqual(sent);
    }
    expect(listener.dropped).toBe(0);
  });

  it.each([33, 100, 9000])('lets the observer refuse a good frame within %i bytes, and keeps 33 of them', async (length) => {
    const listener = await listening(world);
    const bytes = new Uint8Array(length);
    bytes.set(frameBytes());
    await world.send(listener.port, bytes, bytes);
    await until(() => listener.waiting === 2);
    expect(listener.receive()?.bytes).toHaveLength(33);
    const observer = new Observer({ thresholdNs: 50n * MS }, new HandClock(), [listener]);
    expect(observer.poll()).toEqual({ kind: 'decode', refusal: 'bad-length', listener: 0 });
  });

  it('hands out copies: neither is one changed by later datagrams, nor what waits by who writes into one', async () => {
    const listener = await listening(world, { waitingMax: 1 });
    await world.send(listener.port, Uint8Array.of(1, 2));
    await until(() => listener.waiting === 1);
    const first = listener.receive();
    await world.send(listener.port, Uint8Array.of(3, 4));
    await until(() => listener.waiting === 1);
    expect(first?.bytes).toEqual(Uint8Array.of(1, 2));
    first?.bytes.fill(9);
    expect(listener.receive()?.bytes).toEqual(Uint8Array.of(3, 4));
  });

  it('survives errors of its socket and counts them', async () => {
    const listener = await listening(world);
    world.fail(new Error('the network is down'));
    world.fail(new Error('the network is down'));
    expect(listener.socketErrors).toBe(2);
    await world.send(listener.port, Uint8Array.of(1));
    await until(() => listener.waiting === 1);
  });

  it('is closed twice in peace; what waits can still be read; it can be opened again', async () => {
    const listener = await listening(world);
    const { port } = listener;
    expect(port).toBeGreaterThan(0);
    await world.send(port, Uint8Array.of(1));
    await until(() => listener.waiting === 1);
    await listener.close();
    await listener.close();
    expect([listener.port, listener.grantedBufferBytes]).toEqual([null, null]);
    await world.send(port, Uint8Array.of(2));
    expect(firstBytes(listener, 2)).toEqual([1, undefined]);
    await listener.open();
    await world.send(listener.port, Uint8Array.of(3));
    await until(() => listener.waiting === 1);
    expect(firstBytes(listener, 1)).toEqual([3]);
  });

  it('lets its port go when it is closed', async () => {
    const first = await listening(world);
    const { port } = first;
    await first.close();
    expect((await listening(world, { port: port ?? 0 })).port).toBe(port);
  });

  it('rejects a second open() and stays open', async () => {
    const listener = await listening(world);
    await expect(listener.open()).rejects.toThrow('Cannot open UdpListener: it is open already');
    await world.send(listener.port, Uint8Array.of(1));
    await until(() => listener.waiting === 1);
  });

  it('rejects when its port is taken, and can be opened once that is free', async () => {
    const first = await listening(world);
    const second = listenerIn(world, { port: first.port ?? 0 });
    await expect(second.open()).rejects.toMatchObject({ code: 'EADDRINUSE' });
    expect([second.port, second.socketErrors]).toEqual([null, 0]);
    await first.close();
    await second.open();
    expect(second.port).toBeGreaterThan(0);
  });

  it('rejects when it is closed before it is open, and leaves what was opened since alone', async () => {
    const listener = listenerIn(world);
    // oxlint-disable-next-line vitest/valid-expect -- awaited below, once the listener was closed
    const opening = expect(listener.open()).rejects.toThrow('Cannot open UdpListener: it was closed meanwhile');
    const closing = listener.close();
    const reopening = listener.open();
    await Promise.all([opening, closing, reopening]);
    expect(listener.port).toBeGreaterThan(0);
    await world.send(listener.port, Uint8Array.of(5));
    await until(() => listener.waiting === 1);
    await listener.close();
    expect(listener.port).toBeNull();
  });
});

describe('UdpListener on a simulated machine', () => {
  it('is open as soon as its socket says so, before its promise settles', async () => {
    const world = new FakeWorld();
    const listener = listenerIn(world);
    const opening = listener.open();
    const [socket] = world.sockets;
    socket.port = 5;
    socket.bound();
    expect(listener.port).toBe(5);
    await opening;
  });

  it('is closed as soon as its socket says that it cannot be bound', async () => {
    const world = new FakeWorld();
    const listener = listenerIn(world);
    const opening = listener.open();
    world.fail(new Error('no such address'));
    expect(world.sockets[0].isClosed).toBe(true);
    // oxlint-disable-next-line vitest/valid-expect -- awaited below, once it was opened anew
    const rejected = expect(opening).rejects.toThrow('no such address');
    await listener.open();
    await rejected;
    expect([listener.port, listener.socketErrors]).toEqual([40_000, 0]);
  });

  it('takes nothing from a socket that it has closed', async () => {
    const world = new FakeWorld();
    const listener = await listening(world);
    const [old] = world.sockets;
    await listener.close();
    await listener.open();
    old.bound();
    old.message(Uint8Array.of(1));
    old.error(new Error('too late'));
    expect([listener.port, listener.waiting, listener.dropped, listener.socketErrors]).toEqual([40_001, 0, 0, 0]);
    expect(world.sockets[1].isClosed).toBe(false);
  });

  it('rejects when no socket can be made, and can be opened later', async () => {
    const world = new FakeWorld();
    const makeSocket = world.createSocket.bind(world);
    world.createSocket = () => {
      throw new Error('too many open files');
    };
    const listener = listenerIn(world);
    await expect(listener.open()).rejects.toThrow('too many open files');
    world.createSocket = makeSocket;
    await listener.open();
    expect(listener.port).toBe(40_000);
  });
});

describe('UdpListener.grantedBufferBytes', () => {
  it.each([
    // Asked for, most that the system accepts, then what was asked and what is granted.
    [8000, 8000, [8000], 8000],
    [8000, 7999, [8000, 4000], 4000],
    [9001, 2250, [9001, 4500, 2250], 2250],
    // What it had is more than the next half.
    [8000, 999, [8000, 4000, 2000], 1000],
    [1_073_741_824, 1_073_741_824, [1_073_741_824], 1_073_741_824],
    [4096, 1_073_741_824, [4096], 4096],
  ])('asks for %i bytes, and for half while more than %i is refused', async (receiveBufferBytes, bufferMax, asked, granted) => {
    const world = new FakeWorld();
    world.bufferMax = bufferMax;
    const listener = await listening(world, { receiveBufferBytes });
    expect(world.sockets[0].asked).toEqual(asked);
    expect(listener.grantedBufferBytes).toBe(granted);
    expect(listener.receiveBufferBytes).toBe(receiveBufferBytes);
  });

  it('is null where the system does not tell, and the listener hears all the same', async () => {
    const world = new FakeWorld();
    world.tellsBufferSize = false;
    const listener = await listening(world);
    expect(listener.grantedBufferBytes).toBeNull();
    await world.send(listener.port, Uint8Array.of(1));
    expect(listener.waiting).toBe(1);
  });

  it('is what this machine grants', async () => {
    const small = await listening(THIS_MACHINE, { receiveBufferBytes: 8192 });
    const large = await listening(THIS_MACHINE);
    expect(small.grantedBufferBytes).toBeGreaterThanOrEqual(8192);
    expect(small.grantedBufferBytes).toBeLessThan(100_000);
    expect(large.grantedBufferBytes).toBeGreaterThan(100_000);
  });
});

describe('UdpListener.kernelDropped()', () => {
  it('adds up what the kernel drops, over all sockets that it had, past the end of 32 bits', async () => {
    const world = new FakeWorld();
    const listener = listenerIn(world, { port: 1234 });
    expect(listener.kernelDropped()).toBeNull();
    await listener.open();
    expect(listener.kernelDropped()).toBe(0);
    world.isBusy = true;
    await world.send(1234, ...numbered(107));
    expect([listener.kernelDropped(), listener.kernelDropped()]).toEqual([7, 7]);
    world.deliver(world.sockets[0]);
    expect([listener.waiting, listener.kernelDropped()]).toEqual([100, 7]);
    world.sockets[0].drops = 10;
    await listener.close();
    expect(listener.kernelDropped()).toBe(10);
    await listener.open();
    expect(listener.kernelDropped()).toBe(10);
    world.sockets[1].drops = 2 ** 32 - 1;
    expect(listener.kernelDropped()).toBe(2 ** 32 + 9);
    world.sockets[1].drops = 1;
    expect(listener.kernelDropped()).toBe(2 ** 32 + 11);
    world.hasTable = false;
    expect(listener.kernelDropped()).toBe(2 ** 32 + 11);
  });

  it('is null where there is no table, and while it is not bound', async () => {
    const world = new FakeWorld();
    world.hasTable = false;
    const listener = listenerIn(world);
    const opening = listener.open();
    expect(listener.kernelDropped()).toBeNull();
    await opening;
    expect(listener.kernelDropped()).toBeNull();
  });

  // One burst, sent before this process reads again: all of it has to wait in the kernel.
  it.each([[8192], [undefined]])('and waiting are all of a burst of 1,024 beats on this machine, with %s bytes asked', async (bytes) => {
    const listener = await listening(THIS_MACHINE, bytes === undefined ? {} : { receiveBufferBytes: bytes });
    const sender = createSocket('udp4');
    await new Promise<void>((resolve) => sender.connect(listener.port ?? 0, '127.0.0.1', resolve));
    for (let pid = 0; pid < 1024; pid++) sender.send(frameBytes({ pid }));
    const dropped = listener.kernelDropped();
    await until(() => listener.waiting === 1024 - (dropped ?? 0) || dropped === null);
    sender.close();
    expect(listener.dropped).toBe(0);
    if (dropped === null) return;
    // The kernel charges less than 2 KiB for a frame on this interface.
    if (bytes === undefined && (listener.grantedBufferBytes ?? 0) >= 2_097_152) expect(dropped).toBe(0);
    if (bytes !== undefined) expect(dropped).toBeGreaterThan(900);
  });
});

describe('UdpListener on this machine', () => {
  it('hears IPv6 where the address is one', async () => {
    const listener = new UdpListener({ address: '::1' });
    opened.push(listener);
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
    expect(listener.kernelDropped()).toBe(NODE_UDP_HOST.socketTable('udp6') === null ? null : 0);
  });
});

describe('new UdpListener()', () => {
  it('has published defaults', () => {
    const listener = new UdpListener();
    expect(listener).toMatchObject({
      address: '127.0.0.1',
      origin: 'network-unverified',
      waitingMax: 4096,
      receiveBufferBytes: 4_194_304,
      port: null,
      grantedBufferBytes: null,
      waiting: 0,
      dropped: 0,
      socketErrors: 0,
    });
    expect(listener.kernelDropped()).toBeNull();
  });

  it.each(['127.0.0.1', '0.0.0.0', '::', '::1', '::ffff:127.0.0.1', 'fe80::1%eth0'])('takes the address %s', (address) => {
    expect(new UdpListener({ address }).address).toBe(address);
  });

  // What the system would take for every interface, a name to look up, or another address than it seems.
  it.each(['', '0', '0x7f000001', '127.1', '0177.0.0.1', 'localhost', '127.0.0.1 ', '[::1]', '127.0.0.1:80', '1:2'])(
    'refuses the address %j',
    (address) => {
      const error = thrown(() => new UdpListener({ address }));
      expect(error).toBeInstanceOf(RangeError);
      expect(error.message).toBe(`Cannot create UdpListener: address must be an IPv4 or IPv6 address, got ${JSON.stringify(address)}`);
    },
  );

  it.each([
    [{ address: 127 }, TypeError, 'address must be an IPv4 or IPv6 address, got 127'],
    [{ address: null }, TypeError, 'address must be an IPv4 or IPv6 address, got null'],
    [{ port: -1 }, RangeError, 'port must be an integer from 0 to 65535, got -1'],
    [{ port: 65_536 }, RangeError, 'port must be an integer from 0 to 65535, got 65536'],
    [{ port: '80' }, TypeError, 'port must be an integer from 0 to 65535, got "80"'],
    [{ origin: 'kernel-attested' }, RangeError, 'origin must be one of network-unverified, operator-attested, got "kernel-attested"'],
    [{ waitingMax: 0 }, RangeError, 'waitingMax must be an integer from 1 to 1048576, got 0'],
    [{ waitingMax: 1_048_577 }, RangeError, 'waitingMax must be an integer from 1 to 1048576, got 1048577'],
    [{ receiveBufferBytes: 4095 }, RangeError, 'receiveBufferBytes must be an integer from 4096 to 1073741824, got 4095'],
    [{ receiveBufferBytes: 1_073_741_825 }, RangeError, 'receiveBufferBytes must be an integer from 4096 to 1073741824, got 1073741825'],
    [{ adress: '127.0.0.1' }, TypeError, 'there is no option "adress"; did you mean "address"?'],
    [{ threads: 2 }, TypeError, 'there is no option "threads"; the options are address, port, origin, waitingMax, receiveBufferBytes'],
    [null, TypeError, 'options must be an object, got null'],
  ])('refuses %o', (options, kind, rule) => {
    const error = thrown(() => new UdpListener(options as UdpListenerOptions));
    expect(error).toBeInstanceOf(kind);
    expect(error.message).toBe(`Cannot create UdpListener: ${rule}`);
  });
});
