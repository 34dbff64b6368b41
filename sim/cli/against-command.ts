import type { Arguments } from '../data/command-line/arguments.ts';
import type { CommandContext } from '../data/command-line/output.ts';
import { checkReplay, loadHarmlessTrace } from '../findings/replay/load-trace.ts';
import { replayTrace } from '../findings/replay/replay-trace.ts';
import { againstExit, formatAgainst, jsonAgainst } from '../report/against-text.ts';
import type { ExitCode } from '../report/exit-code.ts';
import { SideBySide } from '../run/side-by-side.ts';
import { openTracker } from '../subject/foreign/open-tracker.ts';
import { answer } from './options.ts';

/** `replay --against A --and B`: has two trackers do what the trace asks, up to the first step at which they differ. Throws {@link UsageError}. */
export async function againstCommand(path: string, given: Arguments, context: CommandContext): Promise<ExitCode> {
  const specs = [given.text('against') ?? '', given.text('and') ?? ''] as const;
  const trace = await loadHarmlessTrace(path, { isJudged: false });
  const first = await openTracker(specs[0]);
  try {
    const second = await openTracker(specs[1]);
    try {
      const sides = new SideBySide([first, second]);
      const options = { check: 'cheap', follower: sides, without: new Set(['reply-as-recorded']) } as const;
      const { run } = checkReplay(path, replayTrace(trace, options));
      run.catchUp();
      sides.catchUp(true);
      const exit = againstExit(sides);
      const names = [first, second].map(({ hello }, at) => ({ spec: specs[at], name: hello.name, version: hello.version }));
      const said = { path, operations: run.steps, names, sides };
      answer(given, context, jsonAgainst(said, exit), () => formatAgainst(said, context.out));
      return exit;
    } finally {
      second.close();
    }
  } finally {
    first.close();
  }
}
