import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseDuration } from '../../../../sim/data/duration.ts';
import { LISTENERS_MAX } from '../../../../sim/data/ops/observer-format.ts';
import { OBSERVER_OPTION_LIST } from '../../../../sim/data/ops/observer-options.ts';
import { AGENTS_MAX } from '../../../../sim/world/scenario-file/fleet.ts';
import { ATTACKS } from '../../../../sim/world/script.ts';
import { MAX_CAPACITY, BEAT_ORIGINS, DEFAULT_CAPACITY, DEFAULT_EVICTION_SCAN_WINDOW, REGULAR_NONCE_MAX } from '../../../../src/index.ts';
import type { Loose } from './minimal.ts';

const text = readFileSync(new URL('../../../../sim/world/scenario-file/schema.json', import.meta.url), 'utf8');
const schema = JSON.parse(text);

function* objects(part: Loose, path: string): Generator<[path: string, part: Loose]> {
  if (typeof part !== 'object' || part === null) return;
  yield [path, part];
  for (const [key, inner] of Object.entries(part)) yield* objects(inner, `${path}/${key}`);
}

describe('schema.json', () => {
  it('is a lawful schema of its draft', () => {
    expect(new Ajv2020({ strict: false }).validateSchema(schema)).toBe(true);
  });

  it('explains every property by a sentence', () => {
    const unexplained: string[] = [];
    for (const [path, part] of objects(schema, '')) {
      // Conditions repeat properties that are explained elsewhere.
      if (part.properties === undefined || path.endsWith('/if')) continue;
      for (const [key, property] of Object.entries(part.properties as Record<string, Loose>)) {
        if (!String(property.description).endsWith('.')) unexplained.push(`${path}/${key}`);
      }
    }
    expect(unexplained).toEqual([]);
  });

  it('lets no unknown key pass in any object', () => {
    const open = [...objects(schema, '')].filter(
      ([path, part]) => part.properties !== undefined && !path.endsWith('/if') && part.additionalProperties !== false,
    );
    expect(open.map(([path]) => path)).toEqual([]);
  });

  it('names what the code knows, no more and no less', () => {
    const { observer } = schema.properties;
    const { attacker, listener } = schema.$defs;
    expect(attacker.properties.attack.enum).toEqual(ATTACKS);
    const sorted = (names: readonly string[]): string[] => [...names].sort((a, b) => (a < b ? -1 : 1));
    expect(sorted(Object.keys(observer.properties))).toEqual(sorted(OBSERVER_OPTION_LIST.map(({ fileName }) => fileName)));
    expect([...(listener.properties.origin.enum as string[])].sort()).toEqual([...BEAT_ORIGINS].sort());
  });

  it('gives the observer’s own defaults and limits', () => {
    const { capacity, window, policy } = schema.properties.observer.properties;
    expect([capacity.default, window.default, policy.default]).toEqual([DEFAULT_CAPACITY, DEFAULT_EVICTION_SCAN_WINDOW, 'strict']);
    expect(capacity.description).toContain(String(MAX_CAPACITY));
    expect(schema.$defs.agents.properties.firstNonce.description).toContain(String(REGULAR_NONCE_MAX));
    expect(schema.$defs.agents.properties.count.maximum).toBe(AGENTS_MAX);
    expect(schema.properties.listeners.maxItems).toBe(LISTENERS_MAX);
  });

  it.each(OBSERVER_OPTION_LIST)('takes for the option $fileName what an observer operation takes', ({ fileName, form }) => {
    const property: Loose = schema.properties.observer.properties[fileName];
    switch (form.kind) {
      case 'integer':
        return expect([property.type, property.minimum, property.maximum]).toEqual(['integer', form.min, form.max]);
      case 'word':
        return expect([property.type, property.enum]).toEqual(['string', form.words]);
      case 'flag':
        return expect(property.type).toBe('boolean');
      case 'time':
        return expect(property.$ref).toBe('#/$defs/duration');
      case 'u64-or-null':
        return expect(schema.$defs[String(property.$ref).slice('#/$defs/'.length)].type).toEqual(['string', 'null']);
    }
  });

  it('takes the durations that can be read', () => {
    const form = new RegExp(schema.$defs.duration.pattern as string);
    const texts = fc.oneof(fc.string(), fc.stringMatching(/^[0-9]{0,3}\.?[0-9]{0,3} ?(ns|us|ms|s|m|h|d)?$/));
    fc.assert(fc.property(texts, (duration) => form.test(duration) === !String(parseDuration(duration)).startsWith('must be a duration')));
  });

  it('has an action for every verb, and one only', () => {
    const { action } = schema.$defs;
    const verbs = action.allOf.flatMap((rule: Loose) => rule.if.properties.do.enum as string[]);
    expect([...(verbs as string[])].sort()).toEqual([...(action.properties.do.enum as string[])].sort());
  });
});
