import { U32_MAX } from '../../../data/spec/limits.ts';
import type { Finding } from '../../../oracle/finding.ts';
import type { StepCategory, StepIndex } from '../time-travel/step-index.ts';

/** What walking needs to know of a timeline. */
export interface Walkable {
  readonly length: number;
  readonly index: StepIndex;
  readonly finding: Finding | null;
}

/** Where the walk stands, and what is being typed. */
export interface Walk {
  readonly step: number;
  /** What the typed text is for; null while keys are commands. */
  readonly asking: 'step' | 'pid' | null;
  readonly text: string;
  readonly lastPid: number | null;
  readonly scroll: number;
  readonly showsModel: boolean;
  readonly showsHelp: boolean;
  /** An answer to the last key; empty for none. */
  readonly message: string;
}

/** The beginning of a walk. */
export function startWalk(step: number): Walk {
  return { step, asking: null, text: '', lastPid: null, scroll: 0, showsModel: false, showsHelp: false, message: '' };
}

const PAGE = 100;
/** How many steps a key goes on. */
const MOVES: ReadonlyMap<string, number> = new Map([
  ['n', 1],
  ['right', 1],
  ['p', -1],
  ['left', -1],
  ['pagedown', PAGE],
  ['pageup', -PAGE],
  ['g', -Infinity],
  ['home', -Infinity],
  ['G', Infinity],
  ['end', Infinity],
]);
const DIGITS_MAX = 15;
const CATEGORY_KEYS: Readonly<Record<string, StepCategory>> = { e: 'event', r: 'refusal', v: 'eviction', s: 'stall' };

/**
 * The walk after a key; null to leave. A key is a character, or the name that readline gives it. Changes nothing: the same
 * walk and key give the same answer. O(steps) for jumps.
 */
export function press(walk: Walk, key: string, on: Walkable): Walk | null {
  if (key === 'ctrl-c') return null;
  if (walk.asking !== null) return type({ ...walk, message: '' }, key, on);
  if (walk.showsHelp) return key === 'q' ? null : { ...walk, showsHelp: false };
  return command({ ...walk, message: '' }, key, on);
}

/** The line at the foot: the question with what was typed so far, or the answer. */
export function footOf({ asking, text, message }: Walk): string {
  if (asking === 'step') return `go to step: ${text}_`;
  return asking === 'pid' ? `next step about pid: ${text}_` : message;
}

function command(walk: Walk, key: string, on: Walkable): Walk | null {
  const move = MOVES.get(key);
  if (move !== undefined) return go(walk, walk.step + move, on);
  switch (key) {
    case 'q':
      return null;
    case 'f':
      return on.finding === null ? { ...walk, message: 'there is no finding' } : go(walk, on.finding.step, on);
    case ':':
      return { ...walk, asking: 'step', text: '' };
    case '/':
      return { ...walk, asking: 'pid', text: '' };
    case 'd':
      return { ...walk, showsModel: !walk.showsModel };
    case 'h':
    case '?':
      return { ...walk, showsHelp: true };
    case 'down':
      return { ...walk, scroll: walk.scroll + 1 };
    case 'up':
      return { ...walk, scroll: walk.scroll - 1 };
    default:
      return jump(walk, key, on);
  }
}

function jump(walk: Walk, key: string, on: Walkable): Walk {
  const category = Object.hasOwn(CATEGORY_KEYS, key.toLowerCase()) ? CATEGORY_KEYS[key.toLowerCase()] : undefined;
  if (category === undefined || key.length > 1) return walk;
  const isBack = key !== key.toLowerCase();
  const step = isBack ? on.index.previous(category, walk.step) : on.index.next(category, walk.step);
  return step < 0 ? { ...walk, message: `there is no ${category} ${isBack ? 'before' : 'after'} step ${walk.step}` } : go(walk, step, on);
}

function type(walk: Walk, key: string, on: Walkable): Walk {
  if (key === 'escape') return { ...walk, asking: null };
  if (key === 'backspace') return { ...walk, text: walk.text.slice(0, -1) };
  if (/^[0-9]$/.test(key)) return walk.text.length < DIGITS_MAX ? { ...walk, text: walk.text + key } : walk;
  if (key !== 'return' && key !== 'enter') return walk;
  const done: Walk = { ...walk, asking: null };
  return walk.asking === 'step' ? goTo(done, on) : search(done, on);
}

function goTo(walk: Walk, on: Walkable): Walk {
  if (walk.text === '') return walk;
  const step = Number(walk.text);
  return step < on.length ? go(walk, step, on) : { ...walk, message: `there is no step ${walk.text}: the last one is ${on.length - 1}` };
}

function search(walk: Walk, on: Walkable): Walk {
  const pid = walk.text === '' ? walk.lastPid : Number(walk.text);
  if (pid === null) return walk;
  if (pid > U32_MAX) return { ...walk, message: `a pid is at most ${U32_MAX}` };
  const known = { ...walk, lastPid: pid };
  const step = on.index.nextAbout(pid, walk.step);
  if (step >= 0) return go(known, step, on);
  const first = on.index.nextAbout(pid, -1);
  if (first < 0) return { ...known, message: `no step is about pid ${pid}` };
  return { ...go(known, first, on), message: `no later step is about pid ${pid}: this is the first` };
}

function go(walk: Walk, step: number, { length }: Walkable): Walk {
  return { ...walk, step: Math.max(0, Math.min(step, length - 1)), scroll: 0 };
}
