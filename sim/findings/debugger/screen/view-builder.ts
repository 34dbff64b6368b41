import { Narrator } from '../../failure-report/narrate.ts';
import { formatOp } from '../../../data/ops/op-format.ts';
import { formatReplyLine } from '../../../data/ops/reply-format.ts';
import { MARKS, type Mark } from '../time-travel/step-index.ts';
import type { Step, Timeline } from '../time-travel/timeline.ts';
import { focusOf, type View } from './view.ts';
import { footOf, type Walk } from './walker.ts';

/** Makes the values of one screen after the other. */
export class ViewBuilder {
  readonly #timeline: Timeline;
  readonly #path: string;
  readonly #narrator: Narrator;
  #focus = 0;

  constructor(timeline: Timeline, path: string) {
    this.#timeline = timeline;
    this.#path = path;
    // Told of all namespaces in their order, the narrator names each the same whichever step is shown first.
    this.#narrator = new Narrator(timeline.namespaces);
  }

  /** The values to show where the walk stands. */
  build(walk: Walk): View {
    const { index, finding, length } = this.#timeline;
    const step = this.#timeline.at(walk.step);
    this.#focus = focusOf(step) ?? this.#focus;
    return {
      path: this.#path,
      step,
      last: length - 1,
      marks: (Object.keys(MARKS) as Mark[]).filter((mark) => index.has(walk.step, mark)),
      sentence: this.#tell(step),
      opJson: formatOp(step.op),
      replyJson: step.outcome instanceof Error ? `thrown: ${step.outcome.message}` : formatReplyLine(step.outcome),
      finding,
      focus: this.#focus,
      scroll: walk.scroll,
      showsModel: walk.showsModel,
      showsHelp: walk.showsHelp,
      foot: footOf(walk),
    };
  }

  #tell({ op, outcome }: Step): string {
    if (outcome instanceof Error) return `${op.op} makes the production code throw ${outcome.name}`;
    return this.#narrator.tell(outcome);
  }
}
