import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { METRIC_HELP } from '../../src/node/metric-help.ts';
import { listenerMetrics, UdpListener } from '../../src/node/index.ts';
import { encodeFrame, Observer, Tracker, type ObserverOptions, type TrackerOptions } from '../../src/index.ts';
import { resolveObserverOptions, trackerOptionsOf } from '../../src/observer/options.ts';
import { resolveTrackerOptions } from '../../src/tracker/tracker-options.ts';
import { thrown } from '../src/support/thrown.ts';
import { FakeWorld } from '../src/node/udp-worlds.ts';
import { daemonText, QUICK_PLAN, type AgentRecord, type DaemonPlan, type DaemonReport } from './daemon-run.ts';
import { judge } from './daemon-verdict.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const page = readFileSync(join(ROOT, 'docs/production.md'), 'utf8');

function sectionOf(heading: string): string {
  return page.split(`\n## ${heading}\n`)[1].split('\n## ')[0];
}

/** The names in the first column of the tables of one section; a trailing label is left out. */
function rowsOf(heading: string): string[] {
  return [...sectionOf(heading).matchAll(/^\| `(\w+)(?:\{\w+\})?` \|/gm)].map(([, name]) => name);
}

/** Name, default and range of each option in the table of one section. */
function optionsIn(heading: string): [name: string, byDefault: string, range: string][] {
  return [...sectionOf(heading).matchAll(/^\| `(\w+)` \| ([^|]+) \| ([^|]+) \|/gm)].map(
    ([, ...cells]) => cells as [string, string, string],
  );
}

const THRESHOLD_NS = 1_000_000_000n;
/** What the defaults that are told in words are for that threshold. */
const IN_WORDS: Readonly<Record<string, bigint>> = {
  required: THRESHOLD_NS,
  'a tenth of the threshold, 100 ms at most': 100_000_000n,
  'a quarter of the threshold': THRESHOLD_NS / 4n,
  '100, or what the threshold needs if that is more': 100n,
};

/** A number as the page writes it: `65,535`, `2^32 − 1`. */
function numberOf(text: string): bigint {
  const [, digits, power = '1', less = '0'] = /^([\d,]+)(?:\^(\d+))?(?: − (\d+))?/.exec(text) ?? [];
  return BigInt(digits.replaceAll(',', '')) ** BigInt(power) - BigInt(less);
}

function defaultOf(cell: string): string {
  return String(IN_WORDS[cell] ?? (/^\d/.test(cell) ? numberOf(cell) : cell.replaceAll('`', '')));
}

/** The ends of a range as the page writes it, such as `null, 0n to 2^64 − 1`; null for what is none. */
function endsOf(cell: string): readonly [bigint, bigint] | null {
  const [, from, unit, to] = /([\d,]+)n?( ms)?(?: ns| \(none\))? to ([\d,^]+(?: − \d+)?)/.exec(cell) ?? [];
  return from === undefined ? null : [numberOf(from) * (unit === undefined ? 1n : 1_000_000n), numberOf(to)];
}

/** Whether an option takes the ends of its range, and what lies beyond only where the page says that it is cut. */
function expectRange(range: string, take: (value: bigint) => unknown): void {
  const ends = endsOf(range);
  if (ends === null) return;
  const [least, most] = ends;
  expect([take(least), take(most)].map(String)).toEqual([least, most].map(String));
  const isCut = /cut|clamped/.test(range);
  if (isCut) expect(String(take(most + 1n))).toBe(String(most));
  else expect(() => take(most + 1n)).toThrow(RangeError);
  if (range.includes('clamped')) expect(String(take(least - 1n))).toBe(String(least));
  else expect(() => take(least - 1n)).toThrow(RangeError);
}

/** The options that there are, as the refusal of one that there is not names them. */
function optionsOf(create: (options: object) => unknown): string[] {
  return thrown(() => create({ none_of_these: 1 }))
    .message.split('the options are ')[1]
    .split(', ');
}

function sorted(names: readonly string[]): string[] {
  return [...names].sort((a, b) => (a < b ? -1 : 1));
}

const clock = { now: () => 0n };
describe('docs/production.md', () => {
  it('shows a daemon of at most 60 lines', () => {
    expect(daemonText().trimEnd().split('\n').length).toBeLessThanOrEqual(60);
  });

  it('has a row for each option of the observer, the tracker and the UDP listener, and for nothing else', () => {
    const observer = optionsOf((options) => new Observer(options as ObserverOptions, clock, []));
    expect(sorted(rowsOf('Options of the observer'))).toEqual(sorted(observer));
    expect(observer).toEqual(expect.arrayContaining(optionsOf((options) => new Tracker(options as TrackerOptions))));
    const udp = optionsOf((options) => new UdpListener(options));
    expect(sorted(rowsOf('Options of the UDP listener'))).toEqual(sorted(udp));
  });

  it.each(optionsIn('Options of the observer'))('says what %s is, %s, and takes, %s', (name, byDefault, range) => {
    const taken = (more: object): Readonly<Record<string, unknown>> => {
      const options = { thresholdNs: THRESHOLD_NS, ...more };
      return { ...resolveTrackerOptions(trackerOptionsOf(options)), ...resolveObserverOptions(options) };
    };
    const real = taken({})[name];
    expect(String(real)).toBe(defaultOf(byDefault));
    expectRange(range, (value) => taken({ [name]: typeof real === 'number' ? Number(value) : value })[name]);
  });

  it.each(optionsIn('Options of the UDP listener'))('says what %s is, %s, and takes, %s', (name, byDefault, range) => {
    const taken = (more: Readonly<Record<string, unknown>>): unknown => {
      const listener = new UdpListener(more);
      // Which port it asks for it does not tell: that what is given is taken is all that can be seen.
      return name === 'port' ? (more.port ?? 0) : listener[name as keyof UdpListener];
    };
    expect(String(taken({}))).toBe(defaultOf(byDefault));
    expectRange(range, (value) => taken({ [name]: Number(value) }));
  });

  it('has a row for each metric, each with HELP, and for nothing else', async () => {
    const world = new FakeWorld();
    const listener = new UdpListener({}, world);
    await listener.open();
    const observer = new Observer({ thresholdNs: 1_000_000_000n, perPidRate: 0 }, clock, [listener]);
    await world.send(listener.port, encodeFrame({ status: 'ok', pid: 7, timestamp: 0n, nonce: 1n, payload: 0 }));
    observer.poll();
    const names = new Set([...observer.metrics(), ...listenerMetrics([listener])].map(({ name }) => name));
    await listener.close();
    expect(sorted(rowsOf('Metrics'))).toEqual(sorted([...names]));
    expect(sorted([...METRIC_HELP.keys()])).toEqual(sorted([...names]));
  });

  it('has a row for each kind of event, and for nothing else', () => {
    const rows = [...sectionOf('Events').matchAll(/^\| `([\w-]+)` \|/gm)].map(([, kind]) => kind);
    const kinds = [...readFileSync(join(ROOT, 'src/observer/event.ts'), 'utf8').matchAll(/readonly kind: '([\w-]+)'/g)].map(
      ([, kind]) => kind,
    );
    expect(sorted(rows.filter((row) => row !== 'kind'))).toEqual(sorted(kinds));
  });

  it('names traces that are there', () => {
    const names = [...page.matchAll(/`(limit-[\w-]+)`/g)].map(([, name]) => name);
    expect(names).toHaveLength(8);
    expect(names.filter((name) => !existsSync(join(ROOT, `corpus/traces/${name}.ndjson`)))).toEqual([]);
  });
});

describe('judge()', () => {
  const plan: DaemonPlan = { ...QUICK_PLAN, agents: 40 };
  const metrics = new Map([['varta_observer_pauses_total', 1]]);
  const living: AgentRecord = { pid: 1, killedMs: null, lastBeatMs: 7900, longestGapMs: 210, silentMs: [] };
  // Due 1600 ms after the last beat, or after the end of the stop.
  const killed: AgentRecord = { pid: 2, killedMs: 700, lastBeatMs: 600, longestGapMs: 210, silentMs: [1700] };
  const report = (agent: AgentRecord, more: Partial<DaemonReport> = {}): DaemonReport => ({
    agents: [agent],
    metrics,
    exitCode: 0,
    ...more,
  });
  const faultsOf = (given: DaemonReport): readonly string[] => judge(plan, given, 100).faults;

  it.each([
    [living],
    [killed],
    [{ ...killed, silentMs: [1600] }],
    [{ ...killed, silentMs: [2300] }],
    [{ ...killed, killedMs: 2250, lastBeatMs: 2200, silentMs: [6990] }],
    [{ ...living, longestGapMs: 501, silentMs: [3000] }],
  ])('has nothing against a sound run: %#', (agent) => {
    expect(faultsOf(report(agent))).toEqual([]);
  });

  it.each([
    ['1 beat all the time and was reported', report({ ...living, silentMs: [5301] })],
    ['2 was reported too early', report({ ...killed, silentMs: [1599] })],
    ['2 was silent from 600 ms on and reported at 2301 ms', report({ ...killed, silentMs: [2301] })],
    ['2 was silent from 2200 ms on and reported at 7001 ms', report({ ...killed, killedMs: 2250, lastBeatMs: 2200, silentMs: [7001] })],
    ['2 was silent from 600 ms on and reported at Infinity ms', report({ ...killed, silentMs: [] })],
    ['2 was reported 2 times', report({ ...killed, silentMs: [1700, 5301] })],
    ['the stop was not counted as a pause', report(living, { metrics: new Map([['varta_observer_pauses_total', 0]]) })],
    ['the daemon ended with 1', report(living, { exitCode: 1 })],
  ])('says: %s', (fault, given) => {
    expect(faultsOf(given)).toEqual([fault]);
  });

  it('does not take a run for sound in which many agents could not beat', () => {
    const held = Array.from({ length: 3 }, () => ({ ...living, longestGapMs: 900 }));
    expect(faultsOf({ agents: held, metrics, exitCode: 0 })).toEqual(['the machine was too busy: 3 agents could not beat in time']);
  });
});
