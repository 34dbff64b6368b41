import { describe, expect, it } from 'vitest';
import { UdpListener } from '../../../src/node/index.ts';
import { FakeWorld, LoopbackWorld, until, type UdpWorld } from './udp-worlds.ts';

const CALLS = 5;
const ALREADY = 'Cannot open UdpListener: it is open already';
const MEANWHILE = 'Cannot open UdpListener: it was closed meanwhile';

type Call = 'open' | 'close';

/** Every order of so many calls. */
const ORDERS = Array.from({ length: 2 ** CALLS }, (_, bits) =>
  Array.from({ length: CALLS }, (__, at): Call => ((bits >> at) % 2 === 0 ? 'open' : 'close')),
);

/** How each call ends where none is waited for, so that no socket is bound before the last: null for well. */
function endsOf(calls: readonly Call[]): (string | null)[] {
  const ends: (string | null)[] = calls.map(() => null);
  let pending = -1;
  calls.forEach((call, at) => {
    if (call === 'close' && pending >= 0) ends[pending] = MEANWHILE;
    if (call === 'open' && pending >= 0) ends[at] = ALREADY;
    else pending = call === 'open' ? at : -1;
  });
  return ends;
}

async function endOf(promise: Promise<void>): Promise<string | null> {
  try {
    await promise;
    return null;
  } catch (error) {
    return (error as Error).message;
  }
}

describe.each([
  ['a simulated network', (): UdpWorld => new FakeWorld()],
  ['loopback', (): UdpWorld => new LoopbackWorld()],
])('open() and close() of a UdpListener over %s', (_, makeWorld) => {
  it('end as the order of the calls says, whatever it is', async () => {
    for (const calls of ORDERS) {
      const world = makeWorld();
      const listener = new UdpListener({}, world);
      const ends = await Promise.all(calls.map(async (call) => endOf(listener[call]())));
      expect([calls, ends]).toEqual([calls, endsOf(calls)]);
      const isOpen = endsOf(calls).some((end, at) => calls[at] === 'open' && end === null);
      expect([calls, listener.port !== null]).toEqual([calls, isOpen]);
      if (isOpen) {
        await world.send(listener.port, Uint8Array.of(7));
        await until(() => listener.waiting === 1);
      }
      await listener.close();
    }
  });

  it('leave nothing to an error that comes after the close', async () => {
    const world = makeWorld();
    const listener = new UdpListener({}, world);
    await listener.open();
    const closing = listener.close();
    world.fail(new Error('while it closes'));
    await closing;
    world.fail(new Error('once it is closed'));
    expect([listener.socketErrors, listener.port]).toEqual([0, null]);
  });

  it('let an address go at once, and are refused one that is taken', async () => {
    const world = makeWorld();
    let holder = new UdpListener({}, world);
    await holder.open();
    const port = holder.port ?? 0;
    for (let turn = 0; turn < 6; turn++) {
      const next: UdpListener = new UdpListener({ port }, world);
      expect(await endOf(next.open())).toContain('EADDRINUSE');
      expect([holder.port, next.port]).toEqual([port, null]);
      const closing = holder.close();
      await next.open();
      await closing;
      expect([holder.port, next.port]).toEqual([null, port]);
      holder = next;
    }
    await holder.close();
  });
});

describe('open() of a listener that is closed meanwhile', () => {
  it('rejects once its socket is closed, not before', async () => {
    const world = new FakeWorld();
    const listener = new UdpListener({}, world);
    let end: string | null = 'none yet';
    const opening = endOf(listener.open()).then((ended) => (end = ended));
    let closed = (): void => {};
    world.sockets[0].close = (callback) => (closed = callback);
    const closing = listener.close();
    await new Promise((resolve) => setImmediate(resolve));
    expect(end).toBe('none yet');
    closed();
    await Promise.all([opening, closing]);
    expect(end).toBe(MEANWHILE);
  });

  it('rejects also where its socket says that it is bound before it is closed', async () => {
    const world = new FakeWorld();
    const listener = new UdpListener({}, world);
    const opening = endOf(listener.open());
    const closing = listener.close();
    world.sockets[0].bound();
    await closing;
    expect(await opening).toBe(MEANWHILE);
  });
});
