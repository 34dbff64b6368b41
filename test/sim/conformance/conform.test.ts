import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { CLAUSES } from '../../../sim/conformance/clauses/index.ts';
import { CHECK_NAMES, conform, type ConformOptions, type ConformanceReport } from '../../../sim/conformance/conform.ts';
import { badgeOf, formatConformance, formatMatrix, htmlOf, markdownOf } from '../../../sim/conformance/conformance-report.ts';
import { readKnownDeviations } from '../../../sim/conformance/known-deviations.ts';
import { silent } from '../../../sim/data/command-line/output.ts';
import { openModule } from '../../../sim/subject/foreign/open-module.ts';
import { SCENARIOS } from '../../../sim/world/scenarios/index.ts';
import { ProtocolConnection } from './protocol-connection.ts';
import { scratchFolder } from '../../support/scratch-folder.ts';

const CLAUSES_ALONE: ConformOptions = { scenarios: [], seeds: [], known: [], today: '2026-01-01' };
const EXAMPLES = fileURLToPath(new URL('../../../docs/examples/', import.meta.url));
const SAMPLE = join(EXAMPLES, 'map-tracker.mjs');

/** Small faults of the sample: what stands there, what takes its place, and a clause that must fail. */
const FAULTS: readonly (readonly [clause: string, from: string, to: string])[] = [
  ['T02', 'Math.min(capacity, MAX_CAPACITY)', 'capacity'],
  ['T03', 'Math.max(window, 1)', 'window'],
  ['B04', 'nonce <= slot.nonce', 'nonce < slot.nonce'],
  ['B06', 'nonce <= slot.nonce', 'Number(nonce) <= Number(slot.nonce)'],
  ['B10', 'if (slot.origin !== origin) return', 'if (slot.origin !== origin) slot.last = now;\n    if (slot.origin !== origin) return'],
  ['W01', 'slot.nonce < U64_MAX - WRAP', 'slot.nonce <= U64_MAX - WRAP'],
  ['W02', 'slot.nonce < U64_MAX - WRAP', 'slot.nonce < U64_MAX - WRAP - 1n'],
  ['W03', 'nonce >= WRAP', 'nonce > WRAP'],
  ['W04', "this.count('nonce_wraps');", ''],
  ['O01', "if (slot.origin !== origin) return this.count('origin_conflicts', 'origin-conflict');", ''],
  ['N01', 'slot.ns !== null && slot.ns !== ns', 'slot.ns !== null && ns === null'],
  ['N02', 'slot.ns !== null && slot.ns !== ns', 'slot.ns !== null && ns !== null && slot.ns !== ns'],
  ['N03', 'ns: slot.ns ?? ns', 'ns: slot.ns'],
  ['N07', 'slot.ns !== null && slot.ns !== ns', 'slot.ns && slot.ns !== ns'],
  ['N08', 'slot.ns !== ns', 'BigInt.asUintN(32, slot.ns) !== BigInt.asUintN(32, ns ?? 0n)'],
  ['S01', '>= threshold', '> threshold'],
  ['S02', 'return silent.map', 'return silent.sort((a, b) => a.pid - b.pid).map'],
  ['S03', '!isStalled && (now', '(now'],
  ['S04', 'isStalled: false });', '});'],
  ['S06', '(now > last ? now - last : 0n)', 'BigInt.asUintN(64, now - last)'],
  ['E02', 'now - last <= silence', 'now - last < silence'],
  ['E03', '(stalledOnly && !isStalled)', 'false'],
  ['E05', 'this.stalled > 0 ?', 'this.stalled > 99 ?'],
  [
    'E06',
    'if (slot.isStalled) this.stalled--;\n    Object.assign(slot, { nonce, last: now, ns: slot.ns ?? ns, isStalled: false });',
    'Object.assign(slot, { nonce, last: now, ns: slot.ns ?? ns });',
  ],
  ['E07', "return number ?? this.count('eviction_scan_truncated', null);", 'return number;'],
  ['E08', 'this.cursor = (start + window) % length;', ''],
  ['E09', 'this.cursor = (number + 1) % length;', 'this.cursor = 0;'],
  ['E10', 'this.stalled > 0 ? this.scan', 'true ? this.scan'],
  ['E12', '10n * threshold > U64_MAX ? U64_MAX : 10n * threshold', 'BigInt.asUintN(64, 10n * threshold)'],
  [
    'E13',
    "if (counter === 'evicted_pid') this.evictedPid = null;\n    else this.counts.delete(counter);",
    "if (counter !== 'evicted_pid') this.counts.delete(counter);",
  ],
  ['I01', 'step < PROBES', 'step < PROBES + 1'],
  ['I03', 'this.cells[this.cellOf.get(pid)] = null;', ''],
  ['I05', 'this.insert(victim.pid, number);\n', '\n'],
  ['K02', 'else this.counts.delete(counter);', 'else this.counts.clear();'],
  ['K03', "return 'out-of-order';", "return this.count('nonce_wraps', 'out-of-order');"],
  ['G01', 'return slot && {', 'return !slot ? null : {'],
];

const folder = scratchFolder(afterAll);

async function reportOn(path: string, options: ConformOptions = CLAUSES_ALONE): Promise<ConformanceReport> {
  return conform(await openModule(path), options);
}

function failed({ clauses }: ConformanceReport): string[] {
  return clauses.filter(({ status }) => status === 'failed').map(({ name }) => name);
}

describe('conform', () => {
  it('numbers each clause once', () => {
    expect(new Set(CHECK_NAMES).size).toBe(CHECK_NAMES.length);
    for (const { id, ops } of CLAUSES) {
      expect(id).toMatch(/^[A-Z]\d\d$/);
      expect(ops.length).toBeGreaterThan(0);
    }
  });

  it('finds that our own tracker does all that the clauses say, and its badge counts them', async () => {
    const report = conform(new ProtocolConnection(), CLAUSES_ALONE);
    expect(badgeOf(report)).toContain(`${CLAUSES.length} of ${CLAUSES.length} clauses`);
    expect(report.clauses.filter(({ status }) => status !== 'passed')).toEqual([]);
    expect(report.faults).toEqual([]);
  });

  it('finds that the sample over a Map does, but for the codec that it does not have', async () => {
    const { clauses } = await reportOn(SAMPLE);
    for (const { name, status, lacking } of clauses) {
      expect([name, status]).toEqual([name, name.startsWith('F') ? 'unsupported' : 'passed']);
      expect(lacking.length > 0).toBe(status === 'unsupported');
    }
  });

  it.each(FAULTS)('%s fails where a tracker has %j', async (clause, from, to) => {
    const text = readFileSync(SAMPLE, 'utf8');
    expect(text.split(from)).toHaveLength(2);
    const path = join(folder, `${clause}-${FAULTS.findIndex((fault) => fault[1] === from && fault[2] === to)}.mjs`);
    writeFileSync(path, text.replace(from, to));
    const clauses = CLAUSES.filter(({ id }) => id === clause);
    expect(failed(await reportOn(path, { ...CLAUSES_ALONE, clauses, shrinkRuns: 1 }))).toEqual([clause]);
  });

  // An index that stays blocked, a namespace that a refused beat pins, a pid that a rollback loses: that takes two full paths.
  it.each([
    ['I03', 4, 1500],
    ['E15', 4, 1500],
    ['N04', 4, 1500],
    ['I08', 70, 200],
  ])('shrinks the bug of the published tracker that %s shows to %i operations at most', async (id, most, shrinkRuns) => {
    const clauses = CLAUSES.filter((clause) => clause.id === id);
    const report = await reportOn(join(EXAMPLES, 'published-tracker.mjs'), { ...CLAUSES_ALONE, clauses, shrinkRuns });
    expect(report.clauses[0].deviation?.operations.length).toBeLessThanOrEqual(most);
  });

  it('has a tracker follow scenarios, and tells of each rule how often it was asked', async () => {
    const scenarios = SCENARIOS.filter(({ name }) => name === 'tracker-direct');
    const options = { ...CLAUSES_ALONE, clauses: [], scenarios, seeds: ['1'], shrinkRuns: 100 };
    const sound = conform(new ProtocolConnection(), options).rules;
    expect(sound.find(({ name }) => name === 'record-refreshed')).toMatchObject({ status: 'passed' });
    expect(sound.find(({ name }) => name === 'take-invariant-violations')).toMatchObject({ status: 'passed' });
    const early = conform(new ProtocolConnection(), { ...options, scenarios: [] }).rules;
    expect(early.find(({ name }) => name === 'len')).toMatchObject({ status: 'not-reached', compared: 0 });
    const lacking = conform(new ProtocolConnection(undefined, { operations: ['new', 'record', 'drain'] }), options).rules;
    expect(lacking.find(({ name }) => name === 'take-evicted-pid')).toMatchObject({ status: 'unsupported', lacking: ['take evicted_pid'] });
    const lying = conform(new ProtocolConnection((reply, op) => (op.op === 'len' ? '{"value":4000}' : reply)), options).rules;
    expect(lying.find(({ name }) => name === 'len')).toMatchObject({ status: 'failed', deviation: { where: 'tracker-direct seed 1' } });
  });

  it('reports before each check what is known so far, and takes nothing for a fault that it was not asked', () => {
    const scenarios = SCENARIOS.filter(({ name }) => name === 'tracker-direct');
    const clauses = CLAUSES.slice(0, 8);
    const known = ['len', CLAUSES[7].id].map((check) => ({ check, reason: 'a known bug' }));
    const reports: ConformanceReport[] = [];
    const onNext = (_next: string, soFar: () => ConformanceReport): unknown => reports.push(soFar());
    const whole = conform(new ProtocolConnection(), { ...CLAUSES_ALONE, clauses, scenarios, seeds: ['1', '2'], known, onNext });
    const [early, late] = [reports[5], reports[9]];
    expect([early, late, whole].map((report) => [report.clauses.length, report.rules.length > 0, report.left])).toEqual([
      [5, false, 5],
      [8, true, 1],
      [8, true, 0],
    ]);
    const faultOf = (check: string): string => `${check} is a known deviation, and did not fail: passed`;
    expect([early, late, whole].map(({ faults }) => faults)).toEqual([
      [],
      [faultOf(CLAUSES[7].id)],
      [faultOf(CLAUSES[7].id), faultOf('len')],
    ]);
    const summaries = reports.map((report) => markdownOf(report).split('\n')[2]);
    expect(summaries[0]).toBe('interrupted: 8 clauses and 2 runs of scenarios were not asked to the end');
    expect(summaries[1]).toBe('1 clause: 1 passed · interrupted: 7 clauses and 2 runs of scenarios were not asked to the end');
    expect(summaries[7]).toContain('· interrupted: 1 clause and 2 runs of scenarios were not asked to the end');
    expect(summaries[8]).toMatch(
      /^8 clauses: 8 passed · \d+ rules over scenarios: .* · interrupted: 2 runs of scenarios were not asked to the end$/,
    );
    expect(summaries[9]).toMatch(/ · interrupted: 1 run of a scenario was not asked to the end$/);
    expect(reports).toHaveLength(10);
    expect(formatMatrix([late, early]).map(([, ...words]) => words)).toContainEqual(['passed', 'not asked']);
  });

  it('tells when replies are wrong only after other runs', async () => {
    // Wrong once a hundred requests were made, by a count that a restart clears.
    const connection = new ProtocolConnection((reply, op, at) => (op.op === 'len' && at > 100 ? '{"value":4000}' : reply));
    const restart = connection.restart.bind(connection);
    connection.restart = () => {
      restart();
      connection.asked = 0;
    };
    const { clauses } = conform(connection, { ...CLAUSES_ALONE, clauses: CLAUSES.slice(0, 20), shrinkRuns: 50 });
    const first = clauses.find(({ deviation }) => deviation !== null);
    expect(first?.deviation?.reason).toMatch(/after other runs/);
  });
});

it('tells what an unsupported clause needs: in the text once, on the pages with the clause', async () => {
  const options = { ...CLAUSES_ALONE, clauses: CLAUSES.slice(0, 8) };
  const report = conform(new ProtocolConnection(undefined, { operations: ['new', 'record', 'drain', 'take'], counters: [] }), options);
  const text = formatConformance(report, silent({ write: () => {}, columns: 80, isTerminal: false, hasColour: false } as never));
  expect(text).toMatch(/^unsupported {2}T01( \w\d\d)*\n {13}it does not do: len, take capacity_exceeded(, \w+( \w+)?)*$/m);
  expect(markdownOf(report)).toMatch(/^\| T01 \|.*\| unsupported: len, take capacity\\?_exceeded \|/m);
  expect(htmlOf(report)).toContain('unsupported: len, take capacity_exceeded</span>');
});

it('tells one bug once, in the words of no clause, and no fault twice where nothing is known', async () => {
  const report = conform(new ProtocolConnection((reply, op) => (op.op === 'record' ? '{"update":"out-of-order"}' : reply)), {
    ...CLAUSES_ALONE,
    clauses: CLAUSES.slice(0, 20),
    shrinkRuns: 50,
  });
  const text = formatConformance(report, silent({ write: () => {}, columns: 80, isTerminal: false, hasColour: false } as never));
  const failing = report.clauses.filter(({ status }) => status === 'failed').length;
  expect(failing).toBeGreaterThan(10);
  expect(text.match(/^FAILED/gm)?.length).toBeLessThan(failing / 2);
  expect(text).toMatch(/^FAILED {7}\w\d\d( \w\d\d)+ {2}all with the same operations:\n {13}/m);
  const groups = text.match(/^FAILED/gm)?.length;
  const [markdown, html] = [markdownOf(report), htmlOf(report)];
  expect(markdown.match(/^### \w\d\d(, \w\d\d)*$/gm)).toHaveLength(groups ?? -1);
  expect(html.match(/<pre>/g)).toHaveLength(groups ?? -1);
  expect(html.match(/with the same operations as <a href="#\w\d\d">/g)).toHaveLength(failing - (groups ?? -1));
  for (const page of [text, markdown, html]) expect(page).not.toContain('not among the known deviations');
  expect(report.faults).toHaveLength(failing);
});

describe('known deviations', () => {
  const known = [
    { check: 'I03', reason: 'D1' },
    { check: 'E15', reason: 'D1', got: '{"update":"capacity-exceeded"}' },
    { check: 'I04', reason: 'D1' },
    { check: 'I08', reason: 'D2' },
    { check: 'N04', reason: 'D3' },
  ];
  const published = join(EXAMPLES, 'published-tracker.mjs');

  it('are all that the published tracker has', async () => {
    expect((await reportOn(published, { ...CLAUSES_ALONE, known, shrinkRuns: 1 })).faults).toEqual([]);
  });

  // Of clauses that concern none of them nothing is known.
  const clauses = CLAUSES.filter(({ id }) => id === 'B01' || known.some(({ check }) => check === id));
  it.each([
    ['one is not listed', known.slice(1), ['I03 fails, and is not among the known deviations']],
    ['one is listed that passes', [...known, { check: 'B01', reason: 'x' }], ['B01 is a known deviation, and did not fail: passed']],
    [
      'one fails otherwise',
      [{ check: 'I03', reason: 'D1', got: '{"ok":true}' }, ...known.slice(1)],
      ['I03 fails otherwise than is known: expected {"ok":true}, got {"update":"capacity-exceeded"}'],
    ],
    ['one is out of date', [{ ...known[0], until: '2025-12-31' }, ...known.slice(1)], ['I03 was expected to fail until 2025-12-31 only']],
    ['one ends today', [{ ...known[0], until: '2026-01-01' }, ...known.slice(1)], []],
  ])('%s', async (_, list, faults) => {
    expect((await reportOn(published, { ...CLAUSES_ALONE, clauses, known: list, shrinkRuns: 1 })).faults).toEqual(faults);
  });

  it.each([
    ['{}', /must be a JSON array/],
    ['[1]', /entry 0 must be an object, got 1/],
    ['[{"check":"Z99","reason":"x"}]', /check must be a clause or a rule of docs\/conformance\.md, got "Z99"/],
    ['[{"check":"B01","reason":" "}]', /reason must say why/],
    ['[{"check":"B01","reason":"x","until":"2027-02-30x"}]', /until must be a day such as 2027-06-30/],
    ['[{"check":"B01","reason":"x","untill":"2027-02-03"}]', /unknown key "untill"/],
    ['[{"check":"B01","reason":"x"},{"check":"B01","reason":"x"}]', /has B01 twice/],
    ['[', /cannot be read as known deviations/],
  ])('refuses %s', (text, message) => {
    const path = join(folder, 'known.json');
    writeFileSync(path, text);
    expect(() => readKnownDeviations(path, CHECK_NAMES)).toThrow(message);
  });
});

describe('the report', () => {
  const FEW = { ...CLAUSES_ALONE, clauses: CLAUSES.slice(0, 8), shrinkRuns: 5 };

  it('is the same twice, and quotes what the tracker says of itself', async () => {
    const hello = { name: '<b>\u001b[31m|x', version: '1\n::error::', language: '`' };
    const report = conform(new ProtocolConnection((reply, op) => (op.op === 'len' ? '{"value":"<script>"}' : reply), hello), FEW);
    const again = conform(new ProtocolConnection((reply, op) => (op.op === 'len' ? '{"value":"<script>"}' : reply), hello), FEW);
    expect(again).toEqual(report);
    expect(htmlOf(report)).not.toMatch(/<script>|<b>/);
    expect(markdownOf(report)).not.toContain('<b>');
    const text = formatConformance(report, silent({ write: () => {}, columns: 80, isTerminal: false, hasColour: false } as never));
    expect(text).not.toContain('\u001b[31m');
    expect(text.split('\n').some((line) => line.startsWith('::error'))).toBe(false);
  });

  it('puts several side by side, and counts what all pass', async () => {
    const matrix = formatMatrix([
      await reportOn(SAMPLE),
      await reportOn(join(EXAMPLES, 'published-tracker.mjs'), { ...CLAUSES_ALONE, shrinkRuns: 1 }),
    ]);
    expect(matrix.find(([name]) => name === 'I03')).toEqual(['I03', 'passed', 'FAILED']);
    expect(matrix.slice(-2).map(([, ...words]) => words.join())).toEqual(['passed,passed', 'unsupported,unsupported']);
  });
});
