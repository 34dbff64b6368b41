import type { TraceFinding, TraceHeader } from '../data/trace/trace-header.ts';
import { printable } from '../data/quoting/printable.ts';

/** What a page says before its scripts run. */
export interface FirstWords {
  readonly heading: string;
  readonly lines: readonly (readonly [label: string, text: string])[];
}

/** The finding of a trace, or what the trace is. */
export function firstWords(header: TraceHeader, label: string): FirstWords {
  const { finding, name, why, scenario, seed } = header;
  const from: [string, string][] = scenario === '' ? [] : [['from', `${scenario}${seed === '' ? '' : `, seed ${seed}`}`]];
  if (finding === null) return shown(name === '' ? label : name, [...(why === '' ? [] : [['why', why] as [string, string]]), ...from]);
  return shown(`${finding.judge}/${finding.rule} at step ${finding.step}`, [
    ['reason', finding.reason],
    ['expected', textOf(finding.expected)],
    ['got', textOf(finding.got)],
    ...from,
  ]);
}

function shown(heading: string, lines: readonly (readonly [string, string])[]): FirstWords {
  return { heading: printable(heading), lines: lines.map(([what, text]) => [what, printable(text)]) };
}

function textOf(value: TraceFinding['expected']): string {
  if (value === undefined) return 'not recorded';
  return typeof value === 'string' ? value : JSON.stringify(value);
}
