import { opsOf } from '../explore/domain.ts';
import { DOMAIN_FORMS, domainOf } from '../explore/domains/index.ts';
import { Expander } from '../explore/expander.ts';
import { explore } from '../explore/exploration.ts';
import { inThisProcess } from '../explore/search.ts';
import { signatureOf } from '../oracle/finding.ts';
import { giveSign, serveTasks } from '../process/in-child.ts';
import { productionUnderTest } from '../subject/production-under-test.ts';

// Explores all domains with code that has a bug in it, up to the first violation: a shortest one of them all.

/** An exploration with a planted bug. */
export interface ExploreTask {
  /** The module in the place of the production code. */
  readonly module: string;
  /** See ExpanderOptions. */
  readonly isReduced: boolean;
  /** See ExplorationLimits. */
  readonly lengthMax: number;
}

/** What exploring says of a planted bug. */
export interface Exploration {
  /** Null if no rule was broken. */
  readonly found: {
    readonly signature: string;
    /** Null where its process ended. */
    readonly domain: string | null;
    /** Operations of the shortest run that breaks a rule; null where its process ended. */
    readonly operations: number | null;
  } | null;
  readonly states: number;
  readonly transitions: number;
  /** Processor time since this process answered last, or began, milliseconds. */
  readonly cpuMs: number;
}

/** More than all domains have. */
const STATES_MAX = 5_000_000;

/** As it was at the last answer: the start of the process and loading of code count, too. */
let answered: NodeJS.CpuUsage = { user: 0, system: 0 };

async function exploreAll({ module, isReduced, lengthMax }: ExploreTask): Promise<Exploration> {
  const production = await productionUnderTest(module);
  let transitions = 0;
  const onTransition = (): void => {
    transitions++;
    giveSign();
  };
  const domains = DOMAIN_FORMS.map(domainOf);
  const expanders = domains.map((domain) => new Expander(domain, { production, isReduced }, onTransition));
  const limits = { lengthMax, statesMax: STATES_MAX, stopsAtFirst: true, shouldStop: () => null };
  const results = await explore(domains, (domain) => inThisProcess(expanders[domain]), limits);
  const { user, system } = process.cpuUsage(answered);
  answered = process.cpuUsage();
  const states = results.reduce((sum, result) => sum + result.states, 0);
  const known = { states, transitions, cpuMs: Math.round((user + system) / 1000) };
  const violated = results.find(({ violations }) => violations.length > 0);
  if (violated === undefined) return { found: null, ...known };
  const [{ finding, path }] = violated.violations;
  const operations = Math.min(finding.step + 1, opsOf(violated.domain, path).length);
  return { found: { signature: signatureOf(finding), domain: violated.domain.name, operations }, ...known };
}

const tasks = { explore: exploreAll };

/** What an exploring worker serves. */
export type ExploreTasks = typeof tasks;

serveTasks(tasks);
