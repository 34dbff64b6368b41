import { signatureOf } from '../../../oracle/finding.ts';
import { flow, flowText } from './flow.ts';
import { modelPane } from './model-pane.ts';
import { clip, fit, span, type Line } from './spans.ts';
import type { View } from './view.ts';

/** What the step is: its place, the operation in words and as data, the reply, the model's view, the finding. */
export function headerPane(view: View, width: number, isTall: boolean): Line[] {
  const lines = isTall ? 2 : 1;
  return [
    titleLine(view, width),
    clip([span(view.sentence, 'bold')], width),
    ...flowText('op', view.opJson, width, lines),
    ...flowText('reply', view.replyJson, width, lines),
    ...modelPane(view.step, width, lines),
    ...findingLines(view, width, lines),
  ];
}

function titleLine({ path, step, last, marks }: View, width: number): Line {
  const place = ` · step ${step.step} of 0–${last}${marks.length === 0 ? '' : ` · ${marks.join(', ')}`} `;
  const room = Math.max(8, width - place.length - 1);
  const name = path.length <= room ? path : `…${path.slice(path.length - room + 1)}`;
  return fit([span(` ${name}${place}`, 'title')], width).map(({ text }) => span(text, 'title'));
}

function findingLines({ finding, step }: View, width: number, linesMax: number): Line[] {
  if (finding === null) return [];
  if (finding.step !== step.step) return flow('finding', [[span(`${signatureOf(finding)} at step ${finding.step}`, 'dim')]], width, 1);
  const pieces = [signatureOf(finding), finding.reason, `expected ${finding.expected}`, `got ${finding.got}`];
  return flow(
    'finding',
    pieces.map((text, at): Line => [span(text, at === 0 ? 'bad' : 'plain')]),
    width,
    linesMax + 2,
  );
}
