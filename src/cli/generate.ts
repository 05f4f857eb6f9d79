/** `npm run generate`: programs, kernels and data, for an editor to know their types. */
import { generate } from '../generate/generate.ts';
import { main } from './main.ts';

main(generate);
