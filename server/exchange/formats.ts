/** Formats of files that are read or written; named in the contract, which the web may import. */
export { formatIds, type FormatId } from './contract.ts';
