import { clip, exactly, span, fit, type Line } from './text.ts';
import { headerPane, counterPane, scalarPane, queuePane } from './panes.ts';
import { indexPane } from './index-pane.ts';
import { slotPane, modelPane } from './slot-pane.ts';
import type { Size, View } from './view.ts';

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
const KEY_LINE = 'n p step  : go to  / pid  e event  r refusal  v eviction  s stall  h help  q end';

/** The page of keys. */
function helpPane(width: number): Line[] {
  return [
    [span('Keys', 'bold')],
    [],
    ...KEYS.map(([keys, what]) => clip([span(`  ${keys.padEnd(16)}`), span(what)], width)),
    [],
    clip([span('  Marked (in colour, or with *): what this step changed. q leaves, any other key leads back.', 'dim')], width),
  ];
}

/** The smallest terminal that has room for everything. */
const SIZE_MIN: Size = { columns: 80, rows: 24 };

const WIDE_COLUMNS = 120;
const SIDE_COLUMNS_MAX = 64;
const TABLE_COLUMNS = 79;
const TALL_ROWS = 30;

/** The whole screen: exactly `rows` lines, none wider than `columns`. A value from values. O(capacity + cells). */
export function renderScreen(view: View, size: Size): Line[] {
  const { columns, rows } = size;
  if (columns < SIZE_MIN.columns || rows < SIZE_MIN.rows) {
    const text = `The terminal is ${columns}×${rows}: make it ${SIZE_MIN.columns}×${SIZE_MIN.rows} or larger, or leave with q.`;
    return exactly([clip([span(text)], columns)], rows);
  }
  const foot = clip([view.foot === '' ? span(KEY_LINE, 'dim') : span(view.foot, 'bold')], columns);
  const body = view.showsHelp ? helpPane(columns) : stepBody(view, size);
  return [...exactly(body, rows - 1), foot];
}

function stepBody(view: View, { columns, rows }: Size): Line[] {
  const header = headerPane(view, columns, rows >= TALL_ROWS);
  const left = rows - 1 - header.length;
  if (columns >= WIDE_COLUMNS && !view.showsModel) return [...header, ...wideBody(view, columns, left)];
  const extra = Math.max(0, Math.floor((rows - SIZE_MIN.rows) / 5));
  const panes = [
    ...indexPane(view.step, columns, 2 + extra),
    ...scalarPane(view.step, columns, 2),
    ...counterPane(view.step, columns, 2 + extra),
    ...queuePane(view.step, columns, 2 + extra),
  ];
  const table = view.showsModel ? modelPane : slotPane;
  return [...header, ...table(view, columns, left - panes.length), ...panes];
}

function wideBody(view: View, columns: number, rows: number): Line[] {
  const side = Math.min(SIDE_COLUMNS_MAX, columns - TABLE_COLUMNS);
  const table = columns - side - 3;
  const blocks = [
    indexPane(view.step, side, Math.ceil(rows / 4)),
    scalarPane(view.step, side, 6),
    counterPane(view.step, side, Math.ceil(rows / 3)),
    queuePane(view.step, side, rows),
  ];
  const right = blocks.flatMap((block): Line[] => block.concat([[]]));
  return slotPane(view, table, rows).map((line, at) => fit(line, table).concat(span(' │ ', 'dim'), right[at] ?? []));
}
