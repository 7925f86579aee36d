import type { MessageAttributeValue, PublishCommandInput } from '@aws-sdk/client-sns';
import type { DeliverItem } from '#libs/contracts';
import type { SnsSecrets } from './config.ts';

const NUMBER = /^\+?\d+$/;

/** The input of a Publish. SNS takes no validity and no callback address. */
export function encodePublish(
  { to, text, sender }: Pick<DeliverItem, 'to' | 'text' | 'sender'>,
  { senderId, smsType, maxPrice }: Pick<SnsSecrets, 'senderId' | 'smsType' | 'maxPrice'>,
): PublishCommandInput {
  const from = sender ?? senderId;
  const origin = from !== undefined && NUMBER.test(from) ? 'AWS.MM.SMS.OriginationNumber' : 'AWS.SNS.SMS.SenderID';
  return {
    PhoneNumber: to,
    Message: text,
    MessageAttributes: {
      'AWS.SNS.SMS.SMSType': attribute('String', smsType),
      ...(from !== undefined && { [origin]: attribute('String', from) }),
      ...(maxPrice !== undefined && { 'AWS.SNS.SMS.MaxPrice': attribute('Number', maxPrice) }),
    },
  };
}

const attribute = (DataType: 'String' | 'Number', StringValue: string): MessageAttributeValue => ({
  DataType,
  StringValue,
});
