import { describe, expect, test } from 'vitest';
import { formatNumber, formatQuantity, formatSeconds } from '../../src/components/number.ts';

describe('numbers in pages', () => {
  test.each([
    [9760, 0, '9,760'],
    [4.086, 2, '4.09'],
    [5, 2, '5.00'],
    [-0.336, 2, '−0.34'],
    [-0.001, 2, '0.00'],
  ])('%d with %d digits is %s', (value, digits, text) => {
    expect(formatNumber(value, digits)).toBe(text);
  });

  test.each([
    [4.63, 2, '%', '4.63%'],
    [82, 0, 'misses', '82\u00a0misses'],
    [1.8, 2, '10⁻²', '1.80\u00a0×\u00a010⁻²'],
    [111, 0, '10³/s', '111\u00a0×\u00a010³/s'],
    [9760, 0, '', '9,760'],
  ])('a quantity stays on one line: %d with %d digits in "%s"', (value, digits, unit, text) => {
    expect(formatQuantity(value, digits, unit)).toBe(text);
  });

  test.each([
    [0.012, 'under 0.1 s'],
    [3.24, '3.2 s'],
    [9.98, '10 s'],
    [58.4, '58 s'],
    [200, '3 min 20 s'],
    [240, '4 min'],
    [7500, '2 h 5 min'],
  ])('%d seconds read %s', (seconds, text) => {
    expect(formatSeconds(seconds).replaceAll('\u00a0', ' ')).toBe(text);
  });
});
