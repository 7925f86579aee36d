import { Body, ConflictException, Controller, HttpCode, NotFoundException, Param, Post } from '@nestjs/common';
import { decode, Ledger, VendorRooms, type PhoneTextTaken, type Text } from '#libs/sandbox-kit';
import { PHONE } from '../radio/fake-radio.ts';
import { RadioPhones } from '../radio/radio-phones.ts';
import { ReplyDto } from './control.dto.ts';

const NUMBER = /^\+?\d{3,15}$/;

/** A person types a text on a phone. It goes to the vendor, or to the phone, that sent the text which is answered. */
@Controller('_sandbox/phones')
export class PhoneRepliesController {
  constructor(
    private readonly ledger: Ledger,
    private readonly rooms: VendorRooms,
    private readonly phones: RadioPhones,
  ) {}

  @Post(':number/reply')
  @HttpCode(200)
  async reply(@Param('number') number: string, @Body() body: unknown) {
    const { text, to: asked, vendor: named } = decode(ReplyDto, body);
    const answered = this.answered(number, asked, named);
    const vendor = named ?? answered?.vendor;
    const to = asked ?? answered?.from;
    if (vendor === undefined || to === undefined) throw missing('This phone has no text to answer; say to and vendor.');
    if (!NUMBER.test(to)) throw conflict('Nobody can answer a sender that is a name; say to.');
    return { vendor, from: number, to, ...(await this.hear(vendor, number, to, text, answered)) };
  }

  private answered(number: string, from: string | undefined, vendor: string | undefined): Text | undefined {
    const isAsked = (it: Text): boolean =>
      it.receivedAt !== undefined && (from ?? it.from) === it.from && (vendor ?? it.vendor) === it.vendor;
    return this.ledger.texts.ofNumber(number).find(isAsked);
  }

  private async hear(vendor: string, from: string, to: string, body: string, answered?: Text): Promise<PhoneTextTaken> {
    if (vendor === PHONE) return this.onPhone(from, to, body);
    const hosted = this.rooms.hosted(vendor);
    if (!hosted) throw missing('There is no such vendor here.');
    if (!hosted.hear) throw conflict(`${vendor} takes no texts from phones.`);
    return hosted.hear({ from, to, body, ...(answered && { account: answered.account }) });
  }

  private onPhone(from: string, to: string, text: string): PhoneTextTaken {
    const found = this.phones.withNumber(to);
    if (!found) throw conflict(`No phone has ${to} any more.`);
    const { phone, slot } = found;
    return { sid: `${phone.facts.name}-${phone.receive(from, text, slot).id}` };
  }
}

const missing = (error: string): NotFoundException => new NotFoundException({ error });
const conflict = (error: string): ConflictException => new ConflictException({ error });
