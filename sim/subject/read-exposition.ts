import type { MetricValue } from '../data/ops/op.ts';

const HELP = /^# HELP ([a-zA-Z_:][a-zA-Z0-9_:]*) (\S.*)$/;
const TYPE = /^# TYPE ([a-zA-Z_:][a-zA-Z0-9_:]*) (counter|gauge)$/;
const SAMPLE = /^(([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\]|\\["\\n])*"\})?) (\d+)$/;

/**
 * The samples of a text in Prometheus' exposition format as this project writes it: each family in one piece, its HELP and its
 * TYPE before its samples. A line that is none such stands in the result under its own text. O(text).
 */
export function readExposition(text: string): MetricValue[] {
  const samples: MetricValue[] = [];
  const seen = new Set<string>();
  let helped = '';
  let family = '';
  let type: MetricValue['type'] = 'counter';
  const odd = (line: string): void => void samples.push({ name: `a line out of place: ${line}`, type: 'counter', value: 0n });
  const lines = text.split('\n');
  if (lines.pop() !== '') odd('the end without a newline');
  for (const line of lines) {
    // Most lines are samples: the two other patterns are not tried on them.
    const isComment = line.startsWith('#');
    const help = isComment ? HELP.exec(line) : null;
    const kind = isComment ? TYPE.exec(line) : null;
    const sample = isComment ? null : SAMPLE.exec(line);
    if (help !== null && !seen.has(help[1])) {
      [, helped] = help;
      seen.add(helped);
    } else if (kind !== null && kind[1] === helped && family !== helped) {
      [, family] = kind;
      type = kind[2] as MetricValue['type'];
    } else if (sample !== null && sample[2] === family) samples.push({ name: sample[1], type, value: BigInt(sample[3]) });
    else odd(line);
  }
  return samples;
}
