/** One sample, and the sentence about its family. */
export interface ModelSample {
  readonly name: string;
  readonly type: 'counter' | 'gauge';
  /** Name of its label, null for none, and its value. */
  readonly label: string | null;
  readonly text: string;
  readonly value: bigint;
  readonly help: string | null;
}

const LETTERS = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_';
const DIGITS = '0123456789';

/** Letters, digits and what else is allowed, no digit first. */
function isName(name: string, alsoAllowed: string): boolean {
  return (
    name !== '' && !DIGITS.includes(name[0]) && Array.from(name).every((character) => (LETTERS + DIGITS + alsoAllowed).includes(character))
  );
}

/** A backslash, a newline, and in the value of a label a double quote, are written with a backslash before them. */
function escaped(text: string, isLabelValue: boolean): string {
  return Array.from(text, (character) => {
    if (character === '\\') return '\\\\';
    if (character === '\n') return '\\n';
    return character === '"' && isLabelValue ? '\\"' : character;
  }).join('');
}

/** A family of one sample in Prometheus' text format 0.0.4; null for a name that the format cannot carry. */
export function modelExposition({ name, type, label, text, value, help }: ModelSample): string | null {
  if (!isName(name, ':') || (label !== null && !isName(label, ''))) return null;
  const helpLine = help === null ? [] : [`# HELP ${name} ${escaped(help, false)}`];
  const labels = label === null ? '' : `{${label}="${escaped(text, true)}"}`;
  return [...helpLine, `# TYPE ${name} ${type}`, `${name}${labels} ${value}`, ''].join('\n');
}
