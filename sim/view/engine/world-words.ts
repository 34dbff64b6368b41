import { showTime } from '../../data/duration.ts';
import { showValue } from '../../data/ops/event-words.ts';
import type { ActionScript } from '../../world/script.ts';
import type { WorldEvent } from '../../world/world-log.ts';

/** Whether something went wrong there: that an agent starts, or recovers, is no fault. */
export function isFault(event: WorldEvent | undefined): boolean {
  return event !== undefined && event.kind !== 'quiet-phase' && !(event.kind === 'agent' && event.change === 'started');
}

/** An action of a timeline: what it does, then what else is said of it; a key that ends in Ns is a time. */
function actionText(action: ActionScript): string {
  const more = Object.entries(action).flatMap(([key, value]: [string, unknown]) => {
    if (value === null || key === 'do' || key === 'atNs') return [];
    const isTime = key.endsWith('Ns') && (typeof value === 'bigint' || typeof value === 'number');
    return [`${key.replace(/Ns$/, '')} ${isTime ? showTime(BigInt(value)) : showValue(value)}`];
  });
  return [action.do.replaceAll('-', ' '), ...more].join(', ');
}

/** An event of the world in words. */
export function eventText(event: WorldEvent): string {
  switch (event.kind) {
    case 'agent':
      return `agent ${event.pid} ${event.change.replaceAll('-', ' ')} at ${showTime(BigInt(event.atNs))}`;
    case 'link':
      return `link ${event.link} ${event.isCut ? 'is cut' : 'heals'} at ${showTime(BigInt(event.atNs))}`;
    case 'timeline':
      return `${actionText(event.action)} at ${showTime(BigInt(event.atNs))}`;
    case 'quiet-phase':
      return `the quiet phase begins at ${showTime(BigInt(event.atNs))}`;
  }
}
