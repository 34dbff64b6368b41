import type { Browser } from 'playwright-core';

/** A screenshot as the brightness of its parts, 0 to 255: fonts differ between machines, where things stand does not. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  /** By row. */
  readonly grid: readonly (readonly number[])[];
}

const COLUMNS = 24;
const ROW_PIXELS = 60;

/** Runs in a page, whose globals this file does not know. */
const SUM_UP = `async ({ base64, columns, rowPixels }) => {
  const image = new Image();
  image.src = 'data:image/png;base64,' + base64;
  await image.decode();
  const rows = Math.max(1, Math.round(image.height / rowPixels));
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [image.width, image.height];
  const context = canvas.getContext('2d', { willReadFrequently: true });
  context.drawImage(image, 0, 0);
  const brightness = (row, column) => {
    const [x, y] = [Math.floor((column * image.width) / columns), Math.floor((row * image.height) / rows)];
    const { data } = context.getImageData(x, y, Math.floor(image.width / columns), Math.floor(image.height / rows));
    let sum = 0;
    for (let at = 0; at < data.length; at += 4) sum += (data[at] + data[at + 1] + data[at + 2]) / 3;
    return Math.round(sum / (data.length / 4));
  };
  const grid = Array.from({ length: rows }, (_, row) => Array.from({ length: columns }, (__, column) => brightness(row, column)));
  return { width: image.width, height: image.height, grid };
}`;

/** A screenshot summed up. */
export async function pictureOf(browser: Browser, png: Uint8Array): Promise<Picture> {
  const page = await browser.newPage();
  const given = { base64: Buffer.from(png).toString('base64'), columns: COLUMNS, rowPixels: ROW_PIXELS };
  const picture = await page.evaluate<Picture>(`(${SUM_UP})(${JSON.stringify(given)})`);
  await page.close();
  return picture;
}

/** How far two pictures differ on average, 0 to 255; all of it where their sizes are far apart. */
export function differenceOf(a: Picture, b: Picture): number {
  if (a.width !== b.width || Math.abs(a.height - b.height) > 0.1 * b.height) return 255;
  const rows = Math.min(a.grid.length, b.grid.length);
  let sum = 0;
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < COLUMNS; column++) sum += Math.abs(a.grid[row][column] - b.grid[row][column]);
  return sum / (rows * COLUMNS);
}
