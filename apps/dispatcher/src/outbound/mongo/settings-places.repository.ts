import { insertManyUnordered } from '#libs/persistence';
import type { SettingsPlaces } from '../../application/routes/ports.ts';
import type { Collections } from './collections.ts';

export class MongoSettingsPlaces implements SettingsPlaces {
  constructor(private readonly collections: Pick<Collections, 'places'>) {}

  /** The last start wins, in whatever order the adapters call. */
  async take(_id: string, account: string | undefined, at: number): Promise<boolean> {
    const place = { account: account ?? null, at: new Date(at) };
    const { places } = this.collections;
    const earlier = { _id, at: { $lt: place.at } };
    if ((await places.updateOne(earlier, { $set: place })).matchedCount === 1) return true;
    const [result] = await insertManyUnordered(places, [{ _id, ...place }]);
    if (result === 'inserted') return true;
    if ((await places.updateOne(earlier, { $set: place })).matchedCount === 1) return true;
    return (await this.named(_id)) === account;
  }

  async named(_id: string): Promise<string | undefined> {
    return (await this.collections.places.findOne({ _id }))?.account ?? undefined;
  }
}
