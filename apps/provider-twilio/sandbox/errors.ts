import { jsonAnswer, type Answer } from '#libs/sandbox-kit';

/** HTTP status and message of Twilio's errors; callers should use the code. */
const ERRORS: Readonly<Record<number, readonly [status: number, message: string]>> = {
  20001: [400, 'Unknown parameters'],
  20003: [401, 'Authenticate'],
  20004: [405, 'Method not allowed'],
  20005: [403, 'Account not active'],
  20008: [403, 'Resource not accessible with Test Account Credentials'],
  20009: [409, 'Cannot change this message until its processing has completed'],
  20404: [404, 'The requested resource was not found'],
  20429: [429, 'Too Many Requests'],
  20500: [500, 'An internal server error has occurred'],
  20503: [503, 'Service unavailable'],
  21211: [400, "Invalid 'To' Phone Number"],
  21212: [400, "Invalid 'From' Phone Number"],
  21408: [400, "Permission to send an SMS has not been enabled for the region indicated by the 'To' number"],
  21602: [400, 'Message body is required.'],
  21603: [400, "A 'From' phone number is required."],
  21604: [400, "A 'To' phone number is required."],
  21606: [
    400,
    "The 'From' phone number provided is not a valid message-capable Twilio phone number for this destination",
  ],
  21609: [400, "Invalid 'StatusCallback' URL"],
  21610: [400, 'Attempt to send to unsubscribed recipient'],
  21611: [429, "This 'From' number has exceeded the maximum number of queued messages"],
  21612: [400, "Message cannot be sent with the current combination of 'To' and 'From' parameters"],
  21614: [400, "'To' number is not a valid mobile number"],
  21617: [400, 'The concatenated message body exceeds the 1600 character limit'],
  21620: [400, 'Invalid media URL(s)'],
  21623: [400, 'Number of media files exceeds allowed limit'],
  21624: [400, 'The ValidityPeriod value is invalid'],
  21705: [400, 'The Messaging Service Sid is invalid'],
  30409: [400, 'This message cannot be canceled'],
  35111: [400, 'ScheduleType is invalid'],
  35114: [400, 'SendAt must be from 15 minutes to 7 days in the future'],
  35118: [400, 'A MessagingServiceSid is required to schedule a message'],
};

/** `what` replaces the table's sentence. */
export function twilioError(code: number, { status, what, headers, detail }: ErrorOptions = {}): Answer {
  const [usual, message] = ERRORS[code] ?? [400, 'Bad request'];
  const more_info = `https://www.twilio.com/docs/errors/${code}`;
  const http = status ?? usual;
  return jsonAnswer(
    http,
    { code, ...(detail && { detail }), message: what ?? message, more_info, status: http },
    headers,
  );
}

interface ErrorOptions {
  readonly status?: number;
  readonly what?: string;
  readonly detail?: string;
  readonly headers?: Readonly<Record<string, string>>;
}
