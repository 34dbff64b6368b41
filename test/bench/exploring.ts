import { COMMON_EXIT, runAsProcess, runCommand, type Command } from '../../sim/data/command-line/program.ts';
import { UsageError } from '../../sim/data/command-line/usage-error.ts';
import { jsonText } from '../../sim/data/quoting/printable.ts';
import { DOMAIN_FORMS, domainOf } from '../../sim/explore/domains/index.ts';
import { Expander } from '../../sim/explore/expander.ts';
import { inThisProcess, Search } from '../../sim/explore/search.ts';
import { formatTable, withCommas } from '../../sim/report/table.ts';
import { machineName } from './baseline.ts';

// Transitions a second of processor time, in one process: npm run bench:explore.

const STATES_MAX = 5_000_000;
/** Processor time of each domain, seconds; the engine has compiled by half of it. */
const SECONDS = 4;

interface Row {
  readonly domain: string;
  /** Of one search. */
  readonly transitions: number;
  /** Transitions a second in the first search, and in those of the second half of the time. */
  readonly first: number;
  readonly sustained: number;
}

/** Searches a domain again and again. */
async function measure(name: string, deeper: number): Promise<Row> {
  const domain = DOMAIN_FORMS.map(domainOf).find((one) => one.name === name);
  if (domain === undefined) throw new UsageError(`bench:explore: there is no domain ${jsonText(name)}`);
  const begin = process.cpuUsage();
  const spent = (): number => {
    const { user, system } = process.cpuUsage(begin);
    return (user + system) / 1e6;
  };
  const ends: number[] = [0];
  let transitions = 0;
  while (spent() < SECONDS || ends.length < 3) {
    const limits = { depth: domain.depth + deeper, statesMax: STATES_MAX, shouldStop: () => null };
    ({ transitions } = await new Search(inThisProcess(new Expander(domain, { isReduced: true })), limits).run());
    ends.push(spent());
  }
  const warm = ends.filter((end) => end >= (ends.at(-1) as number) / 2);
  const late = warm.length > 1 ? warm : ends.slice(-2);
  const sustained = ((late.length - 1) * transitions) / ((late.at(-1) as number) - late[0]);
  return { domain: name, transitions, first: transitions / ends[1], sustained };
}

const BENCH: Command<number> = {
  name: 'bench:explore',
  line: 'npm run bench:explore --',
  summary:
    'Transitions a second of processor time, domain by domain in one process: in a first search, in which the engine compiles, and sustained.',
  options: {
    domain: { value: 'NAME', help: 'this domain alone; may be repeated', repeats: true },
    deeper: { value: 'N', help: `operations beyond the depth of each domain, 0 to 8; default 0` },
    json: { value: null, help: 'one JSON object in place of the table' },
  },
  run: async (given, { out }) => {
    const names = given.has('domain') ? given.texts('domain') : DOMAIN_FORMS.map(({ domain }) => domain);
    const rows: Row[] = [];
    for (const name of names) rows.push(await measure(name, given.integer('deeper', 0, 8) ?? 0));
    const cells = rows.map(({ domain, ...figures }) => [
      domain,
      ...[figures.transitions, figures.first, figures.sustained].map((figure) => withCommas(Math.round(figure))),
    ]);
    const table = formatTable(['domain', 'transitions', 'a second, first', 'sustained'], cells);
    out.write(given.has('json') ? `${JSON.stringify({ machine: machineName(), node: process.version, rows })}\n` : `${table}\n`);
    return COMMON_EXIT.ok;
  },
};

await runAsProcess({ name: 'bench:explore' }, (context) => runCommand(BENCH, process.argv.slice(2), context));
