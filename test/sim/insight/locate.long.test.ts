import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Op } from '../../../sim/data/ops/op.ts';
import { resolveRun, runWhole } from '../../../sim/insight/tail.ts';
import { productionUnderTest } from '../../../sim/subject/production-under-test.ts';
import { plantMutant } from '../../../sim/zoo/load-mutant.ts';
import type { Mutant } from '../../../sim/zoo/mutant.ts';
import { MUTANTS } from '../../../sim/zoo/mutants.ts';
import { SCENARIOS } from '../../../sim/world/scenarios/index.ts';
import { callNode } from '../../support/call-program.ts';
import { knownInfection } from './known-infection.ts';

const ROOT = join(import.meta.dirname, '../../..');
const MAIN = join(ROOT, 'dist/sim/cli/main.js');

/** Bugs of all parts of the production code, each twelfth of those that there were; docs/locate.md has the count for more. */
const SAMPLE: readonly string[] = [
  'stall-after-threshold',
  'namespace-before-origin',
  'restart-without-stall',
  'capacity-one-long',
  'evict-at-ten-thresholds',
  'key-in-two-cells',
  'drain-over-pending',
  'cross-namespace-refused',
  'totals-start-over',
  'refuted-stall-surfaced',
  'crc-unchecked',
  'window-at-most-half',
  'long-datagram-cut-to-frame',
  'kernel-drops-counted-twice',
  'clock-wraps-below-start',
  'close-ends-early',
  'catch-up-default-doubled',
  'copy-reaches-nothing',
  'copy-forgets-reads',
  'counts-as-doubles',
  'open-table-grows-without-cell',
  'lookup-to-budget',
];
const STEPS_OFF_MAX = 5;
/** Where so many tails fail as soon from the beginning on, no operation decides it. */
const NEARLY_ALL = 0.98;

/** Operations of one run: where it is said to be infected and to have been decided, null where it is from the beginning; where it is. */
interface Told {
  readonly name: string;
  readonly infected: number;
  readonly decided: number | null;
  readonly known: number;
}

/** What locate says of the first run that a bug fails; null for a bug that no run of seed 1 shows. */
async function told(mutant: Mutant): Promise<Told | null> {
  const { module, dispose } = plantMutant(mutant, join(ROOT, 'dist'));
  try {
    const production = await productionUnderTest(module);
    for (const { name } of SCENARIOS) {
      const ops: Op[] = [];
      const settings = { check: 'cheap', knobs: {}, stepsMax: null, scenarios: [{ name, fileText: null }] } as const;
      const onOp = (op: Op): void => void ops.push('bytes' in op ? { ...op, bytes: op.bytes.slice() } : { ...op });
      const { finding } = runWhole(await resolveRun({ settings, seed: '1' }), production, { onOp });
      if (finding !== null) return { name: mutant.name, ...(await located(name, module)), known: knownInfection(ops, production) };
    }
    return null;
  } finally {
    dispose();
  }
}

interface LocateJson {
  readonly infection: { readonly step: number } | null;
  readonly curve: readonly { readonly tails: number; readonly sameHere: number; readonly censoredHere: number }[];
  readonly causes: readonly { readonly usedAt: number }[];
}

/** What the command says of the run of seed 1; −1 for what it does not say. */
async function located(scenario: string, module: string | null): Promise<Pick<Told, 'infected' | 'decided'>> {
  const env = { ...process.env, VARTA_SIM_HARNESS_TEST_PRODUCTION: module ?? '' };
  const { out, err } = await callNode([MAIN, 'locate', '--scenario', scenario, '--seed', '1', '--json'], {
    cwd: ROOT,
    env,
    timeoutMs: 120_000,
  });
  if (out === '') throw new Error(`${scenario}: ${err}`);
  const { infection, curve, causes } = JSON.parse(out) as LocateJson;
  const [{ tails, sameHere, censoredHere }] = curve;
  const isDecided = sameHere >= NEARLY_ALL * (tails - censoredHere);
  return { infected: infection?.step ?? -1, decided: isDecided ? null : (causes.at(-1)?.usedAt ?? -1) };
}

describe('locate() on planted bugs', () => {
  let all: Told[];

  beforeAll(async () => {
    all = [];
    for (const name of SAMPLE) {
      const mutant = MUTANTS.find((each) => each.name === name);
      if (mutant === undefined) throw new Error(`there is no bug ${name}`);
      const one = await told(mutant);
      if (one !== null) all.push(one);
    }
  }, 600_000);

  it.each(['infected', 'decided'] as const)('says where it was %s within five operations of what is known, for nine in ten', (what) => {
    // What shows in no state, such as work, has no operation that is known.
    const shown = all.filter((one) => one[what] !== null && one.known >= 0);
    expect(shown.length).toBeGreaterThan(8);
    const off = shown.filter((one) => Math.abs((one[what] ?? -1) - one.known) > STEPS_OFF_MAX);
    expect(off.slice(Math.floor(shown.length / 10))).toEqual([]);
  });
});
