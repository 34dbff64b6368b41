import { readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { createContext, runInContext } from 'node:vm';
import { describe, expect, test } from 'vitest';
import { bundle } from '../../../sim/view/build/bundle.ts';
import type * as Engine from '../../../sim/view/engine/index.ts';
import type { SimulationResult } from '../../../sim/world/seeded-run.ts';
import { replayOperations, runScenario, scenarioNames } from '../../../sim/view/engine/index.ts';

const FOLDER = 'corpus/traces';
const ENGINE = { folder: resolve('dist'), entry: 'sim/view/engine/index.js', name: 'vartaSim' };

/** The bundle in a realm that has what a worker of a page has, and nothing of Node. */
function inPage(text: string): typeof Engine {
  const context = createContext({
    performance: Object.create({ now: () => 0 }) as object,
    crypto: Object.create({ randomUUID: () => '' }) as object,
    AbortSignal: {},
    TextDecoder,
    TextEncoder,
  });
  return runInContext(`${text}\nvartaSim`, context) as typeof Engine;
}

const page = inPage(await bundle(ENGINE));

/** The same value of this realm: objects of another have other prototypes. */
function here<T>(value: T): T {
  return structuredClone(value);
}

describe('the bundle, without Node', () => {
  test('knows the scenarios that Node knows', () => {
    expect([...page.scenarioNames]).toEqual(scenarioNames);
  });

  test.each(['tracker-direct', 'udp-adapter', 'swarm'])('runs %s to the same result', (name) => {
    const options = { stepsMax: 400 };
    expect(here(page.runScenario(name, 'view-1', options))).toEqual(runScenario(name, 'view-1', options));
  });

  test.each(readdirSync(FOLDER).slice(0, 6))('replays %s to the same result', (name) => {
    const text = readFileSync(`${FOLDER}/${name}`, 'utf8');
    expect(here(page.replayOperations(text))).toEqual(replayOperations(text));
  });

  test('says what it cannot run or read', () => {
    expect(page.runScenario('nobody', '1')).toMatchObject({ refused: expect.stringContaining('there is no scenario nobody') as string });
    expect(page.replayOperations('{"trace":1}\n{"op":"sleep"}\n')).toMatchObject({ refused: expect.stringContaining('line 2') as string });
  });
});

test('a bug that is planted on the way is found there, and blamed on its place in the source', async () => {
  const PLANTED: Readonly<Record<string, readonly [string, string]>> = {
    'src/tracker/eviction.js': ['const low = lowWord(latestNs);', 'const low = lowWord(latestNs); throw new Error("planted");'],
  };
  const change = (text: string, file: string): string => {
    const [pattern, replacement] = PLANTED[file] ?? ['', ''];
    expect(text).toContain(pattern);
    return text.replace(pattern, replacement);
  };
  const planted = inPage(await bundle({ ...ENGINE, change }));
  const { finding } = here(planted.runScenario('rolling-churn', '1')) as SimulationResult;
  expect(finding?.judge).toBe('no-throw');
  expect(finding?.details?.flat()).toContain('scanWindow (src/tracker/eviction.ts)');
});
