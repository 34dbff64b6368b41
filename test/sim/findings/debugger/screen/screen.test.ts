import { describe, expect, it } from 'vitest';
import { paintLine, widthOf } from '../../../../../sim/findings/debugger/screen/text.ts';
import { renderScreen } from '../../../../../sim/findings/debugger/screen/screen.ts';
import type { Size, View } from '../../../../../sim/findings/debugger/screen/view.ts';
import { viewAt } from './walked-trace.ts';

function draw(view: View, size: Size = { columns: 80, rows: 24 }): string[] {
  return renderScreen(view, size).map((line) => paintLine(line, false).trimEnd());
}

describe('renderScreen()', () => {
  it('shows the step, its reply, the table, the index, the counters, the listeners and the model', () => {
    expect(draw(viewAt(3)).join('\n')).toMatchInlineSnapshot(`
      " corpus/walked.ndjson · step 3 of 0–11 · event
      the observer polls at 1 ms: pid 7 beats from namespace a, accepted
      op        {"op":"poll","now":"1000000"}
      reply     {"event":"beat","pid":7,"status":"ok","nonce":"1","timestamp":"1","pa…
      model     agrees
      finding   expect/reply-as-recorded/metrics at step 11
      table · 1 of 2 slots · strict, window 256 · changed: 0
      slot pid  nonce  last beat  status  stall  origin   namespace  beats  stalls
         0   7*     1*      1 ms* ok*     -*     kernel* 4026531836*     1*      0*







      index     1 live of 4 cells · 0 tombstones  pid 7 is at home in 0
                2 ·  3 ·  >0 7→0* 1 ·
      state     now 1 ms* length 1* cursor 0  stalled 0  last evicted pid none
                stalls pending 0  last drain 0 ns  milli-tokens 9999000*…
      counters  inserted 1 (+1)*
      listener 0  1 waiting* pid 8 nonce 18446744073709551610
      listener 1  0 waiting
      n p step  : go to  / pid  e event  r refusal  v eviction  s stall  h help  q end"
    `);
  });

  it('shows an eviction: the new pid, the freed cell, the counters', () => {
    const text = draw(viewAt(10)).join('\n');
    expect(text).toContain('step 10 of 0–11 · event, eviction');
    expect(text).toContain('changed: 0');
    expect(text).toMatch(/^ {3}0 +9\* +1 +2 s\* +ok +-\*/m);
    expect(text).toContain('tracker evictions 1 (+1)*');
    expect(text).toContain('last evicted pid 7*');
    expect(text).toMatch(/ 9→0\*/);
    expect(text).toContain('model     agrees');
  });

  it('shows the datagrams that wait', () => {
    expect(draw(viewAt(2)).join('\n')).toContain('listener 0  2 waiting* pid 7 nonce 1  pid 8 nonce 18446744073709551610');
    expect(draw(viewAt(5)).join('\n')).toContain('listener 1  1 waiting* bad-length');
  });

  it('tells the finding where it is, and from afar', () => {
    expect(draw(viewAt(11)).join('\n')).toMatch(
      /finding {3}expect\/reply-as-recorded\/metrics!\n {10}the reply on line 12 is not the recorded one/,
    );
    expect(draw(viewAt(0)).join('\n')).toContain('finding   expect/reply-as-recorded/metrics at step 11');
  });

  it('marks what the model has otherwise', () => {
    const view = viewAt(4);
    const { model } = view.step;
    if (model === null) throw new Error('there is a model');
    const other = { ...view, step: { ...view.step, model: { ...model, slots: [{ ...model.slots[0], nonce: 5n }, model.slots[1]] } } };
    expect(draw(other).join('\n')).toContain('model     differs in 1:!');
    expect(draw(other).join('\n')).toContain('slot 0 nonce 5, here 1');
    const beside = draw({ ...other, showsModel: true });
    expect(beside.find((line) => line.startsWith('   0'))).toMatch(/7 +1! .* │ +7 +5!/);
    expect(beside.join('\n')).toContain('production code · 2 of 2 slots');
    const shorter = { ...view, showsModel: true, step: { ...view.step, model: { ...model, slots: [model.slots[0]] } } };
    expect(draw(shorter).find((line) => line.startsWith('   1'))).toMatch(/│ free!$/);
  });

  it('has as many lines as the terminal, none wider, from 80×24 up, at every step', () => {
    for (const size of [
      { columns: 80, rows: 24 },
      { columns: 100, rows: 30 },
      { columns: 119, rows: 24 },
      { columns: 120, rows: 25 },
      { columns: 160, rows: 50 },
      { columns: 300, rows: 90 },
    ]) {
      for (let step = 0; step < 12; step++) {
        for (const walk of [{}, { showsModel: true }, { showsHelp: true }, { scroll: 5 }, { scroll: -5 }]) {
          const lines = renderScreen(viewAt(step, walk), size);
          expect(lines).toHaveLength(size.rows);
          expect(Math.max(...lines.map(widthOf))).toBeLessThanOrEqual(size.columns);
        }
      }
    }
  });

  it('puts the panes beside the table where there is room', () => {
    const lines = draw(viewAt(3), { columns: 160, rows: 50 });
    expect(lines.find((line) => line.startsWith('table'))).toMatch(/│ index {5}1 live of 4 cells/);
  });

  it('asks for room where there is too little', () => {
    const lines = draw(viewAt(3), { columns: 60, rows: 10 });
    expect(lines).toHaveLength(10);
    expect(lines[0]).toBe('The terminal is 60×10: make it 80×24 or larger, or leave wi…');
  });

  it('lets no control character of a file name through', () => {
    expect(draw({ ...viewAt(0), path: 'a\u001b[2Jb' })[0]).toContain('a\\u001b[2Jb');
  });
});

describe('paintLine()', () => {
  const line = [
    { text: 'a', style: 'changed' },
    { text: '  ', style: 'plain' },
    { text: 'b', style: 'dim' },
  ] as const;

  it('marks changes by colour or by a star that takes the place of a space', () => {
    expect(paintLine(line, true)).toBe('\u001b[30;43ma\u001b[0m  \u001b[2mb\u001b[0m');
    expect(paintLine(line, false)).toBe('a* b');
  });
});
