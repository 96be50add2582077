export * from './generic-terms.ts';
export * from './kinds.ts';
export * from './look-alikes.ts';
export * from './reserved-words.ts';
export * from './rules.ts';
export * from './standard-characters.ts';
export * from './traditional-forms.ts';
