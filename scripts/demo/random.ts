export { randomStream, type Random } from '../../server/random.ts';
