import { ArrayMaxSize, ArrayMinSize, ArrayUnique, IsArray, IsString, MaxLength } from 'class-validator';
import { Shown } from './openapi/shown.ts';

export class SenderBody {
  @Shown('The routes that own it.', ['twilio-0a1b2c3d'])
  @MaxLength(64, { each: true })
  @IsString({ each: true })
  @ArrayUnique()
  @ArrayMaxSize(50)
  @ArrayMinSize(1)
  @IsArray()
  routes!: string[];
}
