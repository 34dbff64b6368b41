import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatPrometheus, PROMETHEUS_CONTENT_TYPE } from '../../../src/node/index.ts';
import type { MetricSample } from '../../../src/observer/metrics.ts';
import { Bench, datagram } from '../support/bench.ts';
import { thrown } from '../support/thrown.ts';

function sample(name: string, value: bigint, label: MetricSample['label'] = null, type: MetricSample['type'] = 'counter'): MetricSample {
  return { name, type, label, value };
}

/** A reader of the text format, from its description alone: what stands between HELP, TYPE and values, unescaped. */
function readBack(text: string): { help: Map<string, string>; samples: MetricSample[] } {
  const help = new Map<string, string>();
  const types = new Map<string, MetricSample['type']>();
  const samples: MetricSample[] = [];
  const lines = text.split('\n');
  if (lines.pop() !== '') throw new Error('the last line has no end');
  for (const line of lines) {
    const [, kind, name, rest] = /^# (HELP|TYPE) (\S+) (.*)$/s.exec(line) ?? [];
    if (kind === 'HELP') help.set(name, unescaped(rest));
    else if (kind === 'TYPE') types.set(name, rest as MetricSample['type']);
    else {
      const [, family, , label, value, number] = /^([\w:]+)(\{(\w+)="((?:[^"\\]|\\.)*)"\})? (\d+)$/s.exec(line) ?? [];
      const type = types.get(family);
      if (type === undefined) throw new Error(`no sample of a known type: ${line}`);
      samples.push({ name: family, type, label: label === undefined ? null : [label, unescaped(value)], value: BigInt(number) });
    }
  }
  return { help, samples };
}

function unescaped(text: string): string {
  return text.replaceAll(/\\(.)/gs, (_whole, character: string) => (character === 'n' ? '\n' : character));
}

describe('formatPrometheus()', () => {
  it('writes what can be read back, whatever stands in labels and HELP', () => {
    const hostile = fc.string({ unit: fc.constantFrom('\\', '"', '\n', 'n', '}', '{', ' ', '=', ',', 'é', '#', '\r'), maxLength: 12 });
    const labels = fc.array(fc.option(fc.tuple(fc.constantFrom('kind', 'pid', '_x9'), hostile), { nil: null }), {
      minLength: 1,
      maxLength: 5,
    });
    fc.assert(
      fc.property(labels, hostile, fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), (inA, text, value) => {
        const samples = [...inA.map((label) => sample('a_total', value, label)), sample('b:c', value, null, 'gauge')];
        const help = new Map([['a_total', text]]);
        expect(readBack(formatPrometheus(samples, help))).toEqual({ help, samples });
      }),
    );
  });

  it('writes HELP and TYPE once a family, then its samples', () => {
    const text = formatPrometheus(
      [sample('a_total', 1n, ['kind', 'x']), sample('b', 3n, null, 'gauge'), sample('a_total', 2n ** 64n - 1n, ['kind', 'y'])],
      new Map([
        ['a_total', 'Things.'],
        ['b', 'Stuff.'],
      ]),
    );
    expect(text).toBe(
      [
        '# HELP a_total Things.',
        '# TYPE a_total counter',
        'a_total{kind="x"} 1',
        'a_total{kind="y"} 18446744073709551615',
        '# HELP b Stuff.',
        '# TYPE b gauge',
        'b 3',
        '',
      ].join('\n'),
    );
  });

  it('escapes backslash, quote and line feed in a label, backslash and line feed in HELP', () => {
    const text = formatPrometheus([sample('a', 1n, ['kind', 'x\\y"z\nw'])], new Map([['a', 'one "two"\nthree\\four']]));
    expect(text).toBe('# HELP a one "two"\\nthree\\\\four\n# TYPE a counter\na{kind="x\\\\y\\"z\\nw"} 1\n');
  });

  it('leaves HELP out where there is no text, and writes nothing for no samples', () => {
    expect(formatPrometheus([sample('nobody_knows', 1n)])).toBe('# TYPE nobody_knows counter\nnobody_knows 1\n');
    expect(formatPrometheus([])).toBe('');
  });

  it('refuses what is no array', () => {
    expect(() => formatPrometheus(7 as never)).toThrow(new TypeError('Cannot format metrics: samples must be an array, got 7'));
  });

  it('writes all that an observer counts, each line well formed, each family with HELP', () => {
    const bench = new Bench();
    bench.send(0, datagram());
    bench.pollAt(0);
    const samples = bench.observer.metrics();
    const lines = formatPrometheus(samples).trimEnd().split('\n');
    const names = new Set(samples.map(({ name }) => name));
    expect(lines.filter((line) => line.startsWith('# HELP '))).toHaveLength(names.size);
    expect(lines.filter((line) => line.startsWith('# TYPE '))).toHaveLength(names.size);
    const values = lines.filter((line) => !line.startsWith('#'));
    expect(values).toHaveLength(samples.length);
    for (const line of values) expect(line).toMatch(/^varta_[a-z_]+(\{(kind|reason|outcome|pid)="[^"\\]+"\})? \d+$/);
    expect(lines).toContain('varta_beats_total{pid="7"} 1');
    expect(lines).toContain('# TYPE varta_watch_pids_tracked gauge');
  });

  it.each([
    [[sample('a b', 1n)], 'name must match ^[a-zA-Z_:][a-zA-Z0-9_:]*$, got "a b"'],
    [[sample('', 1n)], 'name must match ^[a-zA-Z_:][a-zA-Z0-9_:]*$, got ""'],
    [[sample('a', 1n, ['1st', 'x'])], 'label name must match ^[a-zA-Z_][a-zA-Z0-9_]*$, got "1st"'],
    [[sample('a', 1n), sample('a', 1n, null, 'gauge')], 'every sample of a must be a counter, got "gauge"'],
  ])('refuses what the format cannot carry: %#', (samples, rule) => {
    const error = thrown(() => formatPrometheus(samples));
    expect(error).toBeInstanceOf(RangeError);
    expect(error.message).toBe(`Cannot format metrics: ${rule}`);
  });

  it('names its version in the content type', () => {
    expect(PROMETHEUS_CONTENT_TYPE).toBe('text/plain; version=0.0.4; charset=utf-8');
  });
});
