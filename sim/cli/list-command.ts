import { BEAT_RULES } from '../judges/beat-rules.ts';
import { DETERMINISM_RULES } from '../judges/determinism-rules.ts';
import { GOALS } from '../judges/goals.ts';
import { LIVENESS_RULES } from '../judges/liveness-rules.ts';
import { CONSERVATION_RULES, POLL_RULES } from '../judges/observer-rules.ts';
import { REFUSAL_RULES } from '../judges/refusal-rules.ts';
import { SCAN_RULES } from '../judges/scan-rules.ts';
import { STALL_RULES } from '../judges/stall-rules.ts';
import { AUDIT_RULES, COUNTER_RULES, STATE_RULES } from '../judges/state-rules.ts';
import { TWIN_RULES } from '../judges/twin.ts';
import { SCENARIOS } from '../scenarios/index.ts';
import { KNOWN_LIMITS } from '../scenarios/known-limits.ts';
import { formatHelp, readArguments, type CommandSpec } from './arguments.ts';
import { EXIT, type ExitCode } from './exit-code.ts';
import { paint } from './output.ts';
import type { CommandContext } from './run-command.ts';
import { UsageError } from './usage-error.ts';

export const LIST_SPEC: CommandSpec = {
  name: 'list',
  usage: 'npm run sim -- list',
  summary: 'Lists scenarios, rules, known limits and goals, each with its sentence.',
  options: {},
};

type Entry = readonly [name: string, sentence: string];

/** `list`: what there is. */
export function listCommand(args: readonly string[], { out }: CommandContext): ExitCode {
  const given = readArguments(LIST_SPEC, args);
  if (given.has('help')) {
    out.write(formatHelp(LIST_SPEC));
    return EXIT.ok;
  }
  if (given.positionals.length > 0) throw new UsageError(`list: takes no arguments, got ${JSON.stringify(given.positionals[0])}`);
  const sections: readonly (readonly [string, readonly Entry[]])[] = [
    ['scenarios', SCENARIOS.map(({ name, claim }) => [name, claim])],
    [
      'invariants',
      [...STATE_RULES, ...AUDIT_RULES, ...COUNTER_RULES, ...BEAT_RULES, ...REFUSAL_RULES, ...STALL_RULES, ...SCAN_RULES, ...POLL_RULES].map(
        ({ name, sentence }) => [name, sentence],
      ),
    ],
    [
      'conservation',
      [
        ...CONSERVATION_RULES.map(({ name, sentence }): Entry => [name, sentence]),
        ['transport-balances', 'datagrams sent + duplicated = delivered + lost + in flight'],
      ],
    ],
    ['model', Object.entries(TWIN_RULES)],
    ['liveness', LIVENESS_RULES.map(({ name, sentence }) => [name, sentence])],
    ['determinism', Object.entries(DETERMINISM_RULES)],
    ['known limits', KNOWN_LIMITS.map(({ name, sentence }) => [name, sentence])],
    ['goals', Object.entries(GOALS)],
  ];
  for (const [title, entries] of sections) {
    out.write(`${paint(out, 'bold', `${title} (${entries.length})`)}\n`);
    for (const [name, sentence] of entries) out.write(`  ${paint(out, 'cyan', name)}\n${wrap(sentence, 92)}\n`);
    out.write('\n');
  }
  return EXIT.ok;
}

/** A sentence in lines of at most `width` characters, indented. */
function wrap(sentence: string, width: number): string {
  const lines: string[] = [];
  let line = '';
  for (const word of sentence.split(' ')) {
    if (line.length + word.length + 1 > width && line !== '') {
      lines.push(line);
      line = word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  return [...lines, line].map((text) => `      ${text}`).join('\n');
}
