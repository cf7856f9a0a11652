import * as z from 'zod';

const bodySchema = z.object({ errors: z.array(z.string().catch('')).min(1) });

/** Fields that are sent or asked for: their names may be told. */
const FIELDS = [
  'companyID',
  'description',
  'dueDateTime',
  'externalID',
  'noteType',
  'priority',
  'publish',
  'queueID',
  'assignedResourceID',
  'assignedResourceRoleID',
  'billingCodeID',
  'contactID',
  'contractID',
  'issueType',
  'subIssueType',
  'ticketCategory',
  'ticketType',
  'source',
  'status',
  'title',
  'id',
] as const;

/** What Autotask may have against a field, by words of its sentences. */
const FAULTS: readonly (readonly [RegExp, string])[] = [
  [/thread threshold|too many/i, 'too many threads at once'],
  [/required/i, 'is required'],
  [/inactive/i, 'is inactive'],
  [/length|too long|exceeds|maximum/i, 'is too long'],
  [/read.?only/i, 'is read-only'],
  [/not (?:be )?(?:found|exist)|does ?n.t exist|no matching/i, 'is not found'],
  [/permission|not allowed|access|security level|unauthorized/i, 'is not allowed'],
  [/invalid|not (?:a )?valid|must be|cannot|unable/i, 'is invalid'],
];

/** More sentences than a person reads. */
const MOST_TOLD = 5;

/**
 * What Autotask has against a request, in our words: its own sentences may quote what was sent.
 *
 * @param json  the answer's body
 * @returns such as `dueDateTime is required`; `undefined`: the body says nothing
 */
export function refusalWords(json: unknown): string | undefined {
  const body = bodySchema.safeParse(json);
  if (!body.success) return undefined;
  return [...new Set(body.data.errors.map(toldOf))].slice(0, MOST_TOLD).join(', ');
}

function toldOf(sentence: string): string {
  // The first field that stands there: what follows may be a value that was sent.
  const field = FIELDS.map((name) => ({ name, at: sentence.search(new RegExp(`\\b${name}\\b`, 'i')) }))
    .filter(({ at }) => at >= 0)
    .sort((a, b) => a.at - b.at)[0]?.name;
  const fault = FAULTS.find(([pattern]) => pattern.test(sentence))?.[1];
  if (field === undefined) return fault ?? 'a reason that is not told here';
  return `${field} ${fault ?? 'is refused'}`;
}
