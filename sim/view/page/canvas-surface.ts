import type { Palette, Surface } from '../picture/surface.ts';

/** A canvas as something to draw on, sharp on every screen. */
export class CanvasSurface implements Surface {
  readonly #context: CanvasRenderingContext2D;

  constructor(canvas: HTMLCanvasElement, width: number, height: number) {
    const scale = devicePixelRatio || 1;
    const [wide, high] = [Math.round(width * scale), Math.round(height * scale)];
    // To set the size clears it and costs as much as drawing.
    if (canvas.width !== wide || canvas.height !== high) {
      canvas.width = wide;
      canvas.height = high;
      canvas.style.height = `${height}px`;
    }
    const context = canvas.getContext('2d');
    if (context === null) throw new Error('this browser cannot draw on a canvas');
    context.setTransform(scale, 0, 0, scale, 0, 0);
    this.#context = context;
  }

  rect(x: number, y: number, width: number, height: number, colour: string): void {
    this.#context.fillStyle = colour;
    this.#context.fillRect(x, y, width, height);
  }

  text(x: number, y: number, text: string, colour: string, align: 'left' | 'right' | 'center', isBold = false): void {
    this.#context.font = `${isBold ? '600 ' : ''}12px system-ui, sans-serif`;
    this.#context.fillStyle = colour;
    this.#context.textAlign = align;
    this.#context.fillText(text, x, y);
  }

  pointer(x: number, y: number, colour: string): void {
    this.#context.fillStyle = colour;
    this.#context.beginPath();
    this.#context.moveTo(x - 5, y - 7);
    this.#context.lineTo(x + 5, y - 7);
    this.#context.lineTo(x, y);
    this.#context.fill();
  }
}

/** The colours that the style sheet has set. */
export function palette(): Palette {
  const probe = document.body.appendChild(document.createElement('span'));
  const colour = (name: string): string => {
    probe.style.color = `var(--${name})`;
    return getComputedStyle(probe).color;
  };
  const colours = {
    paper: colour('card'),
    ink: colour('ink'),
    muted: colour('muted'),
    line: colour('line'),
    mark: colour('mark'),
    accent: colour('accent'),
    bad: colour('bad'),
  };
  probe.remove();
  return colours;
}
