import { Sender } from '#libs/contracts';
import { pageOfClass } from '../../request/pages.ts';

export class SenderList extends pageOfClass(Sender) {}
