import { RouteHistoryEntry, RouteView } from '#libs/contracts';
import { pageOfClass } from '../../request/pages.ts';

export class RouteList extends pageOfClass(RouteView) {}

export class RouteHistory extends pageOfClass(RouteHistoryEntry) {}
