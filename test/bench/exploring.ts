import { COMMON_EXIT, runAsProcess, runCommand, type Command } from '../../sim/data/command-line/program.ts';
import { UsageError } from '../../sim/data/command-line/usage-error.ts';
import { DOMAIN_FORMS, domainOf } from '../../sim/explore/domains/index.ts';
import { Expander } from '../../sim/explore/expander.ts';
import { inThisProcess, Search } from '../../sim/explore/search.ts';
import { formatTable, withCommas } from '../../sim/report/table.ts';

// Transitions a second of processor time, in one process: npm run bench:explore.

const STATES_MAX = 5_000_000;
/** Levels below the depth of a domain that are searched, too: the engine has compiled by then. */
const DEEPER = 1;

interface Row {
  readonly domain: string;
  readonly transitions: number;
  readonly seconds: number;
}

async function measure(name: string, deeper: number): Promise<Row> {
  const domain = DOMAIN_FORMS.map(domainOf).find((one) => one.name === name);
  if (domain === undefined) throw new UsageError(`bench:explore: there is no domain ${JSON.stringify(name)}`);
  const search = new Search(inThisProcess(new Expander(domain, { isReduced: true })), {
    depth: domain.depth + deeper,
    statesMax: STATES_MAX,
    shouldStop: () => null,
  });
  const before = process.cpuUsage();
  const { transitions } = await search.run();
  const { user, system } = process.cpuUsage(before);
  return { domain: name, transitions, seconds: (user + system) / 1e6 };
}

const BENCH: Command<number> = {
  name: 'bench:explore',
  line: 'npm run bench:explore --',
  summary:
    'Transitions a second of processor time, domain by domain in one process. The time in which the engine compiles is in all of them.',
  options: {
    domain: { value: 'NAME', help: 'this domain alone; may be repeated', repeats: true },
    deeper: { value: 'N', help: `operations beyond the depth of each domain, 0 to 8; default ${DEEPER}` },
    json: { value: null, help: 'one JSON object in place of the table' },
  },
  run: async (given, { out }) => {
    const names = given.has('domain') ? given.texts('domain') : DOMAIN_FORMS.map(({ domain }) => domain);
    const rows: Row[] = [];
    for (const name of names) rows.push(await measure(name, given.integer('deeper', 0, 8) ?? DEEPER));
    const cells = rows.map(({ domain, transitions, seconds }) => [
      domain,
      withCommas(transitions),
      `${seconds.toFixed(2)} s`,
      withCommas(Math.round(transitions / seconds)),
    ]);
    const table = formatTable(['domain', 'transitions', 'processor time', 'a second'], cells);
    out.write(given.has('json') ? `${JSON.stringify({ node: process.version, rows })}\n` : `${table}\n`);
    return COMMON_EXIT.ok;
  },
};

await runAsProcess({ name: 'bench:explore' }, (context) => runCommand(BENCH, process.argv.slice(2), context));
