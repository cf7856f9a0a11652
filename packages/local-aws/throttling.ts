import { AwsError } from './service.ts';

/** How each service says "too fast", where it is not `ThrottlingException`: SDKs and workflows go by the name and the status. */
const spellings: Readonly<Record<string, readonly [code: string, message: string, httpStatus?: number]>> = {
  cloudformation: ['Throttling', 'Rate exceeded'],
  dynamodb: ['ThrottlingException', 'Rate of requests exceeds the allowed throughput.'],
  lambda: ['TooManyRequestsException', 'Rate Exceeded.', 429],
  s3: ['SlowDown', 'Please reduce your request rate.', 503],
  ses: ['Throttling', 'Maximum sending rate exceeded.'],
  sqs: ['RequestThrottled', 'Request is throttled.'],
  sts: ['Throttling', 'Rate exceeded'],
};

/** @see each service's API reference, common errors */
export function throttledBy(service: string, told?: string): AwsError {
  const [code, message, httpStatus = 400] = spellings[service] ?? ['ThrottlingException', 'Rate exceeded'];
  return new AwsError(code, told ?? message, httpStatus);
}
