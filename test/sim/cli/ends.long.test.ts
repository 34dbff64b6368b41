import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { isRefusal } from '../../../sim/data/ops/refusal.ts';
import { readTrace } from '../../../sim/data/trace/read-trace.ts';
import { parseCampaignJson } from '../../../sim/report/campaign-json-form.ts';
import { plantedEnvironment, startProgram } from '../../recording/die.ts';
import { WAYS, type Way } from '../../recording/ways.ts';
import { scratchFolder } from '../../support/scratch-folder.ts';

const THROWS = WAYS.find(({ name }) => name === 'throws in poll') as Way;

/** Starts a long campaign that finds something at once, and resolves when that is on disk and in its report. */
async function startFinding() {
  const folder = scratchFolder(onTestFinished);
  const [found, out, junit] = ['found', 'out.json', 'out.xml'].map((name) => join(folder, name));
  const args = ['--scenario', 'steady-fleet', '--seeds', '20000', '--workers', '1', '--findings', found, '--out', out, '--junit', junit];
  const { program, ended } = startProgram(args, plantedEnvironment(THROWS, folder));
  onTestFinished(() => void program.kill('SIGKILL'));
  const endMs = performance.now() + 40_000;
  while (!existsSync(junit) || !readFileSync(out, 'utf8').includes('.ndjson')) {
    if (performance.now() > endMs) throw new Error('nothing was written');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return { program, ended, found, out, junit };
}

describe.concurrent('a campaign', () => {
  it('leaves what it found when it is killed: a trace that is whole, and reports that say so', async () => {
    const { program, ended, found, out, junit } = await startFinding();
    program.kill('SIGKILL');
    expect((await ended).code).toBeNull();
    const names = readdirSync(found).filter((name) => name.endsWith('.ndjson'));
    expect(names).toHaveLength(1);
    const trace = await readTrace(join(found, names[0]));
    if (isRefusal(trace)) throw new Error(trace.refused);
    expect(trace.header.finding).toMatchObject({ judge: 'no-throw', step: trace.steps.length - 1 });
    const json = parseCampaignJson(readFileSync(out, 'utf8'));
    if (typeof json === 'string') throw new Error(json);
    expect(json).toMatchObject({ exit: 10, reports: [{ trace: join(found, names[0]) }] });
    expect(json.unfinished).toBeGreaterThan(10_000);
    expect(readFileSync(junit, 'utf8')).toContain('<failure ');
  }, 60_000);

  it('ends with what it found, shown and saved once, when its terminal is closed', async () => {
    const { program, ended, found, out } = await startFinding();
    program.kill('SIGHUP');
    expect(await ended).toMatchObject({ code: 10, output: expect.stringContaining('interrupted: what is shown is what is known') });
    expect(readdirSync(found).filter((name) => name.endsWith('.ndjson'))).toHaveLength(1);
    expect(parseCampaignJson(readFileSync(out, 'utf8'))).toMatchObject({ exit: 10, reports: [{ trace: expect.stringContaining(found) }] });
  }, 60_000);
});
