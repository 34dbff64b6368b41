import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { OBSERVER_OPTIONS, observerOptions, type ObserverSettings } from '../../../../sim/data/ops/observer-options.ts';
import { recordScenario } from '../../../../sim/library/index.ts';
import { ATTACKS } from '../../../../sim/world/script.ts';
import { resolveObserverOptions, trackerOptionsOf } from '../../../../src/observer/options.ts';
import { resolveTrackerOptions } from '../../../../src/tracker/tracker-options.ts';
import { minimal, refusalOf, scenarioOf, type Loose } from './minimal.ts';

function read(path: string): string {
  return readFileSync(new URL(`../../../../${path}`, import.meta.url), 'utf8');
}

const page = read('docs/scenario-file.md');
const schema: Loose = JSON.parse(read('sim/world/scenario-file/schema.json'));

/** What is told in words, for a threshold of a second. */
const IN_WORDS: Readonly<Record<string, string>> = {
  required: '1000000000',
  'a tenth of the threshold, at most `"100ms"`': '100000000',
  'a quarter of the threshold': '250000000',
};

describe('docs/scenario-file.md', () => {
  it('shows a file that is there', () => {
    const [, shown] = /```json\n(.*?)```/s.exec(page) as RegExpExecArray;
    expect(shown).toBe(read('corpus/scenarios/small-fleet.json'));
  });

  it('names every key and every word that a file may hold', () => {
    const parts = [
      schema,
      schema.properties.observer,
      schema.properties.polling,
      schema.properties.clock,
      ...Object.values<Loose>(schema.$defs),
    ];
    const keys = parts.flatMap((part) => Object.keys(part.properties ?? {}));
    const words = [...keys, ...ATTACKS, ...(schema.$defs.action.properties.do.enum as string[])];
    expect(words.filter((word) => !page.includes(`\`${word}\``) && !page.includes(`"${word}"`))).toEqual([]);
  });

  it('says what an observer is of which a file says no more than its threshold', () => {
    const [, table] = /^\| key of `observer` .*\n.*\n((?:\|.*\n)*)/m.exec(page) as RegExpExecArray;
    const said = [...table.matchAll(/^\| (.*?) \| (.*?) \|/gm)].flatMap(([, keys, byDefault]) =>
      [...keys.matchAll(/`(\w+)`/g)].map(([, key]) => [key, IN_WORDS[byDefault] ?? byDefault.replaceAll(/[`"]/g, '')]),
    );
    const [{ op }] = recordScenario(scenarioOf(minimal()), '1', { stepsMax: 1 }).trace.steps;
    const options = observerOptions(op as unknown as ObserverSettings);
    const real: Readonly<Record<string, unknown>> = {
      ...resolveTrackerOptions(trackerOptionsOf(options)),
      ...resolveObserverOptions(options),
    };
    const made = Object.entries(OBSERVER_OPTIONS).map(([key, { fileName }]) => [fileName, String(real[key])]);
    expect(Object.fromEntries(said)).toEqual(Object.fromEntries(made));
  });

  it('quotes real sentences', () => {
    const sentences = [
      minimal((file) => (file.fleet[0].interval = 7)),
      minimal((file) => (file.observer = { treshold: '1s' })),
      '{\n  "name": "fleet",\n  "claim": "x"\n  "for": "1s"\n}',
    ].map((file) => refusalOf(file).replace('f.json', 'fleet.json'));
    for (const sentence of sentences) expect(page).toContain(`${sentence}\n`);
  });
});
