import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { deflateRawSync } from 'node:zlib';
import { afterAll, expect, test } from 'vitest';
import { fetchBytes, loadData } from '#demo/load-data';
import { readData } from '#demo/read-data';

const folder = mkdtempSync(join(tmpdir(), 'load-data-'));
afterAll(() => rmSync(folder, { recursive: true }));

const bytes = Uint8Array.from({ length: 5000 }, (_, index) => index % 251);

function file(name: string, content: Uint8Array): URL {
  writeFileSync(join(folder, name), content);
  return pathToFileURL(join(folder, name));
}

test('an asset that ends in .deflate is inflated, any other is left alone', async () => {
  const packed = deflateRawSync(bytes);
  const data = await readData({
    digits: file('digits.deflate', packed),
    same: file('digits.bin', packed),
  });
  expect(data.digits).toEqual(bytes);
  expect(data.same).toEqual(new Uint8Array(packed));
});

test('an asset that cannot be read is named with its address', async () => {
  const absent = pathToFileURL(join(folder, 'absent.bin'));
  await expect(readData({ digits: absent })).rejects.toThrow(/^data `digits`: ENOENT.*absent\.bin/);
});

test('an asset that is not deflate is named with its address', async () => {
  const broken = file('broken.deflate', Uint8Array.of(255, 255, 255));
  await expect(readData({ digits: broken })).rejects.toThrow(/^data `digits`: .*broken\.deflate/);
});

test('a page fetches, and an HTTP error is an error', async () => {
  const ok = new URL(
    `data:application/octet-stream;base64,${Buffer.from(bytes).toString('base64')}`,
  );
  expect((await loadData({ a: ok }, fetchBytes)).a).toEqual(bytes);
});
