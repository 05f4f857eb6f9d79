import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { toHeaders, unitedPolicy } from '../../src/site/headers.ts';
import { distFile, base, pages } from './dist.ts';

test('one policy allows what each page allows, each source once, and no frame of others around it', () => {
  const policies = [
    "default-src 'self'; script-src 'self' 'sha256-a'",
    "default-src 'self';script-src 'self' 'sha256-b';object-src 'none'",
  ];
  expect(unitedPolicy(policies)).toBe(
    "default-src 'self'; script-src 'self' 'sha256-a' 'sha256-b'; object-src 'none'; frame-ancestors 'self'",
  );
});

test('what one page allows is not forbidden by another', () => {
  const policies = ["default-src 'self'", "default-src 'none'; worker-src blob:"];
  expect(unitedPolicy(policies)).toBe(
    "default-src 'self'; worker-src blob:; frame-ancestors 'self'",
  );
});

test('rules of paths follow the base', () => {
  expect(toHeaders([], '/papers/')).toContain('\n/papers/_astro/*\n  Cache-Control: ');
});

describe('the built _headers', () => {
  const source = readFileSync(distFile(`${base}_headers`)!, 'utf8');
  const [, policy] = /Content-Security-Policy: (.*)/.exec(source)!;

  test('is paths, each with indented headers', () => {
    for (const block of source.trim().split('\n\n')) {
      const [path, ...headers] = block.split('\n');
      expect(path).toMatch(/^\/\S*$/);
      for (const header of headers) expect(header).toMatch(/^ {2}[A-Z][\w-]+: \S.*$/);
    }
  });

  test('allows every hash of every page, and nothing unsafe but Wasm', () => {
    expect(policy).not.toMatch(/'unsafe-(?:inline|eval)'/);
    for (const page of pages) {
      const hashes = readFileSync(distFile(page)!, 'utf8').match(/'sha256-[^']+'/g) ?? [];
      for (const hash of hashes) expect(policy).toContain(hash);
    }
  });

  // Hosts cut or refuse a line that is longer.
  test('has no line above 2,000 characters', () => {
    expect(Math.max(...source.split('\n').map((line) => line.length))).toBeLessThan(2000);
  });
});
