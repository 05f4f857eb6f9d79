import preact from '@preact/preset-vite';
import { defineConfig } from 'vitest/config';
import vitePluginPost from '../src/literate/vite-plugin-post.ts';
import { root } from '../src/generate/posts.ts';

const project = (name: string, include: string[], exclude: string[] = []) => ({
  extends: true as const,
  test: { name, include, exclude },
});

export default defineConfig({
  root,
  plugins: [vitePluginPost(root), preact()],
  test: {
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // A busy machine takes more than the second that is the default.
    expect: { poll: { timeout: 10_000 } },
    // Of two cores vitest would use one; tests that drive a browser mostly wait.
    maxWorkers: 3,
    projects: [
      project(
        'unit',
        ['tests/**/*.test.ts', 'tests/**/*.test.tsx', 'content/posts/*/index.test.ts'],
        ['tests/site/**', 'tests/browser/**', 'tests/fixtures/**'],
      ),
      project('site', ['tests/site/**/*.test.ts']),
      project('browser', ['tests/browser/**/*.test.ts']),
    ],
  },
});
