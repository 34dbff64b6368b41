import v8 from '@vitest/coverage-v8';
import type { BaseCoverageProvider, CoverageProviderModule } from 'vitest/node';

/** What a test file has run, by script, as the engine tells it. */
interface Ran {
  readonly result: { readonly url: string }[];
}

/** Folders whose coverage is asked for. */
const COUNTED = ['src/', 'sim/', 'fuzz/'].map((folder) => new URL(`../../${folder}`, import.meta.url).href);

/**
 * Coverage of the engine as `provider: 'v8'` has it, with less work: what test files have run is put together once, not anew with each
 * file, and translated once for all projects, whose sources are the same: a third of the time.
 */
const provider: CoverageProviderModule = {
  ...v8,
  async takeCoverage(options) {
    const { result } = ((await v8.takeCoverage?.(options)) ?? { result: [] }) as Ran;
    return { result: result.filter(({ url }) => COUNTED.some((folder) => url.startsWith(folder))) };
  },
  async getProvider() {
    const reporter = (await v8.getProvider()) as unknown as BaseCoverageProvider;
    const read = reporter.readCoverageFiles.bind(reporter);
    reporter.readCoverageFiles = async ({ onFileRead, onFinished, onDebug }) => {
      const all: Ran = { result: [] };
      const projects: Parameters<typeof onFinished>[] = [];
      await read<Ran>({
        onFileRead: ({ result }) => void all.result.push(...result),
        onFinished: async (...project) => void projects.push(project),
        onDebug,
      });
      onFileRead(all as never);
      if (projects.length > 0) await onFinished(...projects[0]);
    };
    return reporter as never;
  },
};

export { provider as default };
