import { workerData } from 'node:worker_threads';
import { register } from 'tsx/esm/api';

// A thread does not inherit the TypeScript loader of the process, and `--import tsx` registers it in main threads only.
register();
await import(workerData.module);
