import { existsSync, mkdirSync, readdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, it, vi } from 'vitest';
import { INIT } from '../../../sim/cli/init-command.ts';
import { runCommand } from '../../../sim/data/command-line/program.ts';
import { outputTo, SILENT } from '../../support/outputs.ts';
import { scratchFolder } from '../../support/scratch-folder.ts';

const folder = scratchFolder(afterAll);

/** What `init` prints in a project with these files. */
async function init(
  files: Readonly<Record<string, string>>,
  ...args: readonly string[]
): Promise<{ readonly out: string; readonly project: string }> {
  const project = mkdtempSync(join(folder, 'project-'));
  for (const [path, text] of Object.entries({ 'package.json': '{}', ...files })) {
    mkdirSync(join(project, path, '..'), { recursive: true });
    writeFileSync(join(project, path), text);
  }
  const inProject = vi.spyOn(process, 'cwd').mockReturnValue(project);
  let out = '';
  try {
    await runCommand(INIT, args, { out: outputTo((text) => void (out += text)), err: SILENT, onInterrupt: () => () => {} });
  } finally {
    inProject.mockRestore();
  }
  return { out, project };
}

it('init says that vitest is missing, and lays a .gitignore and a CI job that runs the scenario', async () => {
  const { out, project } = await init({});
  expect(out).toContain('wrote  .gitignore\n');
  expect(out).toMatch(/\nnext: {2}npm run sim -- --scenario first-fleet\n {7}npm i -D vitest\n {7}npx vitest run varta-sim\n$/);
  expect(readFileSync(join(project, '.gitignore'), 'utf8')).toContain('findings/');
  expect(readFileSync(join(project, /wrote {2}(.*\.yml)/.exec(out)?.[1] ?? ''), 'utf8')).toContain('--scenario first-fleet');
});

it('init writes nothing where its folder is a file', async () => {
  await expect(init({ here: 'a file' }, 'here')).rejects.toThrow(/^Cannot write .*here: .*here is no folder$/);
  const project = readdirSync(folder).find((name) => existsSync(join(folder, name, 'here'))) ?? '';
  expect(readdirSync(join(folder, project)).sort()).toEqual(['here', 'package.json']);
});

it('init leaves what is there, says what a .gitignore needs, and does not ask for a vitest that is there', async () => {
  const vitest = { 'node_modules/vitest/package.json': '{"name":"vitest","version":"4.0.0"}' };
  const { out, project } = await init({ '.gitignore': 'mine\n', ...vitest });
  expect(out).toContain('kept   .gitignore, which is there: let it have a line findings/\n');
  expect(out).not.toContain('npm i -D');
  expect(readFileSync(join(project, '.gitignore'), 'utf8')).toBe('mine\n');
});
