import { ensureProgramBuild } from '../../scripts/program-build.ts';
import { builtFolderVariable } from '../../server/threads.ts';

/** Global set-up of vitest: threads and processes of the program are those of its build, which start in less time. */
export default async function useBuiltProgram(): Promise<void> {
  process.env[builtFolderVariable] = await ensureProgramBuild();
}
