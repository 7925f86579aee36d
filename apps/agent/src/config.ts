import { homedir } from 'node:os';
import { join } from 'node:path';

/** The folder of the agent: who it is, and its journal. */
export function agentFolder(): string {
  return process.env.POSTRIDER_AGENT_HOME ?? join(homedir(), '.postrider-agent');
}
