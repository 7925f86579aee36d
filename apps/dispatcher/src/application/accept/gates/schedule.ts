import { refused } from '../../../domain/acceptance/accepted-item.ts';
import { rulesOf } from '../../../domain/acceptance/categories.ts';
import { deadlineOf } from '../../../domain/acceptance/deadline.ts';
import { sendAtOf } from '../../../domain/acceptance/schedule.ts';
import type { Check } from './gate.ts';

/** The earliest and the latest time of sending. */
export const schedule: Check = ({ asked, found }, { now }) => {
  const sendAt = sendAtOf(asked.send_at, now);
  if (!sendAt.ok) return refused('invalid_schedule', sendAt.detail);
  const { at: send_at } = sendAt;
  const deadline = deadlineOf(asked, rulesOf(found.category!).deadlineMs, now, send_at);
  if (!deadline.ok) return refused('invalid_deadline', deadline.detail);
  return { deadline: deadline.at.getTime(), ...(send_at !== undefined && { send_at }) };
};
