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

  /** A phone's answer: Twilio itself keeps the list by the usual words. */
  hear(from: string, to: string, body: string): void {
    const word = body.trim().toUpperCase();
    if (STOP.includes(word)) this.add(to, from);
    if (START.includes(word)) this.delete(to, from);
  }
}

const STOP = ['STOP', 'UNSUBSCRIBE', 'END', 'QUIT', 'STOPALL', 'REVOKE', 'OPTOUT', 'CANCEL'];
const START = ['START', 'YES', 'UNSTOP'];
