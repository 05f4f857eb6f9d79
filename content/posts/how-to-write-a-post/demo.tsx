/** What is seen: the estimate as groups are asked, beside the exact probability. */
import { Demo, type DemoOf } from '#demo/Demo.tsx';
import { Line } from '#plot/Line';
import type { groups } from './runs.ts';

const worker = () => new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });

export const Groups = (props: DemoOf<typeof groups>) => (
  <Demo {...props} worker={worker} hint="Take 57 people, and nearly every group shares a birthday.">
    {({ frame, values }) => (
      <Line
        title="Share of groups in which two people share a birthday"
        x={{ label: 'groups asked', domain: [0, values.groups], format: ',' }}
        y={{ label: 'share', domain: [0, 1] }}
        series={[{ label: 'estimate', kind: 'ours', x: frame.asked, y: frame.estimates }]}
        references={[{ label: 'exact', y: frame.exact, kind: 'ink' }]}
      />
    )}
  </Demo>
);
