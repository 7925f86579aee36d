import type { FindOptions } from '#libs/servers';
import type { StandaloneConfig } from '../config.ts';
import type { DataFolder } from './data-folder.ts';
import type { PartOptions, Running } from './part.ts';
import type { Parts } from './parts.ts';
import type { RunRecord } from './run-record.ts';
import type { Terminal } from './terminal.ts';

/** The objects that the steps of a start share. */
export interface Installation {
  readonly config: StandaloneConfig;
  readonly folder: DataFolder;
  readonly find: FindOptions;
  readonly parts: Parts;
  readonly terminal: Terminal;
  /** How every part is watched: its pid is recorded, its crashes are reported. */
  readonly part: (name: string, logFile: string) => Omit<PartOptions<Running>, 'start'>;
}

export function openInstallation(
  of: Pick<Installation, 'config' | 'folder' | 'parts' | 'terminal'>,
  record: RunRecord,
): Installation {
  const { folder, parts, terminal } = of;
  return {
    ...of,
    find: { tell: terminal.progress, fallbackDir: folder.bin },
    part: (name, logFile) => ({
      name,
      logFile,
      onStarted: (running) => record.add(name, running),
      tell: terminal.progress,
      giveUp: (refusal) => parts.giveUp(refusal),
    }),
  };
}
