import { isCodeIn, wordRule, type TidyRule } from './rule.ts';

/** What commands print is in part from outside, and reaches terminals, logs and other programs. */
export const OUTPUT_IS_QUOTED: TidyRule = wordRule(
  'output-is-quoted',
  'Text from outside is shown, never obeyed: jsonText() of sim/data/quoting writes JSON, Output of sim/data/command-line all else.',
  (path) => isCodeIn(path, 'sim/cli', 'fuzz/cli'),
  /\bJSON\.stringify\b|\bprocess\.std(?:out|err)\.write\b|\bconsole\.\w+/g,
);

/** Who reads files of the program itself, which nobody names on a command line. */
const OWN_FILES = [
  'sim/data/',
  'sim/gate/',
  'sim/zoo/load-mutant.ts',
  'sim/explore/checkpoint.ts',
  'sim/view/build/',
  'fuzz/cli/cover-mode.ts',
  'fuzz/engine/instrument.ts',
  'fuzz/engine/known-features.ts',
  'fuzz/jsfuzz/',
  'fuzz/seeds/',
];

/** A file that a user names may be a pipe, a device, or have no end. */
export const INPUT_IS_BOUNDED: TidyRule = wordRule(
  'input-is-bounded',
  'What a user names may be a pipe, a device or endless: readInput() and inputChunks() of sim/data/read-input.ts read files up to a bound.',
  (path) => isCodeIn(path, 'sim', 'fuzz') && !OWN_FILES.some((own) => path.startsWith(own)),
  /\breadFile(?:Sync)?\(|\bcreateReadStream\(|\breadSync\(/g,
);
