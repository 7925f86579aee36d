import { insertManyUnordered } from '#libs/persistence';
import type { SettingsPlaces } from '../../application/ports-of-operations.ts';
import type { Collections } from './collections.ts';

export class MongoSettingsPlaces implements SettingsPlaces {
  constructor(private readonly collections: Pick<Collections, 'places'>) {}

  /** The last start wins, whatever the order in which the adapters come. */
  async take(vendor: string, account: string | undefined, at: number): Promise<boolean> {
    const place = { account: account ?? null, at: new Date(at) };
    const { places } = this.collections;
    const earlier = { _id: vendor, at: { $lt: place.at } };
    if ((await places.updateOne(earlier, { $set: place })).matchedCount === 1) return true;
    const [result] = await insertManyUnordered(places, [{ _id: vendor, ...place }]);
    if (result === 'inserted') return true;
    if ((await places.updateOne(earlier, { $set: place })).matchedCount === 1) return true;
    return (await this.named(vendor)) === account;
  }

  async named(vendor: string): Promise<string | undefined> {
    return (await this.collections.places.findOne({ _id: vendor }))?.account ?? undefined;
  }
}
