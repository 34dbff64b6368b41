import { isCodeIn, matchesOf, withoutComments, type Complaint, type TidyRule } from './rule.ts';
import type { Tree } from './tree.ts';

/** What a run must not ask: the time, chance, the process. By the word under which {@link ALLOWED} lets it through. */
const BANNED: Readonly<Record<string, RegExp>> = {
  'Math.random': /\bMath\.random\b/g,
  'Date.now': /\bDate\.now\b/g,
  'new Date': /\bnew Date\b/g,
  performance: /\bperformance\.|node:perf_hooks/g,
  hrtime: /\bhrtime\b/g,
  crypto: /\bcrypto\b|\bgetRandomValues\b|\brandomUUID\b/g,
  timers: /\bset(?:Timeout|Interval|Immediate)\b|\bAbortSignal\.timeout\b|node:timers/g,
  environment: /\bprocess\.(?:env|argv|cwd|pid|platform|arch)\b|node:os\b/g,
};

/**
 * Who may ask all the same: for people alone, or for the workers, whose order decides nothing. A path that ends in
 * a slash is a folder.
 */
export const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  'sim/cli/': ['performance', 'environment'],
  // The day after which an open trace may not stay open.
  'sim/cli/corpus-command.ts': ['new Date'],
  'sim/cli/options.ts': ['new Date'],
  'sim/findings/finding-file.ts': ['crypto'],
  'sim/cli/keep-command.ts': ['new Date', 'Date.now'],
  'sim/cli/conform-command.ts': ['new Date'],
  // When a campaign ended, for its page and its line of a history.
  'sim/cli/run-command.ts': ['new Date', 'Date.now'],
  'sim/cli/merge-command.ts': ['new Date'],
  'sim/cli/zoo-command.ts': ['new Date'],
  'sim/cli/verify-command.ts': ['new Date'],
  // How long the parts of the gate may take, and how to start them.
  'sim/gate/': ['performance', 'timers', 'environment'],
  'sim/campaign/worker.ts': ['performance'],
  // How long machines and a queue may be away; names of code; which runs a machine makes decides no result.
  'sim/queue/': ['performance', 'timers', 'environment'],
  'sim/queue/code-name.ts': ['crypto'],
  // How often it looks for what other machines found.
  'fuzz/engine/exchange.ts': ['timers'],
  // The time that a command may take.
  'sim/campaign/time-limit.ts': ['performance', 'timers'],
  // How long to wait for a process, and for whom it works.
  'sim/process/': ['performance', 'timers', 'environment'],
  'sim/process/environment.ts': ['new Date'],
  // Whether it writes to a terminal.
  'sim/report/': ['environment'],
  'sim/report/progress.ts': ['performance'],
  // How fast it plays.
  'sim/view/playground-page/page.ts': ['performance'],
  // How long a button says that it has copied.
  'sim/report/page/client/': ['timers'],
  // How long a sentence stays, and when a file that was handed to the browser may be forgotten.
  'sim/view/page/': ['timers'],
  // When reports are brought up to date.
  'sim/report/partial-reports.ts': ['performance', 'timers'],
  // How long a campaign that was interrupted may still record.
  'sim/campaign/campaign.ts': ['performance'],
  // The names of what it refuses.
  'sim/subject/guard/': ['new Date', 'performance', 'hrtime', 'crypto', 'timers', 'environment'],
  // What to give another process that this one does not have.
  'sim/subject/production-under-test.ts': ['environment'],
  // Which tracker from elsewhere a command was given, and where; how long that may be silent.
  'sim/subject/foreign/open-tracker.ts': ['environment'],
  'sim/subject/foreign/production-module.ts': ['environment'],
  'sim/subject/foreign/program-thread.ts': ['timers', 'environment'],
  // The output of a process that has ended may take a while.
  'sim/subject/process-group.ts': ['timers'],
  // What a command was given that its processes load.
  'sim/data/inherited.ts': ['environment'],
  // Which modules of a user's own a command was given.
  'sim/world/custom-modules.ts': ['environment'],
  // How it was started, and where: in lines to paste, and for the folders of a project.
  'sim/data/command-line/program-line.ts': ['environment'],
  'sim/data/project-root.ts': ['environment'],
  // Its own number, to end itself.
  'sim/findings/recording/': ['environment'],
  // Revisions that are built elsewhere: where, for how long, by whom, under which name.
  'sim/findings/bisect/': ['crypto', 'timers', 'environment'],
  // How long to search.
  'sim/findings/shrink/worker.ts': ['performance'],
  // When a second signal is one of its own, and whether npm is still there.
  'sim/data/command-line/interrupts.ts': ['performance', 'timers', 'environment'],
  // How long a reader may keep the end of a process waiting.
  'sim/data/command-line/standard-streams.ts': ['timers'],
  // The name of a probe, and where GitHub Actions wants its summary.
  'sim/data/probe-reports.ts': ['environment'],
  // Whether and how it writes to a terminal.
  'sim/data/command-line/output.ts': ['environment'],
  // A day that is written in a trace, not today.
  'sim/data/trace/trace-header.ts': ['new Date'],
  // Planted bugs that ask for the time and for chance.
  'sim/zoo/generator-mutants.ts': ['Math.random'],
  'sim/zoo/observer-mutants.ts': ['Date.now'],
  // How long a campaign against a planted bug took, and how long all of them may take.
  'sim/zoo/run-zoo.ts': ['performance', 'timers'],
  'sim/zoo/mutant-worker.ts': ['performance'],
  // A folder of the system for the copy with the planted bug.
  'sim/zoo/load-mutant.ts': ['environment'],
  // A folder of the system for a temporary file.
  'sim/data/spool.ts': ['environment'],
  // The name of a draft beside the file that is written.
  'sim/data/write-whole.ts': ['environment'],
  // How long a pipe that is full is tried again.
  'sim/data/output-place.ts': ['timers'],
  // How long a target of a test file is fuzzed, from which fresh seed, and how long one input may take.
  'fuzz/vitest/': ['performance', 'timers', 'environment', 'crypto', 'Date.now'],
  'fuzz/varta-sim.ts': ['environment'],
  'fuzz/main.ts': ['environment'],
  'fuzz/seeds/main.ts': ['environment'],
  // The one draw from the world outside.
  'fuzz/cli/fuzz-options.ts': ['crypto'],
  'fuzz/cli/live-stats.ts': ['performance', 'timers'],
  // How long a finding may be made smaller.
  'fuzz/cli/save-crash.ts': ['performance'],
  // Names of contents.
  'fuzz/engine/corpus-folder.ts': ['crypto'],
  'fuzz/engine/instrument.ts': ['crypto'],
  // Bounds and watchdogs. The loop itself asks nobody.
  'fuzz/engine/session.ts': ['performance', 'timers'],
  'fuzz/engine/job.ts': ['timers'],
  'fuzz/engine/job-process.ts': ['performance', 'timers'],
  'fuzz/engine/job-worker.ts': ['performance', 'timers'],
  'fuzz/engine/plain-process.ts': ['timers', 'environment'],
  'fuzz/jsfuzz/jsfuzz-session.ts': ['performance', 'timers', 'environment'],
  // jsfuzz draws from Math.random, and gets a seed.
  'fuzz/jsfuzz/seeded-random.ts': ['Math.random', 'environment'],
};

function allowanceFor(path: string, word: string): string | undefined {
  return Object.keys(ALLOWED).find((key) => ALLOWED[key].includes(word) && (key.endsWith('/') ? path.startsWith(key) : path === key));
}

function isBound(path: string): boolean {
  return isCodeIn(path, 'src', 'sim', 'fuzz') && !path.startsWith('src/node/');
}

export const NO_CLOCK_NO_CHANCE: TidyRule = {
  name: 'no-clock-no-chance',
  cure: 'Time and chance are arguments: take a Clock in src; use sim/data/entropy and sim/world/virtual-clock.ts in sim and fuzz.',
  check: (tree) =>
    [...tree].flatMap(([path, text]) => {
      if (!isBound(path)) return [];
      const code = withoutComments(text);
      return Object.entries(BANNED)
        .filter(([word]) => allowanceFor(path, word) === undefined)
        .flatMap(([, pattern]) => matchesOf(path, code, pattern, (match) => `uses ${match}`));
    }),
};

/** An allowance that nobody needs would let something through one day. */
export const NO_IDLE_ALLOWANCE: TidyRule = {
  name: 'no-idle-allowance',
  cure: 'Take it out of ALLOWED in test/tidy/clock-rule.ts.',
  check: (tree: Tree) => {
    const used = new Set<string>();
    for (const [path, text] of tree) {
      if (!isBound(path)) continue;
      const code = withoutComments(text);
      for (const [word, pattern] of Object.entries(BANNED)) {
        const key = allowanceFor(path, word);
        if (key !== undefined && code.search(pattern) !== -1) used.add(`${key} ${word}`);
      }
    }
    return Object.entries(ALLOWED).flatMap(([key, words]) =>
      words
        .filter((word) => !used.has(`${key} ${word}`))
        .map((word): Complaint => ({ path: 'test/tidy/clock-rule.ts', line: 1, what: `${key} does not use ${word}` })),
    );
  },
};
