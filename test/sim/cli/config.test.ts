import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { trackerOfConfig } from '../../../sim/cli/config.ts';
import { scratchFolder } from '../../support/scratch-folder.ts';

const folder = scratchFolder(afterAll);
let projects = 0;

/** What the config file of a project adds to the arguments of a command that is called below it. */
async function added(tracker: unknown, command: string, args: readonly string[] = []): Promise<readonly string[]> {
  const project = join(folder, String(projects++));
  mkdirSync(join(project, 'below'), { recursive: true });
  writeFileSync(join(project, 'varta-sim.config.mjs'), ['export', 'default', JSON.stringify({ tracker })].join(' '));
  const inProject = vi.spyOn(process, 'cwd').mockReturnValue(join(project, 'below'));
  try {
    const options = command === 'list' ? {} : { tracker: { value: 'SPEC', help: '' } };
    return await trackerOfConfig({ name: command, summary: '', options }, args);
  } finally {
    inProject.mockRestore();
  }
}

describe('the tracker of the config file', () => {
  it.each([
    ['./mine.mjs', '../mine.mjs'],
    ['below/mine.mjs', './mine.mjs'],
    ['/srv/mine.mjs', '/srv/mine.mjs'],
    ['cmd:./mine --serve', 'cmd:./mine --serve'],
    ['ours', 'ours'],
  ])('%s is --tracker %s in a folder of the project', async (spec, given) => {
    expect(await added(spec, 'replay')).toEqual(['--tracker', given]);
  });

  it.each([
    ['run', '--tracker', 'ours'],
    ['run', '--tracker=ours'],
    ['replay', 'a.ndjson', '--against', './a.mjs', '--and', 'ours'],
    ['conform', '--compare', './a.mjs', './b.mjs'],
    ['run', '--help'],
    ['zoo'],
    ['list'],
  ])('counts for nothing with %s %s', async (command, ...args) => expect(await added('./mine.mjs', command, args)).toEqual([]));

  it('is refused where it is no text', async () =>
    expect(added(['./mine.mjs'], 'run')).rejects.toThrow(
      /config\.mjs: tracker must be a module, cmd: and a command, or ours, got an array$/,
    ));
});
