import { NO_CLOCK_NO_CHANCE, NO_IDLE_ALLOWANCE } from './clock-rule.ts';
import { PUBLIC_NAMES_ARE_EXPLAINED } from './doc-rule.ts';
import {
  IMPORTS_POINT_ONE_WAY,
  JOBS_START_LIGHT,
  MODEL_STANDS_ALONE,
  NO_CIRCLES,
  ROOMS_POINT_UP,
  SIM_TAKES_TYPES,
  SRC_NEEDS_NOTHING,
  WORKERS_START_LIGHT,
} from './import-rules.ts';
import { LOCK_IS_WHOLE, LOCK_NAMES_NO_HOST } from './lock-rules.ts';
import { INPUT_IS_BOUNDED, OUTPUT_IS_QUOTED } from './outside-rules.ts';
import { isCodeIn, matchesOf, wordRule, type TidyRule } from './rule.ts';
import { SCRIPTS_EXIST, SCRIPTS_TAKE_SIGNALS } from './script-rule.ts';
import { FILES_ARE_SHORT } from './size-rule.ts';

/** Where text for people is made, findings of rules apart. */
const TOLD_TO_PEOPLE = ['report', 'cli', 'conformance', 'zoo', 'findings', 'gate', 'queue', 'insight']
  .map((room) => `sim/${room}`)
  .concat('sim/world/scenario-file', 'fuzz/cli', 'fuzz/vitest', 'fuzz/seeds');

const COUNTED_NOUNS = (
  'agent bug build byte campaign cell character check chunk clause commit domain execution finding hour input job ' +
  'judge kind line machine mutant operation other pair report result rule run scenario seed signature slot stage ' +
  'state step tail target test time tombstone trace transition value variation worker'
).split(' ');

const NO_HALF_TESTS = wordRule(
  'no-half-tests',
  'A test runs, always and with all others: finish it or take it out.',
  (path) => isCodeIn(path, 'test') && !path.startsWith('test/tidy/'),
  /\b(?:it|test|describe|suite|bench)(?:\.\w+)*\.(?:only|skip|todo|skipIf|runIf|fails)\b|\b(?:xit|xdescribe|fit|fdescribe)\(/g,
);

const UNIT_TESTS_START_NO_PROCESS = wordRule(
  'unit-tests-start-no-process',
  'A test that starts a process is none of the unit project: name it *.whole.test.ts, or *.long.test.ts where it takes ten seconds and more.',
  (path) =>
    path.startsWith('test/') && path.endsWith('.test.ts') && !/\.(?:whole|long)\.test\.ts$/.test(path) && !path.startsWith('test/tidy/'),
  /'node:(?:child_process|worker_threads)'|\/(?:built-program|fuzz-program|process\/child)\.ts'/g,
);

const TESTS_WAIT_WITHIN_BOUNDS = wordRule(
  'tests-wait-within-bounds',
  'While a program is called synchronously no time-out of the test runner counts: give the call a timeout of its own.',
  (path) => isCodeIn(path, 'test') && !path.startsWith('test/tidy/'),
  /\b(?:spawnSync|execFileSync|execSync)\((?=(?:(?!timeout|;\n)[\s\S])*;\n)/g,
);

const NO_NOTES_TO_SELF: TidyRule = {
  name: 'no-notes-to-self',
  cure: 'Do it, or say in a sentence what holds now.',
  check: (tree) =>
    [...tree].flatMap(([path, text]) =>
      path.startsWith('test/tidy/') ? [] : matchesOf(path, text, /\b(?:TODO|FIXME|XXX|HACK)\b/g, (match) => `says ${match}`),
    ),
};

const NO_LOCALE = wordRule(
  'no-locale',
  'No outcome depends on a locale: compare with < and >, write numbers with String or withCommas.',
  // The guard names what it refuses.
  (path) => isCodeIn(path, 'src', 'sim', 'fuzz') && !path.startsWith('sim/subject/guard/'),
  /\blocaleCompare\b|\btoLocale\w*|\bIntl\b/g,
);

const SORTS_SAY_HOW = wordRule(
  'sorts-say-how',
  'Without a comparator numbers sort as text, 10 before 9: pass one.',
  (path) => isCodeIn(path, 'src', 'sim', 'fuzz'),
  /\.(?:sort|toSorted)\(\s*\)/g,
);

const ONE_IS_SINGULAR = wordRule(
  'one-is-singular',
  'Tell a number of things by countOf of sim/data/count.ts or countWithCommas of sim/report/table.ts: one is "1 step".',
  (path) => isCodeIn(path, ...TOLD_TO_PEOPLE) && !path.startsWith('sim/report/page/client/'),
  // A number, also one that a function with braces of its own answers, at most one word, a plural; not where the line has asked for
  // one, nor behind a constant.
  new RegExp(
    `(?<!=== 1 \\?[^\\n]*)\\$\\{(?![A-Z0-9_]+\\})(?:[^{}\`]|\\{[^{}\`]*\\})*\\}(?: (?!of|the|all|over)[a-z]+)? (?:${COUNTED_NOUNS.join('|')})s\\b`,
    'g',
  ),
);

const VERBS_AGREE = wordRule(
  'verbs-agree',
  "Give countOf the verb, too: countOf(bytes, 'byte is', 'bytes are').",
  (path) => isCodeIn(path, 'sim', 'fuzz'),
  /\bcount(?:Of|WithCommas)\([^'\n]*, '[^'\n]*'\)\}(?: (?:of|in) [a-z]+)? (?:are|were|have|do|fail|find|wait)\b/g,
);

const TERMS_ARE_THE_FIELDS = wordRule(
  'terms-are-the-fields',
  'Say recorded run, recorder, determinism check, or violation: what a reader would search for.',
  (path) => isCodeIn(path, 'src', 'sim', 'fuzz', 'test') && !path.startsWith('test/tidy/'),
  /capsule|witness|testimon|\btestify\b|\bobjections?\b/gi,
);

const EXPORTS_HAVE_NAMES = wordRule(
  'exports-have-names',
  'Name what leaves the file: no export *, no export default.',
  // What vitest reads, and what a config file of a user's exports, has to be a default.
  (path) =>
    isCodeIn(path, 'src', 'sim', 'fuzz', 'test') &&
    !path.startsWith('test/tidy/') &&
    !/\/(?:vitest\.config|failures-so-far|init-files)\.ts$/.test(path),
  /\bexport \*|\bexport default\b/g,
);

const NO_OUTSIDE_PATHS: TidyRule = {
  name: 'no-outside-paths',
  cure: 'Name files from the root of the project; in code use os.tmpdir() and import.meta.dirname, ',
  check: (tree) =>
    [...tree].flatMap(([path, text]) =>
      path.startsWith('test/tidy/')
        ? []
        : matchesOf(
            path,
            text,
            /(?<![\w.])\/(?:work|tmp|root|home|Users|var|mnt|opt)\/[\w.-]+|\b[A-Z]:\\\\?\w+/g,
            (match) => `names ${match}`,
          ),
    ),
};

/** Everything that is held by looking at text. */
export const TIDY_RULES: readonly TidyRule[] = [
  NO_CLOCK_NO_CHANCE,
  NO_IDLE_ALLOWANCE,
  IMPORTS_POINT_ONE_WAY,
  JOBS_START_LIGHT,
  WORKERS_START_LIGHT,
  ROOMS_POINT_UP,
  SIM_TAKES_TYPES,
  NO_CIRCLES,
  MODEL_STANDS_ALONE,
  SRC_NEEDS_NOTHING,
  NO_LOCALE,
  SORTS_SAY_HOW,
  ONE_IS_SINGULAR,
  VERBS_AGREE,
  TERMS_ARE_THE_FIELDS,
  EXPORTS_HAVE_NAMES,
  PUBLIC_NAMES_ARE_EXPLAINED,
  FILES_ARE_SHORT,
  NO_HALF_TESTS,
  UNIT_TESTS_START_NO_PROCESS,
  TESTS_WAIT_WITHIN_BOUNDS,
  NO_NOTES_TO_SELF,
  LOCK_NAMES_NO_HOST,
  LOCK_IS_WHOLE,
  NO_OUTSIDE_PATHS,
  OUTPUT_IS_QUOTED,
  INPUT_IS_BOUNDED,
  SCRIPTS_EXIST,
  SCRIPTS_TAKE_SIGNALS,
];
