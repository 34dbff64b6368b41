import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { opsOf, type Domain } from '../../../sim/explore/domain.ts';
import { DOMAIN_FORMS, domainOf } from '../../../sim/explore/domains/index.ts';
import { Expander } from '../../../sim/explore/expander.ts';
import { explore } from '../../../sim/explore/exploration.ts';
import { inThisProcess } from '../../../sim/explore/search.ts';
import { signatureOf } from '../../../sim/oracle/finding.ts';
import { productionUnderTest } from '../../../sim/subject/production-under-test.ts';
import { plantMutant } from '../../../sim/zoo/load-mutant.ts';
import { edit, type Mutant } from '../../../sim/zoo/mutant.ts';
import { MUTANTS } from '../../../sim/zoo/mutants.ts';

const ROOT = join(import.meta.dirname, '../../..');
const COMPILED = join(ROOT, 'dist');

function bug(name: string): Mutant {
  return MUTANTS.find((mutant) => mutant.name === name) as Mutant;
}

type Choose = (domain: Domain) => Domain | null;

/** The signature of the first violation over the domains that are chosen, its operations, and the rules left out. */
async function firstViolation(
  mutant: Mutant,
  options: { readonly isReduced?: boolean; readonly without?: readonly string[]; readonly choose?: Choose } = {},
) {
  const { isReduced = true, without = [], choose = (domain) => domain } = options;
  const { module, dispose } = plantMutant(mutant, COMPILED);
  try {
    const production = await productionUnderTest(module);
    const domains = DOMAIN_FORMS.map(domainOf).flatMap((domain) => choose(domain) ?? []);
    const expanders = domains.map((domain) => new Expander(domain, { production, isReduced, without: new Set(without) }));
    const limits = { statesMax: 1e6, stopsAtFirst: true, shouldStop: () => null };
    const results = await explore(domains, (at) => inThisProcess(expanders[at]), limits);
    const [found = null] = results.flatMap(({ domain, violations }) =>
      violations.map(({ finding, path }) => ({ signature: signatureOf(finding), ops: opsOf(domain, path) })),
    );
    return found === null ? null : [found.signature, found.ops.length];
  } finally {
    dispose();
  }
}

/** The published tracker keeps tombstones for ever, and never uses their cells again. */
const D1 = bug('index-wedge');
/** And it says nothing where a victim cannot be put back. */
const D2: Mutant = {
  ...D1,
  name: 'published-d2',
  edits: [
    ...D1.edits,
    edit(
      'src/tracker/new-pid.js',
      'if (!index.insert(victimPid, slot))\n                bump(counters, TRACKER_COUNTER.invariantViolations);',
      'index.insert(victimPid, slot);',
    ),
  ],
};
/** A beat that is refused pins its namespace. */
const D3 = bug('namespace-before-nonce');

/** The domain of a name, and no other. */
function only(name: string): Choose {
  return (domain) => (domain.name === name ? domain : null);
}

/** One slot under strict, with the times of the published sequence: beat, drain, beat, drain, beat. */
function published(): Domain {
  const record = { op: 'record', nonce: '1', status: 'ok', threshold: '10', origin: 'kernel-attested', ns: null };
  return domainOf({
    domain: 'published',
    about: '',
    depth: 7,
    starts: [{ op: 'new', capacity: 1, policy: 'strict', window: 1 }],
    operations: [
      { ...record, pid: [2, 4, 5], now: ['2', '120', '233'] },
      { op: 'drain', now: ['112', '232'], threshold: '10' },
    ],
  });
}

describe('exploring the published tracker', () => {
  it('finds D1 where the first tombstone stays, and without that rule where nobody gets in any more', async () => {
    expect(await firstViolation(D1, { choose: only('tracker') })).toEqual(['invariant/tombstones-needed/record', 3]);
    const without = ['tombstones-needed', 'no-invariant-violation', 'index-size-matches'];
    // One operation fewer than the published sequence, under balanced.
    expect(await firstViolation(D1, { without, choose: only('tracker') })).toEqual(['invariant/full-table-admits/record', 5]);
    const choose: Choose = (domain) => (domain.name === 'tracker' ? published() : null);
    expect(await firstViolation(D1, { without, choose })).toEqual(['invariant/full-table-admits/record', 6]);
  });

  it('finds D2 where a slot is lost to the index', async () => {
    const options = { without: ['tombstones-needed'], choose: only('tracker') };
    expect(await firstViolation(D2, options)).toEqual(['invariant/index-size-matches/record', 5]);
  });

  it('finds D3 at the second beat', async () => {
    expect(await firstViolation(D3, { choose: only('identity') })).toEqual(['invariant/refusal-changes-nothing/record', 3]);
  });
});

describe('states that are taken for one', () => {
  // The zoo has all of them: `npm run zoo -- --explore`, and the same with `--states whole`.
  it.each([
    ['stall-count-not-dropped', 'tracker', 4],
    ['tombstone-reclaimed-early', 'tracker', 4],
    ['namespace-inherited', 'identity', 3],
    ['wrap-lands-one-further', 'nonces', 3],
    ['high-half-of-key-ignored', 'index-key', 2],
    ['beats-inherited', 'evicted-stalls', 6],
    ['jump-inclusive', 'clock', 3],
  ])('hide nothing of %s', async (name, domain, operations) => {
    const choose = only(domain);
    const reduced = await firstViolation(bug(name), { choose });
    expect(reduced?.[1]).toBe(operations);
    expect(await firstViolation(bug(name), { choose, isReduced: false })).toEqual(reduced);
  });
});
