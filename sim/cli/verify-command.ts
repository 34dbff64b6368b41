import type { Arguments } from '../data/command-line/arguments.ts';
import type { Command } from '../data/command-line/program.ts';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { seedFault } from '../campaign/seeds.ts';
import { freshSeed } from '../gate/fresh-seed.ts';
import { gateSuite, gateSummary } from '../gate/gate-reports.ts';
import { formatGate, seconds, verdictWord } from '../gate/gate-table.ts';
import type { Part, PartOutcome } from '../gate/stage.ts';
import { gateParts } from '../gate/stages.ts';
import { runPartProcess, softLimitMs } from '../gate/run-stage.ts';
import { schedule } from '../gate/schedule.ts';
import { projectRoot } from '../data/project-root.ts';
import { formatJUnit } from '../report/junit.ts';
import { currentCommit } from '../findings/commit.ts';
import { EXIT, mostSevere, savedAll, type ExitCode } from '../report/exit-code.ts';
import { Progress } from '../report/progress.ts';
import { saveText } from '../data/write-whole.ts';
import { silent, type CommandContext } from '../data/command-line/output.ts';
import { tellSummary } from '../report/github.ts';
import { UsageError } from '../data/command-line/usage-error.ts';

const DEFAULT_BUDGET_MS = 170_000;

/** Where parts leave their results, in the folder of the project. */
const RESULTS = 'findings/gate';

/** The options of `verify`. */
export const VERIFY: Command<ExitCode> = {
  name: 'verify',
  line: 'npm run verify --',
  summary: 'Everything that a change must pass, part by part, then fresh seeds until the time is spent.',
  options: {
    budget: { value: 'DURATION', help: 'time for everything, at least 10s; default 170s' },
    commit: { value: 'HASH', help: 'draw the fresh seeds from this; default the commit that is checked out' },
    only: { value: 'PART', help: 'this part alone; may be repeated', repeats: true },
    out: { value: 'FILE', help: 'save there what --json prints' },
    junit: { value: 'FILE', help: 'save a report in the format of JUnit' },
    json: { value: null, help: 'print one JSON object, and nothing else' },
  },
  run: verifyCommand,
};

/** `verify`: the parts in their order, one table, one verdict. */
async function verifyCommand(given: Arguments, context: CommandContext): Promise<ExitCode> {
  const budgetMs = (given.durationNs('budget') ?? DEFAULT_BUDGET_MS * 1e6) / 1e6;
  if (budgetMs < 10_000) given.fail('budget', 'must be at least 10s', given.text('budget') ?? '');
  const commit = given.text('commit') ?? currentCommit();
  const fault = commit === '' ? null : seedFault(commit);
  if (fault !== null) given.fail('commit', fault, commit);
  const root = projectRoot();
  if (root === null) throw new UsageError('verify: it runs in the folder of the project alone, not in a copy of the program');
  const fresh = freshSeed(root, commit);
  const parts = chosenParts(gateParts({ root, freshSeed: fresh.seed, budgetMs }), given.texts('only'));

  const [outPath, junitPath] = [given.text('out'), given.text('junit')];
  const isJson = given.has('json');
  const out = isJson ? silent(context.out) : context.out;
  const progress = new Progress(isJson ? silent(context.err) : context.err);
  const stop = new AbortController();
  const forget = context.onInterrupt(() => stop.abort());
  const results = join(root, RESULTS);
  mkdirSync(results, { recursive: true });
  out.write(`${parts.length} parts in ${seconds(budgetMs)} · fresh seeds from ${fresh.origin}\n`);
  try {
    const outcomes = await schedule(parts, {
      cores: availableParallelism(),
      budgetMs,
      // Counted from the start of this process.
      elapsedMs: () => performance.now(),
      isStopped: () => stop.signal.aborted,
      carryOut: (part, ms) => carryOut(part, ms, root, stop.signal),
      onStart: ({ name }) => progress.note(`${name} …`),
      onEnd: (outcome) => {
        progress.clear();
        const { name, verdict, output, elapsedMs, line } = outcome;
        if (verdict.exit !== EXIT.ok && output.trim() !== '') out.write(`\n== ${name}: ${line}\n${output.trimEnd()}\n\n`);
        out.write(`${verdictWord(verdict.exit, out)} · ${name} · ${seconds(elapsedMs)} · ${verdict.note}\n`);
      },
    });
    const exit = mostSevere(outcomes.map(({ verdict }) => verdict.exit));
    const passed = outcomes.reduce((sum, { verdict }) => sum + verdict.passed + (verdict.exit === EXIT.ok ? 1 : 0), 0);
    const failed = outcomes.reduce((sum, { verdict }) => sum + verdict.failed + (verdict.exit === EXIT.ok ? 0 : 1), 0);
    out.write(`\n${formatGate(outcomes, out)}\n\n`);
    out.write(`fresh seeds again: npm run verify -- --only 'fresh seeds' --commit ${fresh.seed}\n`);
    out.write(`${verdictWord(exit, out)} · ${passed} passed, ${failed} failed · ${seconds(performance.now())}\n`);
    const json = `${JSON.stringify(jsonGate(outcomes, { exit, passed, failed, freshSeed: fresh.seed }))}\n`;
    if (isJson) context.out.write(json);
    tellSummary(gateSummary(outcomes, exit), context.err.write);
    return await savedAll(exit, context, [
      async () => (outPath === undefined ? undefined : saveText(outPath, json)),
      async () => (junitPath === undefined ? undefined : saveText(junitPath, formatJUnit(outcomes.map(gateSuite)))),
    ]);
  } finally {
    forget();
  }
}

function chosenParts(parts: readonly Part[], names: readonly string[]): readonly Part[] {
  for (const name of names) {
    if (!parts.some((part) => part.name === name))
      throw new UsageError(`verify: there is no part ${JSON.stringify(name)}; there are ${parts.map((part) => part.name).join(', ')}`);
  }
  return names.length === 0 ? parts : parts.filter(({ name }) => names.includes(name));
}

async function carryOut(part: Part, budgetMs: number, root: string, stop: AbortSignal): Promise<PartOutcome> {
  const file = join(RESULTS, `${part.name.replaceAll(' ', '-')}.json`);
  // What an earlier gate left is not what this one found.
  rmSync(join(root, file), { force: true });
  const script = part.script(softLimitMs(budgetMs), file);
  const end = await runPartProcess({ command: [...npm(), 'run', '-s', ...script], cwd: root, budgetMs, stop });
  return {
    name: part.name,
    budgetMs,
    elapsedMs: end.elapsedMs,
    line: `npm run ${script.join(' ')}`,
    output: end.output,
    verdict: part.judge(end, readIfThere(join(root, file))),
  };
}

/** How to call npm: the one that called this program, where one did. */
function npm(): readonly string[] {
  const script = process.env['npm_execpath'];
  return script === undefined || script === '' ? ['npm'] : [process.execPath, script];
}

function readIfThere(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}

function jsonGate(outcomes: readonly PartOutcome[], head: object): object {
  return {
    ...head,
    parts: outcomes.map(({ name, line, elapsedMs, budgetMs, verdict }) => ({
      name,
      line,
      elapsedMs: Math.round(elapsedMs),
      budgetMs: Math.round(budgetMs),
      exit: verdict.exit,
      note: verdict.note,
      passed: verdict.passed,
      failed: verdict.failed,
      reports: verdict.reports,
    })),
  };
}
