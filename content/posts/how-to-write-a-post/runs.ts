/** What can be run: groups of people, one after the other. */
import { probability, shares } from '#cells/how-to-write-a-post';
import { defineRun } from '#demo/run';

export const groups = defineRun({
  title: 'Ask groups for shared birthdays',
  parameters: {
    people: { kind: 'number', label: 'People in a group', value: 23, min: 2, max: 60, step: 1 },
    groups: { kind: 'number', label: 'Groups', value: 4000, min: 100, max: 20000, step: 100 },
  },
  *frames({ people, groups }, rng) {
    const asked: number[] = [];
    const estimates: number[] = [];
    let shared = 0;
    for (let group = 1; group <= groups; group++) {
      if (shares(people, rng)) shared += 1;
      if (group % (groups / 50) !== 0) continue;
      asked.push(group);
      estimates.push(shared / group);
      yield {
        progress: group / groups,
        asked: Float64Array.from(asked),
        estimates: Float64Array.from(estimates),
        exact: probability(people),
      };
    }
  },
});
