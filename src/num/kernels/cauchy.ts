/** Sums over poles, as the generating functions of state space models need them. */
import { at, lanes, read, write } from './vector';

/**
 * out (rows, points): sums over n of v_n / (x - p_n)^power, for complex v, p (rows, poles) and x
 * (rows, points); real and imaginary parts in planes of their own.
 *
 * Poles are added in order; 1 / d is conj(d) / |d|^2, whose square must neither vanish nor overflow.
 */
export function cauchy<T>(
  outRe: usize,
  outIm: usize,
  vRe: usize,
  vIm: usize,
  xRe: usize,
  xIm: usize,
  pRe: usize,
  pIm: usize,
  rows: i32,
  points: i32,
  poles: i32,
  power: i32,
): void {
  const one = v128.splat<T>(1);
  const row = at<T>(0, poles);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < points; ) {
      const whole = j + lanes<T>() <= points;
      const re = read<T>(xRe, whole);
      const im = read<T>(xIm, whole);
      let sumRe = v128.splat<T>(0);
      let sumIm = sumRe;
      for (let k: usize = 0; k < row; k += sizeof<T>()) {
        const a = v128.sub<T>(re, v128.load_splat<T>(pRe + k));
        const b = v128.sub<T>(v128.load_splat<T>(pIm + k), im); // of the conjugate
        const size = v128.add<T>(v128.mul<T>(a, a), v128.mul<T>(b, b));
        const inverse = v128.div<T>(one, size);
        const c = v128.mul<T>(a, inverse);
        const d = v128.mul<T>(b, inverse);
        let re1 = v128.load_splat<T>(vRe + k);
        let im1 = v128.load_splat<T>(vIm + k);
        let left = power;
        do {
          const turned = v128.sub<T>(v128.mul<T>(re1, c), v128.mul<T>(im1, d));
          im1 = v128.add<T>(v128.mul<T>(re1, d), v128.mul<T>(im1, c));
          re1 = turned;
        } while (--left > 0);
        sumRe = v128.add<T>(sumRe, re1);
        sumIm = v128.add<T>(sumIm, im1);
      }
      write<T>(outRe, sumRe, whole);
      write<T>(outIm, sumIm, whole);
      const by = whole ? lanes<T>() : 1;
      const bytes = at<T>(0, by);
      j += by;
      outRe += bytes;
      outIm += bytes;
      xRe += bytes;
      xIm += bytes;
    }
    vRe += row;
    vIm += row;
    pRe += row;
    pIm += row;
  }
}
