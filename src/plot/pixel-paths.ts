/** An image as one path a shade. */

export interface PixelPath {
  readonly sign: 'positive' | 'negative';
  /** above 0 to 1 */
  readonly opacity: number;
  /** rows of pixels, as rectangles of height 1 */
  readonly d: string;
}

/** How many shades there are on either side of 0. */
const SHADES = 12;

/**
 * The pixels of equal shade as one path each; neighbours in a row are one rectangle. Shade 0 is the
 * ground and has none.
 *
 * @param shade -1 to 1 for each pixel, counted row by row; what is beyond is as the end
 */
export function pixelPaths(
  width: number,
  height: number,
  shade: (pixel: number) => number,
): PixelPath[] {
  const paths = new Map<number, string>();
  const levelAt = (x: number, y: number) =>
    Math.round(Math.min(1, Math.max(-1, shade(y * width + x))) * SHADES);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width;) {
      const level = levelAt(x, y);
      let end = x + 1;
      while (end < width && levelAt(end, y) === level) end += 1;
      if (level !== 0) {
        const run = `M${x} ${y}h${end - x}v1h${x - end}z`;
        paths.set(level, (paths.get(level) ?? '') + run);
      }
      x = end;
    }
  }
  return [...paths].map(([level, d]) => ({
    sign: level > 0 ? 'positive' : 'negative',
    opacity: Math.round((Math.abs(level) / SHADES) * 100) / 100,
    d,
  }));
}
