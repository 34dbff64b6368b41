import { constants } from 'node:os';
import type { Output } from '../../../sim/data/command-line/output.ts';
import { runAsProcess, runCommand, type Command } from '../../../sim/data/command-line/program.ts';
import { formatTable } from '../../../sim/report/table.ts';
import { loadMutant } from '../../../sim/zoo/load-mutant.ts';
import { MUTANTS } from '../../../sim/zoo/mutants.ts';
import { SIGNALS } from '../own-process.ts';
import { loadProgram } from './changed-program.ts';
import { GENERATOR_CHANGES } from './generator-changes.ts';
import { huntFinding, type PlantedFinding } from './planted-finding.ts';
import { surviveChange, type Survival } from './survival.ts';

// What becomes of findings when the generators change: those that are kept as traces, and those of which only the seed
// is known. npm run bench:survival

const SEEDS = ['1', '2', '3'];
const RUNS_MAX = 400;
/** Every fourth bug of the zoo, of every part. */
const BUGS = MUTANTS.filter((_, at) => at % 4 === 0);
/** Bugs of `open()` and `close()` whose promises end otherwise than they should: what looks at that throws after the run, and ends this process. */
const END_AFTER_THE_RUN = [
  'failed-bind-leaves-socket',
  'failed-bind-stays-open',
  'second-open-succeeds',
  'closed-open-succeeds',
  'close-ends-early',
  'failed-bind-unnamed',
];

function cells(survivals: readonly Survival[]): string[] {
  const count = (is: (survival: Survival) => boolean): string => `${survivals.filter(is).length} of ${survivals.length}`;
  const total = (of: (survival: Survival) => number): number => survivals.reduce((sum, survival) => sum + of(survival), 0);
  return [
    `${total(({ tracesKept }) => tracesKept)} of ${total(({ traces }) => traces)}`,
    count(({ seedFinds }) => seedFinds),
    count(({ seedFindsInTime }) => seedFindsInTime),
    count(({ seedHasMoved }) => seedHasMoved),
  ];
}

async function survive(out: Output): Promise<number> {
  const disposals: (() => void)[] = [];
  process.on('exit', () => {
    for (const dispose of disposals) dispose();
  });
  // Heard between two hunts, which give no handler a turn; then all copies go.
  for (const signal of SIGNALS) process.once(signal, () => process.exit(128 + constants.signals[signal]));

  const planted: PlantedFinding[] = [];
  for (const [number, mutant] of BUGS.entries()) {
    if (mutant.crashesProcess || END_AFTER_THE_RUN.includes(mutant.name)) continue;
    const { production, dispose } = await loadMutant(mutant);
    disposals.push(dispose);
    const one = huntFinding(mutant.name, production, SEEDS, RUNS_MAX, 5 * number);
    if (one === null) out.write(`${mutant.name} does not come up under seeds ${SEEDS.join(', ')}: left out\n`);
    else planted.push(one);
  }
  const byBug = new Map(planted.map(({ bug }) => [bug, [] as Survival[]]));
  const rows: string[][] = [];
  for (const change of GENERATOR_CHANGES) {
    const program = await loadProgram(change);
    disposals.push(program.dispose);
    const survivals = planted.map((one) => {
      const survival = surviveChange(program, one);
      byBug.get(one.bug)?.push(survival);
      return survival;
    });
    rows.push([change.name, ...cells(survivals)]);
  }
  const all = [...byBug.values()].flat();
  const moved = all.filter(({ seedHasMoved }) => seedHasMoved);
  const head = ['traces kept', 'seed finds it', 'as soon', 'seed has moved'];
  out.write(`${formatTable(['change', ...head], [...rows, ['all', ...cells(all)], ['where the seed moved', ...cells(moved)]])}\n\n`);
  out.write(
    `${formatTable(
      ['bug', 'scenario', ...head],
      planted.map(({ bug, scenario }) => [bug, scenario, ...cells(byBug.get(bug) ?? [])]),
    )}\n`,
  );
  return all.every(({ traces, tracesKept }) => traces === tracesKept) ? 0 : 1;
}

const SURVIVAL: Command<number> = {
  name: 'bench:survival',
  line: 'npm run bench:survival --',
  summary: 'How many findings of planted bugs outlive changes of the generators: as traces, and where only the seed is known.',
  options: {},
  run: (_given, { out }) => survive(out),
};

await runAsProcess({ name: SURVIVAL.name }, (context) => runCommand(SURVIVAL, process.argv.slice(2), context));
