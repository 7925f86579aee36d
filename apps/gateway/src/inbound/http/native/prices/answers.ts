import { ImportPricesReply, PriceView } from '#libs/contracts';
import { pageOfClass } from '../../request/pages.ts';

export class PriceList extends pageOfClass(PriceView) {}

export class ImportedPrices extends ImportPricesReply {}
