import { describe, expect, it } from 'vitest';
import { decodeFrame, encodeFrame, FRAME_REFUSALS, type Frame } from '../../../src/index.ts';
import { mix32 } from '../../../src/internal.ts';
import { SeededEntropy } from '../../../sim/data/entropy/seeded-entropy.ts';
import { GoalCounts } from '../../../sim/oracle/goals.ts';
import { attacker, kernelSocket, soundLink } from '../../../sim/world/scenarios/world-builder.ts';
import { ATTACK_STEPS } from '../../../sim/world/attacks.ts';
import { EventQueue } from '../../../sim/world/event-queue.ts';
import { ATTACKS, type Attack } from '../../../sim/world/script.ts';
import { Transport } from '../../../sim/world/transport.ts';

interface Sent {
  readonly pid: number;
  readonly bytes: Uint8Array;
}

function attack(name: Attack, times: number, { pidPool = 0, victims = [500, 501, 502], captures = [] as readonly Frame[] } = {}): Sent[] {
  const sent: Sent[] = [];
  const entropy = new SeededEntropy('1');
  const transport = new Transport([kernelSocket()], [soundLink('wire', 'socket')], entropy, new EventQueue(), new GoalCounts(), 0, true);
  for (const frame of captures) transport.send(0, 0, frame.pid, null, encodeFrame(frame));
  for (let sentBefore = 0; sentBefore < times; sentBefore++) {
    ATTACK_STEPS[name].step({
      script: attacker({ name, attack: name, link: 'wire', everyNs: 1, pidPool }),
      entropy,
      transport,
      nowNs: 0,
      cells: 64,
      victims,
      sentBefore,
      send: (pid, bytes) => sent.push({ pid, bytes: bytes.slice() }),
    });
  }
  return sent;
}

function framesOf(sent: readonly Sent[]): Frame[] {
  return sent.map(({ bytes }) => {
    const frame = decodeFrame(bytes);
    if (typeof frame === 'string') throw new Error(frame);
    return frame;
  });
}

describe('ATTACK_STEPS', () => {
  it('have each attack, with a goal of its own', () => {
    expect(Object.keys(ATTACK_STEPS).sort()).toEqual([...ATTACKS].sort());
    expect(new Set(Object.values(ATTACK_STEPS).map(({ goal }) => goal)).size).toBe(ATTACKS.length);
  });

  it('pid-rotation never comes twice as the same process, and says truly who it is', () => {
    const sent = attack('pid-rotation', 100);
    expect(new Set(framesOf(sent).map(({ pid }) => pid)).size).toBe(100);
    framesOf(sent).forEach(({ pid }, at) => expect(pid).toBe(sent[at].pid));
  });

  it('pid-rotation over a pool comes round with a higher nonce', () => {
    const frames = framesOf(attack('pid-rotation', 9, { pidPool: 3 }));
    expect(new Set(frames.map(({ pid }) => pid)).size).toBe(3);
    expect(frames.map(({ nonce }) => nonce)).toEqual([1n, 1n, 1n, 2n, 2n, 2n, 3n, 3n, 3n]);
  });

  it('index-collision uses pids that share one home cell', () => {
    const pids = framesOf(attack('index-collision', 50)).map(({ pid }) => pid);
    expect(new Set(pids).size).toBe(50);
    for (const pid of pids) expect(mix32(pid) & 63).toBe(0);
  });

  it.each(['origin-spoof', 'namespace-collision'] as const)('%s beats for victims, each time with a higher nonce', (name) => {
    const sent = attack(name, 60);
    const frames = framesOf(sent);
    expect(new Set(frames.map(({ pid }) => pid))).toEqual(new Set([500, 501, 502]));
    expect(frames.every(({ nonce }, at) => at === 0 || nonce > frames[at - 1].nonce)).toBe(true);
    frames.forEach(({ pid }, at) => expect(pid).toBe(sent[at].pid));
  });

  it('replay sends captured frames as they were, and nothing while there are none', () => {
    const captures: Frame[] = [3, 4, 5].map((pid) => ({ status: 'ok', pid, timestamp: 1n, nonce: BigInt(pid), payload: 6 }));
    expect(attack('replay', 5)).toEqual([]);
    for (const frame of framesOf(attack('replay', 20, { captures }))) expect(captures).toContainEqual(frame);
  });

  it('pid-forgery claims a pid that is not the sender’s', () => {
    const sent = attack('pid-forgery', 20, { victims: [2, 900] });
    framesOf(sent).forEach(({ pid }, at) => expect(pid).not.toBe(sent[at].pid));
  });

  it('malformed sends frames that are refused, for every reason there is', () => {
    const refusals = attack('malformed', 400).map(({ bytes }) => decodeFrame(bytes));
    expect(new Set(refusals)).toEqual(new Set(FRAME_REFUSALS));
  });

  it.each(['origin-spoof', 'namespace-collision', 'pid-forgery'] as const)('%s does nothing where there is no fleet', (name) => {
    expect(attack(name, 3, { victims: [] })).toEqual([]);
  });
});
