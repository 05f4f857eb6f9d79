/** An image as one path a shade. */

export interface PixelPath {
  /** `unknown` for pixels without a value */
  readonly sign: 'positive' | 'negative' | 'unknown';
  /** above 0 to 1 */
  readonly opacity: number;
  /** rows of pixels, as lines to be drawn with a stroke as wide as a pixel, 1 */
  readonly d: string;
}

/** How many shades there are on either side of 0. */
const SHADES = 12;

/**
 * The pixels of equal shade as one path each; neighbours in a row are one line. Shade 0 is the ground
 * and has none.
 *
 * @param shade -1 to 1 for each pixel, counted row by row; what is beyond is as the end; NaN if unknown
 */
export function pixelPaths(
  width: number,
  height: number,
  shade: (pixel: number) => number,
): PixelPath[] {
  // Relative moves repeat, which compresses well: a page may carry thousands of them.
  const pens = new Map<number | 'unknown', { d: string; x: number; y: number }>();
  const levelAt = (x: number, y: number) => {
    const value = shade(y * width + x);
    return Number.isNaN(value)
      ? 'unknown'
      : Math.round(Math.min(1, Math.max(-1, value)) * SHADES) || 0;
  };
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width;) {
      const level = levelAt(x, y);
      let end = x + 1;
      while (end < width && levelAt(end, y) === level) end += 1;
      if (level !== 0) {
        const pen = pens.get(level);
        const move = pen ? `m${x - pen.x} ${y - pen.y}` : `M${x} ${y + 0.5}`;
        pens.set(level, { d: `${pen?.d ?? ''}${move}h${end - x}`, x: end, y });
      }
      x = end;
    }
  }
  return [...pens].map(([level, { d }]) =>
    level === 'unknown'
      ? { sign: 'unknown', opacity: 1, d }
      : {
          sign: level > 0 ? 'positive' : 'negative',
          opacity: Math.round((Math.abs(level) / SHADES) * 100) / 100,
          d,
        },
  );
}
