import { basename, dirname, relative, resolve, sep } from 'node:path';
import type { Arguments } from '../data/command-line/arguments.ts';
import type { CommandContext } from '../data/command-line/output.ts';
import type { Command } from '../data/command-line/program.ts';
import { printable } from '../data/quoting/printable.ts';
import { shellPath } from '../data/quoting/shell-word.ts';
import { unwritable, writeWhole } from '../data/write-whole.ts';
import { emitTest } from '../findings/corpus/emit-test.ts';
import { nameFor } from '../findings/corpus/filed-traces.ts';
import { loadHarmlessTrace } from '../findings/replay/load-trace.ts';
import { EXIT, type ExitCode } from '../report/exit-code.ts';

export const EMIT: Command<ExitCode> = {
  name: 'emit',
  line: 'npm run -s varta-sim -- emit',
  summary: 'Writes a vitest test that fails while the bug of a trace is there. Without --out: to standard output.',
  options: { out: { value: 'FILE', help: 'where to write it; never over a file that is there' } },
  positionals: { name: 'FILE', min: 1, max: 1 },
  isOutputAll: true,
  run: emitCommand,
};

const DEFAULT_FOLDER = 'test/regress';

/** `emit`: read the trace, make the test, write it. */
async function emitCommand(given: Arguments, context: CommandContext): Promise<ExitCode> {
  const [path] = given.positionals;
  const trace = await loadHarmlessTrace(path);
  const out = given.text('out') ?? null;
  const name = trace.header.name === '' ? nameFor(basename(path).replace(/\.ndjson(\.gz)?$/, '')) : trace.header.name;
  const simPath = relative(dirname(resolve(out ?? `${DEFAULT_FOLDER}/x.test.ts`)), resolve('sim'))
    .split(sep)
    .join('/');
  const text = emitTest(trace, { name, simPath: simPath.startsWith('.') ? simPath : `./${simPath}` });
  if (out === null) {
    context.out.write(text);
    return EXIT.ok;
  }
  try {
    await writeWhole(out, Buffer.from(text));
  } catch (error) {
    throw unwritable(error, 'emit: ');
  }
  context.out.write(`wrote ${printable(out)}: npx vitest run ${shellPath(out)}\n`);
  return EXIT.ok;
}
