import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { CLAUSES } from '../../sim/conformance/clauses/index.ts';
import { CHECK_NAMES } from '../../sim/conformance/conform.ts';
import { readKnownDeviations } from '../../sim/conformance/known-deviations.ts';
import { CONFORMANCE_RULES } from '../../sim/oracle/conformance-rules.ts';
import { EXTRA_OPTION_NAMES, parseHello } from '../../sim/subject/foreign/hello.ts';
import { PRODUCTION_PARTS } from '../../sim/subject/foreign/production-module.ts';
import { FAULTS } from '../../sim/subject/foreign/tracker-connection.ts';

const conformance = readFileSync(new URL('../../docs/conformance.md', import.meta.url), 'utf8');
const trackers = readFileSync(new URL('../../docs/trackers.md', import.meta.url), 'utf8');

describe('docs/conformance.md', () => {
  it('has every clause with its sentence and its number of operations, in order, and no other', () => {
    const rows = conformance.split('\n').filter((line) => /^\| [A-Z]\d\d \|/.test(line));
    expect(rows).toEqual(CLAUSES.map(({ id, sentence, ops }) => `| ${id} | ${sentence} | ${ops.length} |`));
  });

  it('has every rule over scenarios with its sentence, and no other', () => {
    const rows = conformance.split('\n').filter((line) => line.startsWith('| `'));
    expect(rows).toEqual(Object.entries(CONFORMANCE_RULES).map(([name, sentence]) => `| \`${name}\` | ${sentence} |`));
  });

  it('points to known deviations that can be read', () => {
    expect(readKnownDeviations('docs/examples/published-known.json', CHECK_NAMES).length).toBeGreaterThan(0);
  });
});

describe('docs/trackers.md', () => {
  it('shows a hello that can be read', () => {
    const [, text] = /^\{"hello":(\{.*\})\}$/m.exec(trackers) ?? [];
    expect(parseHello(JSON.parse(text))).toMatchObject({ name: 'mine', language: 'Go' });
  });

  it.each([...FAULTS, ...EXTRA_OPTION_NAMES, ...PRODUCTION_PARTS, 'takes-lawful-requests', 'reply-in-form', 'same-in-a-fresh-tracker'])(
    'names %s',
    (name) => {
      expect(trackers).toContain(`\`${name}\``);
    },
  );
});
