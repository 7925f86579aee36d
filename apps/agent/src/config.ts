import { homedir } from 'node:os';
import { join } from 'node:path';
import { readConfig, setting } from '#libs/kernel';

export const agentSettings = {
  folder: setting.optionalText('POSTRIDER_AGENT_HOME', {
    describe: 'Folder of the phone agent: its token and its journal; without it ~/.postrider-agent.',
  }),
};

/** The folder of the agent: who it is, and its journal. */
export function agentFolder(): string {
  return readConfig(agentSettings, process.env).folder ?? join(homedir(), '.postrider-agent');
}
