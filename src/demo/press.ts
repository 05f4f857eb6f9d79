/**
 * The client directive `client:press`: a demo costs nothing until a reader turns to it.
 *
 * The island hydrates when a pointer comes over it, at the first touch, focus or key, or when the
 * address's hash names it. What is pressed or entered before it is ready is done again afterwards.
 */
import type { ClientDirective } from 'astro';

const press: ClientDirective = (load, _options, island) => {
  const triggers = ['pointerover', 'pointerdown', 'focusin', 'keydown'];
  const entries = ['click', 'input'];
  const missed: (() => void)[] = [];
  let hydrating = false;

  const isNamed = () => {
    const named = document.getElementById(location.hash.slice(1).split('?')[0]!);
    return named !== null && island.contains(named);
  };
  const onHash = () => {
    if (isNamed()) void hydrate();
  };
  const keep = ({ type, target }: Event) => {
    if (type === 'click') {
      const button = (target as Element).closest('button');
      if (button) missed.push(() => button.click());
      return;
    }
    const control = target as HTMLInputElement;
    const { value, checked } = control;
    missed.push(() => {
      control.value = value;
      control.checked = checked;
      control.dispatchEvent(new Event('input', { bubbles: true }));
    });
  };

  async function hydrate() {
    if (hydrating) return;
    hydrating = true;
    triggers.forEach((type) => island.removeEventListener(type, hydrate));
    removeEventListener('hashchange', onHash);
    await (
      await load()
    )();
    entries.forEach((type) => island.removeEventListener(type, keep, true));
    missed.forEach((again) => again());
  }

  triggers.forEach((type) => island.addEventListener(type, hydrate));
  entries.forEach((type) => island.addEventListener(type, keep, true));
  addEventListener('hashchange', onHash);
  onHash();
};

export default press;
