/** Numbers that a demo reads out above its plots: each a name and a value. */
import type { ComponentChildren } from 'preact';

export function Readouts({ children }: { children: ComponentChildren }) {
  return <dl class="demo-readouts">{children}</dl>;
}

export function Readout({ name, children }: { name: string; children: ComponentChildren }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
