import { Module, type DynamicModule } from '@nestjs/common';
import { Bus } from './bus.ts';
import { BusLink } from './link.ts';

/** Gives every part of a service its `Bus`, on the connection that its server side uses too. */
@Module({})
export class MessagingModule {
  static of(link: BusLink): DynamicModule {
    const providers = [
      { provide: BusLink, useValue: link },
      { provide: Bus, useValue: new Bus(link) },
    ];
    return { module: MessagingModule, global: true, providers, exports: [BusLink, Bus] };
  }
}
