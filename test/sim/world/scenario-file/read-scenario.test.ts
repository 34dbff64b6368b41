import fc from 'fast-check';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it, test } from 'vitest';
import { simulate } from '../../../../sim/world/seeded-run.ts';
import { isRefusal } from '../../../../sim/data/ops/refusal.ts';
import { findScenario, resolveScenarios, type ScenarioRef } from '../../../../sim/world/run-settings.ts';
import { FILE_BYTES_MAX, parseScenario } from '../../../../sim/world/scenario-file/index.ts';
import { anyText } from '../../../../sim/library/fast-check/any-text.ts';
import { minimal, refusalOf, scenarioOf, type Loose } from './minimal.ts';
import { scratchFolder } from '../../../support/scratch-folder.ts';

const DURATION = 'must be a duration such as "250ms" or "1.5s"';
const SPAN = 'must be a duration such as "250ms" or a span such as {"min": "0ms", "max": "5ms"}';
const RATIO = 'must be a ratio such as "1/50", "never" or "always"';
const IN_QUOTES = 'an integer in quotes such as "4026531836"';

const attack =
  (more: object): ((file: Loose) => void) =>
  (file) =>
    (file.attackers = [{ attack: 'replay', every: '1ms', ...more }]);
const act =
  (...actions: object[]): ((file: Loose) => void) =>
  (file) =>
    (file.timeline = actions.map((action) => ({ at: '1s', ...action })));
const agents =
  (more: object): ((file: Loose) => void) =>
  (file) =>
    Object.assign(file.fleet[0], more);
const link =
  (more: object): ((file: Loose) => void) =>
  (file) =>
    (file.links = [more]);
const observer =
  (more: object): ((file: Loose) => void) =>
  (file) =>
    Object.assign(file.observer, more);
const top =
  (more: object): ((file: Loose) => void) =>
  (file) =>
    Object.assign(file, more);

const named = (count: number): object[] => Array.from({ length: count }, (_, at) => ({ name: `l${at}` }));
const EIGHT = named(8)
  .map((_, at) => `"l${at}"`)
  .join(' or ');

const MISTAKES: readonly (readonly [(file: Loose) => void, string])[] = [
  // Of form.
  [agents({ interval: 7 }), `/fleet/0/interval ${DURATION}, got 7`],
  [agents({ interval: '7' }), `/fleet/0/interval ${DURATION}, got "7"`],
  [agents({ interval: '-1s' }), `/fleet/0/interval ${DURATION}, got "-1s"`],
  [agents({ intervall: '1s' }), '/fleet/0/intervall is an unknown key; did you mean "interval"?'],
  [(file) => (file.observer = { treshold: '1s' }), '/observer/treshold is an unknown key; did you mean "threshold"?'],
  [(file) => (file.polling = { x: 1 }), '/polling/x is an unknown key: /polling takes tick, atArrival, burst'],
  [
    top({ warp: 1 }),
    '/warp is an unknown key: the file takes $schema, name, claim, for, observer, polling, clock, listeners, links, fleet, attackers, supervisor, timeline, settle, expect, forbid, reportedWithin',
  ],
  [(file) => delete file.observer.threshold, `/observer/threshold is missing: it ${DURATION}`],
  [(file) => delete file.observer, '/observer is missing: it must be an object'],
  [(file) => delete file.name, '/name is missing: it must be 1 to 64 small letters, digits and hyphens, the first no hyphen'],
  [(file) => delete file.fleet[0].count, '/fleet/0/count is missing: it must be an integer from 1 to 100000'],
  [top({ name: 'Über' }), '/name must be 1 to 64 small letters, digits and hyphens, the first no hyphen, got "Über"'],
  [top({ claim: '' }), '/claim must be a text that is not empty, got ""'],
  [top({ observer: null }), '/observer must be an object, got null'],
  [top({ supervisor: 3 }), '/supervisor must be null or an object, got 3'],
  [top({ fleet: {} }), '/fleet must be an array of 0 to 256 entries, got an object'],
  [top({ fleet: [3] }), '/fleet/0 must be an object, got 3'],
  [top({ listeners: [] }), '/listeners must be an array of 1 to 64 entries, got 0'],
  [top({ links: new Array(257).fill({}) }), '/links must be an array of 1 to 256 entries, got 257'],
  [observer({ policy: 'strikt' }), '/observer/policy must be one of strict, balanced, got "strikt"; did you mean "strict"?'],
  [observer({ capacity: 1.5 }), '/observer/capacity must be an integer from 0 to 9007199254740991, got 1.5'],
  [
    observer({ threshold: '10ms', perPidRate: 199, allowTightRate: false }),
    '/observer/perPidRate must be 0 or at least 200 for this threshold, unless allowTightRate is true, got 199',
  ],
  [observer({ perPidRate: -1 }), '/observer/perPidRate must be an integer from 0 to 1000000000, got -1'],
  [observer({ allowCrossNamespace: 'yes' }), '/observer/allowCrossNamespace must be true or false, got "yes"'],
  [observer({ namespace: 5 }), `/observer/namespace must be null or ${IN_QUOTES}, got 5`],
  [
    agents({ driftPpm: '1' }),
    '/fleet/0/driftPpm must be an integer from -900000 to 9000000 or a span such as {"min": -50, "max": 50}, got "1"',
  ],
  [agents({ firstPid: '7' }), '/fleet/0/firstPid must be null or an integer from 0 to 4294967295, got "7"'],
  [agents({ name: 'a\nb' }), '/fleet/0/name must be a name of 1 to 64 characters on one line, got "a\\nb"'],
  [agents({ lifecycle: { hang: '1/9' } }), `/fleet/0/lifecycle/hangFor is missing because "hang" is there: it ${SPAN}`],
  [
    agents({ lifecycle: { restartAfter: true } }),
    `/fleet/0/lifecycle/restartAfter ${SPAN.replace('a duration', 'null, a duration')}, got true`,
  ],
  [link({ loss: 0.5 }), `/links/0/loss ${RATIO}, got 0.5`],
  [link({ reorder: '1/2' }), `/links/0/reorderBy is missing because "reorder" is there: it ${DURATION}`],
  [link({ delay: 3 }), `/links/0/delay ${SPAN}, got 3`],
  [link({ delay: { min: '2ms' } }), `/links/0/delay/max is missing: it ${DURATION}`],
  [
    attack({ attack: 'ddos' }),
    '/attackers/0/attack must be one of pid-rotation, origin-spoof, namespace-collision, replay, index-collision, malformed, pid-forgery, got "ddos"',
  ],
  [act({ do: 'hang', link: 'kernel' }), '/timeline/0/link does not belong to "hang", which takes at, do, fleet, count'],
  [act({ do: 'heal', linc: 'kernel' }), '/timeline/0/linc is an unknown key; did you mean "link"?'],
  [act({ do: 'set-nonce' }), `/timeline/0/nonce is missing: it must be ${IN_QUOTES}`],
  [act({ do: 'clock-forward' }), `/timeline/0/by is missing: it ${DURATION}`],
  // Of value.
  [agents({ interval: '0s' }), '/fleet/0/interval must be at least 1ns, got "0s"'],
  [agents({ interval: '1.5ns' }), '/fleet/0/interval must come to a whole number of nanoseconds, got "1.5ns"'],
  [top({ for: '3000h' }), '/for must be below 2^53ns, about 104 days, got "3000h"'],
  [top({ for: '0s' }), '/for must be at least 1ns, got "0s"'],
  [observer({ threshold: '9ms' }), '/observer/threshold must be at least 10ms, got "9ms"'],
  [observer({ threshold: '6000000h' }), '/observer/threshold must be at most 18446744073709551615ns, got "6000000h"'],
  [
    observer({ namespace: '18446744073709551616' }),
    '/observer/namespace must be at most 18446744073709551615, which is 2^64 − 1, got "18446744073709551616"',
  ],
  [
    agents({ firstNonce: '18446744073709551615' }),
    '/fleet/0/firstNonce must be at most 18446744073709551614, the largest nonce that is not the terminal one, got "18446744073709551615"',
  ],
  [agents({ driftPpm: { min: 3, max: 1 } }), '/fleet/0/driftPpm/min must be at most 1, the max, got 3'],
  [agents({ firstPid: 4_294_967_295 }), '/fleet/0/firstPid must be at most 4294967294, so that the last pid is a u32, got 4294967295'],
  [agents({ start: '11s' }), '/fleet/0/start must be inside the run, got "11s"'],
  [link({ loss: '3/2' }), '/links/0/loss must be a ratio of at most 1, got "3/2"'],
  [link({ loss: '1/5000000000' }), '/links/0/loss must have a denominator of at most 4294967296, got "1/5000000000"'],
  [link({ delay: { min: '2ms', max: '1ms' } }), '/links/0/delay/min must be at most "1ms", the max, got "2ms"'],
  [attack({ start: '2s', stop: '2s' }), '/attackers/0/stop must be after "2s", the start, got "2s"'],
  [attack({ start: '11s' }), '/attackers/0/start must be inside the run, got "11s"'],
  [
    (file) => (file.fleet = [file.fleet[0], { count: 99_999, interval: '1s' }]),
    '/fleet/1/count must leave at most 100000 agents in all, got 100001',
  ],
  [(file) => (file.timeline = [{ at: '11s', do: 'hang' }]), '/timeline/0/at must be inside the run, got "11s"'],
  [
    (file) => Object.assign(file, { timeline: [{ at: '9s', do: 'hang' }], settle: { calm: '3s' } }),
    '/timeline/0/at must be before the calm at the end of the run, got "9s"',
  ],
  [act({ do: 'hang', count: 3 }), '/timeline/0/count must be at most 2, the agents of "fleet-1", got 3'],
  [top({ settle: { calm: '11s' } }), '/settle/calm must be at most "10s", the length of the run, got "11s"'],
  [top({ expect: ['stall-surface'] }), '/expect/0 must be the name of a goal, got "stall-surface"; did you mean "stall-surfaced"?'],
  // Of names.
  [agents({ link: 'kernl' }), '/fleet/0/link must be the name of a link, "kernel", got "kernl"; did you mean "kernel"?'],
  [link({ listener: 'wall' }), '/links/0/listener must be the name of a listener, "kernel", got "wall"'],
  [attack({ link: 'moon' }), '/attackers/0/link must be the name of a link, "kernel", got "moon"'],
  [act({ do: 'hang', fleet: 'navy' }), '/timeline/0/fleet must be the name of a fleet, "fleet-1", got "navy"'],
  [act({ do: 'heal', link: 'moon' }), '/timeline/0/link must be the name of a link, "kernel", got "moon"'],
  [
    (file) => Object.assign(file, { fleet: [], timeline: [{ at: '1s', do: 'hang' }] }),
    '/timeline/0/fleet is missing: it must be the name of a fleet, of which there is none',
  ],
  [top({ listeners: [{}, { preset: 'udp' }] }), '/fleet/0/link is missing: it must be the name of a link, "kernel" or "udp"'],
  [top({ listeners: named(9) }), `/fleet/0/link is missing: it must be the name of a link, ${EIGHT} or one other`],
  [top({ listeners: named(11) }), `/fleet/0/link is missing: it must be the name of a link, ${EIGHT} or one of 3 others`],
  [top({ listeners: [{}, {}] }), '/listeners/1/name must differ from that of /listeners/0, got "kernel" twice'],
  [top({ links: [{}, {}] }), '/links/1/name must differ from that of /links/0, got "kernel" twice'],
  [
    (file) =>
      (file.fleet = [
        { ...file.fleet[0], name: 'a' },
        { ...file.fleet[0], name: 'a' },
      ]),
    '/fleet/1/name must differ from that of /fleet/0, got "a" twice',
  ],
  [
    (file) =>
      (file.attackers = [
        { attack: 'replay', every: '1s' },
        { attack: 'replay', every: '1s' },
      ]),
    '/attackers/1/name must differ from that of /attackers/0, got "replay" twice',
  ],
  // Of work.
  [
    (file) => Object.assign(file, { for: '1h', fleet: [{ count: 1, interval: '1ns' }] }),
    '/fleet/0/interval must leave the run at most 100000000 operations, got about 7.2·10^12, most of them from here',
  ],
  [
    attack({ every: '1ns' }),
    '/attackers/0/every must leave the run at most 100000000 operations, got about 2.0·10^10, most of them from here',
  ],
  [
    top({ polling: { tick: '1ns' } }),
    '/polling must leave the run at most 100000000 operations, got about 1.0·10^10, most of them from here',
  ],
  [
    (file) =>
      Object.assign(file, { fleet: [{ count: 100_000, interval: '10s' }], timeline: new Array(1001).fill({ at: '1s', do: 'hang' }) }),
    '/timeline must leave the run at most 100000000 operations, got about 1.0·10^8, most of them from here',
  ],
  [
    (file) => Object.assign(file, { links: [{ delay: '9s' }], fleet: [{ count: 2000, interval: '10ms' }] }),
    '/links/0 must hold at most 1000000 datagrams at one time, got delays that make it about 1800000',
  ],
];

describe('parseScenario()', () => {
  test.each(MISTAKES)('tells of mistake %#', (argumentError, says) => {
    expect(refusalOf(minimal(argumentError))).toBe(`f.json: ${says}`);
  });

  test.each([
    ['', 'f.json line 1 column 1: expected a value, got the end of the file'],
    ['{"name": "a",}', 'f.json line 1 column 14: expected a key in double quotes, got "}"'],
    ['[]', 'f.json: the file must be an object, got an array'],
    ['null', 'f.json: the file must be an object, got null'],
    ['{"__proto__": 1}', 'f.json: /__proto__ is an unknown key: the file takes $schema, name'],
    ['x'.repeat(FILE_BYTES_MAX + 1), 'f.json: the file must be at most 1048576 bytes long'],
    ['ä'.repeat(FILE_BYTES_MAX / 2 + 1), 'f.json: the file must be at most 1048576 bytes long'],
  ])('refuses a text that is no such file', (text, says) => {
    expect(refusalOf(text)).toContain(says);
  });

  it('lets a world come to its end whose agents have accidents all the time', () => {
    for (const lifecycle of [
      { hang: 'always', hangFor: '0s' },
      { crash: 'always', panic: 'always', restartAfter: '0s', samePid: '1/2' },
    ]) {
      expect(simulate(scenarioOf(minimal(agents({ lifecycle }))), '1')).toMatchObject({ finding: null, simulatedNs: 10_000_000_000 });
    }
  });

  it('keeps a sentence on one line, whatever the key', () => {
    expect(refusalOf({ ['a\n/~\u0000'.repeat(50)]: 1 })).toMatch(/^f\.json: \/a\\n~1~0\\u0000a[^\n]{1,300}$/);
  });

  it('takes a byte order mark, and the name of a schema', () => {
    const scenario = parseScenario(`\uFEFF${JSON.stringify(minimal(top({ $schema: '../schema.json' })))}`, 'f.json');
    expect(scenario).toMatchObject({ name: 'least', claim: 'Nothing goes wrong.' });
  });

  it('never throws, whatever the text', () => {
    fc.assert(
      fc.property(fc.oneof(anyText, fc.json()), (text) => {
        expect(refusalOf(text)).toMatch(/^f\.json( line \d+ column \d+)?: [^\n]+$/);
      }),
      { numRuns: 200 },
    );
  });

  it('never throws, and never takes what it cannot run, whatever stands at one place of a file', () => {
    const examples = exampleFiles().map((path) => readExample(path));
    const places = examples.flatMap((file) => [...placesIn(file)].map((place) => ({ file, place })));
    const odd = fc.oneof(
      fc.constantFrom<unknown>(
        '0s',
        '1ns',
        '1h',
        '5000000h',
        '0',
        '1/2',
        'always',
        '18446744073709551615',
        0,
        -0,
        -1,
        1e300,
        2 ** 53,
        null,
        true,
        {},
        [],
        [{}],
        { min: '1s', max: '1s' },
      ),
      fc.jsonValue(),
    );
    fc.assert(
      fc.property(fc.constantFrom(...places), odd, ({ file, place }, value) => {
        const scenario = parseScenario(JSON.stringify(put(file, place, value)), 'f.json');
        if (isRefusal(scenario)) expect(scenario.refused).toMatch(/^f\.json: (\/|the file)[^\n]+$/);
        else expect(simulate(scenario, '1', { stepsMax: 200 }).finding).toBeNull();
      }),
      { numRuns: 400 },
    );
  });
});

describe('findScenario()', () => {
  const folder = scratchFolder(afterAll);

  test.each(exampleFiles().map((path) => [basename(path), path]))(
    'reads %s, which runs clean and reaches what it expects',
    async (_, path) => {
      const [scenario] = await resolveScenarios([(await findScenario(path)) as ScenarioRef]);
      expect(scenario).toMatchObject({ name: path, drawnAs: basename(path, '.json') });
      expect(simulate(scenario, '1')).toMatchObject({ scenario: scenario.name, finding: null, unmetPrecondition: null });
    },
  );

  it('refuses what is no readable file', async () => {
    const binary = join(folder, 'binary.json');
    const huge = join(folder, 'huge.json');
    writeFileSync(binary, Uint8Array.of(0x22, 0xff, 0x22));
    writeFileSync(huge, ' '.repeat(FILE_BYTES_MAX + 1));
    const missing = join(folder, 'missing.json');
    expect(await findScenario(missing)).toEqual({ refused: `${missing}: there is no such file` });
    const inside = join(folder, 'folder.json');
    mkdirSync(inside);
    expect(await findScenario(inside)).toEqual({ refused: `${inside}: it is a folder, not a scenario file` });
    expect(await findScenario(binary)).toEqual({ refused: `${binary}: it is not valid UTF-8` });
    expect(await findScenario(huge)).toEqual({ refused: `${huge}: the file must be at most 1048576 bytes long` });
  });
});

function exampleFiles(): string[] {
  const folder = fileURLToPath(new URL('../../../../corpus/scenarios/', import.meta.url));
  return readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .map((name) => join(folder, name));
}

function readExample(path: string): Loose {
  return JSON.parse(readFileSync(path, 'utf8'));
}

/** The ways to all values in a parsed file. */
function* placesIn(value: Loose, way: readonly string[] = []): Generator<readonly string[]> {
  yield way;
  if (typeof value !== 'object' || value === null) return;
  for (const [key, inner] of Object.entries(value)) yield* placesIn(inner, [...way, key]);
}

/** A copy of a parsed file with another value at one place. */
function put(file: Loose, [key, ...rest]: readonly string[], value: unknown): Loose {
  if (key === undefined) return value;
  const copy = Array.isArray(file) ? [...file] : { ...file };
  copy[key] = put(copy[key], rest, value);
  return copy;
}
