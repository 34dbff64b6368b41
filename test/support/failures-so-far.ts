import { writeFileSync } from 'node:fs';
import type { Reporter, TestCase, Vitest } from 'vitest/node';

/**
 * Keeps the tests that have failed in the file of the JSON reporter, in its form, while the others run: so they are known also
 * where the whole is cut off. The JSON reporter writes the whole over it at the end.
 */
export default class FailuresSoFar implements Reporter {
  readonly #failed = new Map<
    string,
    { readonly fullName: string; readonly status: string; readonly failureMessages: readonly string[] }[]
  >();
  #path: string | null = null;
  #passed = 0;

  onInit({ config }: Vitest): void {
    const { outputFile } = config;
    this.#path = typeof outputFile === 'object' ? (outputFile['json'] ?? null) : null;
  }

  onTestCaseResult(test: TestCase): void {
    const { state, errors = [] } = test.result();
    if (state === 'passed') this.#passed++;
    if (state !== 'failed' || this.#path === null) return;
    const failureMessages = errors.map(({ stack, message }) => stack ?? message);
    const of = this.#failed.get(test.module.moduleId) ?? [];
    this.#failed.set(test.module.moduleId, [...of, { fullName: test.fullName, status: 'failed', failureMessages }]);
    writeFileSync(this.#path, JSON.stringify(this.#report()));
  }

  #report(): object {
    const testResults = [...this.#failed].map(([name, assertionResults]) => ({ name, status: 'failed', message: '', assertionResults }));
    const numFailedTests = testResults.reduce((sum, { assertionResults }) => sum + assertionResults.length, 0);
    return { numPassedTests: this.#passed, numFailedTests, numPendingTests: 0, numTodoTests: 0, testResults };
  }
}
