import { Controller, Get, Headers, HttpCode, Ip, Param, Post, Query, Res, UseGuards } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { MOST_LEASED } from '#libs/contracts';
import { clock } from '#libs/kernel';
import { takeHeartbeat } from '../../application/heartbeat.ts';
import { tokenIn } from '../../application/phone-tokens.ts';
import type { Agent } from '../../application/ports.ts';
import { registerAgent } from '../../application/register-agent.ts';
import { reportMessages } from '../../application/report-messages.ts';
import { startMessage } from '../../application/start-message.ts';
import { takeTexts } from '../../application/take-texts.ts';
import { HeartbeatBody, LeaseBody, RegisterBody, ReportBody, StartBody, TextBody } from './bodies.ts';
import { CallerGone, Phone, PhoneGuard } from './caller.ts';
import { itemsOf } from './items.ts';
import { fieldsOf, JsonBody, OptionalJsonBody, type Fields } from './json-body.ts';
import { nextJobsOf } from './next-query.ts';
import { PREFIXES } from './paths.ts';
import { PhoneService } from './phone-service.ts';
import { simsIn } from './sims.ts';

@Controller([...PREFIXES])
export class RegistrationController {
  constructor(private readonly service: PhoneService) {}

  @Post('register')
  async register(
    @JsonBody() given: Fields,
    @Headers('authorization') authorization: string | undefined,
    @Ip() clientIp: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    const { sims: _, rotate_token = true, ...body } = fieldsOf(RegisterBody, given);
    const token = tokenIn(authorization);
    const sims = simsIn(given);
    const registration = {
      ...body,
      rotate_token,
      clientIp,
      ...(sims && { sims }),
      ...(token !== undefined && { token }),
    };
    const registered = await registerAgent(this.service.ports, registration);
    void reply.code(registered.isNew ? 201 : 200).header('cache-control', 'no-store');
    return { agent_id: registered.id, agent_token: registered.token ?? null, heartbeat_s: this.service.heartbeatS };
  }
}

@Controller([...PREFIXES])
@UseGuards(PhoneGuard)
export class PhonesController {
  constructor(private readonly service: PhoneService) {}

  @Post('heartbeat')
  @HttpCode(200)
  async heartbeat(@Phone() phone: Agent, @OptionalJsonBody() given: Fields): Promise<object> {
    const { sims: _, leases = [], ...body } = fieldsOf(HeartbeatBody, given);
    const sims = simsIn(given);
    const grants = leases.map((lease, at) => ({ ...fieldsOf(LeaseBody, lease as Fields, `leases.${at}.`) }));
    const renewed = await takeHeartbeat(this.service.ports, phone, { ...body, ...(sims && { sims }), leases: grants });
    const { leaseMs } = this.service.ports;
    const server_time = new Date(clock.now()).toISOString();
    return { server_time, lease_ttl_ms: leaseMs, heartbeat_s: this.service.heartbeatS, ...renewed };
  }

  @Get('jobs/next')
  async next(
    @Phone() phone: Agent,
    @Query() query: Readonly<Record<string, unknown>>,
    @CallerGone() gone: AbortSignal,
  ): Promise<object> {
    const messages = await this.service.polls.next(phone, nextJobsOf(query), gone);
    return {
      messages: messages.slice(0, MOST_LEASED).map(({ message_id, to, text, lease_id, fence, attempt, ...it }) => ({
        ...{ message_id, to, text, lease_id, fence, lease_ttl_ms: it.ttl_ms, attempt, parts: it.parts },
        sim_slot: it.simSlot,
      })),
    };
  }

  @Post('messages/:id/start')
  @HttpCode(200)
  start(@Phone() phone: Agent, @Param('id') id: string, @JsonBody() given: Fields): Promise<object> {
    const { lease_id, fence } = fieldsOf(StartBody, given);
    return startMessage(this.service.ports, phone, { message_id: id, lease_id, fence });
  }

  @Post('messages/report')
  @HttpCode(200)
  async report(@Phone() phone: Agent, @JsonBody() given: Fields): Promise<object> {
    const { right, inOrder } = itemsOf(ReportBody, given, (item) => ({ ...item, status: upper(item.status) }));
    const results = await reportMessages(this.service.ports, phone, right);
    return {
      messages: inOrder(results, (item, detail) => ({
        ...{ message_id: textOr(item.message_id), applied: false, status: null, reason: 'invalid_field', detail },
      })).map((result) => ({ ...result, status: result.status ?? null, reason: result.reason ?? null })),
    };
  }

  @Post('inbox')
  @HttpCode(200)
  async inbox(@Phone() phone: Agent, @JsonBody() given: Fields): Promise<object> {
    const { right, inOrder } = itemsOf(TextBody, given);
    if (right.length > 0) await takeTexts(this.service.ports, phone, right);
    const recorded = right.map(({ device_message_id }) => ({ device_message_id, recorded: true }));
    return {
      messages: inOrder(recorded, (item, detail) => ({
        ...{ device_message_id: textOr(item.device_message_id), recorded: false, reason: 'invalid_field', detail },
      })),
    };
  }
}

const upper = (value: unknown): unknown => (typeof value === 'string' ? value.toUpperCase() : value);
const textOr = (value: unknown): string | null => (typeof value === 'string' ? value.slice(0, 64) : null);
