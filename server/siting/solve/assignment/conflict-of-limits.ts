import type { LocationSolver } from '../solution.ts';

export const explainConflict = async (..._: Parameters<LocationSolver>) => Promise.resolve(null);
