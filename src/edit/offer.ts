/** Offers to edit the cells of a page. What edits them is loaded when a reader accepts. */
import { editsIn } from '../demo/link-to-edits.ts';

export function offerEditing(): void {
  // Without a demo there is nothing that would run what is edited.
  if (!document.querySelector('.demo')) return;
  for (const figure of document.querySelectorAll<HTMLElement>('.cell[data-cell]')) {
    const label = figure.querySelector('.cell-label');
    if (!label || label.querySelector('.edit')) continue;
    const number = Number(figure.dataset.cell);
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'edit';
    button.textContent = 'Edit';
    button.setAttribute('aria-label', `Edit cell ${number}`);
    button.addEventListener('click', async () => (await import('./editor.ts')).edit(number));
    label.append(button);
  }
  const link = editsIn(location.hash);
  if (link) void import('./editor.ts').then(({ openLink }) => openLink(link));
}
