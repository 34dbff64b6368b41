import { fileURLToPath } from 'node:url';

/** Targets as they are meant to run, from which instrumented copies are made, and compiled once more as CommonJS. */
export interface Build {
  /** Name of the folder in which its instrumented copies lie. */
  readonly name: string;
  /** Folder of the modules, with a slash at its end. */
  readonly root: string;
  /** Folder of the CommonJS, with a slash at its end: for jsfuzz, and for `--cover`. */
  readonly folder: string;
  /** Module of the targets in either folder; it exports TARGETS. */
  readonly targets: string;
  /** Module in either folder through which targets report features. */
  readonly features: string;
  /** Modules of the CommonJS that are loaded into jsfuzz: what stands around a target, and what seeds its draws. */
  readonly shim: string;
  readonly seededRandom: string;
  /** Parts of either folder that are instrumented, each with a slash at its end. */
  readonly instrumented: readonly string[];
  /** Files of these that are not: what judges read, whose every reading would count, and what makes arrays, whose every array would. */
  readonly plainFiles?: readonly string[];
  /** Further parts, for single targets. */
  readonly alsoInstrumented: Readonly<Record<string, readonly string[]>>;
  /** Module of the folder of the modules that exports the production code. */
  readonly production: string;
  /** Address of the module of the targets as they are meant to run. */
  readonly plain: string;
}

const DIST = fileURLToPath(new URL('../../', import.meta.url));

/**
 * The targets of this project. What is instrumented is the production code alone: counters in the model and the rules
 * cost a factor of three in speed, and inputs that are new to a rule alone are not what is looked for. The parsers of
 * files are under test themselves.
 */
export const BUILD: Build = {
  name: 'project',
  root: DIST,
  folder: `${DIST}cjs/`,
  targets: 'fuzz/targets/index.js',
  features: 'fuzz/feature.js',
  shim: 'fuzz/jsfuzz/shim.js',
  seededRandom: 'fuzz/jsfuzz/seeded-random.js',
  instrumented: ['src/'],
  plainFiles: ['src/columns.js', 'src/tracker/tracker-view.js', 'src/observer/observer-view.js'],
  alsoInstrumented: { 'trace-file': ['sim/data/trace/', 'sim/data/ops/'], 'scenario-file': ['sim/world/scenario-file/'] },
  production: 'sim/subject/production.js',
  plain: new URL('../targets/index.js', import.meta.url).href,
};
