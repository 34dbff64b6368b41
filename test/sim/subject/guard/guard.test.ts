import { randomBytes, randomInt } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { hostname } from 'node:os';
import { performance as hooks } from 'node:perf_hooks';
import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { simulate } from '../../../../sim/world/seeded-run.ts';
import { GUARD, guarded, withoutStack } from '../../../../sim/subject/guard/guard.ts';
import { PRODUCTION, type Production } from '../../../../sim/subject/production.ts';
import { Run } from '../../../../sim/run/run.ts';
import type { Scenario } from '../../../../sim/world/scenarios/scenario.ts';
import { steadyFleet } from '../../../../sim/world/scenarios/steady-fleet.ts';
import { trackerDirect } from '../../../../sim/world/scenarios/tracker-direct.ts';

/** A reference that somebody keeps: whoever takes it after the guard was put up has the guarded one. */
const keptNow = Date.now;
const keptEnvironment = process.env;

/** What is forbidden, and by which name it is told. */
const FORBIDDEN: readonly (readonly [name: string, use: () => unknown])[] = [
  ['Date.now', () => Date.now()],
  ['Date.now', () => keptNow()],
  ['new Date', () => new Date()],
  ['new Date', () => new Date(1970, 0)],
  ['new Date', () => new (new Date(0).constructor as DateConstructor)()],
  ['Date', () => Date()],
  ['Date.parse', () => Date.parse('1970-01-01T00:00')],
  ['Date.prototype.getTimezoneOffset', () => new Date(0).getTimezoneOffset()],
  ['Date.prototype.getHours', () => new Date(0).getHours()],
  ['Date.prototype.toString', () => String(new Date(0))],
  ['performance.now', () => performance.now()],
  ['performance.now', () => hooks.now()],
  ['performance.timeOrigin', () => performance.timeOrigin],
  ['Math.random', () => Math.random()],
  ['crypto.getRandomValues', () => crypto.getRandomValues(new Uint8Array(4))],
  ['crypto.randomUUID', () => crypto.randomUUID()],
  ['crypto.randomBytes', () => randomBytes(4)],
  ['crypto.randomInt', () => randomInt(4)],
  ['setTimeout', () => setTimeout(() => {}, 0)],
  ['setInterval', () => setInterval(() => {}, 1)],
  ['setImmediate', () => setImmediate(() => {})],
  ['timers/promises.setTimeout', () => void wait(1)],
  ['queueMicrotask', () => queueMicrotask(() => {})],
  ['process.hrtime', () => process.hrtime()],
  ['process.hrtime.bigint', () => process.hrtime.bigint()],
  ['process.uptime', () => process.uptime()],
  ['process.memoryUsage', () => process.memoryUsage()],
  ['process.cpuUsage', () => process.cpuUsage()],
  ['process.pid', () => process.pid],
  ['process.argv', () => process.argv[2]],
  ['process.platform', () => process.platform],
  ['process.cwd', () => process.cwd()],
  ['process.env', () => process.env['HOME']],
  ['process.env', () => keptEnvironment['HOME']],
  ['process.env', () => 'HOME' in keptEnvironment],
  ['os.hostname', () => hostname()],
  ['fs.readdirSync', () => readdirSync('.')],
  ['String.prototype.localeCompare', () => 'a'.localeCompare('b')],
  ['Number.prototype.toLocaleString', () => (1.5).toLocaleString()],
  ['Intl.NumberFormat', () => new Intl.NumberFormat()],
  ['WeakRef', () => new WeakRef({})],
];

const LAWFUL: readonly (() => unknown)[] = [
  () => new Date(0).toISOString(),
  () => Math.max(1, 2),
  () => (1.5).toString(),
  () => 'a'.toUpperCase(),
  () => new WeakMap(),
];

const STEPS = 300;
const POLLS = 10;

/** Production code whose tenth poll does one thing more: none was disturbed before. */
function productionThat(acts: () => unknown): Production {
  class Busy extends PRODUCTION.Observer {
    #polls = 0;

    override poll(): ReturnType<InstanceType<Production['Observer']>['poll']> {
      if (++this.#polls === POLLS) acts();
      return super.poll();
    }
  }
  return { ...PRODUCTION, Observer: Busy };
}

function stepOfPoll(): number {
  const kinds: string[] = [];
  simulate(steadyFleet, '1', { stepsMax: STEPS, onOp: ({ op }) => kinds.push(op) });
  let polls = 0;
  return kinds.findIndex((op) => op === 'poll' && ++polls === POLLS);
}

describe('the guard', () => {
  const step = stepOfPoll();

  it.each(FORBIDDEN)('refuses %s to production code, at the step that asks, and tells who asked', (name, use) => {
    const { finding } = simulate(steadyFleet, '1', { stepsMax: STEPS, production: productionThat(use) });
    expect(finding).toMatchObject({ judge: 'determinism', rule: 'asks-for-nothing', op: 'poll', step });
    expect(finding?.got).toMatch(new RegExp(`^${name.replaceAll('.', '\\.')} was used by .*guard\\.test\\.ts:\\d+`));
    expect(finding?.details?.at(-1)).toEqual(['called by', expect.stringContaining('sim/subject/subject.ts')]);
  });

  it('is not to be got round by catching what it throws', () => {
    const production = productionThat(() => {
      try {
        Math.random();
      } catch {
        // Nobody is to know.
      }
    });
    const { finding } = simulate(steadyFleet, '1', { stepsMax: STEPS, production });
    expect(finding).toMatchObject({ rule: 'asks-for-nothing', step });
  });

  it('lets through what answers the same at any time and everywhere', () => {
    for (const use of LAWFUL) {
      const { finding, steps } = simulate(steadyFleet, '1', { stepsMax: STEPS, production: productionThat(use) });
      expect([finding, steps]).toEqual([null, STEPS]);
    }
  });

  it('is down between steps, after a finding, and after the harness itself broke', () => {
    const usedBetween: number[] = [];
    simulate(steadyFleet, '1', { stepsMax: 20, onOp: () => usedBetween.push(performance.now()) });
    expect(usedBetween).toHaveLength(20);
    simulate(steadyFleet, '1', { production: productionThat(() => Date.now()) });
    expect(Date.now()).toBeGreaterThan(0);
    expect(() =>
      guarded(
        () => {
          throw new Error('broken harness');
        },
        null,
        null,
      ),
    ).toThrow('broken harness');
    expect([GUARD.isUp, GUARD.breach]).toEqual([false, null]);
    expect(() => new Run().step({ op: 'len' })).toThrow('needs a new operation');
    expect(GUARD.isUp).toBe(false);
  });

  it('watches the drawing of a plan, the making of operations, and the look at their replies', () => {
    const drawing: Scenario = { ...steadyFleet, build: (entropy, knobs) => (Math.random(), steadyFleet.build(entropy, knobs)) };
    expect(simulate(drawing, '1')).toMatchObject({ steps: 0, finding: { rule: 'world-asks-for-nothing', op: 'observer', step: 0 } });
    for (const asks of [0, 7]) {
      const making: Scenario = {
        ...trackerDirect,
        build(entropy, knobs) {
          const plan = trackerDirect.build(entropy, knobs);
          return { ...plan, ops: meddled(plan.ops as Script, asks) };
        },
      };
      expect(simulate(making, '1').finding).toMatchObject({ rule: 'world-asks-for-nothing', step: Math.max(0, asks - 1) });
    }
  });

  it('keeps the environment and the clock as they were for whoever asks while it is down', () => {
    process.env['VARTA_GUARD_TEST'] = 'x';
    onTestFinished(() => void delete process.env['VARTA_GUARD_TEST']);
    expect({ ...process.env }['VARTA_GUARD_TEST']).toBe('x');
    expect(Object.keys(process.env)).toContain('VARTA_GUARD_TEST');
    expect(new Date() instanceof Date).toBe(true);
    expect(new Date(2020, 1, 2).getFullYear()).toBe(2020);
    expect([Date.name, Math.random.name, setTimeout.name]).toEqual(['Date', 'random', 'setTimeout']);
  });
});

type Script = NonNullable<ReturnType<Scenario['build']>['ops']>;

/** A script that asks for chance once: before its first operation, or when it looks at the reply to a later one. */
function* meddled(ops: Script, asks: number): Script {
  let made = 0;
  let answer: Run | undefined;
  for (;;) {
    if (made++ === asks) Math.random();
    const { done, value } = answer === undefined ? ops.next() : ops.next(answer);
    if (done === true) return;
    answer = yield value;
  }
}

describe('withoutStack()', () => {
  it('has errors take no frames within the call alone, also where that throws', () => {
    const error = new Error('expected');
    const make = (): Error => new Error('made');
    const refuse = (): never => {
      throw error;
    };
    expect(withoutStack(make).stack).toBe('Error: made');
    expect(make().stack).toContain('guard.test');
    expect(() => withoutStack(refuse)).toThrow(error);
    expect(make().stack).toContain('guard.test');
  });
});
