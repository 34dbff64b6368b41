import { heightOf, paintTimeline } from '../picture/paint-timeline.ts';
import { SvgSurface } from '../picture/surface.ts';
import { palette } from './canvas-surface.ts';
import { axisOf, findingStep, lanesOf, type PageState, type ShownRun } from './state.ts';
import type { WorkerLink } from './worker-link.ts';

/** What can be exported: of the stretch that is seen. */
export const EXPORTS = [
  ['png', 'PNG of the time line'],
  ['svg', 'SVG of the time line'],
  ['ndjson', 'NDJSON of what is seen'],
  ['chrome', 'Trace events for Perfetto'],
  ['trace', 'The whole run as a trace'],
] as const;

/** Hands a file to the browser. */
export function download(name: string, content: string | Blob, type: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(typeof content === 'string' ? new Blob([content], { type }) : content);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

/** Makes one of {@link EXPORTS}; a sentence that says what was made. */
export async function runExport(name: string, state: PageState, run: ShownRun, link: WorkerLink): Promise<string> {
  const axis = axisOf(run, state.mode);
  const from = axis.stepAt(state.viewport.from);
  const to = Math.max(from, Math.min(run.facts.length, axis.stepAt(state.viewport.to)) - 1);
  switch (name) {
    case 'png': {
      const canvas = document.querySelector<HTMLCanvasElement>('#timeline');
      const blob = await new Promise<Blob | null>((resolve) => canvas?.toBlob(resolve, 'image/png'));
      if (blob !== null) download('time-line.png', blob, 'image/png');
      return 'the time line was saved as PNG';
    }
    case 'svg': {
      const width = document.querySelector<HTMLCanvasElement>('#timeline')?.clientWidth ?? 1000;
      const picture = {
        axis,
        viewport: state.viewport,
        lanes: lanesOf(state, run),
        marks: state.marks,
        step: state.step,
        findingStep: findingStep(run),
        curve: run.insight?.curve ?? [],
      };
      const surface = new SvgSurface(width, heightOf(picture));
      paintTimeline(surface, picture, width, palette());
      download('time-line.svg', surface.svg, 'image/svg+xml');
      return 'the time line was saved as SVG';
    }
    case 'ndjson':
      download('steps.ndjson', await link.ask('trace', { run: run.run, from, to, whole: false }), 'application/x-ndjson');
      return `steps ${from} to ${to} were saved`;
    case 'chrome':
      download('trace-events.json', await link.ask('chrome', { run: run.run, from, to }), 'application/json');
      return `trace events of steps ${from} to ${to} were saved`;
    case 'trace':
      download(
        'run.ndjson',
        await link.ask('trace', { run: run.run, from: 0, to: run.facts.operations - 1, whole: true }),
        'application/x-ndjson',
      );
      return 'the run was saved as a trace';
    default:
      return '';
  }
}
