import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { OBSERVER_OPTIONS, observerOptions, type ObserverSettings } from '../../sim/data/ops/observer-options.ts';
import { parseOp } from '../../sim/data/ops/op-format.ts';
import { OP_KINDS, TAKE_COUNTERS } from '../../sim/data/ops/op.ts';
import { isRefusal } from '../../sim/data/ops/refusal.ts';
import { parseTrace } from '../../sim/data/trace/parse-trace.ts';
import { EMPTY_TRACE_HEADER } from '../../sim/data/trace/trace-header.ts';
import { replayTrace } from '../../sim/findings/replay/replay-trace.ts';
import { Protocol } from '../../sim/subject/serve/protocol.ts';
import { FRAME_REFUSALS, UPDATES } from '../../src/index.ts';
import { resolveObserverOptions, trackerOptionsOf } from '../../src/observer/options.ts';
import { resolveTrackerOptions } from '../../src/tracker/tracker-options.ts';
import { OBSERVER_KEYS } from './observer-keys.ts';

const page = readFileSync(new URL('../../docs/trace-format.md', import.meta.url), 'utf8');
const [operations, protocol] = page.split('## The protocol');
const quoted = [...operations.matchAll(/`(\{"op":[^`]*\})`/g)].map(([, text]) => text);

/** What is told in words, for a threshold of a second. */
const IN_WORDS: Readonly<Record<string, string>> = {
  required: '1000000000',
  'a tenth of the threshold, at most 100 ms': '100000000',
};

describe('docs/trace-format.md', () => {
  it.each(quoted)('writes an operation that can be read: %s', (text) => {
    expect(parseOp(JSON.parse(text))).toHaveProperty('op');
  });

  it('shows every kind of operation', () => {
    expect(quoted.map((text) => (JSON.parse(text) as { op: string }).op)).toEqual([...OP_KINDS]);
  });

  it.each([...TAKE_COUNTERS, ...FRAME_REFUSALS, ...UPDATES, ...OBSERVER_KEYS, ...Object.keys(EMPTY_TRACE_HEADER)])('names %s', (name) => {
    expect(page).toMatch(new RegExp(`[\`"]${name}[\`"]`));
  });

  it('says what an observer is of which an operation says no more than its threshold', () => {
    const [, table] = /^\| key \| value \| default \|\n.*\n((?:\|.*\n)*)/m.exec(page) ?? [];
    const said = [...table.matchAll(/^\| (.*?) \| .* \| (.*?) \|$/gm)].flatMap(([, keys, byDefault]) => {
      const cells = keys.includes(',') ? byDefault.split(', ') : [byDefault];
      return keys.split(', ').map((key, at) => [key.replaceAll('`', ''), IN_WORDS[cells[at]] ?? cells[at].replaceAll(/[`"]/g, '')]);
    });
    const options = observerOptions(parseOp({ op: 'observer', threshold: '1000000000', listeners: 1 }) as unknown as ObserverSettings);
    const real: Readonly<Record<string, unknown>> = {
      ...resolveTrackerOptions(trackerOptionsOf(options)),
      ...resolveObserverOptions(options),
    };
    const made = Object.entries(OBSERVER_OPTIONS).map(([key, { name }]) => [name, String(real[key])]);
    expect(Object.fromEntries(said)).toEqual({ ...Object.fromEntries(made), listeners: '1', udp: 'they are synthetic' });
  });

  it('shows a trace that replays as it expects', () => {
    const [, text] = /```ndjson\n([^`]*)```/.exec(page) ?? [];
    const trace = parseTrace(text, 'the example');
    if (isRefusal(trace)) throw new Error(trace.refused);
    const { finding, misplaced, run } = replayTrace(trace);
    expect([finding, misplaced, run.steps]).toEqual([null, null, 4]);
  });

  it('shows the first replies of a session as they are', () => {
    const speaker = new Protocol();
    const rows = [...operations.matchAll(/^\| `(\{"op":"(?:new|record|drain|take|get|len)"[^`]*)` \| `(\{[^`]*\})`/gm)];
    expect(rows).toHaveLength(6);
    for (const [, request, reply] of rows) expect(speaker.answer(request)).toBe(reply);
  });

  it.each(
    [...protocol.matchAll(/^\| `([^`]*)`( before `new`)? \| `([^`]*)` \|$/gm)].map(([, request, early, reply]) => [request, early, reply]),
  )('tells what %s gets', (request, early, reply) => {
    const speaker = new Protocol();
    if (early === undefined) speaker.answer('{"op":"new","capacity":1,"policy":"strict","window":1}');
    expect(speaker.answer(request)).toBe(reply);
  });
});
