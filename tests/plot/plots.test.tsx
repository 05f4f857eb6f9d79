import fc from 'fast-check';
import { renderToString } from 'preact-render-to-string';
import { describe, expect, test } from 'vitest';
import { axisOf, spread } from '../../src/plot/axis.ts';
import { Bar } from '../../src/plot/Bar.tsx';
import { Heatmap } from '../../src/plot/Heatmap.tsx';
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

  test('runs backwards if its domain does, on either scale', () => {
    const log = axisOf({ label: '1 - beta2', scale: 'log', domain: [1, 0.001] }, []);
    expect(log.ticks).toEqual(
      ['0.001', '0.01', '0.1', '1'].map((text, n) => ({
        place: expect.closeTo(100 - (100 * n) / 3, 1),
        text,
      })),
    );
    const linear = axisOf({ label: 'row', domain: [10, 0] }, []);
    expect(linear.place(10)).toBeCloseTo(0);
    expect(new Set(texts(linear))).toEqual(new Set(['0', '2', '4', '6', '8', '10']));
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
      { sign: 'positive', opacity: 1, d: 'M0 0.5h2' },
      { sign: 'negative', opacity: 1, d: 'M0 1.5h1' },
    ]);
  });

  test('draw every pixel once, in its own shade', () => {
    const shade = fc.constantFrom(-1, -0.5, 0, 0.25, 1, NaN);
    const image = fc.integer({ min: 1, max: 6 }).chain((width) =>
      fc.record({
        width: fc.constant(width),
        shades: fc
          .array(fc.array(shade, { minLength: width, maxLength: width }), { maxLength: 6 })
          .map((rows) => rows.flat()),
      }),
    );
    fc.assert(
      fc.property(image, ({ width, shades }) => {
        const drawn = shades.map(() => 0);
        for (const { sign, opacity, d } of pixelPaths(
          width,
          shades.length / width,
          (pixel) => shades[pixel]!,
        )) {
          const value = sign === 'unknown' ? NaN : sign === 'positive' ? opacity : -opacity;
          let [x, y] = [0, 0];
          for (const [, , right, below, length] of d.matchAll(/(M|m)(\S+) (\S+)h(\d+)/g)) {
            x += Number(right);
            y += Number(below);
            for (let end = x + Number(length); x < end; x++) drawn[(y - 0.5) * width + x] = value;
          }
        }
        expect(drawn).toEqual(shades);
      }),
    );
  });

  test('of a diverging palette have the same limit on both sides of 0', () => {
    const svg = renderToString(
      <Images title="Kernels" pixels={[2, -1]} width={1} height={1} palette="diverging" />,
    );
    expect(svg).toContain('class="plot-pixel-positive" stroke-opacity="1"');
    expect(svg).toContain('class="plot-pixel-negative" stroke-opacity="0.5"');
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

describe('a heat map', () => {
  const map = (more: Partial<Parameters<typeof Heatmap>[0]> = {}) =>
    renderToString(
      <Heatmap
        title="Drift"
        x={{ label: 'beta1', domain: [0, 1] }}
        y={{ label: '1 - beta2', domain: [0.01, 1], scale: 'log' }}
        columns={2}
        rows={2}
        values={[1, -1, 0.5, 2]}
        color={{ label: 'drift' }}
        palette="diverging"
        {...more}
      />,
    );
  const cells = (html: string) =>
    [...html.split('plot-scale')[0]!.matchAll(/<path class="plot-pixel-[^>]*>/g)].map(
      ([path]) => path,
    );

  test('puts row 0 at the low end of its axis, and shades evenly on both sides of 0', () => {
    expect(cells(map())).toEqual([
      '<path class="plot-pixel-positive" stroke-opacity="0.25" d="M0 0.5h1">',
      '<path class="plot-pixel-positive" stroke-opacity="1" d="M1 0.5h1">',
      '<path class="plot-pixel-positive" stroke-opacity="0.5" d="M0 1.5h1">',
      '<path class="plot-pixel-negative" stroke-opacity="0.5" d="M1 1.5h1">',
    ]);
  });

  test('leaves blank what is NaN or has not come yet', () => {
    expect(cells(map({ values: [NaN, 2] }))).toEqual([
      '<path class="plot-pixel-unknown" stroke-opacity="1" d="M0 0.5h2m-2 1h1">',
      '<path class="plot-pixel-positive" stroke-opacity="1" d="M1 1.5h1">',
    ]);
    expect(map({ values: [] })).toContain('aria-label="Drift. drift: no values yet"');
  });

  test('of one palette runs from paper to ink, on a log scale too', () => {
    const color = { label: 'error', domain: [0.01, 1], scale: 'log' } as const;
    const html = map({ palette: 'ink', color, values: [0.01, 0.1, 1, 1] });
    expect(cells(html)).toEqual([
      '<path class="plot-pixel-ink" stroke-opacity="1" d="M0 0.5h2">',
      '<path class="plot-pixel-ink" stroke-opacity="0.5" d="M1 1.5h1">',
    ]);
    expect(html).toMatch(/<text x="50%"[^>]*>0\.1<\/text>/);
  });

  test('has a scale of its shades, whose middle is 0 or on a log scale 1', () => {
    const ticks = (html: string) => html.split('plot-scale-ticks')[1]!.split('</svg>')[0]!;
    expect(ticks(map())).toMatch(/x="50%"[^>]*>0<.*x="100%"[^>]*>2</);
    const ratio = map({ color: { label: 'ratio', scale: 'log' }, values: [0.1, 5] });
    expect(ticks(ratio)).toMatch(/x="0%"[^>]*>0\.1<.*x="50%"[^>]*>1<.*x="100%"[^>]*>10</);
  });

  test('draws curves over its cells and names them', () => {
    const html = map({
      curves: [{ label: 'D = 0', kind: 'ink', dashed: true, x: [0, 0.5, 1], y: [1, 0.1, 0.01] }],
    });
    expect(html).toContain(
      '<path class="plot-curve plot-dashed" vector-effect="non-scaling-stroke" d="M0 0L50 50L100 100"',
    );
    expect(html).toContain('aria-label="Drift. drift: −1 to 2 in 4 cells; D = 0"');
    expect(html).toContain('</svg>D = 0</span>');
  });

  test('says so if it has more values than cells', () => {
    expect(() => map({ values: [1, 2, 3, 4, 5] })).toThrow(
      'Heatmap: a map of 2 x 2 cells cannot show 5 values',
    );
  });

  test('has no style attribute, and no number that is not finite', () => {
    for (const values of [[], [0, 0, 0, 0], [1, NaN, 3]]) {
      expect(map({ values })).not.toMatch(/style=|NaN|Infinity|undefined/);
    }
  });
});

test('a dot without a value, or without a place on a log axis, is not drawn', () => {
  const html = renderToString(
    <Line
      title="Times"
      x={{ label: 'size' }}
      y={{ label: 'seconds', scale: 'log', domain: [0.1, 10] }}
      series={[{ label: 'a', kind: 'ours', dots: true, x: [1, 2, 3], y: [NaN, 1, 0] }]}
    />,
  );
  expect(html.match(/<circle/g)).toHaveLength(1);
  expect(html).not.toContain('NaN');
});
