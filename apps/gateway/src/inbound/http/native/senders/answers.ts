import { Sender, SenderHistoryEntry } from '#libs/contracts';
import { pageOfClass } from '../../request/pages.ts';

export class SenderList extends pageOfClass(Sender) {}

export class SenderHistory extends pageOfClass(SenderHistoryEntry) {}
