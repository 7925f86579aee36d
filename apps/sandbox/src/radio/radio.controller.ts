import {
  Body,
  ConflictException,
  Controller,
  Delete,
  Get,
  HttpCode,
  NotFoundException,
  Param,
  Patch,
  Post,
  Res,
} from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { decode } from '#libs/sandbox-kit';
import type { Conditions, Sim } from './conditions.ts';
import { CRASH_POINTS } from './crash-plan.ts';
import type { Phone } from './phone.ts';
import type { RadioPhoneView } from './phone-view.ts';
import { RadioFeed } from './radio-feed.ts';
import { RadioPhones } from './radio-phones.ts';
import { AddDto, ConditionsDto, CrashDto, EnrolDto, IncomingDto, PutSimDto, SwapDto } from './radio.dto.ts';

interface Phones {
  readonly phones: readonly RadioPhoneView[];
}

/** What happens to the phones that send. The name `all` means every phone. */
@Controller('_sandbox/radio')
export class RadioController {
  constructor(
    private readonly radio: RadioPhones,
    private readonly feed: RadioFeed,
  ) {}

  @Get()
  list(): Phones & { crashPoints: readonly string[] } {
    return { ...this.shown(this.radio.all()), crashPoints: CRASH_POINTS };
  }

  @Get('live')
  open(@Res() reply: FastifyReply): void {
    this.feed.open(reply);
  }

  @Get('phones/:name')
  read(@Param('name') name: string): Phones {
    return this.shown(this.named(name));
  }

  @Post('phones')
  @HttpCode(201)
  add(@Body() body: unknown): Phones {
    const { count, code, secret, ...phone } = decode(AddDto, body);
    if (code !== undefined && count > 1) throw conflict('A code enrols one phone.');
    const by = byOf({ code, secret });
    return this.shown(
      Array.from({ length: count }, () => this.radio.add({ ...given(phone), kind: phone.kind, ...by })),
    );
  }

  @Delete('phones/:name')
  async remove(@Param('name') name: string): Promise<Phones> {
    for (const phone of this.named(name)) await this.radio.remove(phone);
    return this.shown(this.radio.all());
  }

  @Patch('phones/:name')
  set(@Param('name') name: string, @Body() body: unknown): Phones {
    const conditions = given(decode(ConditionsDto, body)) as Partial<Conditions>;
    return this.each(name, (phone) => phone.set(conditions));
  }

  @Post('phones/:name/crash')
  @HttpCode(200)
  crash(@Param('name') name: string, @Body() body: unknown): Phones {
    const { at, nth, restartMs } = decode(CrashDto, body ?? {});
    const after = restartMs === undefined ? {} : { restartMs };
    return this.each(name, (phone) =>
      at === undefined ? phone.crash(restartMs) : phone.planCrash({ at, nth, ...after }),
    );
  }

  @Delete('phones/:name/crash')
  cancelCrash(@Param('name') name: string): Phones {
    return this.each(name, (phone) => phone.planCrash(undefined));
  }

  @Post('phones/:name/enrol')
  @HttpCode(200)
  enrol(@Param('name') name: string, @Body() body: unknown): Phones {
    const by = byOf(decode(EnrolDto, body ?? {}));
    return this.each(name, (phone) => phone.enrol(by));
  }

  @Post('phones/:name/inbox')
  @HttpCode(200)
  receive(@Param('name') name: string, @Body() body: unknown): Phones {
    const { from, text, sim } = decode(IncomingDto, body);
    return this.each(name, (phone) => {
      if (!phone.facts.sims[sim]) throw conflict(`${phone.facts.name} has no SIM in slot ${sim}.`);
      phone.receive(from, text, sim);
    });
  }

  @Post('phones/:name/sim')
  @HttpCode(200)
  putSim(@Param('name') name: string, @Body() body: unknown): Phones {
    const { slot, sim } = decode(PutSimDto, body);
    return this.each(name, (phone) => put(phone, slot, sim));
  }

  @Post('swap')
  @HttpCode(200)
  swap(@Body() body: unknown): Phones {
    const { one, other } = decode(SwapDto, body);
    const [first, second] = [this.one(one.phone), this.one(other.phone)];
    const taken = first.facts.sims[one.slot] ?? null;
    put(first, one.slot, second.facts.sims[other.slot] ?? null);
    put(second, other.slot, taken);
    return this.shown(first === second ? [first] : [first, second]);
  }

  @Post('phones/:name/:action')
  @HttpCode(200)
  act(@Param('name') name: string, @Param('action') action: string): Phones {
    const does = ACTIONS.get(action);
    if (!does) throw missing('There is no such action.');
    return this.each(name, does);
  }

  private each(name: string, act: (phone: Phone) => void): Phones {
    const phones = this.named(name);
    for (const phone of phones) act(phone);
    return this.shown(phones);
  }

  private named(name: string): readonly Phone[] {
    return name === 'all' ? this.radio.all() : [this.one(name)];
  }

  private one(name: string): Phone {
    const phone = this.radio.get(name);
    if (!phone) throw missing('There is no such phone here.');
    return phone;
  }

  private shown(phones: readonly Phone[]): Phones {
    return { phones: phones.map((phone) => this.radio.view(phone)) };
  }
}

const ACTIONS = new Map<string, (phone: Phone) => void>([
  ['on', (phone) => phone.switchOn()],
  ['off', (phone) => phone.switchOff()],
  ['reboot', (phone) => phone.reboot()],
  ['start', (phone) => phone.startAgain()],
  ['pause', (phone) => phone.pause()],
  ['resume', (phone) => phone.resume()],
]);

function put(phone: Phone, slot: number, sim: Sim | null): void {
  const sims = [...phone.facts.sims];
  while (sims.length < slot) sims.push(null);
  sims[slot] = sim;
  phone.change({ sims });
}

const byOf = ({ code, secret }: EnrolDto) => ({
  ...(code !== undefined && { enrolmentCode: code }),
  ...(secret !== undefined && { registrationSecret: secret }),
});

/** Without the fields that were left out. */
const given = <T extends object>(dto: T): T =>
  Object.fromEntries(Object.entries(dto).filter(([, value]) => value !== undefined)) as T;

const missing = (error: string): NotFoundException => new NotFoundException({ error });
const conflict = (error: string): ConflictException => new ConflictException({ error });
