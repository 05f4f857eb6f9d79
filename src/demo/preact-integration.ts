/**
 * Preact without Babel.
 *
 * Astro's integration sends every module through Babel for the sake of JSX, which Vite's own transform
 * knows: that took a seventh of a build. Preact's preset leaves JSX to Vite if no options for Babel
 * are named, and the integration names some.
 */
import astroPreact from '@astrojs/preact';
import preset from '@preact/preset-vite';
import type { AstroConfig, AstroIntegration, HookParameters } from 'astro';

type Setup = HookParameters<'astro:config:setup'>;
type Update = Parameters<Setup['updateConfig']>[0];

export function preact(): AstroIntegration {
  const integration = astroPreact();
  const { 'astro:config:setup': setUp, ...hooks } = integration.hooks;
  return {
    ...integration,
    hooks: {
      ...hooks,
      'astro:config:setup': (options) =>
        setUp!({
          ...options,
          updateConfig: (update): AstroConfig => options.updateConfig(withoutBabel(update)),
        }),
    },
  };
}

function withoutBabel(update: Update): Update {
  // Of its plugins, the preset is the one that is several.
  const plugins = update.vite?.plugins?.map((plugin) =>
    Array.isArray(plugin) ? preset({ reactAliasesEnabled: false }) : plugin,
  );
  return { ...update, vite: { ...update.vite, plugins } };
}
