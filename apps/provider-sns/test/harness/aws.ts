import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { SNSClient } from '@aws-sdk/client-sns';

export const AWS_ACCOUNT = {
  AWS_ACCESS_KEY_ID: 'AKIASANDBOX000000001',
  AWS_SECRET_ACCESS_KEY: 'the+secret/of-the-fake-amazon',
  AWS_REGION: 'eu-west-1',
  AWS_ACCOUNT_ID: '123456789012',
};
export const GROUP = `sns/${AWS_ACCOUNT.AWS_REGION}/${AWS_ACCOUNT.AWS_ACCOUNT_ID}/DirectPublishToPhoneNumber`;

export interface Aws {
  readonly sns: SNSClient;
  readonly logs: CloudWatchLogsClient;
}

/** The official SDK with its defaults, except its address and its credentials. */
export function awsSdk(endpoint: string, over: Partial<typeof AWS_ACCOUNT> = {}): Aws {
  const { AWS_REGION: region, ...keys } = { ...AWS_ACCOUNT, ...over };
  const credentials = { accessKeyId: keys.AWS_ACCESS_KEY_ID, secretAccessKey: keys.AWS_SECRET_ACCESS_KEY };
  const settings = { endpoint, region, credentials };
  return { sns: new SNSClient(settings), logs: new CloudWatchLogsClient(settings) };
}
