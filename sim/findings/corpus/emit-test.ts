import { formatExpectedOp } from '../../data/ops/op-format.ts';
import { present } from '../../data/present.ts';
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
  /** A tracker from elsewhere that is asked: what stands after `--tracker`, or the path from the test to its module; default none. */
  readonly tracker?: string | { readonly module: string } | null;
  /** The code under test, whose replies are told; default that of `src`. */
  readonly production?: Production;
}

/** A vitest test in TypeScript that replays a trace, operation by operation, and fails as long as a rule is violated. */
export function emitTest({ header, steps }: Trace, { name, from, rules = [], tracker = null, production }: EmitOptions): string {
  const ops = steps.map(({ op }) => op);
  const told = describeSteps(ops, { check: 'full', ...present({ production }) });
  const narrator = new Narrator();
  const lines = steps.slice(0, Math.max(1, told.length)).flatMap(({ op, expect }, at) => {
    const sentence = told[at] === undefined ? 'not reached' : narrator.tell(told[at]);
    return [`  // ${at}: ${javascriptComment(sentence)}`, `  ${javascriptString(formatExpectedOp(op, expect))},`];
  });
  const about = header.finding === null ? header.why : `${header.finding.judge}/${header.finding.rule}: ${header.finding.reason}`;
  const module = tracker === null || typeof tracker === 'string' ? null : tracker.module;
  const imports = [
    ...rules.map((path, at) => `import { rules as rules${at} } from ${javascriptString(path)};\n`),
    ...(module === null ? [] : [`import { tracker } from ${javascriptString(module)};\n`]),
  ];
  const opened = typeof tracker === 'string' ? javascriptString(tracker) : 'tracker';
  const options = [
    ...(rules.length === 0 ? [] : [`rules: [${rules.map((_, at) => `...rules${at}`).join(', ')}]`]),
    ...(tracker === null ? [] : ['tracker: connection']),
  ];
  return `import { ${tracker === null ? '' : 'afterAll, '}expect, it } from 'vitest';
import { ${tracker === null ? '' : 'openTracker, '}replayLines } from ${javascriptString(from)};
${imports.join('')}
${about === '' ? '' : `// ${javascriptComment(about)}\n`}const operations = [
${lines.join('\n')}
];
${tracker === null ? '' : `\nconst connection = await openTracker(${opened});\nafterAll(() => connection.close());\n`}
it(${javascriptString(`${name}: no violation`)}, () => {
  expect(replayLines(operations${options.length === 0 ? '' : `, { ${options.join(', ')} }`})).toBeNull();
});
`;
}
