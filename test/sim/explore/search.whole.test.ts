import { describe, expect, it } from 'vitest';
import { readDomain, type DomainForm } from '../../../sim/explore/domain-form.ts';
import { hasSockets, type Domain } from '../../../sim/explore/domain.ts';
import { DOMAIN_FORMS, domainOf } from '../../../sim/explore/domains/index.ts';
import { Expander, type ExpanderOptions } from '../../../sim/explore/expander.ts';
import { explore, type ExplorationLimits } from '../../../sim/explore/exploration.ts';
import {
  inThisProcess,
  Search,
  type SearchLimits,
  type SearchResult,
  type SearchState,
  type Workforce,
} from '../../../sim/explore/search.ts';
import { StateSet } from '../../../sim/explore/state-set.ts';
import { violationTrace } from '../../../sim/explore/violation-trace.ts';
import { isRefusal } from '../../../sim/data/ops/refusal.ts';
import { parseTrace } from '../../../sim/data/trace/parse-trace.ts';
import { replayTrace } from '../../../sim/findings/replay/replay-trace.ts';
import { signatureOf } from '../../../sim/oracle/finding.ts';
import { copiersOf, PRODUCTION, type Copiers, type Production } from '../../../sim/subject/production.ts';
import { Tracker, type Update } from '../../../src/index.ts';
import { FAULTS } from '../run/faulty-answers.ts';

const COPIERS = copiersOf(PRODUCTION) as Copiers;

const RECORD = { op: 'record', status: 'ok', threshold: '100', origin: 'kernel-attested', ns: null };

function domain(change: Partial<DomainForm> = {}): Domain {
  const form = {
    domain: 'test',
    about: '',
    depth: 4,
    starts: [{ op: 'new', capacity: 2, policy: 'balanced', window: 1 }],
    operations: [
      { ...RECORD, pid: [6, 10, 4], nonce: ['1', '2'], now: ['0', '1001'] },
      { op: 'drain', now: '100', threshold: '100' },
    ],
    ...change,
  };
  const read = readDomain(form);
  if (isRefusal(read)) throw new Error(read.refused);
  return read;
}

const LIMITS: SearchLimits = { depth: 4, statesMax: 1e6, shouldStop: () => null };

async function search(
  of: Domain,
  options: Partial<ExpanderOptions> = {},
  limits: Partial<SearchLimits> = {},
  from?: SearchState,
): Promise<SearchResult> {
  const expander = new Expander(of, { isReduced: true, ...options });
  return new Search(inThisProcess(expander), { ...LIMITS, depth: of.depth, ...limits }, from).run();
}

/** A tracker that takes the third beat of a pid for the first one of another process. */
class Forgetful extends Tracker {
  override record(...args: Parameters<Tracker['record']>): Update {
    const update = super.record(...args);
    return update === 'refreshed' && args[0].nonce === 3n ? 'inserted' : update;
  }
}
const FORGETFUL: Production = { ...PRODUCTION, Tracker: Forgetful };

/** Three beats of one pid are needed, among others that are not. */
const BEATS = domain({ depth: 6, operations: [{ ...RECORD, pid: [6, 4], nonce: ['1', '2', '3'], now: '0' }, { op: 'len' }] });

describe('Search', () => {
  it('counts the states of each depth once', async () => {
    const { states, newByDepth, transitions, depth, isClosed, cutBy } = await search(
      domain({ operations: [{ ...RECORD, pid: 6, nonce: ['1', '2'], now: '0' }] }),
    );
    // Empty; nonce 1 or 2; from 1 to 2, which is where one can begin, too.
    expect({ states, newByDepth, transitions, depth, isClosed, cutBy }).toEqual({
      states: 3,
      newByDepth: [1, 2, 0],
      transitions: 1 + 2 + 4,
      depth: 3,
      isClosed: true,
      cutBy: null,
    });
  });

  it('finds a shortest run to a violation, and all signatures of that depth', async () => {
    const { violations, depth } = await search(BEATS, { production: FORGETFUL });
    expect(violations.map(({ finding }) => signatureOf(finding))).toEqual(['invariant/inserted-means-new/record']);
    // The start, any beat, and the third one.
    expect([violations[0].path.length, depth]).toEqual([3, 3]);
  });

  it('knows the way to every state', async () => {
    const of = domain();
    let last: SearchState | undefined;
    const { states, digest } = await search(of, {}, { onBatch: (now) => void (last = now) });
    const again = new StateSet();
    for (let id = 0; id < states; id++) {
      const path = last?.states.path(id) ?? [];
      const batch = { number: 0, pathLength: path.length - 1, paths: Uint16Array.from(path.slice(0, -1)) };
      const { ops, prints } = new Expander(of, { isReduced: true }).expand(batch);
      again.add(prints, 4 * ops.indexOf(path[path.length - 1]), -1, 0);
    }
    expect(again.digest(again.size)).toBe(digest);
  });

  it('carries every run out from its beginning where a copy throws: the same states, the same findings', async () => {
    const sound = [await search(domain()), await search(BEATS, { production: FORGETFUL })] as const;
    for (const { answer, name } of FAULTS.filter(({ isThrow }, at) => isThrow && at % 4 === 0)) {
      // The first copy throws, or one in the midst of them.
      for (const from of [0, 5]) {
        let calls = 0;
        const copyTracker: Copiers['copyTracker'] = (of, to) => {
          COPIERS.copyTracker(of, to);
          if (calls++ >= from) answer();
        };
        const copiers = { ...COPIERS, copyTracker };
        const { states, digest } = await search(domain(), { copiers });
        expect([name, states, digest]).toEqual([name, sound[0].states, sound[0].digest]);
        calls = 0;
        const { violations } = await search(BEATS, { production: FORGETFUL, copiers });
        expect(violations).toEqual(sound[1].violations);
      }
    }
  });

  it('makes a trace of it that brings the same finding when it is replayed', async () => {
    const { violations } = await search(BEATS, { production: FORGETFUL });
    const { text, ops, finding } = violationTrace(BEATS, violations[0], FORGETFUL);
    const trace = parseTrace(text, 'trace');
    if (isRefusal(trace)) throw new Error(trace.refused);
    const replayed = replayTrace(trace, { production: FORGETFUL });
    expect([ops.length, replayed.finding, trace.header.digest]).toEqual([3, finding, replayed.run.digest]);
    expect(replayTrace(trace).finding).toBeNull();
  });

  it('goes on from where it was cut, to the same end', async () => {
    const of = domain({ depth: 5 });
    const whole = await search(of);
    let asked = 0;
    let state: SearchState | undefined;
    const cut = await search(
      of,
      {},
      { batchStates: 3, shouldStop: () => (++asked > 9 ? 'time' : null), onBatch: (now) => void (state = now) },
    );
    expect([cut.cutBy, cut.depth < whole.depth]).toEqual(['time', true]);
    expect(state?.expanded).toBeGreaterThan(0);
    expect(await search(of, {}, { batchStates: 3 }, state)).toEqual(whole);
  });

  it('ends with what is complete when the workforce is sent away', async () => {
    const expander = new Expander(domain(), { isReduced: true });
    let batches = 0;
    const leaving: Workforce = {
      run: async (all, onExpansion) => {
        const next = all.next();
        if (next.done !== true && ++batches < 4) await onExpansion(expander.expand(next.value));
      },
    };
    const { cutBy, depth } = await new Search(leaving, LIMITS).run();
    expect([cutBy, depth]).toEqual(['interrupt', 3]);
  });

  it('ends with what is complete when memory is over', async () => {
    const { newByDepth } = await search(domain());
    const statesMax = newByDepth[0] + newByDepth[1] + newByDepth[2] + 1;
    const result = await search(domain(), {}, { statesMax, batchStates: 1 });
    expect([result.cutBy, result.depth]).toEqual(['memory', 3]);
    expect(result.states).toBe(statesMax - 1);
    expect(result.digest).toBe((await search(domain(), {}, { depth: 3 })).digest);
  });
});

describe('states', () => {
  it.each(DOMAIN_FORMS.map((form) => [form.domain, form] as const))(
    'of %s are the same whether a run is copied or carried out from its beginning',
    async (_, form) => {
      const of = domainOf(form);
      const width = of.starts.length * of.ops.length * (1 + of.before.length);
      // With sockets nothing is ever copied.
      const limits = { depth: width > 100 || of.starts.some(hasSockets) ? 2 : 4 };
      for (const isReduced of [true, false]) {
        const copied = await search(of, { isReduced }, limits);
        expect(copied.violations).toEqual([]);
        expect(await search(of, { isReduced, copiers: null }, limits)).toEqual(copied);
      }
    },
  );

  it('that differ in the names of pids of one home are one, those of other homes are not', async () => {
    const two = async (pids: readonly number[], isReduced: boolean): Promise<number> =>
      (await search(domain({ operations: [{ ...RECORD, pid: pids, nonce: '1', now: '0' }] }), { isReduced }, { depth: 2 })).states;
    // 6 and 10 share a cell of four, 4 has another one.
    expect([await two([6, 10], true), await two([6, 10], false), await two([6, 4], true)]).toEqual([2, 3, 3]);
  });

  it('of pids of one home that have other operations are two', async () => {
    const operations = [
      { ...RECORD, pid: [6, 10], nonce: '1', now: '0' },
      { ...RECORD, pid: 6, nonce: '2', now: '0' },
    ];
    expect((await search(domain({ operations }), {}, { depth: 2 })).states).toBe(4);
  });

  it('that differ in the names of namespaces are one, a known and an unknown one are two', async () => {
    const of = domain({ operations: [{ ...RECORD, pid: 6, nonce: '1', now: '0', ns: [null, '1', '2'] }] });
    expect((await search(of, {}, { depth: 2 })).states).toBe(3);
    expect((await search(of, { isReduced: false }, { depth: 2 })).states).toBe(4);
  });

  it('that differ in a count from two on are one', async () => {
    const of = domain({
      depth: 6,
      operations: [{ ...RECORD, pid: 6, nonce: '1', now: '0', origin: ['kernel-attested', 'network-unverified'] }],
    });
    expect((await search(of)).isClosed).toBe(true);
    expect((await search(of, { isReduced: false })).isClosed).toBe(false);
  });
});

describe('a domain with sockets', () => {
  const SOCKETS = DOMAIN_FORMS.map(domainOf).find(({ name }) => name === 'sockets') as Domain;

  it('has a state for each run: what a socket holds cannot be told', async () => {
    const { newByDepth } = await search(SOCKETS, {}, { depth: 3 });
    const [starts, ops] = [SOCKETS.starts.length, SOCKETS.ops.length];
    expect(newByDepth).toEqual([starts, starts * ops, starts * ops * ops]);
  });

  it('finds a listener that counts no error by the shortest run that has one', async () => {
    class Silent extends PRODUCTION.UdpListener {
      override get socketErrors(): number {
        return 0;
      }
    }
    const { violations } = await search(SOCKETS, { production: { ...PRODUCTION, UdpListener: Silent } });
    expect(violations.map(({ finding, path }) => [finding.rule, path.length])).toEqual([['reply', 4]]);
  });
});

describe('explore()', () => {
  const limits: ExplorationLimits = { statesMax: 1e6, shouldStop: () => null };

  it('tries no run that is longer than it is told, those that come after a start counted', async () => {
    const domains = [{ ...BEATS, before: [{ op: 'len' } as const] }, BEATS];
    const expanders = domains.map((of) => new Expander(of, { isReduced: true }));
    const results = await explore(domains, (at) => inThisProcess(expanders[at]), { ...limits, lengthMax: 3 });
    expect(results.map(({ depth }) => depth)).toEqual([2, 3]);
  });

  it('goes through several domains side by side, so that what it finds is the shortest of all', async () => {
    // One operation more before the one that shows it.
    const domains = [{ ...BEATS, name: 'later', before: [{ op: 'len' } as const] }, BEATS];
    const expanders = domains.map((of) => new Expander(of, { isReduced: true, production: FORGETFUL }));
    const results = await explore(domains, (at) => inThisProcess(expanders[at]), { ...limits, stopsAtFirst: true });
    expect(results.map(({ violations }) => violations.length)).toEqual([0, 1]);
  });

  it('stops in all domains when time is over', async () => {
    const domains = [domain(), domain({ domain: 'other' })];
    const expanders = domains.map((of) => new Expander(of, { isReduced: false }));
    let asked = 0;
    const shouldStop = (): 'time' | null => (++asked > 1 ? 'time' : null);
    const results = await explore(domains, (at) => inThisProcess(expanders[at]), { ...limits, depth: 9, shouldStop });
    expect(results.map(({ cutBy }) => cutBy)).toContain('time');
    expect(results.every(({ depth }) => depth < 9)).toBe(true);
  });
});
