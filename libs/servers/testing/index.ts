export { freeze } from './freeze.ts';
