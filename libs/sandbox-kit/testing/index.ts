export { Control } from './control.ts';
export { runSandbox, type RunningSandbox } from './running-sandbox.ts';
export { until } from './wait.ts';
