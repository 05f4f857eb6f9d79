/** Small images side by side, such as kernels or digits: crisp, and in the theme's own colours. */
import { pixelPaths } from './pixel-paths.ts';

interface ImagesProps {
  /** What they are: the accessible name. */
  readonly title: string;
  /** all pixels: image after image, row after row */
  readonly pixels: ArrayLike<number>;
  readonly width: number;
  readonly height: number;
  /** `ink`: paper at `domain[0]`, ink at `domain[1]`; `diverging`: two hues on both sides of 0 */
  readonly palette: 'ink' | 'diverging';
  /** the values at the palette's ends; from the pixels if absent, of all images alike */
  readonly domain?: readonly [number, number];
  readonly size?: 'small' | 'medium' | 'large';
  /** one an image, shown below it */
  readonly captions?: readonly string[];
}

export function Images({
  title,
  pixels,
  width,
  height,
  palette,
  size = 'medium',
  captions,
  ...props
}: ImagesProps) {
  const each = width * height;
  const [low, high] = props.domain ?? rangeOf(pixels);
  const limit = Math.max(Math.abs(low), Math.abs(high)) || 1;
  const shade =
    palette === 'ink'
      ? (value: number) => (value - low) / (high - low || 1)
      : (value: number) => value / limit;
  const images = Array.from({ length: Math.floor(pixels.length / each) }, (_, index) =>
    pixelPaths(width, height, (pixel) => shade(pixels[index * each + pixel]!)),
  );
  // With captions it is a list of images that can be read; without, one picture.
  const role = captions ? 'list' : 'img';
  return (
    <div class={`plot-images plot-images-${size}`} role={role} aria-label={title}>
      {images.map((paths, index) => (
        <div key={index} role={captions && 'listitem'}>
          <svg viewBox={`0 0 ${width} ${height}`} aria-hidden="true">
            {paths.map(({ sign, opacity, d }) => (
              <path
                key={`${sign}${opacity}`}
                class={palette === 'ink' ? 'plot-pixel-ink' : `plot-pixel-${sign}`}
                stroke-opacity={opacity}
                d={d}
              />
            ))}
          </svg>
          {captions && <span>{captions[index]}</span>}
        </div>
      ))}
    </div>
  );
}

function rangeOf(values: ArrayLike<number>): [number, number] {
  let low = Infinity;
  let high = -Infinity;
  for (let i = 0; i < values.length; i++) {
    low = Math.min(low, values[i]!);
    high = Math.max(high, values[i]!);
  }
  return low <= high ? [low, high] : [0, 1];
}
