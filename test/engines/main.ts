import { parseArgs } from 'node:util';
import { messageOf } from '../../sim/data/describe-thrown.ts';
import { printable } from '../../sim/data/quoting/printable.ts';
import { EXIT, mostSevere, type ExitCode } from '../../sim/report/exit-code.ts';
import { formatTable, withCommas } from '../../sim/report/table.ts';
import { BROWSERS, BrowserEngine } from './browser-engine.ts';
import { BunEngine } from './bun-engine.ts';
import { compare, NodeRecorder, type Comparison } from './compare.ts';
import { allJobs } from './jobs.ts';
import { recorderScript } from './script.ts';

// `npm run engines`: has Chromium, Firefox and Bun run what Node runs, and holds their digests against Node's.

const STARTERS = new Map<string, (script: string) => Promise<BrowserEngine | BunEngine>>([
  ...BROWSERS.map((kind) => [kind.name, (script: string) => BrowserEngine.start(kind, script)] as const),
  ['Bun', (script: string) => BunEngine.start(script)],
]);
const SEEDS = ['1', '2', '3'];

interface Row extends Comparison {
  readonly version: string;
  readonly seconds: number;
}

async function held(name: string, script: string, node: NodeRecorder, jobs: ReturnType<typeof allJobs>): Promise<Row> {
  const engine = await (STARTERS.get(name) as (script: string) => Promise<BrowserEngine | BunEngine>)(script);
  try {
    const startMs = performance.now();
    const comparison = await compare(engine, jobs, node);
    return { ...comparison, version: engine.version, seconds: (performance.now() - startMs) / 1000 };
  } finally {
    await engine.close();
  }
}

async function main(): Promise<ExitCode> {
  const { values } = parseArgs({ options: { only: { type: 'string', multiple: true }, json: { type: 'boolean' } } });
  const names = values.only ?? [...STARTERS.keys()];
  const unknown = names.find((name) => !STARTERS.has(name));
  if (unknown !== undefined) {
    process.stderr.write(`engines: there is no engine ${printable(unknown)}; there are ${[...STARTERS.keys()].join(', ')}\n`);
    return EXIT.usage;
  }
  const [script, jobs, node] = [await recorderScript(), allJobs(SEEDS), new NodeRecorder()];
  const rows: Row[] = [];
  const codes: ExitCode[] = [];
  for (const name of names) {
    try {
      rows.push(await held(name, script, node, jobs));
    } catch (error) {
      process.stderr.write(`engines: ${printable(messageOf(error))}\n`);
      codes.push(EXIT.inconclusive);
    }
  }
  if (rows.some(({ differences }) => differences.length > 0)) codes.push(EXIT.nondeterminism);
  if (values.json === true) process.stdout.write(`${JSON.stringify({ node: process.version, engines: rows })}\n`);
  else {
    const cells = rows.map((row) => [
      row.version,
      withCommas(row.runs),
      withCommas(row.steps),
      row.differences.length === 0 ? `all as Node ${process.version}` : `${row.differences.length} differ`,
      row.seconds.toFixed(1),
    ]);
    if (rows.length > 0) process.stdout.write(`${formatTable(['engine', 'runs', 'steps', 'digests', 'seconds'], cells)}\n`);
    for (const { engine, differences } of rows)
      for (const { job, step, node: own, engine: other } of differences)
        process.stdout.write(
          `${printable(`${engine}: ${job} differs first at step ${step}\n`.trimEnd())}\n  Node      ${printable(own)}\n  ${engine.padEnd(9)} ${printable(other)}\n`,
        );
  }
  return mostSevere(codes);
}

try {
  process.exitCode = await main();
} catch (error) {
  process.stderr.write(`engines: ${printable(messageOf(error))}\n`);
  process.exitCode = EXIT.usage;
}
