/** Colours of a picture by what they stand for. */
export interface Palette {
  readonly paper: string;
  readonly ink: string;
  readonly muted: string;
  readonly line: string;
  readonly mark: string;
  readonly accent: string;
  readonly bad: string;
}

/** What can be drawn on: a canvas, or a text of SVG. Lengths are CSS pixels. */
export interface Surface {
  rect(x: number, y: number, width: number, height: number, colour: string): void;
  text(x: number, y: number, text: string, colour: string, align: 'left' | 'right' | 'center', isBold?: boolean): void;
  /** A triangle that points down to a place. */
  pointer(x: number, y: number, colour: string): void;
}

/** A picture as SVG, a self-contained text. */
export class SvgSurface implements Surface {
  readonly #parts: string[] = [];
  readonly #width: number;
  readonly #height: number;

  constructor(width: number, height: number) {
    this.#width = width;
    this.#height = height;
  }

  rect(x: number, y: number, width: number, height: number, colour: string): void {
    this.#parts.push(`<rect x="${short(x)}" y="${short(y)}" width="${short(width)}" height="${short(height)}" fill="${colour}"/>`);
  }

  text(x: number, y: number, text: string, colour: string, align: 'left' | 'right' | 'center', isBold = false): void {
    const anchor = { left: 'start', right: 'end', center: 'middle' }[align];
    const weight = isBold ? ' font-weight="600"' : '';
    this.#parts.push(`<text x="${short(x)}" y="${short(y)}" fill="${colour}" text-anchor="${anchor}"${weight}>${escaped(text)}</text>`);
  }

  pointer(x: number, y: number, colour: string): void {
    this.#parts.push(`<path d="M${short(x - 5)} ${short(y - 7)}h10l-5 7z" fill="${colour}"/>`);
  }

  /** The whole text. */
  get svg(): string {
    const head = `<svg xmlns="http://www.w3.org/2000/svg" width="${this.#width}" height="${this.#height}" viewBox="0 0 ${this.#width} ${this.#height}"`;
    return `${head} font-family="system-ui, sans-serif" font-size="12">${this.#parts.join('')}</svg>\n`;
  }
}

function short(value: number): string {
  return String(Math.round(value * 100) / 100);
}

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (char) => `&#${char.charCodeAt(0)};`);
}
