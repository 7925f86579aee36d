import {
  MongoBulkWriteError,
  MongoClientClosedError,
  MongoError,
  MongoNetworkError,
  MongoNotConnectedError,
  MongoServerClosedError,
  MongoServerError,
  MongoServerSelectionError,
  MongoTopologyClosedError,
  MongoUnexpectedServerResponseError,
  type Document,
} from 'mongodb';
import { PostriderError, unavailable } from '#libs/kernel';

/**
 * Answers of a server that is going down or coming up, has lost its majority, or exceeded the time limit of a command.
 */
const AWAY_CODES = new Map([
  [6, 'HostUnreachable'],
  [7, 'HostNotFound'],
  [50, 'MaxTimeMSExpired'],
  [64, 'WriteConcernTimeout'],
  [89, 'NetworkTimeout'],
  [91, 'ShutdownInProgress'],
  [100, 'UnsatisfiableWriteConcern'],
  [134, 'ReadConcernMajorityNotAvailableYet'],
  [189, 'PrimarySteppedDown'],
  [262, 'ExceededTimeLimit'],
  [9001, 'SocketException'],
  [10107, 'NotWritablePrimary'],
  [11600, 'InterruptedAtShutdown'],
  [11602, 'InterruptedDueToReplStateChange'],
  [13435, 'NotPrimaryNoSecondaryOk'],
  [13436, 'NotPrimaryOrSecondary'],
]);

const AWAY_CLASSES = [
  MongoNetworkError,
  MongoServerSelectionError,
  MongoNotConnectedError,
  MongoTopologyClosedError,
  MongoServerClosedError,
  MongoClientClosedError,
  MongoUnexpectedServerResponseError,
];

/** The driver does not export its pool's errors. */
const AWAY_NAMES = new Set(['MongoWaitQueueTimeoutError', 'MongoPoolClosedError']);

/** Whether the database was away, or may or may not have executed the command. */
export function isConnectivity(error: unknown): boolean {
  if (error instanceof PostriderError) return error.code === 'service_unavailable';
  if (!(error instanceof MongoError)) return false;
  const failure = unwrapped(error);
  return (
    AWAY_CLASSES.some((away) => failure instanceof away) ||
    AWAY_NAMES.has(failure.name) ||
    AWAY_CODES.has(Number(failure.code)) ||
    failure.hasErrorLabel('RetryableWriteError') ||
    failure.hasErrorLabel('SystemOverloadedError')
  );
}

/** The error for callers in place of a driver's connectivity error; every other error is returned without documents. */
export function asUnavailable(error: unknown): unknown {
  if (error instanceof PostriderError) return error;
  if (error instanceof MongoServerError) withoutDocuments(error);
  return isConnectivity(error) ? unavailable('The database', unwrapped(error as MongoError)) : error;
}

/**
 * The driver hides an error of a whole bulk, such as a lost connection, in an error that looks like refused documents.
 */
function unwrapped(error: MongoError): MongoError {
  const inner: unknown = error instanceof MongoBulkWriteError ? error.errorResponse : undefined;
  return inner instanceof MongoError ? inner : error;
}

/** Errors end in logs, so the keys and documents that the server and the driver quote in them are removed. */
function withoutDocuments(error: MongoServerError): void {
  const quoted = error.message;
  error.message = withoutKeys(quoted);
  error.stack = error.stack?.replace(quoted, () => error.message);
  delete error.keyValue;

  const answer: Document = error.errorResponse;
  if (!(answer instanceof Error))
    Object.assign(answer, { message: error.message, errmsg: error.message, keyValue: undefined });
  if (error instanceof MongoBulkWriteError)
    for (const { err } of error.result.getWriteErrors())
      Object.assign(err, { op: undefined, errmsg: withoutKeys(err.errmsg) });
}

const withoutKeys = (sentence = ''): string => sentence.replace(/ dup key: .*/s, ' dup key');
