import { describe, expect, it } from 'vitest';
import { minimize } from '../../../fuzz/engine/minimize.ts';

const patient = { runsMax: 5000, shouldStop: () => false };

describe('minimize()', () => {
  it('leaves the bytes that matter, as small as they may be', async () => {
    const input = Uint8Array.from({ length: 200 }, (_, at) => (at * 37) % 256);
    const test = (bytes: Uint8Array): Promise<boolean> => Promise.resolve(bytes.some((byte, at) => byte > 100 && bytes[at + 1] > byte));
    const least = await minimize(input, { test, ...patient });
    expect([...least]).toEqual([101, 102]);
  });

  it('takes out whole records where they count', async () => {
    const boundsOf = (bytes: Uint8Array): readonly number[] => Array.from({ length: bytes.length / 4 + 1 }, (_, at) => 4 * at);
    const test = (bytes: Uint8Array): Promise<boolean> =>
      Promise.resolve(bytes.length % 4 === 0 && boundsOf(bytes).filter((at) => bytes[at] === 9).length >= 2);
    const input = Uint8Array.from({ length: 160 }, (_, at) => (at === 40 || at === 120 ? 9 : 7));
    expect([...(await minimize(input, { test, boundsOf, ...patient }))]).toEqual([9, 0, 0, 0, 9, 0, 0, 0]);
  });

  it('ends with the best so far when its runs are used up, or when somebody asks', async () => {
    let runs = 0;
    const test = (bytes: Uint8Array): Promise<boolean> => Promise.resolve((runs++, bytes.length >= 3));
    await minimize(new Uint8Array(64), { test, runsMax: 5, shouldStop: () => false });
    expect(runs).toBe(5);
    const input = new Uint8Array(64);
    expect(await minimize(input, { test, runsMax: 100, shouldStop: () => true })).toBe(input);
  });
});
