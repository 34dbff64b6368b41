import { didYouMean } from '../../data/did-you-mean.ts';
import { parseDuration } from '../../data/duration.ts';
import { jsonText } from '../../data/quoting/printable.ts';
import { EVENTS } from './vocabulary.ts';

/** What happens at a step. */
export interface EventPattern {
  readonly name: string;
  /** Each of the lists has a word of the event; empty for an event of any kind. */
  readonly words: readonly (readonly string[])[];
  /** The pid that it is about; null for any. */
  readonly pid: number | null;
  /** As it was written, without blanks. */
  readonly text: string;
}

/** How far apart two steps may be. */
export type Bound = { readonly unit: 'ns'; readonly ns: bigint } | { readonly unit: 'steps'; readonly steps: number };

/** What another step must be, or must not be there, for a step to match. */
export interface Link {
  readonly isNegated: boolean;
  readonly direction: 'preceded-by' | 'followed-by';
  readonly event: EventPattern;
  readonly samePid: boolean;
  /** Null for any distance. */
  readonly bound: Bound | null;
}

/** A question to a run: the event, and what must hold around it. */
export interface Query {
  readonly event: EventPattern;
  readonly links: readonly Link[];
}

/** Why a text is no query: where, counted in characters from 1, and a sentence. */
export interface QueryFault {
  readonly at: number;
  readonly fault: string;
}

interface Token {
  readonly text: string;
  readonly at: number;
}

const TOKEN = /\s*(?:([A-Za-z0-9_.-]+)|([(),|=]))/y;
const WORDS_MAX = 1000;
const U32_MAX = 0xffff_ffff;
const STEPS_MAX = 1_000_000_000;

/** Reads a query. O(text). */
export function parseQuery(text: string): Query | QueryFault {
  try {
    return new Parser(text).query();
  } catch (error) {
    if (error instanceof Fault) return { at: error.at, fault: error.message };
    throw error;
  }
}

class Fault extends Error {
  readonly at: number;

  constructor(at: number, message: string) {
    super(message);
    this.at = at;
  }
}

/** Recursive descent over the grammar that stands in docs/query.md. */
class Parser {
  readonly #tokens: readonly Token[];
  readonly #end: number;
  #next = 0;

  constructor(text: string) {
    this.#tokens = tokensOf(text);
    this.#end = text.trimEnd().length + 1;
  }

  query(): Query {
    const event = this.#event();
    const links: Link[] = [];
    while (this.#next < this.#tokens.length) links.push(this.#link());
    return { event, links };
  }

  #link(): Link {
    const isNegated = this.#take('not');
    const direction = this.#take('preceded-by') ? 'preceded-by' : this.#take('followed-by') ? 'followed-by' : null;
    if (direction === null)
      this.#fail(isNegated ? 'must say on which side' : 'must begin a condition', ['preceded-by', 'followed-by', 'not']);
    const event = this.#event();
    const samePid = this.#take('same-pid');
    return { isNegated, direction, event, samePid, bound: this.#take('within') ? this.#bound() : null };
  }

  #bound(): Bound {
    const token = this.#tokens[this.#next];
    const following = this.#tokens[this.#next + 1]?.text;
    if (token !== undefined && /^\d+$/.test(token.text) && (following === 'steps' || following === 'step')) {
      const steps = Number(token.text);
      if (steps < 1 || steps > STEPS_MAX) this.#fail(`must be 1 to ${STEPS_MAX} steps`);
      this.#next += 2;
      return { unit: 'steps', steps };
    }
    const ns = token === undefined ? '' : parseDuration(token.text);
    if (typeof ns === 'string') this.#fail('must be a duration such as 5s or 250ms, or a number of steps such as 3 steps');
    this.#next++;
    return { unit: 'ns', ns };
  }

  #event(): EventPattern {
    const token = this.#tokens[this.#next];
    if (token === undefined || !Object.hasOwn(EVENTS, token.text)) this.#fail('must be an event', Object.keys(EVENTS));
    const first = this.#next++;
    const words: (readonly string[])[] = [];
    let pid: number | null = null;
    if (this.#take('(')) {
      do {
        if (this.#tokens[this.#next]?.text === 'pid' && this.#tokens[this.#next + 1]?.text === '=') pid = this.#pid();
        else words.push(this.#alternatives(token.text));
      } while (this.#take(','));
      if (!this.#take(')')) this.#fail('must be a comma or a closing bracket');
    }
    const text = this.#tokens
      .slice(first, this.#next)
      .map((part) => part.text)
      .join('');
    return { name: token.text, words, pid, text };
  }

  #pid(): number {
    this.#next += 2;
    const text = this.#tokens[this.#next]?.text ?? '';
    if (!/^\d+$/.test(text) || Number(text) > U32_MAX) this.#fail(`must be a pid from 0 to ${U32_MAX}`);
    this.#next++;
    return Number(text);
  }

  #alternatives(name: string): readonly string[] {
    const allowed = EVENTS[name];
    const words: string[] = [];
    do {
      const token = this.#tokens[this.#next];
      if (token === undefined || !/^[A-Za-z0-9]/.test(token.text) || (allowed !== null && !allowed.includes(token.text)))
        this.#fail(allowed?.length === 0 ? `of ${name} must be pid=NUMBER` : `must be a word of ${name}`, allowed ?? []);
      words.push(token.text);
      this.#next++;
    } while (this.#take('|'));
    return words;
  }

  #take(text: string): boolean {
    if (this.#tokens[this.#next]?.text !== text) return false;
    this.#next++;
    return true;
  }

  #fail(rule: string, allowed: readonly string[] = []): never {
    const token = this.#tokens[this.#next];
    const list = allowed.join(', ');
    const shown = list === '' ? '' : list.length <= WORDS_MAX ? `, one of ${list}` : ', see docs/query.md';
    const got = token === undefined ? 'the end' : jsonText(token.text);
    throw new Fault(token?.at ?? this.#end, `what stands there ${rule}${shown}, got ${got}${didYouMean(token?.text, allowed)}`);
  }
}

function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  TOKEN.lastIndex = 0;
  for (;;) {
    const from = TOKEN.lastIndex;
    const found = TOKEN.exec(text);
    if (found === null) {
      const at = from + (/\S/.exec(text.slice(from))?.index ?? text.length);
      if (at >= text.length) return tokens;
      throw new Fault(at + 1, `what stands there must be a word or one of ( ) , | =, got ${jsonText(text[at])}`);
    }
    const token = found[1] ?? found[2];
    tokens.push({ text: token, at: TOKEN.lastIndex - token.length + 1 });
  }
}
