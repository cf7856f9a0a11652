import { SQSClient } from '@aws-sdk/client-sqs';
import { variable } from '../../contract/variables.ts';
import { ticketQueue } from '../adapters/aws/ticket-queue.ts';
import { read } from './variables.ts';

/** The queue of the tickets of a cycle. */
export const ticketPort = () => ({ ticketQueue: ticketQueue(new SQSClient(), read(variable.ticketQueueUrl)) });
