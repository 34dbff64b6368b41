import { describe, expect, it } from 'vitest';
import { changedFiles } from './changed-program.ts';
import { GENERATOR_CHANGES } from './generator-changes.ts';

describe('GENERATOR_CHANGES', () => {
  it('are twenty, with names and sentences of their own', () => {
    expect(new Set(GENERATOR_CHANGES.map(({ name }) => name)).size).toBe(20);
    expect(new Set(GENERATOR_CHANGES.map(({ sentence }) => sentence)).size).toBe(20);
  });

  it.each(GENERATOR_CHANGES.map((change) => [change.name, change] as const))('%s still fits the compiled program', (_name, change) => {
    expect(changedFiles(change).size).toBeGreaterThan(0);
  });

  it('are refused where their pattern is gone', () => {
    const edits = [{ folder: 'world', pattern: 'there is no such text', replacement: '' }];
    expect(() => changedFiles({ name: 'gone', sentence: '', edits })).toThrow('change gone: its pattern stands 0 times in world');
  });
});
