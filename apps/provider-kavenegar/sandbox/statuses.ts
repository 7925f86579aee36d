import { own } from '#libs/kernel';
import type { Text } from '#libs/sandbox-kit';

/** A message's status: as the phones' page shows it, and in Kavenegar's words. Others are shown as they are. */
const STATUSES: Readonly<Record<string, readonly [shown: string, says: string]>> = {
  1: ['queued', 'در صف ارسال'],
  2: ['scheduled', 'زمان بندی شده'],
  4: ['sending', 'ارسال شده به مخابرات'],
  5: ['sent', 'ارسال شده به مخابرات'],
  6: ['failed', 'خطا در ارسال'],
  10: ['delivered', 'رسیده به گیرنده'],
  11: ['undelivered', 'نرسیده به گیرنده'],
  13: ['canceled', 'لغو شده'],
  14: ['blocked', 'بلاک شده'],
};

export const UNKNOWN_ID = 100;

export const shownAs = (code: string): string => own(STATUSES, code)?.[0] ?? code;

export function statusOf({ status }: Pick<Text, 'status'>): number {
  const [code = status] = Object.entries(STATUSES).find(([, [shown]]) => shown === status) ?? [];
  return Number(code);
}

export const saysOf = (code: number): string => own(STATUSES, String(code))?.[1] ?? 'شناسه نامعتبر';
