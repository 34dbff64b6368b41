import { posix } from 'node:path';
import { isCodeIn, matchesOf, withoutComments, type Complaint, type TidyRule } from './rule.ts';
import type { Tree } from './tree.ts';

interface Import {
  readonly path: string;
  readonly line: number;
  /** As written: a package, `node:…`, or a relative path. */
  readonly from: string;
  /** Path from the root, where it is relative. */
  readonly target: string | null;
}

const IMPORT = /(?:\bfrom\s+|\bimport\s*\(\s*|\bimport\s+)'([^'\n]+)'/g;

function* importsOf(tree: Tree, ...folders: readonly string[]): Generator<Import> {
  for (const [path, text] of tree) {
    if (!isCodeIn(path, ...folders)) continue;
    for (const { line, what: from } of matchesOf(path, withoutComments(text), IMPORT, (match) => match.split("'")[1])) {
      yield { path, line, from, target: from.startsWith('.') ? posix.join(posix.dirname(path), from) : null };
    }
  }
}

const ORDER = ['src', 'sim', 'fuzz', 'test'];

function roomOf(path: string): number {
  return ORDER.indexOf(path.split('/')[0]);
}

export const IMPORTS_POINT_ONE_WAY: TidyRule = {
  name: 'imports-point-one-way',
  cure: 'Imports point from test to fuzz to sim to src: move the shared part down, or hand it in as an argument.',
  check: (tree) =>
    complaintsOf(tree, ORDER, ({ path, target }) => {
      if (target === null) return false;
      // The core of src knows nothing of its adapters.
      if (isCodeIn(path, 'src') && !path.startsWith('src/node/') && target.startsWith('src/node/')) return true;
      return roomOf(target) > roomOf(path) || roomOf(target) === -1;
    }),
};

export const MODEL_STANDS_ALONE: TidyRule = {
  name: 'model-stands-alone',
  cure: 'The model shares no code with what it judges: write it anew in sim/oracle/model, slowly and obviously.',
  check: (tree) => complaintsOf(tree, ['sim/oracle/model'], ({ target }) => target === null || !target.startsWith('sim/oracle/model/')),
};

/** The rooms of sim. A room imports what stands further up in this list, and src. */
const ROOMS = [
  'data',
  'subject',
  'oracle',
  'run',
  'world',
  'process',
  'findings',
  'insight',
  'explore',
  'conformance',
  'campaign',
  'queue',
  'report',
  'view',
  'zoo',
  'gate',
  'library',
  'cli',
];

export const ROOMS_POINT_UP: TidyRule = {
  name: 'rooms-point-up',
  cure: `A room of sim imports only from rooms before it in ${ROOMS.join(', ')}: move the shared part up, or hand it in as an argument.`,
  check: (tree) =>
    complaintsOf(tree, ['sim'], ({ path, target }) => {
      if (target === null || !target.startsWith('sim/')) return false;
      const [to, from] = [target, path].map((file) => ROOMS.indexOf(file.split('/')[1]));
      return to === -1 || from === -1 || to > from;
    }),
};

/** Files of sim that may take values from src, and why: all others take types alone. */
const TAKES_VALUES: Readonly<Record<string, string>> = {
  'sim/subject/production.ts': 'the code under test',
  'sim/subject/serve/tracker-session.ts': 'the code under test, as a program of its own',
  'sim/findings/debugger/time-travel/execution.ts': 'the debugger copies the state of the code under test',
  'sim/data/did-you-mean.ts': 'what is likest to a word that was mistyped: nothing is judged by it',
};

const TYPES_ALONE = /^(?:import|export)\s+(?:type\b|\{(?:\s*type\s[^,}]*,?)*\s*\}\s+from)/;

export const SIM_TAKES_TYPES: TidyRule = {
  name: 'sim-takes-types',
  cure: 'What judges the code under test, makes its input or tells of it takes only types from src: numbers and words of the specification are in sim/data/spec, the codec and the hash in sim/oracle/model.',
  check: (tree) =>
    [...tree].flatMap(([path, text]) =>
      !isCodeIn(path, 'sim') || path in TAKES_VALUES
        ? []
        : matchesOf(path, withoutComments(text), /^(?:import|export)\s[^;']*?'(?:\.\.\/)+src\/[^']*'/gm, (statement) =>
            TYPES_ALONE.test(statement) ? '' : `imports values from ${statement.split("'").at(-2)}`,
          ).filter(({ what }) => what !== ''),
    ),
};

export const NO_CIRCLES: TidyRule = {
  name: 'no-circles',
  cure: 'Two files that import each other, types included, are one idea: join them, or move what both need to a third.',
  check: (tree) => {
    const imports = [...importsOf(tree, ...ORDER)].filter(({ target }) => target !== null && tree.has(target));
    const targets = new Map<string, string[]>();
    for (const { path, target } of imports) targets.set(path, [...(targets.get(path) ?? []), target as string]);
    return imports
      .filter(({ path, target }) => leadsTo(targets, target as string, path))
      .map(({ path, line, target }) => ({ path, line, what: `imports ${target as string}, which imports it again` }));
  },
};

/** Whether a file imports another, itself or by way of others. */
function leadsTo(targets: ReadonlyMap<string, readonly string[]>, from: string, to: string): boolean {
  const seen = new Set([from]);
  for (const file of seen) for (const next of targets.get(file) ?? []) seen.add(next);
  return seen.has(to);
}

export const SRC_NEEDS_NOTHING: TidyRule = {
  name: 'src-needs-nothing',
  cure: 'src uses the language alone; what needs Node goes to src/node, and packages are for sim and test.',
  check: (tree) =>
    complaintsOf(tree, ['src'], ({ path, from, target }) => target === null && !(path.startsWith('src/node/') && from.startsWith('node:'))),
};

/** An import or export of values, which is loaded with the file. */
const VALUES_FROM = /^(?:import\s(?!type\b)|export\s+[*{])[^;']*?'[^']*'/gm;

/** What programs load before they are asked for anything: none of it may be `heavy`. A program that is not there is a complaint, too. */
function startsLight(tree: Tree, programs: readonly string[], heavy: RegExp): Complaint[] {
  const complaints: Complaint[] = programs.filter((path) => !tree.has(path)).map((path) => ({ path, line: 1, what: 'is not there' }));
  const reached = new Set(programs);
  for (const path of reached) {
    const text = withoutComments(tree.get(path) ?? '');
    for (const { line, what: from } of matchesOf(path, text, VALUES_FROM, (match) => match.split("'")[1])) {
      const target = from.startsWith('.') ? posix.join(posix.dirname(path), from) : from;
      if (heavy.test(target)) complaints.push({ path, line, what: `imports ${from}` });
      else reached.add(target);
    }
  }
  return complaints;
}

/** What a job of the fuzzer runs before it has its target. */
export const JOBS: readonly string[] = ['fuzz/engine/job-process.ts', 'fuzz/engine/job-worker.ts'];
/** What is loaded with a target, or by the process that instruments. */
const OF_TARGETS = /^(?:(?:src|sim\/(?:subject|run|world))\/|(?:acorn|magic-string)$)/;

export const JOBS_START_LIGHT: TidyRule = {
  name: 'jobs-start-light',
  cure: 'A job of the fuzzer loads production code, runs and worlds with its target, once, and parses nothing: import such things with import() where they are asked for.',
  check: (tree) => startsLight(tree, JOBS, OF_TARGETS),
};

/** Processes that carry out runs or parts of them: a command starts several, or some for each finding. */
export const WORKERS: readonly string[] = [
  'sim/campaign/worker.ts',
  'sim/conformance/worker.ts',
  'sim/explore/worker.ts',
  'sim/findings/determinism/rerunner.ts',
  'sim/findings/recording/recorder.ts',
  'sim/findings/shrink/worker.ts',
  'sim/insight/explain-worker.ts',
  'sim/insight/neighbours-worker.ts',
  'sim/insight/worker.ts',
  'sim/zoo/explore-worker.ts',
  'sim/zoo/mutant-worker.ts',
];

export const WORKERS_START_LIGHT: TidyRule = {
  name: 'workers-start-light',
  cure: 'A process that makes runs reads scenario files only where there is one: ajv alone takes a tenth of its start. Use resolveScenarios().',
  check: (tree) => startsLight(tree, WORKERS, /^ajv\b/),
};

function complaintsOf(tree: Tree, folders: readonly string[], isWrong: (from: Import) => boolean): Complaint[] {
  return [...importsOf(tree, ...folders)].filter(isWrong).map(({ path, line, from }) => ({ path, line, what: `imports ${from}` }));
}
