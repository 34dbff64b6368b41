import { describe, expect, it } from 'vitest';
import { footOf, press, startWalk, type Walk } from '../../../../../sim/findings/debugger/screen/walker.ts';
import { walkedTimeline } from './walked-trace.ts';

const timeline = walkedTimeline();

/** The walk after some keys; throws if one of them leaves. */
function after(step: number, ...keys: readonly string[]): Walk {
  return keys.reduce((walk, key) => {
    const next = press(walk, key, timeline);
    if (next === null) throw new Error(`${key} leaves`);
    return next;
  }, startWalk(step));
}

describe('press()', () => {
  it('goes one step, a hundred, to an end, and never beyond', () => {
    expect([after(3, 'n').step, after(3, 'right').step, after(3, 'p').step, after(3, 'left').step]).toEqual([4, 4, 2, 2]);
    expect([after(0, 'p').step, after(11, 'n').step, after(3, 'pagedown').step, after(3, 'pageup').step]).toEqual([0, 11, 11, 0]);
    expect([after(3, 'g').step, after(3, 'home').step, after(3, 'G').step, after(3, 'end').step]).toEqual([0, 0, 11, 11]);
  });

  it('jumps to the next and the previous event, refusal, eviction and stall', () => {
    expect([after(0, 'e').step, after(4, 'e').step, after(11, 'E').step]).toEqual([3, 6, 10]);
    expect([after(0, 'r').step, after(11, 'R').step]).toEqual([6, 6]);
    expect([after(0, 'v').step, after(11, 'V').step]).toEqual([10, 10]);
    expect([after(0, 's').step, after(11, 'S').step]).toEqual([7, 8]);
  });

  it('says when there is nothing to jump to', () => {
    expect(after(10, 'v')).toMatchObject({ step: 10, message: 'there is no eviction after step 10' });
    expect(after(3, 'S')).toMatchObject({ step: 3, message: 'there is no stall before step 3' });
    expect(after(3, 'S', 'n').message).toBe('');
  });

  it('goes to the finding, if there is one', () => {
    expect(after(0, 'f').step).toBe(11);
    expect(press(startWalk(2), 'f', { length: 12, index: timeline.index, finding: null })).toMatchObject({
      step: 2,
      message: 'there is no finding',
    });
  });

  it('goes to a step by number', () => {
    expect(footOf(after(0, ':', '1', 'x', '2', 'backspace', '0'))).toBe('go to step: 10_');
    expect(after(0, ':', '1', '0', 'return').step).toBe(10);
    expect(after(4, ':', '1', '2', 'return')).toMatchObject({ step: 4, message: 'there is no step 12: the last one is 11' });
    expect(after(4, ':', 'return').step).toBe(4);
    expect(after(4, ':', '1', 'escape', 'n').step).toBe(5);
    expect(after(4, ':', ...Array<string>(20).fill('1')).text).toHaveLength(15);
  });

  it('searches for a pid, again with Enter alone, and from the start when there is no later step', () => {
    expect(footOf(after(0, '/', '7'))).toBe('next step about pid: 7_');
    expect(after(0, '/', '7', 'return').step).toBe(1);
    expect(after(0, '/', '7', 'return', '/', 'return').step).toBe(3);
    expect(after(10, '/', '7', 'return')).toMatchObject({ step: 1, message: 'no later step is about pid 7: this is the first' });
    expect(after(10, '/', '6', 'return')).toMatchObject({ step: 10, message: 'no step is about pid 6' });
    expect(after(10, '/', ...Array<string>(10).fill('5'), 'return')).toMatchObject({ step: 10, message: 'a pid is at most 4294967295' });
    expect(after(10, '/', 'return').step).toBe(10);
  });

  it('turns the model and the help on and off, and moves the table until the next step', () => {
    expect([after(0, 'd').showsModel, after(0, 'd', 'd').showsModel]).toEqual([true, false]);
    expect([after(0, 'h').showsHelp, after(0, '?').showsHelp, after(0, 'h', 'n').showsHelp, after(0, 'h', 'n').step]).toEqual([
      true,
      true,
      false,
      0,
    ]);
    expect([after(0, 'down', 'down', 'up').scroll, after(0, 'down', 'n').scroll]).toEqual([1, 0]);
  });

  it('leaves at q and Ctrl-C, also from the help; q is no digit of a number', () => {
    expect(press(startWalk(0), 'q', timeline)).toBeNull();
    expect(press(after(0, 'h'), 'q', timeline)).toBeNull();
    expect(press(after(0, ':'), 'ctrl-c', timeline)).toBeNull();
    expect(press(after(0, ':'), 'q', timeline)).not.toBeNull();
  });

  it('does nothing at other keys', () => {
    expect(after(3, 'x', '', 'escape', 'toString', 'ctrl-a')).toEqual(startWalk(3));
  });
});
