/**
 * A pad to draw a digit on, or a test digit by its number: the network in the worker reads it.
 *
 * The run's answer takes a `Question` and gives a `Reading`, or more than that.
 */
import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { Bar } from '#plot/Bar';
import { Images } from '#plot/Images';
import type { Ask } from './use-run.ts';
import './digit-pad.css';

/** A test digit by its number, or the inks of a square drawing, 0 to 255. */
type Question = number | Uint8Array;

/** What the network saw and said. */
interface Reading {
  /** 16 x 16 greys, 255 for full ink */
  readonly pixels: Uint8Array;
  /** of a test digit; null for a drawing */
  readonly label: number | null;
  /** one number a class, of which the largest is what the network reads */
  readonly outputs: readonly number[];
}

/** The pad's side, and how wide its pen is. */
const SIDE = 112;
const PEN = 9;

type Stroke = readonly (readonly [x: number, y: number])[];

interface DigitPadProps<R extends Reading> {
  /** null until there is a network to ask */
  readonly ask: Ask | null;
  readonly testCount: number;
  /** what to do as long as there is none */
  readonly first: string;
  /** what `outputs` are: the accessible name of their bars */
  readonly outputs: string;
  /** what else to draw of a reading */
  readonly children?: (reading: R) => ComponentChildren;
}

export function DigitPad<R extends Reading>(props: DigitPadProps<R>) {
  const { ask, testCount, first, outputs, children } = props;
  const [strokes, setStrokes] = useState<readonly Stroke[]>([]);
  const [digit, setDigit] = useState(0);
  const [reading, setReading] = useState<R | null>(null);
  const drawing = useRef(false);

  const put = async (question: Question) => setReading((await ask!(question)) as unknown as R);
  useEffect(() => {
    setReading(null);
    if (ask && strokes.length > 0) void put(rasterised(strokes));
  }, [ask]);

  const pointOf = ({ currentTarget, clientX, clientY }: PointerEvent): Stroke[number] => {
    const { left, top, width } = (currentTarget as Element).getBoundingClientRect();
    return [((clientX - left) / width) * SIDE, ((clientY - top) / width) * SIDE];
  };
  const lift = () => {
    if (!drawing.current) return;
    drawing.current = false;
    if (ask) void put(rasterised(strokes));
  };

  return (
    <fieldset class="digit-pad" disabled={!ask}>
      <legend>Have it read a digit</legend>
      <svg
        class="digit-pad-paper"
        viewBox={`0 0 ${SIDE} ${SIDE}`}
        role="img"
        aria-label="Drawing pad; with a keyboard, choose a test digit instead"
        onPointerDown={(event) => {
          if (!ask || !event.isPrimary) return;
          event.currentTarget.setPointerCapture(event.pointerId);
          drawing.current = true;
          setStrokes([...strokes, [pointOf(event)]]);
        }}
        onPointerMove={(event) => {
          if (!drawing.current) return;
          const last = strokes[strokes.length - 1];
          setStrokes([...strokes.slice(0, -1), [...last, pointOf(event)]]);
        }}
        onPointerUp={lift}
        onPointerCancel={lift}
      >
        {strokes.map((stroke, index) => (
          <path key={index} d={pathOf(stroke)} />
        ))}
      </svg>
      <div class="digit-pad-choice">
        <button
          class="demo-button"
          type="button"
          disabled={strokes.length === 0}
          onClick={() => {
            setStrokes([]);
            setReading(null);
          }}
        >
          Clear
        </button>
        <label>
          <span>Test digit, 0 to {testCount - 1}</span>
          <input
            class="demo-field"
            type="number"
            autocomplete="off"
            min={0}
            max={testCount - 1}
            value={digit}
            onInput={({ currentTarget: { valueAsNumber } }) => {
              if (!(valueAsNumber >= 0 && valueAsNumber < testCount)) return;
              setDigit(Math.floor(valueAsNumber));
              setStrokes([]);
              void put(Math.floor(valueAsNumber));
            }}
          />
        </label>
        <button
          class="demo-button"
          type="button"
          onClick={() => {
            setStrokes([]);
            void put(digit);
          }}
        >
          Read it
        </button>
      </div>
      <div class="digit-pad-reading">
        <p role="status">{ask ? sentence(reading) : first}</p>
        {reading && (
          <>
            <Images
              title="What the network sees"
              pixels={reading.pixels}
              width={16}
              height={16}
              palette="ink"
              domain={[0, 255]}
            />
            <Bar
              title={outputs}
              format=".2f"
              max={1}
              bars={reading.outputs.map((value, label) => ({
                label: String(label),
                value,
                kind: label === best(reading) ? 'ours' : 'soft',
              }))}
            />
            {children?.(reading)}
          </>
        )}
      </div>
    </fieldset>
  );
}

function sentence(reading: Reading | null): string {
  if (!reading) return 'Draw a digit, or choose one of the test set.';
  const said = `The network reads a ${best(reading)}.`;
  return reading.label === null ? said : `${said} It is a ${reading.label}.`;
}

function best({ outputs }: Reading): number {
  return outputs.indexOf(Math.max(...outputs));
}

function pathOf(stroke: Stroke): string {
  const points = stroke.map(([x, y]) => `${x.toFixed(1)} ${y.toFixed(1)}`);
  return `M${points.join('L')}${stroke.length === 1 ? 'h0' : ''}`;
}

/** The strokes as SIDE x SIDE inks, 0 to 255. */
function rasterised(strokes: readonly Stroke[]): Uint8Array {
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = SIDE;
  const context = canvas.getContext('2d')!;
  context.lineWidth = PEN;
  context.lineCap = context.lineJoin = 'round';
  for (const stroke of strokes) context.stroke(new Path2D(pathOf(stroke)));
  const { data } = context.getImageData(0, 0, SIDE, SIDE);
  return Uint8Array.from({ length: SIDE * SIDE }, (_, place) => data[4 * place + 3]);
}
