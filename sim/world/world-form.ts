import type { Ratio } from '../data/entropy/entropy.ts';
import { OBSERVER_OPTION_LIST, type ValueForm } from '../data/ops/observer-options.ts';
import { U32_MAX } from '../data/spec/limits.ts';
import { BEAT_ORIGINS } from '../data/spec/names.ts';
import { FLAG, form, FUNCTION, kinds, listOf, oneOf, optional, orNull, record, TEXT, u64, whole, type Form } from '../data/value-form.ts';
import { FORBIDDABLE, type ClaimsScript } from './chronicle.ts';
import type { Plan } from './scenarios/scenario.ts';
import {
  ATTACKS,
  type ActionScript,
  type AttackerScript,
  type FleetScript,
  type LifecycleScript,
  type LinkScript,
  type ListenerScript,
  type ObserverScript,
  type Span,
  type WorldScript,
} from './script.ts';

// What a scenario in JavaScript may hand over. One that is a file has the form of `schema.json` instead.

const COUNT = whole(0);
const NS = whole(0);
const RATIO_PARTS = record<Ratio>({ numerator: whole(0, 2 ** 32), denominator: whole(1, 2 ** 32) });
const RATIO_RULE = form('a ratio of at most 1, such as ratio(1, 50)', (value) => {
  const { numerator, denominator } = Object(value) as Ratio;
  return numerator <= denominator;
});
const RATIO: Form = (value, path) => RATIO_RULE(value, path) ?? RATIO_PARTS(value, path);

function span(least: number, most?: number): Form {
  const parts = record<Span>({ min: whole(least, most), max: whole(least, most) });
  const isOrdered = form('a span whose min is at most its max', (value) => (value as Span).min <= (value as Span).max);
  return (value, path) => parts(value, path) ?? isOrdered(value, path);
}

function optionForm(option: ValueForm): Form {
  switch (option.kind) {
    case 'integer':
      return whole(option.min, option.max);
    case 'time':
      return u64(option.leastNs);
    case 'word':
      return oneOf(option.words);
    case 'flag':
      return FLAG;
    case 'u64-or-null':
      return orNull(u64());
  }
}

/** Options of the observer that a world must name; the others have defaults. */
const REQUIRED: readonly string[] = ['threshold', 'capacity', 'policy', 'window'] satisfies (keyof ObserverScript)[];

const OBSERVER = record<object>(
  Object.fromEntries(
    OBSERVER_OPTION_LIST.map(({ name, form: option }) => [
      name,
      REQUIRED.includes(name) ? optionForm(option) : optional(optionForm(option)),
    ]),
  ),
);

const LISTENER = record<ListenerScript>({
  name: TEXT,
  origin: oneOf(BEAT_ORIGINS),
  attestsPid: FLAG,
  seesNamespace: FLAG,
  seesGeneration: optional(FLAG),
  queueMax: COUNT,
});

const LINK = record<LinkScript>({
  name: TEXT,
  listener: TEXT,
  delayNs: span(0),
  loss: RATIO,
  duplicate: RATIO,
  reorder: RATIO,
  reorderNs: NS,
  corrupt: RATIO,
  truncate: RATIO,
  burst: RATIO,
  burstNs: NS,
});

const LIFECYCLE = record<LifecycleScript>({
  degrade: RATIO,
  hang: RATIO,
  hangNs: span(0),
  crash: RATIO,
  panic: RATIO,
  restartNs: orNull(span(0)),
  samePid: RATIO,
  changeNamespace: RATIO,
});

const FLEET = record<FleetScript>({
  name: TEXT,
  count: COUNT,
  link: TEXT,
  intervalNs: whole(1),
  jitterNs: NS,
  driftPpm: span(-900_000, 9_000_000),
  startWithinNs: NS,
  startNs: NS,
  firstPid: orNull(whole(0, U32_MAX)),
  ns: orNull(u64()),
  firstNonce: u64(),
  lifecycle: LIFECYCLE,
  livenessRequired: FLAG,
});

const ATTACKER = record<AttackerScript>({
  name: TEXT,
  attack: oneOf(ATTACKS),
  link: TEXT,
  startNs: NS,
  stopNs: NS,
  everyNs: whole(1),
  burst: COUNT,
  ns: orNull(u64()),
  pidPool: COUNT,
});

/** What each action takes beside its time. */
const ACTIONS: { readonly [Verb in ActionScript['do']]: Readonly<Record<Exclude<KeysOf<Verb>, 'atNs' | 'do'>, Form>> } = {
  ...eachOf(['hang', 'recover', 'crash', 'panic', 'restart', 'respawn', 'degrade', 'beat', 'last-words'], {
    fleet: TEXT,
    count: orNull(COUNT),
  }),
  'change-namespace': { fleet: TEXT, count: orNull(COUNT), ns: orNull(u64()) },
  'set-nonce': { fleet: TEXT, count: orNull(COUNT), nonce: u64() },
  ...eachOf(['partition', 'heal'], { link: TEXT }),
  ...eachOf(['clock-forward', 'clock-backward', 'misread-forward', 'misread-backward'], { byNs: u64() }),
  pause: { forNs: NS },
  suspend: { forNs: NS, clock: oneOf(['stands', 'runs']) },
  'slow-polls': { forNs: NS, everyNs: whole(1) },
  ...eachOf(['clock-freeze', 'clock-thaw', 'restart-observer', 'read-metrics'], {}),
};

type KeysOf<Verb, Action = ActionScript> = Action extends { readonly do: infer Do } ? (Verb extends Do ? keyof Action : never) : never;

function eachOf<Verb extends string, Fields>(verbs: readonly Verb[], fields: Fields): Record<Verb, Fields> {
  return Object.fromEntries(verbs.map((verb) => [verb, fields])) as Record<Verb, Fields>;
}

const ACTION = kinds(
  'do',
  Object.fromEntries(Object.entries(ACTIONS).map(([verb, fields]) => [verb, record<object>({ atNs: NS, do: TEXT, ...fields })])),
);

const WORLD = record<WorldScript>({
  forNs: NS,
  observer: OBSERVER,
  polling: record<WorldScript['polling']>({ tickNs: whole(1), atArrival: FLAG, burst: whole(1) }),
  clock: record<WorldScript['clock']>({ startNs: u64() }),
  listeners: listOf(LISTENER),
  links: listOf(LINK),
  fleet: listOf(FLEET),
  attackers: listOf(ATTACKER),
  supervisor: orNull(record<NonNullable<WorldScript['supervisor']>>({ delayNs: NS })),
  timeline: listOf(ACTION),
  settle: orNull(record<NonNullable<WorldScript['settle']>>({ quietNs: NS, networkIsSound: FLAG })),
});

const SIMPLE = form('a text or a number', (value) => typeof value === 'string' || typeof value === 'number');
const PLAN = record<Plan>({
  config: (value, path) =>
    record<object>(Object.fromEntries(Object.keys(Object(value) as object).map((key) => [key, SIMPLE])))(value, path),
  world: optional(WORLD),
  ops: optional(form('a generator of operations', (value) => typeof (value as { next?: unknown } | null)?.next === 'function')),
  claims: optional(record<ClaimsScript>({ forbid: listOf(oneOf(FORBIDDABLE)), reportedWithinNs: orNull(NS) })),
  precondition: optional(FUNCTION),
});

/** What is wrong with a plan that a scenario made, and where in it, as a sentence; null if nothing is. O(plan). */
export function planFault(plan: unknown): string | null {
  const fault = PLAN(plan, 'its plan');
  const { world } = fault === null ? (plan as Plan) : {};
  return world === undefined ? fault : nameFault(world);
}

/** What names something that there is not, or the same as another. */
function nameFault({ listeners, links, fleet, attackers, timeline }: WorldScript): string | null {
  const listed: readonly (readonly [what: string, list: readonly { readonly name: string }[]])[] = [
    ['listeners', listeners],
    ['links', links],
    ['fleet', fleet],
    ['attackers', attackers],
  ];
  for (const [what, list] of listed) {
    const names = list.map(({ name }) => name);
    const again = names.findIndex((name, at) => names.indexOf(name) < at);
    if (again !== -1) return `its plan.world.${what}[${again}].name must be another than that of the one before, ${names[again]}`;
  }
  const asked: readonly (readonly [what: string, key: string, list: readonly object[], among: readonly { readonly name: string }[]])[] = [
    ['links', 'listener', links, listeners],
    ['fleet', 'link', fleet, links],
    ['attackers', 'link', attackers, links],
    ['timeline', 'fleet', timeline, fleet],
    ['timeline', 'link', timeline, links],
  ];
  for (const [what, key, list, among] of asked) {
    const isAmong = optional(oneOf(among.map(({ name }) => name)));
    for (const [at, entry] of list.entries()) {
      const fault = isAmong((entry as Readonly<Record<string, unknown>>)[key], `its plan.world.${what}[${at}].${key}`);
      if (fault !== null) return fault;
    }
  }
  return null;
}
