import type { Confirmations, Keyword } from '#libs/contracts';

type Sentences = Readonly<Record<Keyword, string>>;

const ENGLISH: Sentences = {
  stop: 'You get no more texts from us. Reply START to get them again.',
  start: 'You get texts from us again. Reply STOP to end them.',
  help: 'Reply STOP to get no more texts from us.',
};

/** By the country of the number; English where there is no other. */
const BY_COUNTRY: Readonly<Record<string, Sentences>> = {
  FR: {
    stop: 'Vous ne recevrez plus de SMS de notre part. Pour en recevoir de nouveau, répondez START.',
    start: 'Vous recevrez de nouveau nos SMS. Pour ne plus en recevoir, répondez STOP.',
    help: 'Pour ne plus recevoir nos SMS, répondez STOP.',
  },
  HK: {
    stop: '你將不再收到我們的短訊。如欲再次接收，請回覆 START。',
    start: '你將再次收到我們的短訊。如欲停止接收，請回覆 STOP。',
    help: '如欲停止接收我們的短訊，請回覆 STOP。',
  },
  IR: {
    stop: 'دیگر پیامکی از ما دریافت نخواهید کرد. برای دریافت دوباره START را بفرستید.',
    start: 'دوباره از ما پیامک دریافت خواهید کرد. برای لغو، لغو۱۱ را بفرستید.',
    help: 'برای لغو پیامک‌های ما، لغو۱۱ را بفرستید.',
  },
  KR: {
    stop: '더 이상 문자를 보내지 않습니다. 다시 받으시려면 START라고 답장해 주세요.',
    start: '문자를 다시 보내 드립니다. 그만 받으시려면 STOP이라고 답장해 주세요.',
    help: '문자를 그만 받으시려면 STOP이라고 답장해 주세요.',
  },
  TR: {
    stop: 'Artık bizden mesaj almayacaksınız. Yeniden almak için START yazın.',
    start: 'Bizden yeniden mesaj alacaksınız. Durdurmak için RET yazın.',
    help: 'Mesajlarımızı durdurmak için RET yazın.',
  },
  VN: {
    stop: 'Quy khach se khong nhan tin nhan cua chung toi nua. Soan START de nhan lai.',
    start: 'Quy khach se nhan lai tin nhan cua chung toi. Soan STOP de dung.',
    help: 'Soan STOP de khong nhan tin nhan cua chung toi nua.',
  },
};

/** What is answered to a word; the tenant's own sentence takes the place of the usual one. */
export function answerTo(
  keyword: Keyword,
  country: string | undefined,
  { name, confirmations }: { readonly name: string; readonly confirmations?: Partial<Confirmations> },
): string | undefined {
  if (confirmations?.enabled === false) return undefined;
  const usual = (BY_COUNTRY[country ?? ''] ?? ENGLISH)[keyword];
  return confirmations?.[keyword] ?? (name === '' ? usual : `${name}: ${usual}`);
}
