import { formatExpectedOp } from '../../data/ops/op-format.ts';
import { javascriptComment, javascriptString } from '../../data/quoting/javascript.ts';
import type { Trace } from '../../data/trace/parse-trace.ts';
import type { Production } from '../../subject/production.ts';
import { describeSteps } from '../failure-report/failure-report.ts';
import { Narrator } from '../failure-report/narrate.ts';

/** Where the emitted test finds the harness, from the folder that it is in. */
export interface EmitOptions {
  readonly name: string;
  /** The module from which the test imports `replayLines`. */
  readonly from: string;
  /** Paths from the test to the modules of the user's rules; default none. */
  readonly rules?: readonly string[];
  /** The code under test, whose replies are told; default that of `src`. */
  readonly production?: Production;
}

/** A vitest test in TypeScript that replays a trace, operation by operation, and fails as long as a rule is violated. */
export function emitTest({ header, steps }: Trace, { name, from, rules = [], production }: EmitOptions): string {
  const told = describeSteps(
    steps.map(({ op }) => op),
    { check: 'full', ...(production === undefined ? {} : { production }) },
  );
  const narrator = new Narrator();
  const lines = steps.slice(0, Math.max(1, told.length)).flatMap(({ op, expect }, at) => {
    const sentence = told[at] === undefined ? 'not reached' : narrator.tell(told[at]);
    return [`  // ${at}: ${javascriptComment(sentence)}`, `  ${javascriptString(formatExpectedOp(op, expect))},`];
  });
  const about = header.finding === null ? header.why : `${header.finding.judge}/${header.finding.rule}: ${header.finding.reason}`;
  return `import { expect, it } from 'vitest';
import { replayLines } from ${javascriptString(from)};
${rules.map((path, at) => `import { rules as rules${at} } from ${javascriptString(path)};\n`).join('')}
// ${javascriptComment(about)}
const operations = [
${lines.join('\n')}
];

it(${javascriptString(`${name}: no violation`)}, () => {
  expect(replayLines(operations${rules.length === 0 ? '' : `, { rules: [${rules.map((_, at) => `...rules${at}`).join(', ')}] }`})).toBeNull();
});
`;
}
