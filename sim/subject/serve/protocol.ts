import { parseExpectedOp } from '../../data/ops/op-format.ts';
import { isTrackerOp } from '../../data/ops/op.ts';
import { isRefusal } from '../../data/ops/refusal.ts';
import { packageFacts } from '../../data/project-root.ts';
import { formatReplyLine } from '../../data/ops/reply-format.ts';
import { isBlank, type Line, parseJsonLine } from '../../data/trace/lines.ts';
import { looksLikeHeader, parseTraceHeader } from '../../data/trace/trace-header.ts';
import { ownHello } from '../foreign/hello.ts';
import { TrackerSession } from './tracker-session.ts';
import { jsonText } from '../../data/quoting/printable.ts';

/**
 * The tracker protocol, a line at a time: each request gets one reply line, and a request that cannot be carried out gets
 * `{"error":"…"}` and changes nothing.
 *
 * A whole trace file can be sent: a trace header as the first line gets no reply, nor do blank lines, and `expect` is
 * read and not compared.
 */
export class Protocol {
  readonly #session: TrackerSession;
  #first = true;

  constructor(session: TrackerSession = new TrackerSession()) {
    this.#session = session;
  }

  /** The reply to one line, without a newline; null for a line that gets none. Never throws on any line. */
  answer(line: Line): string | null {
    if (typeof line !== 'string') return this.#error(line.refused);
    if (isBlank(line)) return null;
    const json = parseJsonLine(line);
    if (isRefusal(json)) return this.#error(json.refused);
    const { value } = json;
    if (this.#first && looksLikeHeader(value)) return this.#takeHeader(value);
    this.#first = false;
    if (isHello(value)) return JSON.stringify({ hello: ownHello(packageFacts()?.version ?? 'unknown') });
    const request = parseExpectedOp(value);
    if ('refused' in request) return this.#error(request.refused);
    const { op } = request;
    if (!isTrackerOp(op)) return this.#error(`serve speaks tracker operations only, got ${op.op}`);
    const refusal = this.#session.refusalOf(op);
    return refusal === null ? formatReplyLine(this.#session.apply(op)) : this.#error(refusal);
  }

  #takeHeader(value: object): string | null {
    const header = parseTraceHeader(value);
    if ('refused' in header) return this.#error(header.refused);
    this.#first = false;
    return null;
  }

  #error(sentence: string): string {
    this.#first = false;
    return jsonText({ error: sentence });
  }
}

function isHello(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'op' in value && value.op === 'hello';
}
