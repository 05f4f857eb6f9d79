/** Warnings about the post that is being compiled, for this build and those that keep it. */
import { AsyncLocalStorage } from 'node:async_hooks';

const warnings = new AsyncLocalStorage<string[]>();

export function warnOfPost(text: string): void {
  warnings.getStore()?.push(text);
}

/** What `body` returns, and the warnings while it ran. */
export async function withWarnings<T>(body: () => Promise<T>): Promise<[T, string[]]> {
  const said: string[] = [];
  return [await warnings.run(said, body), said];
}
