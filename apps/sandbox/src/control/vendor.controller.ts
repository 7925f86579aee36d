import { Body, Controller, Delete, Get, HttpCode, NotFoundException, Param, Patch, Post, Put } from '@nestjs/common';
import { decode, VendorRooms, type RuleBook, type VendorRoom } from '#libs/sandbox-kit';
import { FaultRuleDto, PlanDto, PlanRuleDto, SettingsDto } from './control.dto.ts';

/** The controls of every vendor: settings, faults, receipt plans. */
@Controller('_sandbox/:vendor')
export class VendorController {
  constructor(private readonly rooms: VendorRooms) {}

  @Get('settings')
  settings(@Param('vendor') vendor: string) {
    return this.room(vendor).settings;
  }

  @Patch('settings')
  change(@Param('vendor') vendor: string, @Body() body: unknown) {
    const room = this.room(vendor);
    return (room.settings = { ...room.settings, ...given(decode(SettingsDto, body)) });
  }

  /** Its magic numbers. */
  @Get('numbers')
  numbers(@Param('vendor') vendor: string) {
    return { numbers: this.room(vendor).numbers };
  }

  @Get('faults')
  faults(@Param('vendor') vendor: string) {
    return listed(this.room(vendor).faults, 'fault');
  }

  @Post('faults')
  @HttpCode(200)
  addFaults(@Param('vendor') vendor: string, @Body() body: unknown) {
    const rules = asList(body).map((rule) => decode(FaultRuleDto, rule));
    const { faults } = this.room(vendor);
    return { ids: rules.map(({ fault, match, count }) => faults.add(given(fault), match, timesOf(count))) };
  }

  @Delete('faults')
  clearFaults(@Param('vendor') vendor: string) {
    this.room(vendor).faults.clear();
    return { ok: true };
  }

  @Delete('faults/:id')
  removeFault(@Param('vendor') vendor: string, @Param('id') id: string) {
    if (!this.room(vendor).faults.remove(Number(id))) throw missing(`There is no rule ${id}.`);
    return { ok: true };
  }

  @Get('receipts')
  receipts(@Param('vendor') vendor: string) {
    const { receipts, receiptRules } = this.room(vendor);
    return { ...receipts, ...listed(receiptRules, 'plan') };
  }

  @Put('receipts')
  plan(@Param('vendor') vendor: string, @Body() body: unknown) {
    const room = this.room(vendor);
    return (room.receipts = { ...room.receipts, ...given(decode(PlanDto, body)) });
  }

  @Post('receipts/rules')
  @HttpCode(200)
  addPlans(@Param('vendor') vendor: string, @Body() body: unknown) {
    const rules = asList(body).map((rule) => decode(PlanRuleDto, rule));
    const { receiptRules } = this.room(vendor);
    return { ids: rules.map(({ plan, match, count }) => receiptRules.add(given(plan), match, timesOf(count))) };
  }

  @Delete('receipts/rules')
  clearPlans(@Param('vendor') vendor: string) {
    this.room(vendor).receiptRules.clear();
    return { ok: true };
  }

  private room(vendor: string): VendorRoom {
    const room = this.rooms.get(vendor);
    if (!room) throw missing('There is no such vendor here.');
    return room;
  }
}

const timesOf = (count: FaultRuleDto['count']): number | undefined =>
  count === 'always' ? Number.MAX_SAFE_INTEGER : count;
const asList = (body: unknown): readonly unknown[] => (Array.isArray(body) ? body : [body]);
const missing = (error: string): NotFoundException => new NotFoundException({ error });

const listed = <Value>(book: RuleBook<Value>, name: string) => ({
  rules: book.list().map(({ value, ...rule }) => ({ ...rule, [name]: value })),
});

/** Without the fields that were left out, so that they do not overwrite anything. */
const given = <T extends object>(dto: T): T =>
  Object.fromEntries(Object.entries(dto).filter(([, value]) => value !== undefined)) as T;
