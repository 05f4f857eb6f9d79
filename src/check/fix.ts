/** Mends what findings know how to mend, file by file. */
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Finding, Fix } from './post.ts';

/** The text with all fixes made. They may not overlap. */
export function fixed(text: string, fixes: readonly Fix[]): string {
  const last = [...fixes].sort((a, b) => b.start - a.start);
  return last.reduce(
    (mended, { start, end, text: put }) => mended.slice(0, start) + put + mended.slice(end),
    text,
  );
}

/** Writes the mended files, each whole, and returns the findings that are left. */
export function fixAll(findings: readonly Finding[]): Finding[] {
  const byFile = Map.groupBy(
    findings.filter(({ fix }) => fix !== undefined),
    ({ file }) => file,
  );
  for (const [file, found] of byFile) {
    const path = resolve(file);
    const text = fixed(
      readFileSync(path, 'utf8'),
      found.map(({ fix }) => fix!),
    );
    writeFileSync(`${path}.partial`, text);
    renameSync(`${path}.partial`, path);
  }
  return findings.filter(({ fix }) => fix === undefined);
}
