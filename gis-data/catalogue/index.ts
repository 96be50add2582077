export * from './text.ts';
export * from './fields.ts';
export * from './facility-functions.ts';
export * from './facility-statuses.ts';
export * from './facility-kinds.ts';
export * from './divisions.ts';
export * from './coordinate-systems.ts';
export * from './indicators.ts';
