import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { isRefusal } from '../../../../sim/data/ops/refusal.ts';
import { parseScenario } from '../../../../sim/world/scenario-file/index.ts';
import { simulate } from '../../../../sim/world/seeded-run.ts';
import { minimal, refusalOf, type Loose } from './minimal.ts';

const CURE = ', or say "mustBeHeard": false';

/** A minimal file that settles, changed. */
function settling(change: (file: Loose) => void): object {
  return minimal((file) => {
    file.settle = { calm: '4s' };
    change(file);
  });
}

describe('brokenPremise()', () => {
  test.each<readonly [(file: Loose) => void, string]>([
    [
      (file) => (file.observer.capacity = 1),
      '/observer/capacity must hold all 2 agents for a world to settle in which any must be heard, got 1',
    ],
    [
      (file) => (file.fleet[0].interval = '1s'),
      `/fleet/0/interval must, with drift, jitter, delay and limits, stay below the threshold of 1s for a world to settle, got 1s at worst${CURE}`,
    ],
    [
      (file) =>
        Object.assign(file.fleet[0], { jitter: '700ms', driftPpm: 1000 }) && (file.links = [{ delay: { min: '1ms', max: '52ms' } }]),
      `/fleet/0/interval must, with drift, jitter, delay and limits, stay below the threshold of 1s for a world to settle, got 1.00125s at worst${CURE}`,
    ],
    [
      (file) => Object.assign(file.fleet[0], { jitter: '30ms' }) && (file.polling = { atArrival: false, tick: '240ms', burst: 2 }),
      `/fleet/0/interval must, with drift, jitter, delay and limits, stay below the threshold of 1s for a world to settle, got 1s at worst${CURE}`,
    ],
    [
      (file) => Object.assign(file.fleet[0], { interval: '500ms', driftPpm: { min: -1000, max: 0 } }) && (file.observer.perPidRate = 2),
      `/fleet/0/interval must, with drift, jitter, delay and limits, stay below the threshold of 1s for a world to settle, got 1s at worst${CURE}`,
    ],
    [
      (file) =>
        Object.assign(file, { observer: { threshold: '1s', namespace: '1' }, fleet: [{ count: 1, interval: '100ms', namespace: '2' }] }),
      `/fleet/0/namespace must be the observer’s own, "1", for a world to settle, got "2"${CURE}`,
    ],
    [
      (file) => {
        file.observer.namespace = '1';
        file.timeline = [{ at: '1s', do: 'change-namespace', namespace: '3' }];
      },
      `/fleet/0/namespace must be the observer’s own, "1", for a world to settle, got "3"${CURE}`,
    ],
    [
      (file) => (file.fleet[0].firstPid = 1),
      `/fleet/0/firstPid must be at least 2 for a world to settle, as pids 0 and 1 are no agents, got 1${CURE}`,
    ],
    [
      (file) => Object.assign(file, { listeners: [{ preset: 'udp' }], observer: { threshold: '1s', pidMax: 1000 } }),
      `/fleet/0/firstPid must keep pids up to 1000, the observer’s pidMax, for a world to settle, got pids up to 1073741823${CURE}`,
    ],
    [
      (file) => {
        Object.assign(file, { listeners: [{ preset: 'udp' }], observer: { threshold: '1s', pidMax: 1000 } });
        Object.assign(file.fleet[0], { firstPid: 100, lifecycle: { crash: '1/9', restartAfter: { min: '1s', max: '2s' } } });
      },
      `/fleet/0/firstPid must keep pids up to 1000, the observer’s pidMax, for a world to settle, got pids up to 1073741823${CURE}`,
    ],
    [
      (file) => {
        file.observer.namespace = '1';
        file.supervisor = { delay: '1s' };
        Object.assign(file.fleet[0], { namespace: '1', lifecycle: { changeNamespace: '1/9' } });
      },
      `/fleet/0/namespace must be the observer’s own, "1", for a world to settle, got "2"${CURE}`,
    ],
    [
      (file) => (file.fleet = [100, 101].map((firstPid) => ({ count: 2, interval: '250ms', firstPid }))),
      '/fleet/1/firstPid must give pids that "fleet-1" has not, where both must be heard or either may die, for a world to settle, got 101',
    ],
    [
      (file) => {
        file.fleet = [true, false].map((mustBeHeard) => ({ count: 2, interval: '250ms', firstPid: 100, mustBeHeard }));
        file.timeline = [{ at: '1s', do: 'hang', fleet: 'fleet-1' }];
      },
      '/fleet/1/firstPid must give pids that "fleet-1" has not, where both must be heard or either may die, for a world to settle, got 100',
    ],
    [
      (file) => Object.assign(file, { polling: { atArrival: false, tick: '125ms', burst: 1 } }),
      '/polling must make more polls than the 8 beats a second, for a world to settle, got 8',
    ],
    [
      (file) => (file.observer.globalRate = 7),
      '/observer/globalRate must be 0 or at least 8, the beats a second, for a world to settle, got 7',
    ],
    [
      (file) => (file.observer.globalBurst = 1),
      '/observer/globalBurst must be 0 or at least 2, the beats that may be read at one moment, for a world to settle, got 1',
    ],
    [
      (file) => (file.clock = { start: '18446744063709551615ns' }),
      '/clock/start must leave the clock below 2^64 − 1 to the end of the run, for a world to settle, got "18446744063709551615ns"',
    ],
    [
      (file) => Object.assign(file, { settle: { calm: '4s', networkIsSound: true }, links: [{ loss: '1/100' }] }),
      '/settle/networkIsSound must be false where a link has faults as /links/0 has, got true',
    ],
    [
      (file) =>
        Object.assign(file, { settle: { calm: '4s', networkIsSound: true }, timeline: [{ at: '1s', do: 'clock-forward', by: '1s' }] }),
      '/settle/networkIsSound must be false where a link is cut or the clock is set as in /timeline/0, got true',
    ],
    [
      (file) => (file.settle.calm = '1s'),
      '/settle/calm must be at least 1.45s and fit into the run, so that the last datagram can arrive and the last silence be reported, got 1s',
    ],
  ])('refuses unfair case %#', (change, says) => {
    expect(refusalOf(settling(change))).toBe(`f.json: ${says}`);
  });

  test.each<readonly [string, (file: Loose) => void]>([
    ['a slow fleet that need not be heard', (file) => Object.assign(file.fleet[0], { interval: '2s', mustBeHeard: false })],
    [
      'a foreign fleet where namespaces may be crossed',
      (file) => (Object.assign(file.observer, { namespace: '1', allowCrossNamespace: true }), (file.fleet[0].namespace = '2')),
    ],
    [
      'a foreign fleet that no listener can tell',
      (file) => (Object.assign(file, { listeners: [{ preset: 'udp' }] }), (file.observer.namespace = '1'), (file.fleet[0].namespace = '2')),
    ],
    [
      'a fleet whose agents come back under their old pids, or leave the observer’s namespace for good',
      (file) => {
        Object.assign(file, { listeners: [{ preset: 'kernel' }], observer: { threshold: '1s', namespace: '1' } });
        const lifecycle = { crash: '1/9', samePid: 'always', restartAfter: { min: '1s', max: '2s' }, changeNamespace: '1/9' };
        Object.assign(file.fleet[0], { firstPid: 100, namespace: '1', lifecycle });
      },
    ],
    ['the clock one short of its end', (file) => (file.clock = { start: '18446744063709551614ns' })],
    ['the shortest calm', (file) => (file.settle.calm = '1450ms')],
  ])('takes %s', (_, change) => {
    expect(refusalOf(settling(change))).toBe('taken');
  });

  it('leaves the observer its chance in every world that it lets settle', () => {
    const ms = (min: number, max: number): fc.Arbitrary<string> => fc.integer({ min, max }).map((time) => `${time}ms`);
    const fleet = fc.record({
      count: fc.integer({ min: 1, max: 8 }),
      interval: ms(1, 20),
      jitter: ms(0, 12),
      link: fc.constantFrom('kernel', 'udp'),
      startWithin: fc.constantFrom('0s', '20ms'),
      driftPpm: fc.constant({ min: -1000, max: 1000 }),
      namespace: fc.constantFrom(null, null, '1', '2'),
      mustBeHeard: fc.boolean(),
      lifecycle: fc.constantFrom({}, { hang: '1/30', hangFor: { min: '1ms', max: '100ms' } }),
    });
    const link = fc.record({
      delay: fc.record({ min: fc.constant('0s'), max: ms(0, 4) }),
      loss: fc.constantFrom('never', '1/5'),
      corrupt: fc.constantFrom('never', '1/9'),
      burst: fc.constantFrom('never', '1/20'),
      burstFor: ms(0, 60),
    });
    const file = fc.record({
      observer: fc.record({
        threshold: ms(30, 50),
        capacity: fc.integer({ min: 8, max: 40 }),
        policy: fc.constantFrom('strict', 'balanced'),
        perPidRate: fc.constantFrom(0, 100, 1000),
        globalBurst: fc.constantFrom(0, 25, 1000),
        namespace: fc.constantFrom(null, null, '1'),
      }),
      polling: fc.record({ tick: ms(1, 8), atArrival: fc.boolean(), burst: fc.integer({ min: 1, max: 30 }) }),
      links: fc.tuple(link, link).map(([one, other]) => [
        { ...one, listener: 'kernel' },
        { ...other, listener: 'udp' },
      ]),
      fleet: fc.array(fleet, { minLength: 1, maxLength: 3 }),
      timeline: fc.array(
        fc.record({ at: ms(0, 400), do: fc.constantFrom('hang', 'crash', 'panic', 'degrade'), fleet: fc.constant('fleet-1') }),
        { maxLength: 2 },
      ),
      settle: fc.record({ calm: ms(80, 500), networkIsSound: fc.boolean() }),
    });
    let taken = 0;
    fc.assert(
      fc.property(file, fc.integer(), (drawn, seed) => {
        const text = JSON.stringify({ name: 'drawn', claim: 'Fair.', for: '1s', listeners: [{}, { preset: 'udp' }], ...drawn });
        const scenario = parseScenario(text, 'f.json');
        if (isRefusal(scenario)) {
          expect(scenario.refused).toMatch(/settle/);
          return;
        }
        taken++;
        expect(simulate(scenario, String(seed)).finding).toBeNull();
      }),
      { numRuns: 200 },
    );
    expect(taken).toBeGreaterThan(20);
  });
});
