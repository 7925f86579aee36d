import 'reflect-metadata';
import { runSandbox } from './start-sandbox.ts';

await runSandbox();
