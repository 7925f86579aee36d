import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PostriderError } from '#libs/kernel';
import type { AgentProgram, AgentProgramFile } from '../../application/agents/ports.ts';

/** The built program, as it lies on the disk now. */
export class AgentProgramFiles implements AgentProgram {
  constructor(private readonly folder: string) {}

  read(file: AgentProgramFile): Promise<Buffer> {
    return readFile(join(this.folder, file)).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT') throw error;
      throw new PostriderError('not_found', 'The program for phones was not built here.');
    });
  }
}
