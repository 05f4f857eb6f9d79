/** A pad to draw a digit on, or a test digit by its number: the trained network in the worker reads it. */
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Ask } from '#demo/use-run';
import { Bar } from '#plot/Bar';
import { Images } from '#plot/Images';
import type { Question, Reading } from './runs.ts';

/** The pad's side, and how wide its pen is. */
const SIDE = 112;
const PEN = 9;

type Stroke = readonly (readonly [x: number, y: number])[];

interface DigitPadProps {
  /** null until a network has been trained here */
  readonly ask: Ask | null;
  readonly testCount: number;
}

export function DigitPad({ ask, testCount }: DigitPadProps) {
  const [strokes, setStrokes] = useState<readonly Stroke[]>([]);
  const [digit, setDigit] = useState(0);
  const [reading, setReading] = useState<Reading | null>(null);
  const drawing = useRef(false);

  const put = async (question: Question) => setReading((await ask!(question)) as Reading);
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
        <p role="status">{ask ? sentence(reading) : 'Run the training to its end first.'}</p>
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
              title="What the ten output units say"
              format=".2f"
              max={1}
              bars={reading.outputs.map((value, label) => ({
                label: String(label),
                value,
                kind: label === best(reading) ? 'ours' : 'soft',
              }))}
            />
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
