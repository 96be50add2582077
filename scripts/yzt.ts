import { builtEntry } from './program-build.ts';

/** The command line: builds the program when it is missing or old, then runs the command in this process. */
await import(await builtEntry('scripts/commands/cli.ts'));
