import { fileURLToPath } from 'node:url';
import { runAsProcess, runCommand, type Command } from '../../../sim/data/command-line/program.ts';
import { UsageError } from '../../../sim/data/command-line/usage-error.ts';
import { jsonText } from '../../../sim/data/quoting/printable.ts';
import { EXIT, type ExitCode } from '../../../sim/report/exit-code.ts';
import { formatTable } from '../../../sim/report/table.ts';
import { MUTANTS } from '../../../sim/zoo/mutants.ts';
import { machineName } from '../baseline.ts';
import { quantile } from '../figures.ts';
import { printedBy } from '../own-process.ts';
import type { Side } from './hunters.ts';

// How long a campaign and fc.commands, with the same model and rules, look for each bug of the zoo: npm run bench:hunt.

const PROGRAM = fileURLToPath(new URL('./one-hunt.js', import.meta.url));

/** Bugs of the production code that end no process, and show in a run by itself. */
const HUNTED = MUTANTS.filter(
  ({ edits, crashesProcess, needsRecording }) =>
    crashesProcess !== true && needsRecording !== true && edits.every(({ file }) => file.startsWith('src/')),
).map(({ name }) => name);

/** What came of one bug: medians of processor time over the seeds, seconds; null where most hunts found nothing. */
interface HuntRow {
  readonly bug: string;
  readonly campaign: number | null;
  readonly commands: number | null;
  /** Time of the campaign in that of fc.commands, which counts as the cap where it found nothing; null where the campaign found nothing. */
  readonly ratio: number | null;
}

async function hunt(bug: string, side: Side, seed: number, capS: number): Promise<number> {
  const foundS = await printedBy(PROGRAM, [bug, side, String(seed), String(capS)], Math.ceil(1000 * capS) + 600_000);
  return (foundS as number | null) ?? Number.POSITIVE_INFINITY;
}

async function huntRow(bug: string, seeds: number, capS: number): Promise<HuntRow> {
  const times: Record<Side, number[]> = { campaign: [], commands: [] };
  for (let seed = 1; seed <= seeds; seed++)
    for (const side of ['campaign', 'commands'] as const) times[side].push(await hunt(bug, side, seed, capS));
  const [ours, theirs] = [quantile(times.campaign, 0.5), quantile(times.commands, 0.5)];
  const finite = (value: number): number | null => (Number.isFinite(value) ? value : null);
  return { bug, campaign: finite(ours), commands: finite(theirs), ratio: finite(ours / Math.min(theirs, capS)) };
}

function formatRows(rows: readonly HuntRow[], median: number | null, alone: readonly string[]): string {
  const shown = (value: number | null): string => (value === null ? 'not found' : `${value.toFixed(2)} s`);
  const cells = rows.map(({ bug, campaign, commands, ratio }) => [
    bug,
    shown(campaign),
    shown(commands),
    ratio === null ? '' : `${commands === null ? '< ' : ''}${ratio.toFixed(3)}`,
  ]);
  return [
    formatTable(['bug', 'campaign', 'fc.commands', 'ratio'], cells),
    '',
    `median ratio ${median === null ? '-' : median.toFixed(3)}; found by fc.commands alone: ${alone.length === 0 ? 'none' : alone.join(', ')}`,
    '',
  ].join('\n');
}

const HUNT: Command<ExitCode> = {
  name: 'bench:hunt',
  line: 'npm run bench:hunt --',
  summary:
    'Processor time until each bug of the zoo is found: a campaign beside fc.commands with the same model and rules. Ends with 1 if fc.commands alone finds one.',
  options: {
    only: { value: 'BUG', help: 'one bug alone; may be repeated', repeats: true },
    every: { value: 'N', help: 'each Nth bug, 1 to 1000; default 1, which takes hours' },
    seeds: { value: 'N', help: 'hunts for each bug and side, 1 to 100; default 5. The median counts' },
    cap: { value: 'DURATION', help: 'processor time of a hunt at most; default 20s' },
    json: { value: null, help: 'one JSON object in place of the table' },
  },
  run: async (given, { out }) => {
    const only = given.texts('only');
    const unknown = only.find((name) => !HUNTED.includes(name));
    if (unknown !== undefined) throw new UsageError(`bench:hunt: there is no bug ${jsonText(unknown)} to hunt`);
    const every = given.integer('every', 1, 1000) ?? 1;
    const bugs = only.length > 0 ? only : HUNTED.filter((_, at) => at % every === 0);
    const seeds = given.integer('seeds', 1, 100) ?? 5;
    const capS = (given.durationNs('cap') ?? 20e9) / 1e9;
    const rows: HuntRow[] = [];
    for (const bug of bugs) rows.push(await huntRow(bug, seeds, capS));
    const ratios = rows.flatMap(({ ratio }) => ratio ?? []);
    const median = ratios.length === 0 ? null : quantile(ratios, 0.5);
    const alone = rows.filter(({ campaign, commands }) => campaign === null && commands !== null).map(({ bug }) => bug);
    out.write(
      given.has('json')
        ? `${JSON.stringify({ machine: machineName(), node: process.version, rows, median, alone })}\n`
        : formatRows(rows, median, alone),
    );
    return alone.length > 0 ? EXIT.check : EXIT.ok;
  },
};

await runAsProcess({ name: 'bench:hunt' }, (context) => runCommand(HUNT, process.argv.slice(2), context));
