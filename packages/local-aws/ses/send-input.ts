import * as z from 'zod';
import { inputOf } from '../input.ts';
import { AwsError, type JsonObject } from '../service.ts';

/** The most that one mail may be addressed to. */
const MOST_RECIPIENTS = 50;

const text = z.strictObject({
  Data: z.string(),
  Charset: z
    .string()
    .regex(/^utf-8$/i, 'only UTF-8 is supported')
    .optional(),
});
/** Of names and values of tags. */
const TAG = /^[\w-]{1,256}$/;
const addresses = z.array(z.string()).default([]);
const sendInput = z.strictObject({
  Source: z.string(),
  Destination: z.strictObject({ ToAddresses: addresses, CcAddresses: addresses, BccAddresses: addresses }),
  Message: z.strictObject({
    Subject: text,
    Body: z.strictObject({ Text: text.optional(), Html: text.optional() }),
  }),
  ConfigurationSetName: z.string().optional(),
  Tags: z
    .array(z.strictObject({ Name: z.string().regex(TAG, 'not allowed'), Value: z.string().regex(TAG, 'not allowed') }))
    .default([]),
});

/** A mail as `SendEmail` takes it. */
export interface Posted {
  /** As it was given: it may have a name before the address. */
  readonly source: string;
  readonly from: string;
  readonly to: readonly string[];
  readonly message: z.output<typeof sendInput>['Message'];
  /** Name of the set whose events are published. */
  readonly configurationSet: string | undefined;
  readonly tags: Readonly<Record<string, string>>;
}

/** @throws {AwsError} where an address is none */
export function posted(input: JsonObject): Posted {
  const { Source, Destination, Message, ConfigurationSetName, Tags } = inputOf(sendInput, input);
  const { ToAddresses, CcAddresses, BccAddresses } = Destination;
  const to = [...ToAddresses, ...CcAddresses, ...BccAddresses].map(addressOf);
  const tags = Object.fromEntries(Tags.map(({ Name, Value }) => [Name, Value]));
  return {
    source: Source,
    from: addressOf(Source),
    to,
    message: Message,
    configurationSet: ConfigurationSetName,
    tags,
  };
}

/** @throws {AwsError} for a mail to nobody or to too many, or without a body */
export function checkPosted({ to, message: { Body } }: Posted): void {
  if (to.length === 0) throw invalid('Missing required header: To');
  if (to.length > MOST_RECIPIENTS) throw invalid(`Recipient count exceeds ${MOST_RECIPIENTS}.`);
  if (Body.Text === undefined && Body.Html === undefined) throw invalid('The mail has no body.');
}

/** `a@b.example`, also out of `Name <a@b.example>`. */
function addressOf(given: string): string {
  const [, address = given] = /<([^<>]+)>\s*$/.exec(given) ?? [];
  if (!z.email().safeParse(address).success) throw invalid(`Illegal address: ${given}`);
  return address;
}

const invalid = (message: string) => new AwsError('InvalidParameterValue', message);
