import { countOf } from '../../data/count.ts';
import { showTime } from '../../data/duration.ts';
import type { Finding } from '../../oracle/finding.ts';
import type { AgentChange, LoggedDatagram, WorldEvent, WorldLog } from '../../world/world-log.ts';
import { grouped } from '../../data/grouped.ts';

/**
 * What became of the beats of the pid that a finding of liveness names, in lines: how many were sent, which one was accepted last,
 * and the fate of each that was sent after it. Times are those of the run. None for any other finding. O(log).
 */
export function accountForBeats({ judge, got }: Finding, log: WorldLog): string[] {
  const named = judge === 'liveness' ? /\bpid (\d+)/.exec(got) : null;
  if (named === null) return [];
  const pid = Number(named[1]);
  const all = log.datagrams.filter((datagram) => datagram.pid === pid);
  const accepted = all.filter(isAccepted).reduce<LoggedDatagram | null>(laterRead, null);
  const after = all.filter(({ sentNs }) => accepted === null || sentNs > accepted.sentNs);
  const beats = all.filter(({ attacker, isCopy }) => attacker === null && !isCopy).length;
  const lines = [
    `in the run as found, pid ${pid}${standing(pid, log.events)} sent ${countOf(beats, 'beat')}`,
    accepted === null ? 'no datagram under that pid was accepted' : acceptance(accepted),
    ...grouped(after, fateKey).map((group) => `  ${countOf(group.length, 'datagram')} ${fateOf(group, log.events)}`),
  ];
  if (after.length > 0) lines.splice(2, 0, accepted === null ? 'sent under that pid:' : 'sent after that one:');
  return log.isPartial ? [...lines, 'the log of the run kept the last datagrams only'] : lines;
}

function isAccepted({ outcome }: LoggedDatagram): boolean {
  return outcome === 'inserted' || outcome === 'refreshed';
}

function laterRead(last: LoggedDatagram | null, next: LoggedDatagram): LoggedDatagram {
  return last === null || next.fateNs >= last.fateNs ? next : last;
}

const STANDING: Readonly<Partial<Record<AgentChange, string>>> = {
  started: 'running since',
  recovered: 'running again since',
  restarted: 'restarted under its pid at',
  hung: 'hung since',
  crashed: 'dead without a terminal frame since',
  panicked: 'dead after a terminal frame since',
  replaced: 'replaced by another pid at',
};

/** What the agent under this pid does at the end, and since when. */
function standing(pid: number, events: readonly WorldEvent[]): string {
  const last = events.findLast((event) => event.kind === 'agent' && event.pid === pid && STANDING[event.change] !== undefined);
  return last?.kind === 'agent' ? `, ${STANDING[last.change]} ${showTime(last.atNs)},` : '';
}

function acceptance({ sentNs, fateNs, attacker, link, faults }: LoggedDatagram): string {
  const from = attacker === null ? '' : ` by attacker ${attacker}`;
  const late = faults.includes('reordered') || faults.includes('held-back') ? `, held up on link ${link}` : '';
  return `the last one accepted was sent${from} at ${showTime(sentNs)} and read at ${showTime(fateNs)}${late}`;
}

/** What datagrams that met the same fate at the same place have in common. */
function fateKey({ attacker, link, fate, outcome, isCopy }: LoggedDatagram): string {
  return JSON.stringify([attacker, link, fate, outcome, isCopy]);
}

function fateOf(group: readonly LoggedDatagram[], events: readonly WorldEvent[]): string {
  const [{ attacker, isCopy, link, listener, fate, outcome }] = group;
  const whose = `${isCopy ? 'copied on the way, ' : ''}${attacker === null ? '' : `from attacker ${attacker}, `}`;
  const damaged = group.filter(({ faults }) => faults.includes('corrupted') || faults.includes('truncated')).length;
  const damage = damaged === 0 ? '' : `, ${damaged} damaged on link ${link}`;
  switch (fate) {
    case 'lost':
      return `${whose}lost on link ${link}, ${span(group.map(({ sentNs }) => sentNs))}`;
    case 'link-cut':
      return `${whose}refused by link ${link}, cut ${cuts(link, group, events)}`;
    case 'queue-full':
      return `${whose}refused by the full queue of listener ${listener}, ${span(group.map(({ fateNs }) => fateNs))}${damage}`;
    case 'in-flight':
      return `${whose}still on link ${link}, due ${span(group.map(({ arrivalNs }) => arrivalNs))}${damage}`;
    case 'waiting':
      return `${whose}unread in the queue of listener ${listener}, there since ${showTime(group[0].fateNs)}${damage}`;
    case 'read':
      return `${whose}read ${span(group.map(({ fateNs }) => fateNs))}: ${outcome}${damage}`;
  }
}

/** When a link was cut while these datagrams were sent. */
function cuts(link: string, group: readonly LoggedDatagram[], events: readonly WorldEvent[]): string {
  const changes = events.filter((event) => event.kind === 'link' && event.link === link);
  const spans = new Set<string>();
  for (const { sentNs } of group) {
    const from = changes.findLast(({ atNs }) => atNs <= sentNs);
    const to = changes.find(({ atNs }) => atNs > sentNs);
    spans.add(`from ${from === undefined ? 'before the log' : showTime(from.atNs)} to ${to === undefined ? 'the end' : showTime(to.atNs)}`);
  }
  const [first] = spans;
  return spans.size === 1 ? first : `${spans.size} times, ${span(group.map(({ sentNs }) => sentNs))}`;
}

function span(timesNs: readonly number[]): string {
  const first = timesNs.reduce((least, ns) => Math.min(least, ns));
  const last = timesNs.reduce((most, ns) => Math.max(most, ns));
  return first === last ? `at ${showTime(first)}` : `from ${showTime(first)} to ${showTime(last)}`;
}
