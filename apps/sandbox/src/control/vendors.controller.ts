import { Controller, Get } from '@nestjs/common';
import { FAULT_FORMS, VendorRooms } from '#libs/sandbox-kit';

/** What the page shows of the vendors, and how each fault is scripted. */
@Controller('_sandbox/vendors')
export class VendorsController {
  constructor(private readonly rooms: VendorRooms) {}

  @Get()
  vendors() {
    const vendors = this.rooms.all().map(({ room: { name, numbers, voice }, hear }) => ({
      name,
      numbers,
      takesTexts: hear !== undefined,
      leavesOpen: voice.leavesOpen ?? [],
    }));
    return { vendors, faults: FAULT_FORMS };
  }
}
