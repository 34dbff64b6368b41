import type { Domain } from './domain.ts';
import { Search, type SearchResult, type SearchState, type Workforce, type SearchLimits } from './search.ts';

/** How far to explore. */
export interface ExplorationLimits extends Pick<SearchLimits, 'stopsAtFirst' | 'shouldStop'> {
  /** In place of the depth of each domain. */
  readonly depth?: number | undefined;
  /** Operations of the longest runs of any domain, those that come after each start included; default as the depths have it. */
  readonly lengthMax?: number;
  /** States of all domains together. */
  readonly statesMax: number;
  /** Told after each batch: the domain at work, and where each domain is. */
  readonly onBatch?: (domain: Domain, states: readonly (SearchState | null)[]) => void | Promise<void>;
}

/** What is known of one domain. */
export interface DomainResult extends SearchResult {
  readonly domain: Domain;
  /** The depth that was asked for. */
  readonly depthAsked: number;
}

/**
 * Explores several domains side by side, all runs of one length after those of the length before: the first violation is a
 * shortest one of them all. Ends at the length that has one. `from` is where an earlier exploration of the same domains was.
 */
export async function explore(
  domains: readonly Domain[],
  workforceFor: (domain: number) => Workforce,
  limits: ExplorationLimits,
  from: readonly (SearchState | null)[] = [],
): Promise<DomainResult[]> {
  const states: (SearchState | null)[] = domains.map((_, at) => from[at] ?? null);
  const results: (SearchResult | null)[] = domains.map(() => null);
  const depthOf = ({ depth }: Domain): number => limits.depth ?? depth;
  const longest = Math.min(
    limits.lengthMax ?? Number.POSITIVE_INFINITY,
    Math.max(...domains.map((domain) => depthOf(domain) + domain.before.length)),
  );
  const isCut = (): boolean => results.some((result) => result !== null && result.cutBy !== null);
  const isViolated = (): boolean => results.some((result) => result !== null && result.violations.length > 0);
  for (let length = 1; length <= longest && !isCut() && !isViolated(); length++) {
    for (const [at, domain] of domains.entries()) {
      if (isCut() || (limits.stopsAtFirst === true && isViolated())) break;
      const depth = length - domain.before.length;
      if (depth < 1 || depth > depthOf(domain)) continue;
      const others = states.reduce((sum, state, other) => sum + (other === at ? 0 : (state?.states.size ?? 0)), 0);
      const search = new Search(
        workforceFor(at),
        {
          depth,
          statesMax: limits.statesMax - others,
          stopsAtFirst: limits.stopsAtFirst ?? false,
          shouldStop: limits.shouldStop,
          onBatch: async (state) => {
            states[at] = state;
            await limits.onBatch?.(domain, states);
          },
        },
        states[at] ?? undefined,
      );
      results[at] = await search.run();
      states[at] = search.state;
    }
  }
  return domains.map((domain, at) => ({ ...(results[at] ?? NOTHING), domain, depthAsked: depthOf(domain) }));
}

const NOTHING: SearchResult = {
  depth: 0,
  isClosed: false,
  states: 0,
  newByDepth: [],
  transitions: 0,
  violations: [],
  digest: '0'.repeat(32),
  cutBy: null,
};
