import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Clock } from '../../../src/observer/clock.ts';
import type { ObserverEvent } from '../../../src/observer/event.ts';
import type { Datagram, Listener } from '../../../src/observer/listener.ts';
import { Observer } from '../../../src/observer/observer.ts';
import { ObserverView } from '../../../src/observer/observer-view.ts';
import { Bench, datagram, HandClock, ListListener, MS } from '../support/bench.ts';
import { slotsOf } from '../support/tracker-fixture.ts';
import { thrown } from '../support/thrown.ts';

const OPTIONS = { thresholdNs: 100n * MS, maxStepNs: 2n ** 64n - 1n, catchUpNs: 0n, perPidRate: 0, globalRate: 0 };

/** All that a view shows of an observer with one pid. */
function stateOf(observer: Observer): unknown {
  const view = new ObserverView(observer);
  return [view.nowNs, view.readingNs, view.nextListener, view.drains, view.pendingStalls, view.reads, slotsOf(view.tracker)];
}

describe('Observer.poll(), called from within a poll,', () => {
  it.each(['clock', 'listener'])('by its %s throws and changes nothing; the poll under way goes on', (who) => {
    const list = new ListListener();
    const inner: Error[] = [];
    const before: unknown[] = [];
    const again = (): void => {
      if (before.length > inner.length) throw new Error('the inner poll went ahead');
      before.push(stateOf(observer));
      inner.push(thrown(() => observer.poll()));
      expect(stateOf(observer)).toEqual(before.at(-1));
    };
    const clock: Clock = {
      now: () => {
        if (who === 'clock') again();
        return 5n;
      },
    };
    const listener: Listener = {
      receive: () => {
        if (who === 'listener') again();
        return list.receive();
      },
    };
    const observer = new Observer(OPTIONS, clock, [listener]);
    list.waiting.push(datagram());
    expect(observer.poll()).toMatchObject({ kind: 'beat', pid: 7 });
    expect(inner.map(({ message }) => message)).toEqual(['Cannot poll: a poll is under way']);
    // And the next poll is a first one again.
    list.waiting.push(datagram({ nonce: 2n }));
    expect(observer.poll()).toMatchObject({ kind: 'beat', nonce: 2n });
  });

  it('lets the error through where the listener does, and can be polled again', () => {
    let depth = 0;
    const receive = (): never => {
      if (++depth > 5) throw new Error('the inner poll went ahead');
      return observer.poll() as never;
    };
    const observer: Observer = new Observer(OPTIONS, new HandClock(), [{ receive }]);
    expect(thrown(() => observer.poll()).message).toBe('Cannot poll: a poll is under way');
    expect(thrown(() => observer.poll()).message).toBe('Cannot poll: a poll is under way');
  });

  it('may read the metrics meanwhile', () => {
    let names = 0;
    const observer: Observer = new Observer(OPTIONS, new HandClock(), [
      {
        receive: () => {
          names = observer.metrics().length;
          return null;
        },
      },
    ]);
    expect(observer.poll()).toBeNull();
    expect(names).toBeGreaterThan(20);
  });
});

describe('Observer.poll(), when its clock throws,', () => {
  it('lets the error through and has changed nothing', () => {
    const list = new ListListener();
    let broken = false;
    const clock: Clock = {
      now: () => {
        if (broken) throw new Error('no time');
        return 0n;
      },
    };
    const observer = new Observer(OPTIONS, clock, [list]);
    list.waiting.push(datagram({ nonce: 1n }), datagram({ nonce: 2n }));
    observer.poll();
    const before = stateOf(observer);
    broken = true;
    expect(thrown(() => observer.poll()).message).toBe('no time');
    expect(stateOf(observer)).toEqual(before);
    broken = false;
    expect(observer.poll()).toMatchObject({ nonce: 2n });
  });
});

/** A listener that throws each time that it is asked, and forgets nothing. */
class Broken implements Listener {
  asked = 0;

  receive(): Datagram | null {
    this.asked++;
    throw new Error('no socket');
  }
}

describe('Observer.poll(), when a listener throws,', () => {
  it('passes the turn on: the others are read, one poll in so many throws', () => {
    const clock = new HandClock();
    const [first, last] = [new ListListener(), new ListListener()];
    const observer = new Observer(OPTIONS, clock, [first, new Broken(), last]);
    for (let nonce = 1n; nonce <= 4n; nonce++) {
      first.waiting.push(datagram({ pid: 7, nonce }));
      last.waiting.push(datagram({ pid: 8, nonce }));
    }
    const said: unknown[] = [];
    for (let poll = 0; poll < 12; poll++) {
      try {
        const event = observer.poll();
        said.push(event?.kind === 'beat' ? [event.pid, event.nonce] : event);
      } catch (error) {
        said.push((error as Error).message);
      }
    }
    expect(said).toEqual([1n, 2n, 3n, 4n].flatMap((nonce) => [[7, nonce], 'no socket', [8, nonce]]));
  });

  it('loses no stall: those that were drained come out once each', () => {
    const clock = new HandClock();
    const list = new ListListener();
    let broken = false;
    const listener: Listener = {
      receive: () => {
        if (broken) throw new Error('no socket');
        return list.receive();
      },
    };
    const observer = new Observer(OPTIONS, clock, [listener]);
    for (let pid = 10; pid < 15; pid++) list.waiting.push(datagram({ pid }));
    for (let poll = 0; poll < 5; poll++) observer.poll();
    broken = true;
    clock.nowNs = 200n * MS;
    // The drain is done before the listener is asked.
    expect(thrown(() => observer.poll()).message).toBe('no socket');
    expect(new ObserverView(observer).pendingStalls).toBe(5);
    broken = false;
    const pids = Array.from({ length: 6 }, () => observer.poll()).map((event) => (event?.kind === 'stall' ? event.pid : event));
    expect(pids).toEqual([10, 11, 12, 13, 14, null]);
  });

  it('surfaces each silence once, whatever throws when', () => {
    const turn = fc.record({
      pid: fc.integer({ min: 2, max: 6 }),
      waitMs: fc.constantFrom(0, 0, 5, 40, 120),
      polls: fc.nat(4),
      throws: fc.integer({ min: 0, max: 3 }),
      reenters: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(turn, { maxLength: 80, size: 'max' }), (turns) => {
        const clock = new HandClock();
        const lists = [new ListListener(), new ListListener()];
        let throwAt = 0;
        let reenters = false;
        let isInside = false;
        const listeners = lists.map((list): Listener => ({
          receive: () => {
            if (isInside) throw new Error('the inner poll went ahead');
            isInside = true;
            if (reenters) expect(() => observer.poll()).toThrow('a poll is under way');
            isInside = false;
            if (throwAt > 0 && --throwAt === 0) throw new Error('no socket');
            return list.receive();
          },
        }));
        const observer: Observer = new Observer({ ...OPTIONS, catchUpNs: 20n * MS }, clock, listeners);
        const owing = new Set<number>();
        let read = 0;
        const pollOnce = (): ObserverEvent | null | undefined => {
          let event: ObserverEvent | null;
          try {
            event = observer.poll();
          } catch (error) {
            expect((error as Error).message).toBe('no socket');
            return undefined;
          }
          if (event?.kind === 'beat') {
            owing.add(event.pid);
            read++;
          }
          if (event?.kind === 'stall') expect(owing.delete(event.pid)).toBe(true);
          return event;
        };
        let sent = 0;
        for (const { pid, waitMs, polls, throws, reenters: again } of turns) {
          lists[sent % 2].waiting.push(datagram({ pid, nonce: BigInt(++sent) }));
          clock.nowNs += BigInt(waitMs) * MS;
          throwAt = throws;
          reenters = again;
          for (let poll = 0; poll < polls; poll++) pollOnce();
        }
        throwAt = 0;
        while (pollOnce() !== null);
        clock.nowNs += 200n * MS;
        while (pollOnce() !== null);
        // Out of order where the two lists were read in another order than they were filled.
        const view = new ObserverView(observer);
        expect(BigInt(read) + view.outcomeTotal('out-of-order')).toBe(BigInt(sent));
        expect([owing.size, view.pendingStalls]).toEqual([0, 0]);
      }),
      { numRuns: 80 },
    );
  });

  it('counts a datagram that its listener made wrong for nothing, and goes on', () => {
    const bench = new Bench();
    bench.send(0, datagram({}, { origin: 'telepathy' as Datagram['origin'] }), datagram());
    expect(thrown(() => bench.pollAt(0)).message).toMatch(/^Cannot record beat: origin must be one of /);
    expect(bench.view.reads).toBe(0);
    expect(bench.pollAt(0)).toMatchObject({ kind: 'beat' });
  });
});
