/** A line as Kavenegar writes it. */
export const lineOf = (sender: string): string => sender.replace(/^(\+|00)98(?=\d{4})/, '');

const LONGEST_SHORT_CODE = 8;
/** A line as a sender: a long one is written as a number of Iran. */
export const senderOf = (line: string): string => (line.length > LONGEST_SHORT_CODE ? `+98${line}` : line);
