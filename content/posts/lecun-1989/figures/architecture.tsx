/** The network as the paper draws it: planes that get smaller, and what one unit of each layer sees. */
import './architecture.css';

/** A stack of `planes` squares of `side`, the first at (x, y), each further one behind it. */
function Stack({ x, y, side, planes }: { x: number; y: number; side: number; planes: number }) {
  return (
    <g>
      {Array.from({ length: planes }, (_, index) => {
        const behind = planes - 1 - index;
        return (
          <rect key={index} x={x + 6 * behind} y={y - 6 * behind} width={side} height={side} />
        );
      })}
    </g>
  );
}

function Column({ x, units, step }: { x: number; units: number; step: number }) {
  const top = 160 - (units * step) / 2;
  return (
    <g>
      {Array.from({ length: units }, (_, unit) => (
        <rect key={unit} x={x} y={top + unit * step} width={10} height={step - 2} />
      ))}
    </g>
  );
}

const LABELS: readonly (readonly [x: number, name: string, size: string])[] = [
  [70, 'image', '16 × 16'],
  [260, 'H1', '12 × 8 × 8'],
  [425, 'H2', '12 × 4 × 4'],
  [545, 'H3', '30'],
  [620, 'output', '10'],
];

export const Architecture = () => (
  <figure>
    <svg
      class="lecun-architecture"
      viewBox="0 0 660 345"
      role="img"
      aria-label="The network: an image of 16 by 16 pixels; H1, 12 maps of 8 by 8 units, each unit seeing 5 by 5 pixels; H2, 12 maps of 4 by 4 units, each seeing 5 by 5 units in 8 of the 12 maps of H1; H3, 30 units, and 10 output units, each connected to all units before it"
    >
      <rect x={6} y={96} width={128} height={128} />
      <Stack x={196} y={160} side={64} planes={12} />
      <Stack x={380} y={176} side={32} planes={12} />
      <Column x={540} units={30} step={8} />
      <Column x={615} units={10} step={20} />
      <g class="lecun-field">
        <rect x={54} y={128} width={40} height={40} />
        <rect x={228} y={184} width={8} height={8} />
        <path d="M94 128L228 184M94 168L228 192" />
        <rect x={220} y={168} width={40} height={40} />
        <rect x={396} y={192} width={8} height={8} />
        <path d="M260 168L396 192M260 208L396 200" />
      </g>
      <path class="lecun-full" d="M478 110L540 42M412 208L540 278M550 42L615 62M550 278L615 258" />
      {LABELS.map(([x, name, size]) => (
        <text key={name} x={x} y={300} text-anchor="middle">
          {name}
          <tspan x={x} dy="1.25em">
            {size}
          </tspan>
        </text>
      ))}
    </svg>
    <figcaption>
      What one unit sees: 5 × 5 pixels in H1; 5 × 5 units in each of 8 planes in H2, one of which is
      drawn; everything in H3 and the output.
    </figcaption>
  </figure>
);
