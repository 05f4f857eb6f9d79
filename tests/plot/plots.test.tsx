import fc from 'fast-check';
import { renderToString } from 'preact-render-to-string';
import { describe, expect, test } from 'vitest';
import { axisOf, spread } from '../../src/plot/axis.ts';
import { Bar } from '../../src/plot/Bar.tsx';
import { Images } from '../../src/plot/Images.tsx';
import { Line } from '../../src/plot/Line.tsx';
import { pixelPaths } from '../../src/plot/pixel-paths.ts';

describe('an axis', () => {
  const texts = (axis: ReturnType<typeof axisOf>) => axis.ticks.map(({ text }) => text);

  test('puts round ticks at their places', () => {
    const axis = axisOf({ label: 'passes', domain: [0, 23] }, []);
    expect(texts(axis)).toEqual(['0', '5', '10', '15', '20']);
    expect(axis.ticks[1]!.place).toBeCloseTo((100 * 5) / 23, 1);
  });

  test('rounds its domain outwards from the data', () => {
    const axis = axisOf({ label: 'error' }, [1.3, 9.7]);
    expect([axis.place(0), axis.place(10)]).toEqual([0, 100]);
  });

  test('shows powers of ten on a log scale, and has no place for 0', () => {
    const axis = axisOf({ label: 'loss', scale: 'log', domain: [0.001, 10] }, []);
    expect(texts(axis)).toEqual(['0.001', '0.01', '0.1', '1', '10']);
    expect(axis.place(0.1)).toBe(50);
    expect(axis.place(0)).toBeNaN();
  });

  test('over few powers of ten has ticks between them', () => {
    const axis = axisOf({ label: 'loss', scale: 'log', domain: [0.05, 0.9] }, []);
    expect(texts(axis)).toEqual(['0.05', '0.1', '0.2', '0.5']);
    expect(texts(axisOf({ label: 'loss', scale: 'log' }, [0, 0.03, 0.4]))).toEqual([
      '0.01',
      '0.03',
      '0.1',
      '0.3',
      '1',
    ]);
  });

  test('of what is counted has ticks at whole numbers only', () => {
    const axis = axisOf({ label: 'pass', domain: [0, 2], whole: true }, []);
    expect(texts(axis)).toEqual(['0', '1', '2']);
  });

  test('of equal or absent values still has a domain', () => {
    expect(axisOf({ label: '' }, [3, 3]).place(3)).toBe(50);
    expect(axisOf({ label: '' }, []).place(0.5)).toBe(50);
  });

  test('labels are moved apart around their middle, in order, and stay inside', () => {
    expect(spread([50, 50, 10], 10)).toEqual([45, 55, 10]);
    expect(spread([99, 98], 10)).toEqual([100, 90]);
    const places = fc.array(fc.double({ min: 0, max: 100, noNaN: true }), { maxLength: 8 });
    fc.assert(
      fc.property(places, (given) => {
        const moved = spread(given, 10);
        const rank = given.map((_, index) => index).sort((a, b) => given[a]! - given[b]!);
        const sorted = rank.map((index) => moved[index]!);
        for (const place of sorted) {
          expect(place).toBeGreaterThanOrEqual(0);
          expect(place).toBeLessThanOrEqual(100);
        }
        for (let n = 1; n < sorted.length; n++) {
          expect(sorted[n]! - sorted[n - 1]!).toBeGreaterThan(9.98);
        }
      }),
    );
  });
});

describe('a line plot', () => {
  const plot = (y: ArrayLike<number>) =>
    renderToString(
      <Line
        title="Test error by pass"
        x={{ label: 'pass', domain: [0, 2] }}
        y={{ label: 'error, %', domain: [0, 10] }}
        series={[
          {
            label: 'test',
            kind: 'ours',
            x: [0, 1, 2],
            y,
            band: { low: [9, 7, 4], high: [10, 9, 6] },
          },
        ]}
        references={[{ label: 'paper 5.0', y: 5 }]}
      />,
    );

  test('says in words what it shows', () => {
    expect(plot([10, 8, 5.04])).toContain(
      '<div class="plot" role="img" aria-label="Test error by pass. test: 10 to 5.04; paper 5.0">',
    );
  });

  test('draws curve, band and reference at their places', () => {
    const svg = plot([10, 8, 5]);
    expect(svg).toContain('d="M0 0L50 20L100 50"');
    expect(svg).toContain('<path class="plot-band" d="M0 0L50 10L100 40L100 60L50 30L0 10Z"');
    expect(svg).toContain('<line x1="0" x2="100%" y1="50%" y2="50%"');
  });

  test('is interrupted where a log axis has no place', () => {
    const svg = renderToString(
      <Line
        title="Loss"
        x={{ label: 'pass', domain: [0, 3] }}
        y={{ label: 'loss', domain: [0.01, 1], scale: 'log' }}
        series={[{ label: 'loss', kind: 'ours', x: [0, 1, 2, 3], y: [1, 0, 0.1, 0.01] }]}
      />,
    );
    expect(svg).toContain('d="M0 0M66.67 50L100 100"');
  });

  test('has no style attribute, and no number that is not finite', () => {
    expect(plot([10, 8, 5])).not.toMatch(/style=|NaN|Infinity|undefined/);
    expect(plot([])).not.toMatch(/style=|NaN|Infinity|undefined/);
  });
});

describe('a bar chart', () => {
  const bars = [
    { label: 'paper', value: 102, kind: 'theirs' as const },
    { label: 'ours', value: 51, kind: 'ours' as const, interval: { low: 40, high: 62 } },
  ];
  const table = renderToString(<Bar title="Test misses" unit="misses" max={102} bars={bars} />);

  test('is a table that can be read without its drawing', () => {
    expect(
      table
        .replace(/<svg.*?<\/svg>/g, '')
        .replace(/<[^>]*>/g, ' ')
        .replace(/\s+/g, ' '),
    ).toBe(' Test misses paper 102 misses ours 51 misses ');
  });

  test('draws lengths in proportion', () => {
    expect([...table.matchAll(/<rect[^>]* width="([^"]+)"/g)].map((match) => match[1])).toEqual([
      '100%',
      '50%',
    ]);
  });
});

describe('small images', () => {
  test('are one path a shade, with equal neighbours as one rectangle', () => {
    const shades = [1, 1, 0, -1, 0, 0];
    expect(pixelPaths(3, 2, (pixel) => shades[pixel]!)).toEqual([
      { sign: 'positive', opacity: 1, d: 'M0 0h2v1h-2z' },
      { sign: 'negative', opacity: 1, d: 'M0 1h1v1h-1z' },
    ]);
  });

  test('of a diverging palette have the same limit on both sides of 0', () => {
    const svg = renderToString(
      <Images title="Kernels" pixels={[2, -1]} width={1} height={1} palette="diverging" />,
    );
    expect(svg).toContain('class="plot-pixel-positive" fill-opacity="1"');
    expect(svg).toContain('class="plot-pixel-negative" fill-opacity="0.5"');
    expect(svg).toContain('role="img" aria-label="Kernels"');
  });

  test('with captions are a list', () => {
    const svg = renderToString(
      <Images
        title="Mistakes"
        pixels={Uint8Array.of(0, 255)}
        width={1}
        height={1}
        palette="ink"
        captions={['4 read as 9', '1 read as 7']}
      />,
    );
    expect(svg).toContain('role="list" aria-label="Mistakes"');
    expect(svg.match(/role="listitem"/g)).toHaveLength(2);
    expect(svg).toContain('4 read as 9');
  });
});
