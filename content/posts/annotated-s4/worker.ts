import { serve } from '#demo/serve';
import * as runs from './runs.ts';

serve(runs);
