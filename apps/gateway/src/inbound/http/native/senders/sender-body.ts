import { ArrayMaxSize, ArrayMinSize, ArrayUnique, IsArray, IsString, MaxLength } from 'class-validator';
import { Described } from '#libs/contracts';

export class SenderBody {
  @Described('The routes that may show it: vendor accounts, phones and pools of phones.', ['twilio-0a1b2c3d'])
  @MaxLength(64, { each: true })
  @IsString({ each: true })
  @ArrayUnique()
  @ArrayMaxSize(50)
  @ArrayMinSize(1)
  @IsArray()
  routes!: string[];
}
