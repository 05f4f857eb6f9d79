/** The reader's settings in the page's address, so that a link to it shares them. */
import type { Signal } from '@preact/signals';
import type { RefObject } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { formatHash, isHashOf, parseHash, type Configuration } from './configuration.ts';
import { CELLS } from './link-to-edits.ts';
import { edited } from './program.ts';
import type { Parameters } from './run.ts';

/** Browsers refuse to change the address too often. */
const WRITE_AFTER = 250;

interface Options {
  readonly id: string;
  readonly parameters: Parameters;
  readonly initial: Configuration;
  readonly configuration: Signal<Configuration>;
  readonly message: Signal<string>;
  readonly root: RefObject<HTMLElement>;
}

/** Reads the hash when the demo hydrates and when a link changes it; says what of it is ignored. */
export function useAddress({ id, parameters, initial, configuration, message, root }: Options) {
  const timer = useRef<ReturnType<typeof setTimeout>>();

  useLayoutEffect(() => {
    const read = () => {
      if (!isHashOf(id, location.hash)) return;
      const { configuration: linked, ignored } = parseHash(id, location.hash, parameters, initial);
      configuration.value = linked;
      if (ignored.length > 0) message.value = `Ignored in the link: ${ignored.join('; ')}.`;
      root.current?.scrollIntoView({ behavior: 'instant' });
    };
    read();
    addEventListener('hashchange', read);
    return () => {
      clearTimeout(timer.current);
      removeEventListener('hashchange', read);
    };
  }, []);

  const replace = (hash: string) => {
    clearTimeout(timer.current);
    history.replaceState(history.state, '', `${location.pathname}${location.search}${hash}`);
  };
  const hashOf = (next: Configuration) => {
    const link = edited.peek()?.link;
    return formatHash(id, next) + (link ? `&${CELLS}=${link}` : '');
  };
  return {
    write(next: Configuration) {
      clearTimeout(timer.current);
      timer.current = setTimeout(() => replace(hashOf(next)), WRITE_AFTER);
    },
    clear() {
      clearTimeout(timer.current);
      if (isHashOf(id, location.hash)) replace('');
    },
    async copy() {
      replace(hashOf(configuration.value));
      const left = edited.peek()?.link === '' ? ' Your changes are too long for it.' : '';
      try {
        await navigator.clipboard.writeText(location.href);
        message.value = `The link is copied.${left}`;
      } catch {
        message.value = `The link is in the address bar.${left}`;
      }
    },
  };
}
