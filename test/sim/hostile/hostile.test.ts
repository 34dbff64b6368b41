import { mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { saveCrash } from '../../../fuzz/cli/save-crash.ts';
import { jsonResults } from '../../../fuzz/cli/results.ts';
import type { CrashGroup } from '../../../fuzz/engine/session.ts';
import { TARGETS } from '../../../fuzz/targets/index.ts';
import { COMMANDS } from '../../../sim/cli/commands.ts';
import { outputOf, type CommandContext } from '../../../sim/data/command-line/output.ts';
import { runCommand } from '../../../sim/data/command-line/program.ts';
import { UsageError } from '../../../sim/data/command-line/usage-error.ts';
import { jsonText, printable } from '../../../sim/data/quoting/printable.ts';
import { parseTrace, type Trace } from '../../../sim/data/trace/parse-trace.ts';
import type { TraceFinding, TraceHeader } from '../../../sim/data/trace/trace-header.ts';
import { Timeline } from '../../../sim/findings/debugger/time-travel/timeline.ts';
import { renderScreen } from '../../../sim/findings/debugger/screen/screen.ts';
import { paintLine } from '../../../sim/findings/debugger/screen/text.ts';
import { ViewBuilder } from '../../../sim/findings/debugger/screen/view.ts';
import { startWalk } from '../../../sim/findings/debugger/screen/walker.ts';
import type { Finding } from '../../../sim/oracle/finding.ts';
import { campaignReports, type FindingReport } from '../../../sim/report/campaign-reports.ts';
import type { CampaignJson } from '../../../sim/report/campaign-json.ts';
import { formatAnnotations, formatSummary } from '../../../sim/report/github.ts';
import { campaignSuite, formatJUnit } from '../../../sim/report/junit.ts';
import { mergeShards } from '../../../sim/report/merge.ts';
import { Progress } from '../../../sim/report/progress.ts';
import { showFailure } from '../../../sim/report/show-failure.ts';
import { HOSTILE_TEXTS } from '../data/quoting/hostile-texts.ts';
import { expectAnnotations, expectJson, expectJUnit, expectMarkdown, expectPrintable, runEmitted } from './places.ts';
import { outputTo } from '../../support/outputs.ts';
import { scratchFolder } from '../../support/scratch-folder.ts';

const folder = scratchFolder(afterAll);

/** What a command writes, or the sentence of a refusal. */
async function call(name: string, ...args: readonly string[]): Promise<string> {
  let text = '';
  // It lets everything through: the reports have to quote on their own.
  const output = outputTo((more) => void (text += more));
  const context: CommandContext = { out: output, err: output, onInterrupt: () => () => {} };
  try {
    await runCommand(await COMMANDS[name](), args, context);
    return text;
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    // As runAsProcess() prints it.
    text += `${printable(error.message)}\n`;
    return text;
  }
}

const OPS = [
  '{"op":"new","capacity":1,"policy":"strict","window":1}',
  '{"op":"record","pid":7,"nonce":"1","status":"ok","now":"0","threshold":"100","origin":"kernel-attested","ns":null}',
];
/** An operation whose recorded reply is wrong: a finding. */
const WRONG = '{"op":"len","expect":{"value":7}}';

/** Each field of a header, hostile: one of the compiler's list that is missing here is an error. */
const HEADER: Readonly<Record<keyof TraceHeader, (text: string) => unknown>> = {
  name: (text) => text,
  why: (text) => text,
  seed: (text) => text,
  scenario: (text) => text,
  commit: (text) => text,
  finding: (text) => Object.fromEntries(Object.entries(FINDING).map(([key, of]) => [key, of(text)])),
  digest: (text) => text,
  tracker: (text) => text,
  // Checked when it is read: its text reaches a sentence alone.
  status: () => undefined,
  owner: (text) => text,
  expires: () => undefined,
};

const FINDING: Readonly<Record<keyof TraceFinding, (text: string) => unknown>> = {
  judge: (text) => text,
  rule: (text) => text,
  op: (text) => text,
  step: () => 1,
  reason: (text) => text,
  expected: (text) => ({ [text]: [text] }),
  got: (text) => text,
};

function headerLine(text: string, change: object = {}): string {
  const fields = Object.entries(HEADER).map(([key, of]) => [key, of(text)]);
  return JSON.stringify({ trace: 1, ...Object.fromEntries(fields), ...change });
}

let count = 0;

function put(lines: readonly string[], name = `f${count++}.ndjson`): string {
  const path = join(folder, name);
  writeFileSync(path, `${lines.join('\n')}\n`);
  return path;
}

describe.each(HOSTILE_TEXTS.map((text) => [jsonText(text), text] as const))('the text %s', (_, text) => {
  it('of a trace is only shown by replay, corpus, keep, the step view, and by a test that emit writes', async () => {
    const whole = put([headerLine(text), ...OPS, WRONG]);
    const clean = put([headerLine(text, { finding: null }), ...OPS]);
    const recorded = put([headerLine(text), ...OPS]);
    const filed = mkdtempSync(join(folder, 'corpus-'));
    for (const [at, finding] of [HEADER.finding(text), null].entries()) {
      const header = headerLine(text, { status: 'open', expires: '2020-01-01', finding });
      writeFileSync(join(filed, `${at}.ndjson`), [header, ...OPS, WRONG].join('\n'));
    }
    for (const path of [whole, clean, recorded]) {
      expectPrintable(await call('replay', path));
      expectPrintable(await call('replay', path, '--dump'));
      expectJson(await call('replay', path, '--json'));
      expect(runEmitted(await call('emit', path, '--out', '-')).operations).toEqual(path === whole ? [...OPS, WRONG] : OPS);
    }
    expect(runEmitted(await call('emit', whole, '--out', '-')).name).toBe(`${text}: no violation`);
    expectPrintable(await call('corpus', filed));
    expectPrintable(await call('keep', whole, '--why', 'w', '--name', text));
    const trace = parseTrace([headerLine(text), ...OPS, WRONG].join('\n'), 'trace') as Trace;
    const screen = renderScreen(new ViewBuilder(new Timeline(trace), text).build(startWalk(2)), { columns: 100, rows: 40 });
    for (const line of screen) expectPrintable(paintLine(line, false));
  });

  it('in the place of a field that is checked, of a key, or of a whole line reaches a sentence, quoted', async () => {
    const fields: readonly (keyof TraceHeader)[] = ['status', 'expires', 'name', 'finding'];
    const broken = [
      ...fields.map((key) => headerLine('x', { [key]: key === 'name' ? { [text]: 1 } : text })),
      headerLine('x', { [text]: 1 }),
      JSON.stringify({ op: text }),
      JSON.stringify({ op: 'len', [text]: text }),
      text.replaceAll('\n', ' '),
    ];
    for (const line of broken) expectPrintable(await call('replay', put([line, ...OPS])));
    expectPrintable(await call('run', '--scenario', text));
    expectPrintable(await call('run', `--policy=${text}`));
    expectPrintable(await call('zoo', '--only', text.replace(/^-/, 'x')));
    expectPrintable(await call('replay', text.replace(/^-/, 'x').replaceAll('\0', '')));
  });

  it('of a finding is only shown in a failure report and in the line of progress', () => {
    // Each field of a finding: one that is missing here is an error of the compiler.
    const finding = {
      judge: text,
      rule: text,
      op: text,
      step: 1,
      nowNs: 1n,
      reason: `because ${text}`,
      expected: text,
      got: text,
      details: [[text, text]],
    } satisfies Record<keyof Finding, unknown> as unknown as Finding;
    const place = { origin: [text, `a · ${text}`], tracePath: 'findings/a.ndjson', again: null, shrunk: null };
    let told = '';
    // It lets everything through: the reports have to quote on their own.
    const output = outputTo((more) => void (told += more));
    expectPrintable(showFailure(finding, [], place, output));
    const progress = new Progress({ ...output, isTerminal: true });
    progress.show({ done: 10, total: 10, steps: 1, findings: 1, scenario: text, seed: '1', elapsedMs: 1 });
    progress.note(text);
    const drawn = told.split('\u001b[K').slice(0, -1);
    expect(drawn.map((line) => line[0])).toEqual(['\r', '\r']);
    for (const line of drawn) expectPrintable(line.slice(1));
  });

  it('of the result of a campaign is only shown in JUnit, annotations, summary, JSON and by merge', () => {
    const json = hostileResult(text);
    expectJUnit(formatJUnit([campaignSuite(json)]));
    const reports: readonly FindingReport[] = campaignReports(json).map((report) => ({ ...report, file: text }));
    expectAnnotations(formatAnnotations(reports));
    expectMarkdown(formatSummary({ verdict: text, head: [text], rows: [[text]], reports: reports.map((one) => ({ ...one, line: null })) }));
    expectJson(`${jsonText(json)}\n`);
    const merged = mergeShards([{ name: text, json: { ...json, shard: '1/1' } }]);
    expectPrintable(`merge: ${jsonText(merged)}`);
  });

  it('of a crash is only shown in the report of the fuzzer', async () => {
    const crash = {
      kind: 'throw',
      input: null,
      count: 2,
      signature: text,
      detail: text,
    } satisfies Record<keyof CrashGroup, unknown> as CrashGroup;
    const output = outputTo(() => {});
    const options = {
      artifacts: folder,
      seed: '1',
      timeoutMs: 1,
      rssLimitMb: 64,
      isReplay: true,
      early: async () => null,
      out: output,
      onInterrupt: () => () => {},
    };
    const saved = await saveCrash(crash, TARGETS[0], { ...options, build: { folder: '', plain: '', instrumented: [] } as never });
    expectPrintable(saved.report);
    const stats = {
      executions: 1,
      corpus: 1,
      covered: 1,
      counters: 1,
      features: 1,
      lastKept: 1,
      elapsedMs: 1,
      sinceNewMs: 1,
      found: 0,
      crashes: 1,
    };
    const result = { stats, kept: [], found: [], crashes: [crash], coverage: {}, broken: text, isInterrupted: false };
    expectJson(jsonText(jsonResults('1', [{ target: 't', seeds: 0, corpusName: text, result, saved: [saved], exit: 77 }], 77)));
  });

  it('that a command writes as it came is shown by its output, in colour or not', () => {
    for (const env of [{}, { FORCE_COLOR: '1' }]) {
      let written = '';
      outputOf({ write: (more) => void (written += more) }, env).write(`a ${text.replaceAll('\n', ' ')}\n`);
      // Where there is colour, a code of a colour may be ours.
      expectPrintable('FORCE_COLOR' in env ? written.replaceAll('\u001b[31m', '') : written);
    }
  });
});

/** A result in which every text is hostile that its reader lets be any text; the compiler holds the list complete. */
function hostileResult(text: string): CampaignJson {
  const run = { scenario: text, seed: '1' };
  const finding = {
    ...run,
    judge: text,
    rule: text,
    op: text,
    step: 1,
    nowNs: text,
    reason: `x ${text}`,
    expected: text,
    got: text,
    details: [[text, text]],
  };
  const shrunk = { before: 2, reason: `x ${text}`, expected: text, got: text, operations: [text], told: [text], details: [[text, text]] };
  return {
    scenario: text,
    seed: '1',
    seeds: 1,
    shard: null,
    steps: 1,
    simulatedNs: 1,
    digest: text,
    goals: {},
    findings: [finding],
    reports: [
      { signature: `j/${text}`, count: 2, finding, trace: text, again: 'line', shrunk, others: [text] },
      { signature: text, count: 1, finding, trace: null, again: 'line', shrunk: null, others: [] },
    ],
    unmet: [{ ...run, reason: text }],
    missed: [],
    unfinished: 0,
    proven: 0,
    production: { name: text, replaced: [text], ours: [text] },
    followed: { tracker: text, compared: 1, skipped: { [text]: 1 }, lacking: [text] },
    runs: [{ ...run, steps: 1, simulatedNs: 1, digest: text, config: { [text]: text } }],
    scenarios: [{ name: text, textDigest: text }],
    check: 'cheap',
    stepsMax: null,
    knobs: {},
    isWhole: false,
    commit: text,
    coverage: undefined,
    exit: 10,
  } satisfies Record<keyof CampaignJson, unknown> as unknown as CampaignJson;
}
