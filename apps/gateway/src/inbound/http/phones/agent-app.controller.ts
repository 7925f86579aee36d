import { createHash } from 'node:crypto';
import { Controller, Get, Header, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AgentProgram } from '../../../application/agents/ports.ts';
import { Operation, type OperationText } from '../openapi/operation.ts';
import { Allow } from '../server/access.ts';
import { PublicAddress } from '../server/public-address.ts';

const FILE: Omit<OperationText, 'id' | 'summary'> = {
  description: 'docs/phones.md tells what to do with it. 404 where it was not built.',
  answers: 'The file.',
  errors: ['not_found'],
};
/** Asked for again at every use, and sent again only if it changed. */
const CACHED = 'public, no-cache';

/** Where the script has the address of the gateway from which it was downloaded; the address stands in quotes there. */
const ADDRESS = '@POSTRIDER_URL@';
const PLAIN_ADDRESS = /^https?:\/\/[\w.[\]:-]+(?:\/[\w./-]*)?$/;

/** What a phone downloads. */
@Controller('agent-app')
export class AgentAppController {
  constructor(
    private readonly program: AgentProgram,
    private readonly address: PublicAddress,
  ) {}

  @Get('postrider-agent.mjs')
  @Header('content-type', 'text/javascript; charset=utf-8')
  @Header('cache-control', CACHED)
  @Allow('anyone')
  @Operation({ ...FILE, id: 'getAgentProgram', summary: 'The program with which an Android phone sends' })
  async download(@Req() { headers }: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const bytes = await this.program.read('postrider-agent.mjs');
    const etag = `"${createHash('sha256').update(bytes).digest('base64url')}"`;
    void reply.header('etag', etag);
    if (headers['if-none-match'] === etag) await reply.code(304).send();
    else await reply.send(bytes);
  }

  @Get('install.sh')
  @Header('content-type', 'text/x-shellscript; charset=utf-8')
  @Allow('anyone')
  @Operation({ ...FILE, id: 'getAgentInstaller', summary: 'The script that installs that program in Termux' })
  async install(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const script = String(await this.program.read('install.sh'));
    const address = this.address.for(request);
    await reply.send(PLAIN_ADDRESS.test(address) ? script.replaceAll(ADDRESS, address) : script);
  }
}
