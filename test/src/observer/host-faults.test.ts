import { describe, expect, it } from 'vitest';
import type { ObserverEvent } from '../../../src/observer/event.ts';
import type { ObserverOptions } from '../../../src/observer/options.ts';
import { TERMINAL_NONCE } from '../../../src/vlp/frame.ts';
import { U64_MAX } from '../../../src/u64.ts';
import { Bench, datagram, MS } from '../support/bench.ts';

/**
 * What happens to the machine that an observer runs on, in virtual time, each with its figure: on the options that an
 * observer has by itself, and on those of the observer before there were any, where that shows what they are for.
 */
const DEFAULTS = { thresholdNs: 1000n * MS, perPidRate: 100, globalRate: 5000 } as const;
/** What stands for "not given" where the bench has a choice of its own. */
const OWN_TIME = { maxStepNs: 250n * MS, catchUpNs: 250n * MS };
const FOLLOW_CLOCK = { maxStepNs: U64_MAX, catchUpNs: 0n };

/** Polls as often as there is something to say, as a loop does that then sleeps. */
function drainAll(bench: Bench, say: (event: ObserverEvent) => void): void {
  for (let event = bench.observer.poll(); event !== null; event = bench.observer.poll()) say(event);
}

describe('200 agents that beat all the while, and an observer that is stopped for longer than the threshold', () => {
  function falseStalls(options: Partial<ObserverOptions>, pauseMs: number): { stalled: number; pauses: bigint; waited: number } {
    const bench = new Bench({ ...DEFAULTS, ...options }, 2);
    let stalled = 0;
    let waited = 0;
    for (let ms = 0; ms <= 3000 + pauseMs; ms++) {
      for (let agent = ms % 200; agent < 200; agent += 200) {
        bench.send(agent % 2, datagram({ pid: 100 + agent, nonce: BigInt(ms + 1) }));
      }
      if (ms % 10 !== 0 || (ms > 1500 && ms < 1500 + pauseMs)) continue;
      if (ms === 1500 + pauseMs) waited = bench.listeners.reduce((sum, { waiting }) => sum + waiting.length, 0);
      bench.clock.nowNs = BigInt(ms) * MS;
      drainAll(bench, (event) => {
        if (event.kind === 'stall') stalled++;
      });
    }
    return { stalled, pauses: bench.view.pauses, waited };
  }

  it('reports nobody, and counts the pause: 0 false stalls of 200, at stops of 1.2 s and 3 s', () => {
    for (const pauseMs of [1200, 3000]) {
      expect(falseStalls(OWN_TIME, pauseMs)).toEqual({ stalled: 0, pauses: 1n, waited: pauseMs });
    }
  });

  it('without the two options reports those whose silence it made itself', () => {
    // All stalls are drained before anything is read; then each is dropped again where its beat is read before its turn.
    expect(falseStalls(FOLLOW_CLOCK, 3000).stalled).toBeGreaterThan(0);
  });
});

describe('1,000 agents that die at one moment, one poll in 10 ms, and five that go on', () => {
  it('reports each dead one, no live one, and leaves no beat waiting', () => {
    const bench = new Bench({ ...DEFAULTS, ...OWN_TIME, capacity: 4096 });
    for (let agent = 0; agent < 1000; agent++) bench.send(0, datagram({ pid: 1000 + agent }));
    bench.pollAllAt(0);
    const stalled: number[] = [];
    const firsts: number[] = [];
    let longestWait = 0;
    let polls = 0;
    let lastMs = 0;
    for (let ms = 1; stalled.length < 1000 && ms < 60_000; ms++) {
      // Ten beats a second each.
      if (ms % 20 === 0) bench.send(0, datagram({ pid: 10 + ((ms / 20) % 5), nonce: BigInt(ms) }));
      if (ms % 10 !== 0) continue;
      longestWait = Math.max(longestWait, bench.listeners[0].waiting.length);
      const event = bench.pollAt(ms);
      if (stalled.length > 0) polls++;
      if (event?.kind !== 'stall') continue;
      stalled.push(event.pid);
      firsts.push(polls);
      lastMs = ms;
    }
    expect(new Set(stalled)).toEqual(new Set(Array.from({ length: 1000 }, (_, agent) => 1000 + agent)));
    // 50 beats a second leave 50 polls a second for 1,000 stalls.
    expect(lastMs).toBeLessThan(21_200);
    expect(longestWait).toBeLessThanOrEqual(9);
    // The k-th comes out nine polls after the one before, at the latest.
    firsts.forEach((poll, at) => expect(poll).toBeLessThanOrEqual(9 * at));
  });
});

describe('one clock reading three years ahead', () => {
  const YEARS_MS = 94_608_000_000;

  function afterTheBlip(options: Partial<ObserverOptions>) {
    const bench = new Bench({ ...DEFAULTS, ...options });
    const counts = { beats: 0, falseStalls: 0, deathMs: null as number | null };
    for (let ms = 0; ms <= 6000; ms += 10) {
      if (ms % 100 === 0) {
        bench.send(0, datagram({ pid: 7, nonce: BigInt(ms + 1) }));
        if (ms < 3000) bench.send(0, datagram({ pid: 8, nonce: BigInt(ms + 1) }));
      }
      bench.clock.nowNs = BigInt(ms === 1000 ? YEARS_MS : ms) * MS;
      drainAll(bench, (event) => {
        if (event.kind === 'beat') counts.beats++;
        if (event.kind === 'stall' && event.pid === 8 && ms > 3000) counts.deathMs = ms;
        else if (event.kind === 'stall') counts.falseStalls++;
      });
    }
    return { ...counts, pauses: bench.view.pauses, jumps: bench.view.clockForwardJumps, regressions: bench.view.clockRegressions };
  }

  it('costs nothing: later beats are taken, a later death is reported in time, the blip is counted', () => {
    const { deathMs, ...rest } = afterTheBlip(OWN_TIME);
    expect(rest).toEqual({ beats: 91, falseStalls: 0, pauses: 1n, jumps: 1n, regressions: 1n });
    // 2,900 ms the last beat, 1 s the threshold, a tenth of a second the drain interval; 20 ms were lost to the blip.
    expect(deathMs).toBeGreaterThanOrEqual(3900);
    expect(deathMs).toBeLessThanOrEqual(4030);
  });

  it('to an observer that follows its clock costs everything: hardly a beat is taken again, no death is reported', () => {
    expect(afterTheBlip(FOLLOW_CLOCK)).toMatchObject({ beats: 22, deathMs: null });
  });
});

describe('a machine that is suspended for eight hours', () => {
  it('reports none of 4,096 agents that beat again when it wakes; a clock that leaps and one that stands still agree', () => {
    for (const leapMs of [28_800_000, 0]) {
      const bench = new Bench({ ...DEFAULTS, ...OWN_TIME, capacity: 4096, globalRate: 0 });
      const stalled: ObserverEvent[] = [];
      const round = (ms: number, atMs: number): void => {
        for (let agent = 0; agent < 4096; agent++) bench.send(0, datagram({ pid: 10 + agent, nonce: BigInt(ms + 1) }));
        bench.clock.nowNs = BigInt(atMs) * MS;
        drainAll(bench, (event) => {
          if (event.kind === 'stall') stalled.push(event);
        });
      };
      for (let ms = 0; ms <= 1000; ms += 200) round(ms, ms);
      // What woke polls before the agents have beaten.
      for (let poll = 0; poll < 20; poll++) {
        bench.clock.nowNs = BigInt(leapMs + 1010 + poll * 10) * MS;
        drainAll(bench, (event) => stalled.push(event));
      }
      for (let ms = 1210; ms <= 3000; ms += 200) round(ms, leapMs + ms);
      expect([stalled.length, bench.view.pauses]).toEqual([0, leapMs === 0 ? 0n : 1n]);
    }
  });

  it('with the time that follows the clock reports all', () => {
    const bench = new Bench({ ...DEFAULTS, ...FOLLOW_CLOCK, capacity: 4096, globalRate: 0 });
    for (let agent = 0; agent < 4096; agent++) bench.send(0, datagram({ pid: 10 + agent }));
    bench.pollAllAt(0);
    expect(bench.pollAllAt(28_800_000)).toHaveLength(4096);
  });
});

describe('a threshold of 10 ms', () => {
  it('with the rate that an observer chooses for it reports nobody who is well: 0 false stalls in 10 s', () => {
    for (const [options, flapping] of [
      [{}, false],
      [{ perPidRate: 100, allowTightRate: true }, true],
    ] as const) {
      const bench = new Bench({ thresholdNs: 10n * MS, globalRate: 0, ...options, ...(flapping ? {} : { perPidRate: 200 }) });
      let stalls = 0;
      for (let ms = 0; ms < 10_000; ms++) {
        if (ms % 4 === 0) bench.send(0, datagram({ nonce: BigInt(ms + 1) }));
        bench.clock.nowNs = BigInt(ms) * MS;
        drainAll(bench, (event) => {
          if (event.kind === 'stall') stalls++;
        });
      }
      expect(stalls === 0).toBe(!flapping);
    }
  });
});

describe('1,000 agents that die with a last word right behind their last beat, one burst of polls in 100 ms', () => {
  function heard(options: Partial<ObserverOptions>): number {
    const bench = new Bench({ ...DEFAULTS, ...OWN_TIME, capacity: 1000, globalRate: 0, ...options });
    const heardOf = new Set<number>();
    for (let agent = 0; agent < 1000; agent++) bench.send(0, datagram({ pid: 1000 + agent }));
    bench.pollAllAt(0);
    // Ten beats a second each; each dies at some time, with a last word up to 20 ms behind its last beat.
    for (let ms = 100; ms <= 2000; ms += 100) {
      for (let agent = 0; agent < 1000; agent++) {
        const dies = 100 + 100 * (agent % 19);
        if (ms > dies) continue;
        bench.send(0, datagram({ pid: 1000 + agent, nonce: BigInt(ms) }));
        if (ms === dies) bench.send(0, datagram({ pid: 1000 + agent, nonce: TERMINAL_NONCE, status: 'critical' }));
      }
      bench.clock.nowNs = BigInt(ms) * MS;
      drainAll(bench, (event) => {
        if (event.kind === 'beat' && event.nonce === TERMINAL_NONCE) heardOf.add(event.pid);
      });
    }
    return heardOf.size;
  }

  it('hears every one of them: 1,000 of 1,000', () => {
    expect(heard({})).toBe(1000);
  });

  it('without lastWords hears none of those', () => {
    expect(heard({ lastWords: false })).toBe(0);
  });
});

describe('50,000 garbage datagrams a second, half of them forged attested pids, beside 100 agents', () => {
  it('makes no more events than the global limit lets through, and no agent is lost', () => {
    const bench = new Bench({ ...DEFAULTS, ...OWN_TIME, globalBurst: 1000 }, 2);
    const garbage = { ...datagram(), bytes: new Uint8Array(40) };
    const forged = datagram({ pid: 5 }, { peerPid: 6 });
    const counts: Record<string, number> = {};
    for (let ms = 0; ms < 4000; ms++) {
      for (let nth = 0; nth < 25; nth++) bench.send(0, garbage, forged);
      if (ms % 2 === 0) bench.send(1, datagram({ pid: 100 + ((ms / 2) % 100), nonce: BigInt(ms + 1) }));
      bench.clock.nowNs = BigInt(ms) * MS;
      drainAll(bench, ({ kind }) => (counts[kind] = (counts[kind] ?? 0) + 1));
    }
    const { view } = bench;
    const read = 4000n * 50n + 2000n;
    // The burst, and what four seconds refill.
    expect((counts['decode'] ?? 0) + (counts['auth-failure'] ?? 0) + (counts['beat'] ?? 0)).toBeLessThanOrEqual(1000 + 20_000 + 2000);
    expect(view.outcomeTotal('rate-limited-global')).toBeGreaterThan(180_000n);
    expect(counts['beat']).toBe(2000);
    expect(counts['stall']).toBeUndefined();
    const total = ['decode_refused', 'auth_failure', 'rate_limited_global', 'inserted', 'refreshed'].map(
      (name) => bench.metric('varta_datagrams_total', name) ?? 0n,
    );
    expect(total.reduce((sum, value) => sum + value)).toBe(read);
  });
});
