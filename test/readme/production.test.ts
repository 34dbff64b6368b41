import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { METRIC_HELP } from '../../src/node/metric-help.ts';
import { listenerMetrics, UdpListener } from '../../src/node/index.ts';
import { encodeFrame, Observer, Tracker, type ObserverOptions, type TrackerOptions } from '../../src/index.ts';
import { thrown } from '../src/support/thrown.ts';
import { FakeWorld } from '../src/node/udp-worlds.ts';
import { daemonText, QUICK_PLAN, type AgentRecord, type DaemonPlan, type DaemonReport } from './daemon-run.ts';
import { judge } from './daemon-verdict.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const page = readFileSync(join(ROOT, 'docs/production.md'), 'utf8');

/** The names in the first column of the tables of one section; a trailing label is left out. */
function rowsOf(heading: string): string[] {
  const [section] = page.split(`\n## ${heading}\n`)[1].split('\n## ');
  return [...section.matchAll(/^\| `(\w+)(?:\{\w+\})?` \|/gm)].map(([, name]) => name);
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
