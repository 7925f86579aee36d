export { findChromium, type ChromiumLaunch } from './chromium.ts';
export { freeze } from './freeze.ts';
export { findPrometheus } from './prometheus.ts';
