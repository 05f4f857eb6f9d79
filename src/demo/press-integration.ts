/** Makes `client:press` known to Astro. */
import { fileURLToPath } from 'node:url';
import type { AstroIntegration } from 'astro';

declare module 'astro' {
  interface AstroClientDirectives {
    'client:press'?: boolean;
  }
}

export function press(): AstroIntegration {
  return {
    name: 'worked-papers:press',
    hooks: {
      'astro:config:setup': ({ addClientDirective }) => {
        const entrypoint = fileURLToPath(new URL('./press.ts', import.meta.url));
        addClientDirective({ name: 'press', entrypoint });
      },
    },
  };
}
