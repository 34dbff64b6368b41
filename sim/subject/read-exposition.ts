import type { MetricValue } from '../data/ops/op.ts';

const HELP = /^# HELP ([a-zA-Z_:][a-zA-Z0-9_:]*) (\S.*)$/;
const TYPE = /^# TYPE ([a-zA-Z_:][a-zA-Z0-9_:]*) (counter|gauge)$/;
const NAME = /^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\]|\\["\\n])*"\})?$/;
const VALUE = /^\d+$/;

/** What a line says, a sample up to its value: which family it explains, types, or belongs to; '' for none. */
interface Said {
  readonly helped: string;
  readonly typed: string;
  readonly type: MetricValue['type'];
  readonly family: string;
}

/** Lines come again with every text: those met of late are not read anew, which took a twentieth of a run. */
const SAID = new Map<string, Said>();
const SAID_MAX = 4096;

function saidBy(line: string): Said {
  const known = SAID.get(line);
  if (known !== undefined) return known;
  // A part of a text keeps all of it in memory.
  const own = ` ${line}`.slice(1);
  const [, helped = ''] = HELP.exec(own) ?? [];
  const [, typed = '', type = 'counter'] = TYPE.exec(own) ?? [];
  const [, family = ''] = NAME.exec(own) ?? [];
  const said = { helped, typed, type: type as MetricValue['type'], family };
  if (SAID.size === SAID_MAX) SAID.clear();
  SAID.set(own, said);
  return said;
}

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
    const end = line.startsWith('#') ? line.length : line.lastIndexOf(' ');
    const name = line.slice(0, Math.max(0, end));
    const said = saidBy(name);
    if (said.helped !== '' && !seen.has(said.helped)) {
      ({ helped } = said);
      seen.add(helped);
    } else if (said.typed !== '' && said.typed === helped && family !== helped) {
      ({ typed: family, type } = said);
    } else if (said.family !== '' && said.family === family && VALUE.test(line.slice(end + 1)))
      samples.push({ name, type, value: BigInt(line.slice(end + 1)) });
    else odd(line);
  }
  return samples;
}
