/** Letters and digits of five by seven pixels, drawn for this post: one number of five bits a row. */
const ROWS: readonly string[] = [
  '0e11111f111111', // A
  '1e11111e11111e',
  '0e11101010110e',
  '1e11111111111e',
  '1f10101e10101f',
  '1f10101e101010',
  '0e11101711110f',
  '1111111f111111',
  '0e04040404040e',
  '0702020202120c',
  '11121418141211',
  '1010101010101f',
  '111b1515111111',
  '11191513111111',
  '0e11111111110e',
  '1e11111e101010',
  '0e11111115120d',
  '1e11111e141211',
  '0f10100e01011e',
  '1f040404040404',
  '1111111111110e',
  '11111111110a04',
  '1111111515150a',
  '11110a040a1111',
  '11110a04040404',
  '1f01020408101f', // Z
  '0e11131519110e', // 0
  '040c040404040e',
  '0e11010204081f',
  '1f02040201110e',
  '02060a121f0202',
  '1f101e0101110e',
  '0608101e11110e',
  '1f010204080808',
  '0e11110e11110e',
  '0e11110f01020c', // 9
];

/** Side of the square that a glyph stands in. */
export const SIDE = 8;

/** The first N glyphs as signs, +1 for ink: N * 64 numbers. */
export function glyphs(N: number): Float64Array {
  const values = new Float64Array(N * SIDE * SIDE).fill(-1);
  ROWS.slice(0, N).forEach((rows, glyph) => {
    for (let row = 0; row < 7; row++) {
      const bits = parseInt(rows.slice(2 * row, 2 * row + 2), 16);
      for (let column = 0; column < 5; column++) {
        if ((bits >> (4 - column)) & 1) values[glyph * SIDE * SIDE + row * SIDE + column + 1] = 1;
      }
    }
  });
  return values;
}

export const GLYPHS = ROWS.length;
