import { beforeEach, describe, expect, it } from 'vitest';
import { accountForBeats } from '../../../../sim/findings/failure-report/account-for-beats.ts';
import type { Finding } from '../../../../sim/oracle/finding.ts';
import { MS } from '../../../../sim/world/scenarios/world-builder.ts';
import { LoggedDatagram, WorldLog, type AgentChange, type Fate } from '../../../../sim/world/world-log.ts';

let log: WorldLog;

beforeEach(() => {
  log = new WorldLog();
});

function findingAbout(got: string, judge: Finding['judge'] = 'liveness'): Finding {
  return { judge, rule: 'live-agent-tracked', op: 'settled', step: 9, nowNs: 0n, reason: got, expected: '', got };
}

interface Sent {
  readonly attacker?: string;
  readonly isCopy?: boolean;
  readonly link?: string;
  readonly outcome?: LoggedDatagram['outcome'];
  readonly faults?: LoggedDatagram['faults'];
  readonly arrivalMs?: number;
}

/** A datagram under pid 7 whose fate was sealed at `fateMs`. */
function sent(sentMs: number, fate: Fate, fateMs: number, more: Sent = {}): void {
  const { attacker = null, isCopy = false, link = 'net', outcome = null, faults = [], arrivalMs = sentMs } = more;
  const datagram = log.send(new LoggedDatagram(sentMs * MS, 7, attacker, link, 'udp', isCopy));
  datagram.meets(fate, fateMs * MS);
  datagram.outcome = outcome;
  datagram.faults.push(...faults);
  datagram.arrivalNs = arrivalMs * MS;
}

function agent(atMs: number, change: AgentChange, pid = 7): void {
  log.note({ atNs: atMs * MS, kind: 'agent', pid, change });
}

function cut(fromMs: number, toMs: number): void {
  for (const isCut of [true, false]) log.note({ atNs: (isCut ? fromMs : toMs) * MS, kind: 'link', link: 'net', isCut });
}

function account(got = 'pid 7 beats and is not tracked'): string[] {
  return accountForBeats(findingAbout(got), log);
}

describe('accountForBeats()', () => {
  it('says what became of every beat after the last one that was accepted', () => {
    agent(310, 'started');
    agent(400, 'degraded');
    agent(9000, 'hung', 8);
    sent(3180, 'read', 3200, { outcome: 'refreshed' });
    cut(3190, 4000);
    sent(3300, 'link-cut', 3300);
    sent(3400, 'link-cut', 3400);
    sent(4100, 'queue-full', 4200);
    sent(4300, 'lost', 4300);
    sent(4400, 'lost', 4400);
    sent(5000, 'read', 5020, { outcome: 'out-of-order', faults: ['held-back'] });
    sent(6000, 'in-flight', 6000, { arrivalMs: 7000 });
    sent(6100, 'waiting', 6200);
    expect(account()).toEqual([
      'in the run as found, pid 7, running since 310 ms, sent 9 beats',
      'the last one accepted was sent at 3.18 s and read at 3.2 s',
      'sent after that one:',
      '  2 datagrams refused by link net, cut from 3.19 s to 4 s',
      '  1 datagram refused by the full queue of listener udp, at 4.2 s',
      '  2 datagrams lost on link net, from 4.3 s to 4.4 s',
      '  1 datagram read at 5.02 s: out-of-order',
      '  1 datagram still on link net, due at 7 s',
      '  1 datagram unread in the queue of listener udp, there since 6.2 s',
    ]);
  });

  it('says whose datagrams came under the pid, and what the network did to them', () => {
    agent(0, 'started');
    agent(2000, 'crashed');
    sent(1000, 'read', 1000, { outcome: 'inserted' });
    sent(1100, 'read', 1100, { outcome: 'decode-refused', faults: ['corrupted'] });
    sent(1100, 'read', 1150, { outcome: 'decode-refused', faults: ['truncated', 'corrupted'], isCopy: true });
    sent(1500, 'read', 3000, { outcome: 'refreshed', faults: ['reordered'] });
    sent(2500, 'read', 2600, { outcome: 'origin-conflict', attacker: 'spoofer', link: 'lan' });
    sent(2600, 'read', 2700, { outcome: 'origin-conflict', attacker: 'spoofer', link: 'lan' });
    expect(account('pid 7 is silent and was not reported')).toEqual([
      'in the run as found, pid 7, dead without a terminal frame since 2 s, sent 3 beats',
      'the last one accepted was sent at 1.5 s and read at 3 s, held up on link net',
      'sent after that one:',
      '  2 datagrams from attacker spoofer, read from 2.6 s to 2.7 s: origin-conflict',
    ]);
  });

  it('tells copies and damaged datagrams apart where none was accepted', () => {
    cut(500, 600);
    cut(700, 800);
    sent(550, 'link-cut', 550);
    sent(750, 'link-cut', 750);
    sent(1100, 'read', 1100, { outcome: 'decode-refused', faults: ['corrupted'] });
    sent(1100, 'read', 1150, { outcome: 'decode-refused', faults: ['truncated'], isCopy: true });
    expect(account()).toEqual([
      'in the run as found, pid 7 sent 3 beats',
      'no datagram under that pid was accepted',
      'sent under that pid:',
      '  2 datagrams refused by link net, cut 2 times, from 550 ms to 750 ms',
      '  1 datagram read at 1.1 s: decode-refused, 1 damaged on link net',
      '  1 datagram copied on the way, read at 1.15 s: decode-refused, 1 damaged on link net',
    ]);
  });

  it('says so where nothing was sent, and where the log has dropped what came first', () => {
    expect(account()).toEqual(['in the run as found, pid 7 sent 0 beats', 'no datagram under that pid was accepted']);
    log = new WorldLog(1);
    sent(1, 'lost', 1);
    sent(2, 'read', 2, { outcome: 'refreshed' });
    expect(account()).toEqual([
      'in the run as found, pid 7 sent 1 beat',
      'the last one accepted was sent at 2 ms and read at 2 ms',
      'the log of the run kept the last datagrams only',
    ]);
  });

  it('has nothing to say of other findings', () => {
    sent(1, 'lost', 1);
    expect(accountForBeats(findingAbout('pid 7 is in two slots', 'invariant'), log)).toEqual([]);
  });
});
