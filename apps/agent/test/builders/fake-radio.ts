import type { Part, PhoneState, Radio, RadioResult, ReceivedText } from '../../src/index.ts';

/** A radio that notes what it is given; `answer` says what becomes of a part. */
export class FakeRadio implements Radio {
  readonly sent: Part[] = [];
  texts: ReceivedText[] = [];
  phone: PhoneState = { ready: true, battery: 80, charging: false, network: 'lte' };
  answer: (part: Part) => RadioResult | Promise<RadioResult> = () => 'sent';

  /** A `|` begins the next part. */
  divide(text: string): readonly string[] {
    return text.split('|');
  }

  async send(part: Part): Promise<RadioResult> {
    this.sent.push(part);
    return this.answer(part);
  }

  async state(): Promise<PhoneState> {
    return this.phone;
  }

  async received(after = 0): Promise<readonly ReceivedText[]> {
    return this.texts.filter(({ id }) => id > after);
  }
}
