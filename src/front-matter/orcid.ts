/**
 * Whether the last character of an ORCID iD is the check character of the others: ISO 7064, MOD 11-2.
 *
 * @param iD four groups of four, such as 0000-0002-1825-0097
 * @see https://support.orcid.org/hc/en-us/articles/360006897674
 */
export function hasValidChecksum(iD: string): boolean {
  const digits = iD.replaceAll('-', '');
  let total = 0;
  for (const digit of digits.slice(0, -1)) total = (total + Number(digit)) * 2;
  const check = (12 - (total % 11)) % 11;
  return digits.at(-1) === (check === 10 ? 'X' : String(check));
}
