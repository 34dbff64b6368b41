import { describe, expect, it } from 'vitest';
import { ratio, type Entropy } from '../../../sim/data/entropy/entropy.ts';
import { scenarioFault } from '../../../sim/world/custom-forms.ts';
import { addCustomScenarios } from '../../../sim/world/scenarios/custom-scenarios.ts';
import { SCENARIOS } from '../../../sim/world/scenarios/index.ts';
import type { OpsScript, Scenario } from '../../../sim/world/scenarios/scenario.ts';
import { agents, attacker, MS, planWorld, soundLink } from '../../../sim/world/scenarios/world-builder.ts';
import { simulate } from '../../../sim/world/seeded-run.ts';
import { UNEVENTFUL } from '../../../sim/world/script.ts';

const TABLE = { capacity: 8, policy: 'strict', window: 8 } as const;
const FLEET = { name: 'fleet', count: 2, link: 'wire', intervalNs: 20 * MS };

/** A scenario whose world is sound but for what is given, of whatever type. */
function scenario(outline: object, fleet: object = {}): Parameters<typeof scenarioFault>[0] {
  const build = (): ReturnType<typeof planWorld> =>
    planWorld(TABLE, {
      forNs: 1000 * MS,
      thresholdNs: 100 * MS,
      fleet: [agents({ ...FLEET, ...fleet })],
      ...outline,
    });
  return { name: 'mine', claim: 'it holds', build };
}

const action = (more: object): object => ({ timeline: [{ atNs: 0, ...more }] });

describe('scenarioFault()', () => {
  it('has nothing to say of the scenarios of this package', () => {
    for (const each of SCENARIOS) for (const seed of ['1', '2', '3', '4', '5', '6']) expect(scenarioFault(each, seed)).toBeNull();
    expect(scenarioFault(scenario({}), '1')).toBeNull();
  });

  it.each<readonly [what: string, outline: object, fleet: object, sentence: RegExp]>([
    [
      'a link that there is not',
      {},
      { link: 'wyre' },
      /world\.fleet\[0\]\.link must be one of wire, got the string "wyre"; did you mean "wire"\?$/,
    ],
    [
      'a fraction of a time',
      {},
      { intervalNs: 2.5 },
      /world\.fleet\[0\]\.intervalNs must be a whole number of at least 1, got the number 2\.5/,
    ],
    ['a number for a ratio', {}, { lifecycle: { ...UNEVENTFUL, crash: 0.1 } }, /lifecycle\.crash must be a ratio .*got the number 0\.1/],
    ['a ratio above 1', {}, { lifecycle: { ...UNEVENTFUL, crash: ratio(3, 2) } }, /lifecycle\.crash must be a ratio of at most 1/],
    ['a text for a number', {}, { count: 'six' }, /world\.fleet\[0\]\.count must be a whole number of at least 0, got the string "six"/],
    ['a text for a flag', {}, { livenessRequired: 'no' }, /livenessRequired must be true or false, got the string "no"/],
    ['a bigint for a number', {}, { startNs: 5n }, /startNs must be a whole number of at least 0, got the bigint 5/],
    ['a number for a bigint', {}, { firstNonce: 1 }, /firstNonce must be a bigint from 0 to 2\^64 - 1, got the number 1/],
    ['a misspelt key', { settle: { quietNS: 1, networkIsSound: true } }, {}, /settle has no key "quietNS"; .*did you mean "quietNs"\?$/],
    ['a key of another time', { polls: {} }, {}, /world has no key "polls"; there are forNs, observer, polling/],
    [
      'a threshold that is too small',
      { thresholdNs: 5 },
      {},
      /observer\.threshold must be a bigint from 10000000 to 2\^64 - 1, got the bigint 5/,
    ],
    [
      'a threshold of a fraction',
      { thresholdNs: 0.5 },
      {},
      /cannot be built under seed 1: it threw RangeError: .*0\.5.*custom-forms\.test\.ts:\d+/,
    ],
    [
      'a span the wrong way round',
      { links: [{ ...soundLink('wire', 'socket'), delayNs: { min: 2, max: 1 } }] },
      {},
      /delayNs must be a span whose min/,
    ],
    [
      'two links of one name',
      { links: [soundLink('wire', 'socket'), soundLink('wire', 'socket')] },
      {},
      /links\[1\]\.name must be another/,
    ],
    ['a listener that there is not', { links: [soundLink('wire', 'udp')] }, {}, /links\[0\]\.listener must be one of socket/],
    [
      'an attack that there is not',
      { attackers: [attacker({ name: 'a', attack: 'floods' as 'replay', link: 'wire', everyNs: 1 })] },
      {},
      /attack must be one of/,
    ],
    [
      'an action that there is not',
      action({ do: 'crush', fleet: 'fleet', count: null }),
      {},
      /timeline\[0\]\.do must be one of .*did you mean "crash"/,
    ],
    [
      'an action without its fleet',
      action({ do: 'crash', count: null }),
      {},
      /timeline\[0\]\.fleet must be a text that is not empty, got undefined/,
    ],
    ['an action on another fleet', action({ do: 'crash', fleet: 'flet', count: null }), {}, /timeline\[0\]\.fleet must be one of fleet/],
    ['an attacker that is none', { attackers: [null] }, {}, /attackers\[0\] must be an object, got null/],
    [
      'an option of the observer',
      { observer: { drainInterval: 5n } },
      {},
      /observer has no key "drainInterval"; .*did you mean "drain_interval"/,
    ],
  ])('says of %s where it stands and what may stand there', (_what, outline, fleet, sentence) => {
    const told = scenarioFault(scenario(outline, fleet), '1');
    expect(told).toMatch(sentence);
    expect(told).toMatch(/^the scenario mine cannot be (?:run|built) under seed 1: [^\n]+$/);
  });

  it.each<readonly [what: string, build: unknown, sentence: RegExp]>([
    ['what it throws', () => (globalThis as unknown as { nowhere(): void }).nowhere(), /it threw TypeError: .*custom-forms\.test\.ts:\d+/],
    ['no plan', () => undefined, /its plan must be an object, got undefined/],
    ['a world of its own', () => ({ config: {}, wold: {} }), /its plan has no key "wold"; .*did you mean "world"/],
    ['operations that are none', () => ({ config: {}, ops: [] }), /its plan\.ops must be a generator of operations, got an array/],
  ])('tells %s', (_what, build, sentence) => {
    expect(scenarioFault({ ...scenario({}), build: build as () => { config: object } as never }, '1')).toMatch(sentence);
  });
});

describe('SeededRun', () => {
  it('blames a scenario of a user, and not the production code, for what it throws or makes of a later seed', () => {
    const late = scenario({});
    const build = (entropy: Entropy): ReturnType<typeof late.build> => late.build(entropy, {});
    const ops = function* (): OpsScript {
      yield { op: 'new', capacity: 1, policy: 'strict', window: 1 };
      throw new ReferenceError('beats is not defined');
    };
    for (const [plan, got] of [
      [() => ({ config: {}, ops: ops() }), 'the scenario mine threw ReferenceError: beats is not defined'],
      [(entropy: Entropy) => ({ ...build(entropy), wold: {} }), 'the scenario mine threw RangeError: its plan has no key "wold"'],
    ] as const) {
      const mine = { ...late, build: plan };
      addCustomScenarios([mine]);
      const { finding } = simulate(mine, '1');
      expect(finding).toMatchObject({ judge: 'harness', got: expect.stringContaining(got) as unknown });
    }
    addCustomScenarios([{ ...late, name: 'mine' }]);
  });

  const START = { op: 'new', capacity: 2, policy: 'strict', window: 2 };
  const BEAT = { op: 'record', pid: 2, nonce: 1n, status: 'ok', now: 0n, threshold: 1n, origin: 'kernel-attested', ns: null };
  const VIOLATION = { judge: 'invariant', rule: 'mine', reason: 'r', expected: 'e', got: 'g' };

  it.each([
    ['what its ops yields must be an operation or a violation, got the number 5', [5]],
    ['what its ops yields must be an operation or a violation, got an object', [{}]],
    ['op must be one of new, record', [START, { op: 'recrd' }]],
    ['record: nonce must be a bigint, got the number 1', [START, { ...BEAT, nonce: 1 }]],
    ['record: nonce is missing', [START, { op: 'record', pid: 2 }]],
    ['record has no key "nonse"', [START, { ...BEAT, nonse: 1n }]],
    ['record: pid must be an integer from 0 to 4294967295, got -1', [START, { ...BEAT, pid: -1 }]],
    ['decode: ', [{ op: 'decode', bytes: '00' }]],
    ['record needs a new operation before it', [BEAT]],
    ['what its ops yields.rule must be a text that is not empty, got the number 3', [START, { ...VIOLATION, rule: 3 }]],
  ])('a generator yields something else: %s', (sentence, made) => {
    const mine: Scenario = {
      name: 'mine',
      claim: 'c',
      build: () => ({ config: {}, ops: made[Symbol.iterator]() as unknown as OpsScript }),
    };
    addCustomScenarios([mine]);
    const { finding } = simulate(mine, '1');
    expect(finding).toMatchObject({ judge: 'harness', rule: 'never-breaks', got: expect.stringContaining(sentence) as unknown });
    const sound = [START, BEAT, VIOLATION];
    const other = { ...mine, build: () => ({ config: {}, ops: sound[Symbol.iterator]() as unknown as OpsScript }) };
    addCustomScenarios([other]);
    expect(simulate(other, '1').finding).toMatchObject(VIOLATION);
  });
});
