import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { replayTrace } from '../../../sim/findings/replay/replay-trace.ts';
import { DisturbanceError } from '../../../sim/subject/disturbance.ts';
import { PRODUCTION } from '../../../sim/subject/production.ts';
import { traceOf } from '../findings/replay/random-trace.ts';
import { ADAPTER_ENTRY_POINTS, COPYING_ENTRY_POINTS, UDP_OPERATIONS } from './faulty-adapters.ts';
import { FAULTS } from './faulty-answers.ts';
import { holdAnswers, runWith } from './hold-answers.ts';

// What open() and close() promise ends after the run, otherwise than it is to where a fault is planted: in a campaign that ends the process.
const usual = process.listeners('unhandledRejection');
const late: unknown[] = [];
beforeAll(() => {
  process.removeAllListeners('unhandledRejection');
  process.on('unhandledRejection', (reason) => late.push(reason));
});
afterAll(async () => {
  await new Promise((resolve) => setImmediate(resolve));
  process.removeAllListeners('unhandledRejection');
  for (const listener of usual) process.on('unhandledRejection', listener);
  expect(late.filter((reason) => !(reason instanceof DisturbanceError))).toEqual([]);
  expect(late.length).toBeGreaterThan(0);
});

holdAnswers([...ADAPTER_ENTRY_POINTS, ...COPYING_ENTRY_POINTS]);

/** Asked by the harness itself, and not only by what the adapters tell each other. */
const ASKED = ADAPTER_ENTRY_POINTS.filter(({ name, isReached }) => isReached && /^UdpListener\.(?!waitingMax)|^listener/.test(name));

describe('the table of adapters', () => {
  it('has no fault that does nothing', () => {
    expect(replayTrace(traceOf(UDP_OPERATIONS), { production: PRODUCTION }).finding).toBeNull();
    const silent = ADAPTER_ENTRY_POINTS.filter(({ isReached }) => isReached).filter((entry) => runWith(entry, FAULTS[13], 0) === null);
    expect(silent.map(({ name }) => name)).toEqual([]);
  });

  it.each(ASKED.map((entry) => [entry.name, entry] as const))('blames %s for what it answers, by name', (name, entry) => {
    const finding = runWith(entry, FAULTS[13], 0);
    expect(finding).toMatchObject({ judge: 'no-throw', rule: expect.stringMatching(/^(replies-well-formed|survives-disturbance)$/) });
    expect(finding?.reason).toContain(name.split('.').at(-1));
  });
});
