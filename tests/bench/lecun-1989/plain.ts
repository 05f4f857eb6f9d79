/**
 * The training of the 1989 network by hand: typed arrays, nested loops, derivatives written out.
 *
 * What somebody would write who wants no library and knows JavaScript well.
 */
const PLANES: readonly (readonly number[])[] = [
  [0, 1, 2, 3, 4, 5, 6, 7],
  [4, 5, 6, 7, 8, 9, 10, 11],
  [0, 1, 2, 3, 8, 9, 10, 11],
];
const FROM = Int32Array.from({ length: 12 * 8 }, (_, i) => PLANES[i >> 5][i % 8]);

/** Changed in place: (12, 25) and (12, 8, 8), (12, 8, 25) and (12, 4, 4), (192, 30), (30, 10). */
export interface Weights {
  readonly w: Float32Array;
  readonly b: Float32Array;
}

/** A layer's weights and biases, and where their gradients go. */
interface Layer extends Weights {
  readonly dw: Float32Array;
  readonly db: Float32Array;
}

/** Returns a function that takes one step of gradient descent and returns the loss before it. */
export function plainTraining(
  layers: readonly Weights[],
  lr: number,
): (image: Float32Array, target: Float32Array) => number {
  const [H1, H2, H3, output] = layers.map(({ w, b }): Layer => ({
    w,
    b,
    dw: new Float32Array(w.length),
    db: new Float32Array(b.length),
  }));

  const padded = new Float32Array(20 * 20).fill(-1); // the image with a border of 2
  const h1 = new Float32Array(12 * 12 * 12).fill(-1); // twelve planes of 8 x 8 with a border of 2
  const h2 = new Float32Array(192);
  const h3 = new Float32Array(30);
  const out = new Float32Array(10);
  const dh1 = new Float32Array(h1.length);
  const dh2 = new Float32Array(192);
  const dh3 = new Float32Array(30);
  const dout = new Float32Array(10);

  function forward(image: Float32Array): void {
    for (let y = 0; y < 16; y++) {
      for (let x = 0; x < 16; x++) padded[(y + 2) * 20 + x + 2] = image[y * 16 + x];
    }
    for (let map = 0; map < 12; map++) {
      for (let y = 0; y < 8; y++) {
        for (let x = 0; x < 8; x++) {
          let sum = H1.b[map * 64 + y * 8 + x];
          for (let row = 0; row < 5; row++) {
            const from = (2 * y + row) * 20 + 2 * x;
            const weight = map * 25 + row * 5;
            for (let column = 0; column < 5; column++) {
              sum += padded[from + column] * H1.w[weight + column];
            }
          }
          h1[map * 144 + (y + 2) * 12 + x + 2] = Math.tanh(sum);
        }
      }
    }
    for (let map = 0; map < 12; map++) {
      for (let y = 0; y < 4; y++) {
        for (let x = 0; x < 4; x++) {
          let sum = H2.b[map * 16 + y * 4 + x];
          for (let plane = 0; plane < 8; plane++) {
            const corner = FROM[map * 8 + plane] * 144 + 2 * y * 12 + 2 * x;
            for (let row = 0; row < 5; row++) {
              const from = corner + row * 12;
              const weight = (map * 8 + plane) * 25 + row * 5;
              for (let column = 0; column < 5; column++) {
                sum += h1[from + column] * H2.w[weight + column];
              }
            }
          }
          h2[map * 16 + y * 4 + x] = Math.tanh(sum);
        }
      }
    }
    full(h2, H3, h3);
    full(h3, output, out);
  }

  function backward(target: Float32Array): number {
    let loss = 0;
    for (let i = 0; i < 10; i++) {
      const error = out[i] - target[i];
      loss += (error * error) / 10;
      dout[i] = (2 / 10) * error * (1 - out[i] * out[i]);
    }
    fullBackward(h3, output, dout, dh3);
    for (let i = 0; i < 30; i++) dh3[i] *= 1 - h3[i] * h3[i];
    fullBackward(h2, H3, dh3, dh2);

    H2.dw.fill(0);
    dh1.fill(0);
    for (let map = 0; map < 12; map++) {
      for (let y = 0; y < 4; y++) {
        for (let x = 0; x < 4; x++) {
          const unit = map * 16 + y * 4 + x;
          const d = dh2[unit] * (1 - h2[unit] * h2[unit]);
          H2.db[unit] = d;
          for (let plane = 0; plane < 8; plane++) {
            const corner = FROM[map * 8 + plane] * 144 + 2 * y * 12 + 2 * x;
            for (let row = 0; row < 5; row++) {
              const from = corner + row * 12;
              const weight = (map * 8 + plane) * 25 + row * 5;
              for (let column = 0; column < 5; column++) {
                H2.dw[weight + column] += d * h1[from + column];
                dh1[from + column] += d * H2.w[weight + column];
              }
            }
          }
        }
      }
    }
    H1.dw.fill(0);
    for (let map = 0; map < 12; map++) {
      for (let y = 0; y < 8; y++) {
        for (let x = 0; x < 8; x++) {
          const place = map * 144 + (y + 2) * 12 + x + 2;
          const d = dh1[place] * (1 - h1[place] * h1[place]);
          H1.db[map * 64 + y * 8 + x] = d;
          for (let row = 0; row < 5; row++) {
            const from = (2 * y + row) * 20 + 2 * x;
            const weight = map * 25 + row * 5;
            for (let column = 0; column < 5; column++) {
              H1.dw[weight + column] += d * padded[from + column];
            }
          }
        }
      }
    }
    return loss;
  }

  return (image, target) => {
    forward(image);
    const loss = backward(target);
    for (const { w, b, dw, db } of [H1, H2, H3, output]) {
      descend(w, dw, lr);
      descend(b, db, lr);
    }
    return loss;
  };
}

/** y = tanh(x w + b) */
function full(x: Float32Array, { w, b }: Layer, y: Float32Array): void {
  y.set(b);
  for (let i = 0; i < x.length; i++) {
    for (let j = 0; j < y.length; j++) y[j] += x[i] * w[i * y.length + j];
  }
  for (let j = 0; j < y.length; j++) y[j] = Math.tanh(y[j]);
}

/** From the gradient `d` of x w + b to those of w, b and x. */
function fullBackward(
  x: Float32Array,
  { w, dw, db }: Layer,
  d: Float32Array,
  dx: Float32Array,
): void {
  db.set(d);
  for (let i = 0; i < x.length; i++) {
    let sum = 0;
    for (let j = 0; j < d.length; j++) {
      const weight = i * d.length + j;
      dw[weight] = x[i] * d[j];
      sum += d[j] * w[weight];
    }
    dx[i] = sum;
  }
}

function descend(w: Float32Array, dw: Float32Array, lr: number): void {
  for (let i = 0; i < w.length; i++) w[i] -= lr * dw[i];
}
