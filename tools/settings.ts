import { globSync } from 'node:fs';
import { matchesGlob, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Setting } from '#libs/kernel';

const ROOMS = 'apps/*/{src/config.ts,src/config/*.ts,config.ts}';
/** The sandbox hosts the fake vendors, each with settings of its own. */
const FAKES = 'apps/provider-*/sandbox/settings.ts';

/** The settings of each app, by the app's folder: the exports of its config room that consist of settings. */
export async function settingsOfApps(): Promise<ReadonlyMap<string, readonly Setting<unknown>[]>> {
  const files = [ROOMS, FAKES]
    .flatMap((glob) => globSync(glob).toSorted())
    .filter((file) => !file.endsWith('.spec.ts'));
  const found = new Map<string, readonly Setting<unknown>[]>();
  for (const file of files) {
    const app = matchesGlob(file, FAKES) ? 'sandbox' : (file.split('/')[1] ?? '');
    const room = (await import(pathToFileURL(resolve(file)).href)) as Record<string, unknown>;
    const settings = Object.values(room).flatMap((exported) => (isSettings(exported) ? Object.values(exported) : []));
    found.set(app, [...new Set([...(found.get(app) ?? []), ...settings])]);
  }
  const silent = [...found].filter(([, settings]) => settings.length === 0).map(([app]) => app);
  if (silent.length > 0) throw new Error(`The config rooms of ${silent.join(', ')} must export their settings.`);
  return found;
}

function isSettings(value: unknown): value is Readonly<Record<string, Setting<unknown>>> {
  if (typeof value !== 'object' || value === null) return false;
  const entries = Object.values(value) as Partial<Setting<unknown>>[];
  return (
    entries.length > 0 &&
    entries.every((entry) => typeof entry?.variable === 'string' && typeof entry.parse === 'function')
  );
}
