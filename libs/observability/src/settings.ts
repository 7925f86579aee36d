import { setting, type ConfigOf, type Setting } from '#libs/kernel';
import { LOG_LEVELS } from './log.ts';

const timeScale: Setting<number> = {
  variable: 'TIME_SCALE',
  describe: 'Divides every time of an attempt; drills run at 20, production at 1.',
  secret: false,
  fallback: '1',
  parse: (raw) => {
    const value = Number(raw);
    if (!(value > 0 && value <= 1_000)) throw new Error('a number above 0, at most 1000');
    return value;
  },
  inProduction: (raw) => (Number(raw) === 1 ? undefined : '1'),
};

export const opsSettings = {
  opsPort: setting.port('OPS_PORT', { describe: 'Port of health and metrics; 0 takes a free one.', fallback: '0' }),
  opsHost: setting.listenAddress('OPS_HOST', {
    describe: 'Address health and metrics listen on.',
    fallback: '0.0.0.0',
  }),
  logLevel: setting.oneOf('LOG_LEVEL', LOG_LEVELS, { describe: 'The least that is logged.', fallback: 'info' }),
  timeScale,
  isProduction: setting.isProduction,
};

export type OpsConfig = ConfigOf<typeof opsSettings>;
