import { Controller, Get, HttpCode, Param, Patch, Post, Put, Query } from '@nestjs/common';
import { AgentView } from '#libs/contracts';
import { changeAgent } from '../../../../application/agents/change-agent.ts';
import { listAgents } from '../../../../application/agents/list-agents.ts';
import { readAgent } from '../../../../application/agents/read-agent.ts';
import { revokeAgent } from '../../../../application/agents/revoke-agent.ts';
import { saveBudget } from '../../../../application/agents/save-budget.ts';
import { AuditLog } from '../../../../application/audit/ports.ts';
import { Agents, type Principal } from '../../../../application/ports.ts';
import { Operation } from '../../openapi/operation.ts';
import { exampleOf, schemaOf } from '../../openapi/schema-of.ts';
import { Cursors } from '../../request/cursors.ts';
import { JsonBody, NoBody, SMALL_SHAPE } from '../../request/json-body.ts';
import type { JsonObject } from '../../request/json-object.ts';
import { PAGE, type PageWanted } from '../../request/pages.ts';
import { AGENT_ID } from '../../request/path-ids.ts';
import { QueryOf } from '../../request/query.ts';
import { Allow, Caller, ClientIp } from '../../server/access.ts';
import { agentChangeFrom, BudgetsBody, budgetFrom, ChangeAgentBody } from './agent-bodies.ts';
import { AgentList } from './answers.ts';

const LIST = 'agents';

/** Phones that send. They themselves call agent-lease. */
@Controller('api/v1/agents')
export class AgentsController {
  constructor(
    readonly agents: Agents,
    readonly audit: AuditLog,
    private readonly cursors: Cursors,
  ) {}

  @Get()
  @Allow('agents:read')
  @Operation({ id: 'listAgents', summary: 'The phones', answer: AgentList, answers: 'A page of phones.' })
  async list(@Caller() caller: Principal, @Query(new QueryOf(PAGE)) { limit, cursor }: PageWanted): Promise<AgentList> {
    const { tenant } = caller;
    const after = cursor === undefined ? {} : { after: this.cursors.open(tenant, LIST, cursor) };
    const { items, next } = await listAgents(this, caller, { limit, ...after });
    return { data: items, next_cursor: next === undefined ? null : this.cursors.seal(tenant, LIST, next) };
  }

  @Get(':id')
  @Allow('agents:read')
  @Operation({
    id: 'getAgent',
    summary: 'Read a phone, its SIMs and the messages that it holds',
    answer: AgentView,
    answers: 'The phone.',
  })
  read(
    @Caller() caller: Principal,
    @ClientIp() clientIp: string,
    @Param('id', AGENT_ID) id: string,
  ): Promise<AgentView> {
    return readAgent(this, caller, id, clientIp);
  }

  @Patch(':id')
  @Allow('agents:write')
  @Operation({
    id: 'changeAgent',
    summary: 'Change the label of a phone, or whether it gets messages',
    body: { ...schemaOf(ChangeAgentBody), minProperties: 1 },
    examples: { label: exampleOf(ChangeAgentBody, 'label') },
    answer: AgentView,
    answers: 'The phone after the change.',
  })
  change(
    @Caller() caller: Principal,
    @ClientIp() clientIp: string,
    @Param('id', AGENT_ID) id: string,
    @JsonBody(SMALL_SHAPE) body: JsonObject,
  ): Promise<AgentView> {
    return changeAgent(this, caller, { id, change: agentChangeFrom(body) }, clientIp);
  }

  @Post(':id/enable')
  @HttpCode(200)
  @Allow('agents:write')
  @Operation({ id: 'enableAgent', summary: 'Let a phone send', answer: AgentView, answers: 'The phone.' })
  enable(
    @Caller() caller: Principal,
    @ClientIp() clientIp: string,
    @Param('id', AGENT_ID) id: string,
    @NoBody() _body: void,
  ): Promise<AgentView> {
    return changeAgent(this, caller, { id, change: { enabled: true } }, clientIp);
  }

  @Post(':id/disable')
  @HttpCode(200)
  @Allow('agents:write')
  @Operation({
    id: 'disableAgent',
    summary: 'Give a phone no more messages',
    description: 'Messages that it has not started take other routes; those for it alone wait.',
    answer: AgentView,
    answers: 'The phone.',
  })
  disable(
    @Caller() caller: Principal,
    @ClientIp() clientIp: string,
    @Param('id', AGENT_ID) id: string,
    @NoBody() _body: void,
  ): Promise<AgentView> {
    return changeAgent(this, caller, { id, change: { enabled: false } }, clientIp);
  }

  @Post(':id/revoke')
  @HttpCode(200)
  @Allow('agents:write')
  @Operation({
    id: 'revokeAgent',
    summary: 'Refuse the token of a phone from now on',
    description: 'Of a phone that is lost, for example. Messages that it has not started take other routes.',
    answer: AgentView,
    answers: 'The phone.',
  })
  revoke(
    @Caller() caller: Principal,
    @ClientIp() clientIp: string,
    @Param('id', AGENT_ID) id: string,
    @NoBody() _body: void,
  ): Promise<AgentView> {
    return revokeAgent(this, caller, id, clientIp);
  }

  @Put(':id/budgets')
  @Allow('agents:write')
  @Operation({
    id: 'saveBudgets',
    summary: 'Set what a SIM of a phone may send',
    description: 'Every limit of the SIM is replaced: what is left out is no limit. Phones with the same SIM share it.',
    body: BudgetsBody,
    examples: {
      contract: exampleOf(BudgetsBody, 'per_minute', 'per_day', 'per_month', 'reset_day', 'zone', 'quiet_hours'),
    },
    answer: AgentView,
    answers: 'The phone.',
  })
  saveBudgets(
    @Caller() caller: Principal,
    @ClientIp() clientIp: string,
    @Param('id', AGENT_ID) id: string,
    @JsonBody(SMALL_SHAPE) body: JsonObject,
  ): Promise<AgentView> {
    return saveBudget(this, caller, { id, ...budgetFrom(body) }, clientIp);
  }
}
