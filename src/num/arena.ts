/**
 * How long tensors live, and how a step is run again without making new ones.
 *
 * `scratch` ends a computation's tensors with it, `inArena` a generator's, and `compile` keeps those of
 * one step to run the same kernels on them again: no allocation, no tape, no shape checks.
 */
import { Arena, currentArena, within } from './memory.ts';
import { emitForReplay, isRecording, record } from './tape.ts';
import { Tensor } from './tensor.ts';

/**
 * A function that runs `step` the first time and replays its kernels from then on.
 *
 * Feed it through `Tensor.set`. What JavaScript decided while the step was recorded is decided: values
 * that it read as numbers and branches that it took stay as they were. Draws and an optimiser's `lr`
 * do not. The returned tensor is the same each time, and lives as long as the arena around `compile`.
 *
 * @throws Error when the memory around it has been freed
 */
export function compile(step: () => Tensor): () => Tensor {
  const arena = currentArena().child();
  let recorded: ReturnType<typeof record<Tensor>> | null = null;

  const replay = (): void => {
    const { program } = recorded!;
    for (let i = 0; i < program.length; i++) program[i]();
  };

  return () => {
    if (!arena.alive) arena.refuse('a compiled step');
    if (recorded) replay();
    else recorded = within(arena, () => record(step));
    emitForReplay(replay);
    return recorded.result;
  };
}

/**
 * `body()`, all of whose tensors are freed when it ends; it returns plain data.
 *
 * @throws TypeError if it returns a tensor
 */
export function scratch<T>(body: () => T): T {
  if (isRecording()) return body(); // its kernels run again, so its tensors must stay
  const arena = new Arena();
  try {
    const result = within(arena, body);
    if (result instanceof Tensor) {
      throw new TypeError('scratch: return plain data; a tensor is freed with the scratch');
    }
    return result;
  } finally {
    arena.free();
  }
}

/**
 * The generator of `body`, whose tensors are freed when it ends, returns or throws.
 *
 * Several such generators may take turns.
 */
export function* inArena<F, R = void>(body: () => Generator<F, R, void>): Generator<F, R, void> {
  const arena = new Arena();
  try {
    const generator = within(arena, body);
    try {
      for (;;) {
        const next = within(arena, () => generator.next());
        if (next.done) return next.value;
        yield next.value;
      }
    } finally {
      within(arena, () => generator.return(undefined as R)); // of no effect if it has ended
    }
  } finally {
    arena.free();
  }
}
