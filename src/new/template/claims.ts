/** What the paper says, beside what our runs measure. */
import { claim } from '#demo/claim';
import { descent } from './runs.ts';

export const claims = {
  'last-iterate': claim({
    statement: 'Example, to replace: the iterate after 50 steps without noise',
    unit: '',
    digits: 4,
    // Add `value` where the paper prints a number: both then stand side by side.
    source: { cite: '__KEY__', place: 'Example, to replace by a section, table or figure' },
    run: descent,
    values: { noise: 0 },
    seeds: [1],
    measure: ({ iterates }) => iterates[iterates.length - 1],
    within: { low: 0.0051, high: 0.0052 }, // 0.9 to the power 50
  }),
};
