import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { EXIT } from '../../../sim/report/exit-code.ts';
import type { ZOO_COMMAND } from '../../../sim/cli/zoo-command.ts';
import { runCommand } from '../../../sim/data/command-line/program.ts';
import { formatVerdict, formatZoo, zooExit, type ZooResult } from '../../../sim/zoo/zoo-report.ts';
import type { MutantReport } from '../../../sim/zoo/mutant-runner.ts';
import { changeLinked, isRun, linkTree } from '../../support/link-tree.ts';
import { outputTo, SILENT } from '../../support/outputs.ts';

const ROOT = join(import.meta.dirname, '../../..');
const COMPILED = join(ROOT, 'dist');

/** Calls the command as it was built: its mutant workers are programs. */
async function zoo(line: string, { interruptsMs = -1 } = {}): Promise<{ code: number; out: string; err: string }> {
  const command = (await import(pathToFileURL(join(COMPILED, 'sim/cli/zoo-command.js')).href)) as {
    readonly ZOO_COMMAND: typeof ZOO_COMMAND;
  };
  let out = '';
  let err = '';
  const code = await runCommand(command.ZOO_COMMAND, line === '' ? [] : line.split(' '), {
    out: outputTo((text) => void (out += text)),
    err: outputTo((text) => void (err += text)),
    onInterrupt: (callback) => {
      if (interruptsMs >= 0) setTimeout(callback, interruptsMs);
      return () => {};
    },
  });
  return { code, out, err };
}

/** Calls the program of a build of its own, in which a text of one file is another. */
function zooOfChangedBuild(
  line: string,
  file: string,
  pattern: string,
  replacement: string,
): { code: number | null; out: string; err: string } {
  const folder = mkdtempSync(join(COMPILED, 'zoo-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const room of ['src', 'sim']) linkTree(join(COMPILED, room), join(folder, room), isRun);
  changeLinked(join(folder, file), pattern, replacement);
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(folder, 'sim/cli/main.js'), 'zoo', ...line.split(' ')], {
    encoding: 'utf8',
    timeout: 20_000,
  });
  return { code: status, out: stdout, err: stderr };
}

describe('zoo', () => {
  it('tells what found each bug, and ends well when all are found', async () => {
    const { code, out } = await zoo('--quick --only first-reading-is-a-jump --only reach-one-short');
    expect(code).toBe(EXIT.ok);
    expect(out).toMatch(/^reach-one-short +index +invariant\/accepted-pid-resolves +1 .* -$/m);
    expect(out).toMatch(/^first-reading-is-a-jump +observer +model\/state +1 .* -$/m);
    expect(out).toMatch(/^ok · 2 of 2 planted bugs found in \d+\.\d s$/m);
  });

  it('prints one object for programs, the same bugs with their campaigns', async () => {
    const { code, out } = await zoo('--json --base-seeds 2 --seeds 1 --seed abc --only reach-one-short');
    expect(code).toBe(EXIT.ok);
    const { bugs, campaigns, exit } = JSON.parse(out) as Record<string, { found: { detection: { seed: string }; shrunkTo: number }[] }[]>;
    expect([campaigns, exit]).toEqual([
      [
        { seed: 'abc', seeds: 1 },
        { seed: 'abc.2', seeds: 1 },
      ],
      0,
    ]);
    expect(bugs[0].found.map(({ detection, shrunkTo }) => [detection.seed, shrunkTo <= 6])).toEqual([
      ['abc', true],
      ['abc.2', true],
    ]);
  });

  it('refuses to start while a bug does not fit what was compiled', () => {
    const { code, out, err } = zooOfChangedBuild(
      '--quick --only reach-one-short',
      'src/tracker/pid-index.js',
      'Math.max(reach, distance + 1)',
      'Math.max(reach, distance - -1)',
    );
    expect([code, out, err]).toEqual([
      EXIT.internal,
      '',
      'varta-sim: zoo: mutant reach-one-short: its pattern stands 0 times in src/tracker/pid-index.js, once is needed\n',
    ]);
  });

  it('leaves the table so far when it is interrupted, or its budget is spent', async () => {
    const { code, out } = await zoo('--workers 1 --only reach-one-short --only pass-never-ends', { interruptsMs: 1500 });
    expect(code).toBe(EXIT.inconclusive);
    expect(out).toContain('what is shown is what is known');
    const spent = await zoo('--workers 1 --only pass-never-ends --budget 100ms');
    expect([spent.code, spent.out]).toEqual([EXIT.inconclusive, expect.stringContaining('0 of 1 planted bug found')]);
  });

  it('lists bugs with their sentences', async () => {
    const { code, out } = await zoo('--list --only codec');
    expect(code).toBe(EXIT.ok);
    expect(out).toMatch(/^codec \(\d+\)\n {2}\S+\n {6}\S/);
  });
});

describe('the report of the zoo', () => {
  const mutant = { name: 'planted', sentence: 'something is wrong', edits: [] };
  const detection = { judge: 'model', rule: 'event', op: 'poll', reason: 'r', scenario: 'one', seed: '2', runs: 3, steps: 1234 };
  const request = {
    groups: [{ group: 'codec', mutants: [mutant] }],
    campaigns: [['1', '2']],
    shrinkRunsMax: 0,
    workers: 1,
    budgetMs: null,
    isJson: false,
    isList: false,
    isAblation: false,
    isWhole: true,
    isOfJudges: false,
    explores: null,
  };
  const found: MutantReport = { mutant, results: [{ detection, ms: 5.4, shrunkTo: 3 }] };
  const lost: MutantReport = {
    mutant,
    results: [
      { detection, ms: 5, shrunkTo: 3 },
      { detection: null, ms: 9, shrunkTo: null },
    ],
  };

  it.each<[string, ZooResult, number]>([
    ['all found', { reports: [found], isInterrupted: false }, EXIT.ok],
    ['one not found by one campaign', { reports: [found, lost], isInterrupted: false }, EXIT.goals],
    ['one not found, and an interrupt', { reports: [lost, null], isInterrupted: true }, EXIT.goals],
    ['one not run', { reports: [found, null], isInterrupted: true }, EXIT.inconclusive],
  ])('ends by what is known: %s', (_, result, exit) => expect(zooExit(result)).toBe(exit));

  it('shows medians with the group, and says which bug nobody finds', () => {
    expect(formatZoo({ reports: [found, null], isInterrupted: false }, request, SILENT)).toMatch(
      /^planted +codec +model\/event +2 +1,234 +1,234 +5 +5 +3$/m,
    );
    const result = { reports: [found, lost], isInterrupted: false };
    expect(formatZoo(result, request, SILENT)).toContain('NOT FOUND by 1 of 2 model/event');
    expect(formatVerdict(result, EXIT.goals, 1250, SILENT)).toBe(
      'not found  planted: something is wrong\nexit 13 · 1 of 2 planted bugs found in 1.3 s',
    );
  });
});
