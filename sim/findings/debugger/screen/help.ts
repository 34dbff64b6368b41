import { clip, span, type Line } from './spans.ts';

const KEYS: readonly (readonly [keys: string, what: string])[] = [
  ['→ or n, ← or p', 'one step on, one step back'],
  ['PgDn, PgUp', '100 steps on, 100 steps back'],
  ['g, G', 'the first step, the last step'],
  [':', 'go to a step by its number'],
  ['/', 'the next step that is about a pid; Enter alone looks for the last one again'],
  ['e, E', 'the next event, the previous one'],
  ['r, R', 'the next refusal, the previous one'],
  ['v, V', 'the next eviction, the previous one'],
  ['s, S', 'the next stall that was handed out, the previous one'],
  ['f', 'the finding'],
  ['↓, ↑', 'move the table'],
  ['d', 'the model’s table beside the production code’s, and back'],
  ['h', 'this page'],
  ['q, Ctrl-C', 'leave'],
];

/** One line of keys for the foot of the screen, within 80 columns. */
export const KEY_LINE = 'n p step  : go to  / pid  e event  r refusal  v eviction  s stall  h help  q end';

/** The page that tells the keys. */
export function helpPane(width: number): Line[] {
  return [
    [span('Keys', 'bold')],
    [],
    ...KEYS.map(([keys, what]) => clip([span(`  ${keys.padEnd(16)}`), span(what)], width)),
    [],
    clip([span('  Marked (in colour, or with *): what this step changed. q leaves, any other key leads back.', 'dim')], width),
  ];
}
