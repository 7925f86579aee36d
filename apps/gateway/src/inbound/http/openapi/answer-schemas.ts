import { AccountView, DeadLetterStats, DeadLetterView, RetriedDeadLetter, RouteView, Sender } from '#libs/contracts';
import {
  BatchAccepted,
  MessageAccepted,
  MessageAnswer,
  MessageCanceled,
  RequestAnswer,
  RequestCanceled,
  Simulation,
} from '../answers.ts';
import { CallerAnswer, TokenAnswer } from '../auth.controller.ts';
import { Problem } from '../problem.ts';
import {
  AccountCheck,
  AccountList,
  DeadLetterList,
  PolicyAnswer,
  PolicyList,
  RetriedDeadLetters,
  RouteHistory,
  RouteList,
  SenderList,
  TenantAnswer,
  VendorList,
} from '../routing-answers.ts';
import { answerSchemaOf, type Schema } from './schema-of.ts';

const ANSWERS: readonly (new () => object)[] = [
  ...[MessageAccepted, BatchAccepted, MessageAnswer, RequestAnswer, MessageCanceled, RequestCanceled, Simulation],
  ...[RouteView, RouteList, RouteHistory, VendorList, PolicyAnswer, PolicyList, Sender, SenderList],
  ...[AccountView, AccountList, AccountCheck],
  ...[DeadLetterView, DeadLetterList, DeadLetterStats, RetriedDeadLetter, RetriedDeadLetters],
  ...[TokenAnswer, CallerAnswer, TenantAnswer, Problem],
];

/** A class by its public name: MessageAnswer and RouteView are Message and Route. */
const nameOf = ({ name }: new () => object): string => name.replace(/(?:View|Answer)$/, '');

export const ANSWER_SCHEMAS: Readonly<Record<string, Schema>> = Object.fromEntries(
  ANSWERS.map((Class) => [nameOf(Class), answerSchemaOf(Class)]),
);
