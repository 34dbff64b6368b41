import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ATTACKS } from '../../../../sim/world/script.ts';
import { minimal, refusalOf, type Loose } from './minimal.ts';

function read(path: string): string {
  return readFileSync(new URL(`../../../../${path}`, import.meta.url), 'utf8');
}

const page = read('docs/scenario-file.md');
const schema: Loose = JSON.parse(read('sim/world/scenario-file/schema.json'));

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

  it('quotes real sentences', () => {
    const sentences = [
      minimal((file) => (file.fleet[0].interval = 7)),
      minimal((file) => (file.observer = { treshold: '1s' })),
      '{\n  "name": "fleet",\n  "claim": "x"\n  "for": "1s"\n}',
    ].map((file) => refusalOf(file).replace('f.json', 'fleet.json'));
    for (const sentence of sentences) expect(page).toContain(`${sentence}\n`);
  });
});
