import * as z from 'zod';

/** A domain identity and not that of one address: only then SPF or DKIM of a mail fit its sender, which DMARC asks for. */
export const mail = z.discriminatedUnion('identity', [
  z
    .strictObject({ identity: z.literal('existing') })
    .describe('SES knows the sender already, by its domain or by its address; the deployment leaves it alone.'),
  z
    .strictObject({
      identity: z.literal('create'),
      bounceSubdomain: z
        .string()
        .regex(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/, 'must be one label of a domain name, such as bounce')
        .default('bounce')
        .describe(
          "The MAIL FROM domain is this subdomain of the sender's domain; nothing else may send or get mail there.",
        ),
    })
    .describe("The deployment makes an identity of the sender's domain, with Easy DKIM and a MAIL FROM domain."),
]);

export const alarms = z.union([
  z
    .strictObject({
      notify: z
        .array(z.union([z.email(), z.url({ protocol: /^https$/ })]))
        .min(1)
        .describe('Mail addresses, and https addresses without a key in them: this file is no place for secrets.'),
    })
    .describe('The deployment makes a topic, encrypted, and subscribes these.'),
  z
    .strictObject({
      topicArn: z.string().regex(/^arn:aws[\w-]*:sns:[\w-]+:\d{12}:[\w-]+$/, 'must be the ARN of an SNS topic'),
    })
    .describe('A topic that exists already, in the same Region; CloudWatch must be allowed to publish to it.'),
]);
