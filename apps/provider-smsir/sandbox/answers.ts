import { jsonAnswer, type Answer, type Voice } from '#libs/sandbox-kit';

/** The messages of SMS.IR's statuses; callers should use the status. */
const MESSAGES: Readonly<Record<number, string>> = {
  0: 'خطای سیستمی',
  1: 'موفق',
  10: 'کلید وب سرویس نامعتبر است',
  11: 'کلید وب سرویس غیرفعال است',
  12: 'کلید وب سرویس محدود به آی‌پی‌های تعریف شده می‌باشد',
  13: 'حساب کاربری غیرفعال است',
  14: 'حساب کاربری در حالت تعلیق قرار دارد',
  15: 'به منظور استفاده از وب سرویس پلن خود را ارتقا دهید',
  16: 'مقدار ارسالی پارامتر نادرست می‌باشد',
  20: 'تعداد درخواست بیشتر از حد مجاز است',
  101: 'شماره خط نامعتبر میباشد',
  102: 'اعتبار کافی نمی‌باشد',
  103: 'درخواست شما دارای متن(های) خالی است',
  104: 'درخواست شما دارای موبایل(های) نادرست است',
  105: 'تعداد موبایل‌ها بیشتر از حد مجاز (100 عدد) میباشد',
  106: 'تعداد متن‌ها بیشتر از حد مجاز (100 عدد) میباشد',
  107: 'لیست موبایل‌ها خالی میباشد',
  108: 'لیست متن‌ها خالی میباشد',
  109: 'زمان ارسال نامعتبر میباشد',
  110: 'تعداد شماره موبایل‌ها و تعداد متن‌ها برابر نیستند',
  111: 'با این شناسه ارسالی ثبت نشده است',
  112: 'رکوردی برای حذف یافت نشد',
  113: 'قالب یافت نشد',
  114: 'طول رشته مقدار پارامتر، بیش از حد مجاز (25 کاراکتر) می‌باشد',
  115: 'شماره موبایل(ها) در لیست سیاه سامانه می‌باشند',
  116: 'نام یک یا چند پارامتر مقداردهی نشده‌است',
  117: 'متن ارسال شده مورد تایید نمی‌باشد',
  118: 'تعداد پیام‌ها بیش از حد مجاز می‌باشد',
  119: 'به منظور استفاده از قالب شخصی سازی شده پلن خود را ارتقا دهید',
  123: 'خط ارسال‌کننده نیاز به فعال‌سازی دارد',
  124: 'تنها ارسال پیامک OTP مجاز است',
};

const HTTP: Readonly<Record<number, number>> = { 0: 500, 20: 429 };
const isOfTheKey = (code: number): boolean => code >= 10 && code <= 15;

export const done = (data: unknown): Answer => jsonAnswer(200, { status: 1, message: MESSAGES[1], data });

export function refusal(code: number, { status, message, headers }: RefusalOptions = {}): Answer {
  const http = status ?? (isOfTheKey(code) ? 401 : (HTTP[code] ?? 400));
  return jsonAnswer(http, { status: code, message: message ?? MESSAGES[code] ?? 'خطا', data: null }, headers);
}

interface RefusalOptions {
  readonly status?: number;
  readonly message?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export const smsirVoice: Voice = {
  leavesOpen: ['unavailable'],
  throttled: (retryAfterS) => refusal(20, { headers: { 'retry-after': String(retryAfterS) } }),
  /** SMS.IR has no word for it: its server answers with a page. */
  unavailable: () => ({
    status: 503,
    contentType: 'text/html',
    body: '<html><body><h2>Service Unavailable</h2><hr><p>HTTP Error 503.</p></body></html>',
  }),
  serverError: () => refusal(0),
  refused: ({ code = 0, status, message }) => refusal(Number(code), { status, ...(message && { message }) }),
  withoutId: ({ status, body }) => {
    const { data, ...rest } = JSON.parse(String(body)) as { data: Record<string, unknown> };
    const { messageId: _, messageIds: __, ...others } = data;
    return jsonAnswer(status, { ...rest, data: others });
  },
};
