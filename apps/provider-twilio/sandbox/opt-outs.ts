/** Recipients who opted out of texts from a sender: a number of ours, or a messaging service. */
export class OptOuts {
  private readonly pairs = new Set<string>();

  has(from: string, to: string): boolean {
    return this.pairs.size > 0 && this.pairs.has(`${from} ${to}`);
  }

  add(from: string, to: string): void {
    this.pairs.add(`${from} ${to}`);
  }

  delete(from: string, to: string): void {
    this.pairs.delete(`${from} ${to}`);
  }

  list(): { from: string; to: string }[] {
    return [...this.pairs].map((pair) => {
      const [from = '', to = ''] = pair.split(' ');
      return { from, to };
    });
  }

  clear(): void {
    this.pairs.clear();
  }

  /** A phone's answer: Twilio itself keeps the list by the usual words. Returns what it answers. */
  hear(from: string, to: string, body: string): string | undefined {
    const word = body.trim().toUpperCase();
    const isOut = this.has(to, from);
    if (STOP.includes(word)) this.add(to, from);
    if (START.includes(word)) this.delete(to, from);
    if (HELP.includes(word)) return ANSWERS.help;
    if (isOut === this.has(to, from)) return undefined;
    return isOut ? ANSWERS.start : ANSWERS.stop;
  }
}

const STOP = ['STOP', 'UNSUBSCRIBE', 'END', 'QUIT', 'STOPALL', 'REVOKE', 'OPTOUT', 'CANCEL'];
const START = ['START', 'YES', 'UNSTOP'];
const HELP = ['HELP', 'INFO'];

/** The sense of the sentences that Twilio sends unless its customer has set others. */
const ANSWERS = {
  stop: 'You are unsubscribed and get no more messages from this number. Reply START to get them again.',
  start: 'You are subscribed again to the messages from this number. Reply HELP for help, STOP to unsubscribe.',
  help: 'Reply STOP to unsubscribe. Message and data rates may apply.',
};
