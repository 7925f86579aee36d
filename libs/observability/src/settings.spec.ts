import { ConfigError, readConfig } from '#libs/kernel';
import { opsSettings } from './settings.ts';

it('has a default for everything', () => {
  expect(readConfig(opsSettings, {})).toEqual({
    opsPort: 0,
    opsHost: '0.0.0.0',
    logLevel: 'info',
    timeScale: 1,
    isProduction: false,
  });
});

it.each(['0', '-1', 'fast', '5000'])('refuses the time scale %s', (scale) => {
  expect(() => readConfig(opsSettings, { TIME_SCALE: scale })).toThrow(ConfigError);
});
