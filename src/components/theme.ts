/** The colour theme: three radio buttons that work by CSS alone; this file only remembers the choice. */

const KEY = 'theme';

/** Runs in the head, before anything is drawn, so that a remembered theme does not flash. */
export const themeScript = `try{var t=localStorage.getItem('${KEY}');if(t)document.documentElement.dataset.theme=t}catch{}`;

/** Shows the remembered theme in the switch, and remembers what the reader chooses. */
export function rememberTheme(): void {
  const { dataset } = document.documentElement;
  const chosen = document.querySelector<HTMLInputElement>(`#theme-${dataset['theme'] ?? 'auto'}`);
  if (chosen) chosen.checked = true;
  document.querySelector('.theme')?.addEventListener('change', ({ target }) => {
    const { value } = target as HTMLInputElement;
    if (value === 'auto') delete dataset['theme'];
    else dataset['theme'] = value;
    try {
      if (value === 'auto') localStorage.removeItem(KEY);
      else localStorage.setItem(KEY, value);
    } catch {
      // A browser that stores nothing still switches.
    }
  });
}
