import { existsSync, mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, relative, resolve } from 'node:path';
import type { Arguments } from '../data/command-line/arguments.ts';
import type { CommandContext } from '../data/command-line/output.ts';
import { programLine } from '../data/command-line/program-line.ts';
import type { Command } from '../data/command-line/program.ts';
import { UsageError } from '../data/command-line/usage-error.ts';
import { probeReports } from '../data/probe-reports.ts';
import { inProject } from '../data/project-root.ts';
import { printable } from '../data/quoting/printable.ts';
import { show } from '../data/ops/refusal.ts';
import { unwritable, writeWhole } from '../data/write-whole.ts';
import { initFiles } from '../library/init-files.ts';
import { EXIT, type ExitCode } from '../report/exit-code.ts';

const FOLDER = 'varta-sim';

export const INIT: Command<ExitCode> = {
  name: 'init',
  summary: 'Writes a first scenario, a rule, a test and a CI job into a project of your own. It asks nothing and overwrites nothing.',
  options: {},
  positionals: { name: 'DIR', min: 0, max: 1 },
  isOutputAll: true,
  run: initCommand,
};

/** `init`: write what is not there yet, and say what to do next. */
async function initCommand(given: Arguments, { out }: CommandContext): Promise<ExitCode> {
  const [folder = FOLDER] = given.positionals;
  if (!/^[\w-]+(?:\/[\w-]+)*$/.test(folder))
    throw new UsageError(`init: DIR must be a folder of the project, in letters, digits, hyphens and slashes, got ${show(folder)}`);
  const files = initFiles(folder).map(({ path, text }) => ({ path, text, target: resolve(inProject('.'), path) }));
  // All or nothing: a configuration that names files which are not there would stop every command.
  await probeReports({ folders: files.map(({ target }) => dirname(target)) });
  for (const { path, text, target } of files) {
    const shown = printable(relative('', target));
    if (existsSync(target)) {
      out.write(`kept   ${shown}, which is there${path === '.gitignore' ? ': let it have a line findings/' : ''}\n`);
      continue;
    }
    try {
      mkdirSync(dirname(target), { recursive: true });
      await writeWhole(target, Buffer.from(text));
    } catch (error) {
      throw unwritable(error, 'init: ');
    }
    out.write(`wrote  ${shown}\n`);
  }
  const lines = [`${programLine('run')} --scenario first-fleet`, ...(hasVitest() ? [] : ['npm i -D vitest']), `npx vitest run ${folder}`];
  out.write(`\nnext:  ${lines.join('\n       ')}\n`);
  return EXIT.ok;
}

/** Whether the project has what its test file needs. */
function hasVitest(): boolean {
  try {
    createRequire(resolve(inProject('.'), 'package.json')).resolve('vitest/package.json');
    return true;
  } catch {
    return false;
  }
}
