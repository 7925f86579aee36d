import type { MessageAttributeValue, PublishCommandInput } from '@aws-sdk/client-sns';
import type { DeliverItem } from '#libs/contracts';
import { readSender } from '#libs/kernel';
import type { SnsSecrets } from './config.ts';

/** The input of a Publish. SNS takes no validity and no callback address. Marketing is Promotional for every account. */
export function encodePublish(
  { to, text, sender, category }: Pick<DeliverItem, 'to' | 'text' | 'sender' | 'category'>,
  { senderId, smsType, maxPrice }: Pick<SnsSecrets, 'senderId' | 'smsType' | 'maxPrice'>,
): PublishCommandInput {
  const from = sender ?? senderId;
  const read = readSender(from);
  const origin = read.ok && read.kind === 'name' ? 'AWS.SNS.SMS.SenderID' : 'AWS.MM.SMS.OriginationNumber';
  return {
    PhoneNumber: to,
    Message: text,
    MessageAttributes: {
      'AWS.SNS.SMS.SMSType': attribute('String', category === 'marketing' ? 'Promotional' : smsType),
      ...(from !== undefined && { [origin]: attribute('String', from) }),
      ...(maxPrice !== undefined && { 'AWS.SNS.SMS.MaxPrice': attribute('Number', maxPrice) }),
    },
  };
}

const attribute = (DataType: 'String' | 'Number', StringValue: string): MessageAttributeValue => ({
  DataType,
  StringValue,
});
