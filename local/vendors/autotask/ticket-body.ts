import * as z from 'zod';

const whole = z.int();
/** UTC. */
const time = z.iso.datetime();

const fields = {
  companyID: whole,
  title: z.string().min(1).max(255),
  status: whole,
  priority: whole,
  queueID: whole,
  assignedResourceID: whole,
  assignedResourceRoleID: whole,
  dueDateTime: time,
  externalID: z.string().max(50),
  description: z.string().max(8_000),
  resolution: z.string().max(32_000),
} as const;

/** A new ticket, with the fields that this product may send: whether Autotask ignores or refuses others is not known; here they are refused. */
export const createSchema = z.strictObject({
  ...fields,
  queueID: fields.queueID.optional(),
  assignedResourceID: fields.assignedResourceID.optional(),
  assignedResourceRoleID: fields.assignedResourceRoleID.optional(),
  externalID: fields.externalID.optional(),
  description: fields.description.optional(),
  resolution: fields.resolution.optional(),
});

/** PATCH changes what is sent. */
export const patchSchema = z.strictObject(fields).partial().extend({ id: whole });
/** PUT is the whole ticket: what is left out is emptied, or refused where it is required. */
export const putSchema = createSchema.extend({ id: whole });

export const noteSchema = z.strictObject({
  title: z
    .string()
    .min(1)
    .max(250)
    .regex(/^[^\n]*$/),
  description: z.string().min(1).max(32_000),
  noteType: whole,
  publish: whole,
});

/** Problems as Autotask writes them. */
export const problemsOf = ({ issues }: z.ZodError): readonly string[] =>
  issues.flatMap((issue) => {
    if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => `${key} is not a field of this entity.`);
    const field = issue.path.join('.') || 'The record';
    if (issue.code === 'invalid_type' && issue.input === undefined) return [`${field} is required.`];
    if (issue.code === 'too_big') return [`${field} exceeds the maximum length of ${issue.maximum}.`];
    return [`${field} is not a valid value.`];
  });
