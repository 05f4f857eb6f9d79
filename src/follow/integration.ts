/**
 * The development server's pages follow what is saved in place: scroll, focus and running demos stay.
 *
 * Astro and Vite tell a page to reload, some saves twice and half a second apart. A page that follows
 * is told instead that something changed; it fetches itself and changes where the two differ, so that
 * being told once too often does nothing. An error page does not follow: it reloads.
 */
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { AstroIntegration } from 'astro';
import type { HotPayload, Plugin, ViteDevServer, WebSocketClient } from 'vite';
import { CHANGED, FOLLOW, SINCE } from './messages.ts';

/** Milliseconds in which a page that has connected says that it follows. */
const PATIENCE = 1000;

export function follow(): AstroIntegration {
  return {
    name: 'worked-papers:follow',
    hooks: {
      'astro:config:setup': ({ command, config, injectScript, updateConfig }) => {
        if (command !== 'dev') return;
        const page = fileURLToPath(new URL('./page.ts', import.meta.url));
        injectScript('page', `import ${JSON.stringify(page)};`);
        updateConfig({ vite: { plugins: [pluginFollow(fileURLToPath(config.root))] } });
      },
    },
  };
}

function pluginFollow(root: string): Plugin {
  const programs = resolve(root, '.cells');
  return {
    name: 'worked-papers:follow',
    configureServer({ ws }: ViteDevServer) {
      const followers = new Set<WebSocketClient>();
      let changed = 0;
      let missed = false;
      let failure: HotPayload | undefined;
      const send = ws.send.bind(ws) as (payload: HotPayload) => void;

      ws.on(FOLLOW, (_, client) => {
        followers.add(client);
        client.send(SINCE, changed);
      });
      ws.on('vite:client:disconnect', (_, client) => followers.delete(client));
      ws.on('vite:client:connect', (_, client) => {
        // Astro tells an error 200 ms after its page, which may not have connected by then.
        const told: HotPayload | undefined = missed ? { type: 'full-reload' } : failure;
        missed = false;
        if (!told) return;
        setTimeout(() => {
          if (!followers.has(client)) client.send(told);
        }, PATIENCE);
      });

      ws.send = (...args: [HotPayload] | [event: string, data?: unknown]) => {
        const [payload] = args;
        if (typeof payload === 'string')
          return send({ type: 'custom', event: payload, data: args[1] });
        if (payload.type === 'error') failure = payload;
        if (payload.type !== 'full-reload') return send(payload);
        const cause = payload.triggeredBy;
        const ofProgram = cause !== undefined && dirname(cause) === programs;
        // A module that pages have loaded themselves is replaced by loading the page anew.
        if (cause && !ofProgram) return send(payload);
        changed = Date.now();
        failure = undefined;
        missed = ws.clients.size === 0;
        for (const client of ws.clients) {
          if (!followers.has(client)) client.send(payload);
          else if (!ofProgram) client.send(CHANGED);
        }
      };
    },
  };
}
