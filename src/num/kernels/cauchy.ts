/** Sums over poles, as the generating functions of state space models need them. */
import { at, firstLane, lanes } from './vector';

/**
 * out (rows, points): sums over n of v_n / (x - p_n)^power, for complex v, p (rows, poles) and x
 * (rows, points); real and imaginary parts in planes of their own.
 *
 * Poles are added in order; 1 / d is conj(d) / |d|^2, whose square must neither vanish nor overflow.
 * Two vectors of points share the loads of a pole, and one waits for its division while the other
 * works. Where two do not fit at the end they are moved back and compute the same bits again; where
 * there are fewer points, both hold the same one.
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
  const pair = 2 * lanes<T>();
  const whole = points >= pair;
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < points; j += whole ? pair : 1) {
      const start = at<T>(0, whole ? min(j, points - pair) : j);
      let xRe0 = v128.load_splat<T>(xRe + start);
      let xIm0 = v128.load_splat<T>(xIm + start);
      let xRe1 = xRe0;
      let xIm1 = xIm0;
      if (whole) {
        xRe0 = v128.load(xRe + start);
        xIm0 = v128.load(xIm + start);
        xRe1 = v128.load(xRe + start, 16);
        xIm1 = v128.load(xIm + start, 16);
      }
      let re0 = v128.splat<T>(0);
      let im0 = re0;
      let re1 = re0;
      let im1 = re0;
      for (let k: usize = 0; k < row; k += sizeof<T>()) {
        const poleRe = v128.load_splat<T>(pRe + k);
        const poleIm = v128.load_splat<T>(pIm + k);
        const a0 = v128.sub<T>(xRe0, poleRe);
        const b0 = v128.sub<T>(poleIm, xIm0); // of the conjugate
        const a1 = v128.sub<T>(xRe1, poleRe);
        const b1 = v128.sub<T>(poleIm, xIm1);
        const inverse0 = v128.div<T>(one, v128.add<T>(v128.mul<T>(a0, a0), v128.mul<T>(b0, b0)));
        const inverse1 = v128.div<T>(one, v128.add<T>(v128.mul<T>(a1, a1), v128.mul<T>(b1, b1)));
        const c0 = v128.mul<T>(a0, inverse0);
        const d0 = v128.mul<T>(b0, inverse0);
        const c1 = v128.mul<T>(a1, inverse1);
        const d1 = v128.mul<T>(b1, inverse1);
        let r0 = v128.load_splat<T>(vRe + k);
        let i0 = v128.load_splat<T>(vIm + k);
        let r1 = r0;
        let i1 = i0;
        let left = power;
        do {
          const turned0 = v128.sub<T>(v128.mul<T>(r0, c0), v128.mul<T>(i0, d0));
          i0 = v128.add<T>(v128.mul<T>(r0, d0), v128.mul<T>(i0, c0));
          r0 = turned0;
          const turned1 = v128.sub<T>(v128.mul<T>(r1, c1), v128.mul<T>(i1, d1));
          i1 = v128.add<T>(v128.mul<T>(r1, d1), v128.mul<T>(i1, c1));
          r1 = turned1;
        } while (--left > 0);
        re0 = v128.add<T>(re0, r0);
        im0 = v128.add<T>(im0, i0);
        re1 = v128.add<T>(re1, r1);
        im1 = v128.add<T>(im1, i1);
      }
      if (whole) {
        v128.store(outRe + start, re0);
        v128.store(outIm + start, im0);
        v128.store(outRe + start, re1, 16);
        v128.store(outIm + start, im1, 16);
      } else {
        store<T>(outRe + start, firstLane<T>(re0));
        store<T>(outIm + start, firstLane<T>(im0));
      }
    }
    vRe += row;
    vIm += row;
    pRe += row;
    pIm += row;
    outRe = at<T>(outRe, points);
    outIm = at<T>(outIm, points);
    xRe = at<T>(xRe, points);
    xIm = at<T>(xIm, points);
  }
}
