import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { parseCampaignJson } from '../../../sim/report/campaign-json-form.ts';
import type { CampaignJson } from '../../../sim/report/campaign-json.ts';
import { mergeShards } from '../../../sim/report/merge.ts';
import { callNode } from '../../support/call-program.ts';
import { minimal } from '../world/scenario-file/minimal.ts';
import { scratchFolder } from '../../support/scratch-folder.ts';

const MAIN = fileURLToPath(new URL('../../../dist/sim/cli/main.js', import.meta.url));
const folder = scratchFolder(afterAll);

/** A file that calls itself as one of ours, and whose path a shell would take for more than a word. */
const PATH = "it's; touch obeyed.json";
writeFileSync(
  join(folder, PATH),
  JSON.stringify(
    minimal((file) =>
      Object.assign(file, { name: 'swarm', for: '2s', fleet: [{ count: 2, interval: '100ms' }], expect: ['stall-surfaced'] }),
    ),
  ),
);

const SECOND = 'other.json';
writeFileSync(join(folder, SECOND), JSON.stringify(minimal((file) => Object.assign(file, { name: 'swarm', for: '2s' }))));

async function run(...args: readonly string[]) {
  return callNode([MAIN, 'run', PATH, `./${SECOND}`, '--seeds', '2', '--workers', '1', '--no-rerun', ...args], { cwd: folder });
}

describe('a scenario file', () => {
  it('has one name in tables, JSON, JUnit, shards and lines to paste: its path', async () => {
    const [whole, one, two] = await Promise.all([
      run('--out', 'whole.json', '--junit', 'whole.xml'),
      run('--shard', '1/2', '--json'),
      run('--shard', '2/2', '--json'),
    ]);
    expect([whole.code, one.code, two.code]).toEqual([13, 13, 13]);
    expect(whole.out).toMatch(/^it's; touch obeyed\.json +2 .* tested nothing$/m);
    expect(whole.out).toMatch(/^other\.json +2 .* ok$/m);

    const text = readFileSync(join(folder, 'whole.json'), 'utf8');
    const json = parseCampaignJson(text) as CampaignJson;
    expect(json.scenarios.map(({ name }) => name)).toEqual([PATH, SECOND]);
    expect([...json.runs].map(({ scenario }) => scenario)).toEqual([PATH, PATH, SECOND, SECOND]);
    const shards = [one, two].map(({ out }, at) => ({ name: String(at), json: parseCampaignJson(out) as CampaignJson }));
    expect(mergeShards(shards)).toEqual(json);

    const junit = readFileSync(join(folder, 'whole.xml'), 'utf8');
    expect(junit).toContain('<testcase classname="scenario" name="other.json"');
    const line = /npm run sim -- --scenario .*? --seed 1(?=<)/.exec(junit)?.[0].replaceAll('&apos;', "'") ?? '';
    const heard = execFileSync('sh', ['-c', `npm() { printf '%s\\0' "$@"; }; ${line}`], { encoding: 'utf8', cwd: folder, timeout: 10_000 });
    expect(heard.split('\0')).toEqual(['run', 'sim', '--', '--scenario', PATH, '--seed', '1', '']);
  });

  it('is refused where it is named twice, by whatever names', async () => {
    const said = await callNode([MAIN, 'run', SECOND, `./${SECOND}`], { cwd: folder });
    expect(said).toEqual({ code: 20, out: '', err: 'varta-sim: run: the scenario "other.json" is named twice\n' });
  });
});
