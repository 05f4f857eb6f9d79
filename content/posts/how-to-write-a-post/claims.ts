/** What the source prints, beside what the run gives. */
import { claim } from '#demo/claim';
import { groups } from './runs.ts';

export const claims = {
  exact: claim({
    statement: 'Probability that two of 23 people share a birthday',
    unit: '',
    digits: 3,
    source: { cite: 'fisherbirthday', place: 'Section 2, table', value: 0.507 },
    run: groups,
    values: {},
    seeds: [1],
    measure: ({ exact }) => exact,
    within: { low: 0.5065, high: 0.5075 },
  }),
  simulated: claim({
    statement: 'The same, as a share of simulated groups',
    unit: '',
    digits: 3,
    source: { cite: 'fisherbirthday', place: 'Section 2, table', value: 0.507 },
    run: groups,
    values: { groups: 20000 },
    seeds: [1, 2, 3],
    measure: ({ estimates }) => estimates[estimates.length - 1],
    // Three standard errors of a share of 20,000 groups.
    within: { low: 0.496, high: 0.518 },
  }),
};
