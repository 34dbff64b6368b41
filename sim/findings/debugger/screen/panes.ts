import { decodeModelFrame } from '../../../oracle/model/index.ts';
import { showTime } from '../../../data/duration.ts';
import type { DatagramOp } from '../../../data/ops/op.ts';
import { isRefusal } from '../../../data/ops/refusal.ts';
import { sameJson } from '../../../data/ops/reply-format.ts';
import { parseJsonLine } from '../../../data/trace/lines.ts';
import type { ComparedReply } from '../../../run/follower.ts';
import { signatureOf } from '../../../oracle/finding.ts';
import { disagreements, type Named } from '../time-travel/state.ts';
import type { Step } from '../time-travel/timeline.ts';
import { flow, span, flowText, clip, fit, type Line } from './text.ts';
import type { View } from './view.ts';
import { valueOf } from '../time-travel/look-up.ts';

/** Whether the model gives the same reply and has the same state, and if not, what it has. */
function modelLines({ after, model, difference }: Step, width: number, linesMax: number): Line[] {
  const found = disagreements(after, model);
  if (difference !== null) found.unshift({ what: 'reply', model: difference.expected, got: difference.got });
  if (found.length === 0) return flow('model', [[span('agrees', 'good')]], width, 1);
  const pieces = found.map(({ what, model: expected, got }): Line => [span(`${what} ${expected}, here ${got}`)]);
  return flow('model', [[span(`differs in ${found.length}:`, 'bad')], ...pieces], width, linesMax);
}

/** What the step is: its place, the operation in words and as data, the reply, the model's view, the finding. */
export function headerPane(view: View, width: number, isTall: boolean): Line[] {
  const lines = isTall ? 2 : 1;
  return [
    titleLine(view, width),
    clip([span(view.sentence, 'bold')], width),
    ...flowText('op', view.opJson, width, lines),
    ...flowText('reply', view.replyJson, width, lines),
    ...(view.step.fault === null
      ? modelLines(view.step, width, lines)
      : flow('state', [[span(`not shown: ${view.step.fault}`, 'bad')]], width, lines)),
    ...trackerLines(view.step, width, lines),
    ...findingLines(view, width, lines),
  ];
}

/** What the tracker from elsewhere replied, and what it should have; several replies where an observer asked. */
function trackerLines({ replies }: Step, width: number, linesMax: number): Line[] {
  if (replies === null) return [];
  if (replies.length === 0) return flow('tracker', [[span('asked nothing', 'dim')]], width, 1);
  const wrong = ({ expected, line }: ComparedReply): boolean => expected !== line && !sameJson(JSON.parse(expected), parsed(line));
  const isOne = replies.length === 1;
  const pieces = [...replies]
    .sort((a, b) => Number(wrong(b)) - Number(wrong(a)))
    .map((reply): Line => {
      const text = isOne ? reply.line : `${reply.op.op} ${reply.line}`;
      return [span(wrong(reply) ? `${text}, right is ${reply.expected}` : text, wrong(reply) ? 'bad' : 'good')];
    });
  return flow('tracker', pieces, width, linesMax);
}

function parsed(line: string): unknown {
  const json = parseJsonLine(line);
  return isRefusal(json) ? undefined : json.value;
}

function titleLine({ path, step, last, categories }: View, width: number): Line {
  const place = ` · step ${step.step} of 0–${last}${categories.length === 0 ? '' : ` · ${categories.join(', ')}`} `;
  const room = Math.max(8, width - place.length - 1);
  const name = path.length <= room ? path : `…${path.slice(path.length - room + 1)}`;
  return fit([span(` ${name}${place}`, 'title')], width).map(({ text }) => span(text, 'title'));
}

function findingLines({ finding, step }: View, width: number, linesMax: number): Line[] {
  if (finding === null) return [];
  if (finding.step !== step.step) return flow('finding', [[span(`${signatureOf(finding)} at step ${finding.step}`, 'dim')]], width, 1);
  const pieces = [signatureOf(finding), finding.reason, `expected ${finding.expected}`, `got ${finding.got}`];
  return flow(
    'finding',
    pieces.map((text, at): Line => [span(text, at === 0 ? 'bad' : 'plain')]),
    width,
    linesMax + 2,
  );
}

const TIMES = new Set(['last drain']);

/** The scalars: where the ledger and the observer's loop stand. */
export function scalarPane({ before, after }: Step, width: number, linesMax: number): Line[] {
  if (after === null) return [];
  const shown = after.scalars.filter(({ name }) => !name.startsWith('waiting at'));
  const now = after.nowNs === null ? [] : [showNamed({ name: 'now', value: after.nowNs }, before?.nowNs ?? null, showTime)];
  const pieces = shown.map((one) => showNamed(one, valueOf(before?.scalars, one.name), TIMES.has(one.name) ? showTime : String));
  return flow('state', [...now, ...pieces], width, linesMax);
}

/** The counters that are not zero, those that changed in front with what was added. */
export function counterPane({ before, after }: Step, width: number, linesMax: number): Line[] {
  if (after === null) return [];
  const was = (one: Named): bigint => valueOf(before?.counters, one.name) ?? 0n;
  const changed = after.counters.filter((one) => one.value !== was(one));
  const others = after.counters.filter((one) => one.value === was(one) && one.value !== 0n);
  const pieces = [
    ...changed.map((one): Line => [span(`${one.name} `), span(`${one.value} (${signed((one.value ?? 0n) - was(one))})`, 'changed')]),
    ...others.map((one): Line => [span(`${one.name} ${one.value}`)]),
  ];
  return flow('counters', pieces.length === 0 ? [[span('all zero', 'dim')]] : pieces, width, linesMax);
}

function showNamed({ name, value }: Named, was: bigint | null, show: (value: bigint) => string): Line {
  return [span(`${name} `), span(value === null ? 'none' : show(value), value === was ? 'plain' : 'changed')];
}

function signed(value: bigint): string {
  return value < 0n ? String(value) : `+${value}`;
}

const LISTENER_COLUMNS = 12;
const HEADS_SHOWN = 24;

/** The datagrams that wait at the listeners, oldest first: a line for each listener, or for those that changed or hold most. */
export function queuePane({ before, after }: Step, width: number, linesMax: number): Line[] {
  if (after === null) return [];
  if (after.queues.length === 0) return flow('listeners', [[span('none: a bare tracker', 'dim')]], width, 1);
  const rows = after.queues.map((queue, listener) => ({ queue, listener, was: before?.queues[listener]?.length ?? 0 }));
  if (rows.length > linesMax) rows.sort((a, b) => weigh(b) - weigh(a) || a.listener - b.listener);
  return rows.slice(0, linesMax).map(({ queue, listener, was }) => {
    const count: Line = [span(`${queue.length} waiting`, queue.length === was ? 'plain' : 'changed')];
    return flow(`listener ${listener}`.padEnd(LISTENER_COLUMNS), [count, ...queue.slice(0, HEADS_SHOWN).map(showDatagram)], width, 1)[0];
  });
}

/** Which listeners are shown where there is no room for all: those that changed, then those that hold something. */
function weigh({ queue, was }: { readonly queue: readonly DatagramOp[]; readonly was: number }): number {
  if (queue.length !== was) return 2;
  return queue.length > 0 ? 1 : 0;
}

function showDatagram({ bytes }: DatagramOp): Line {
  const frame = decodeModelFrame(bytes);
  return typeof frame === 'string' ? [span(frame, 'dim')] : [span(`pid ${frame.pid} nonce ${frame.nonce}`)];
}
