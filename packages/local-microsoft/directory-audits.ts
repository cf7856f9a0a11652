import { appendFile, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { OWN_FILE, privateFolder } from '@m365-rotation/loopback';
import * as z from 'zod';

const initiatorSchema = z.union([
  z.strictObject({
    app: z.strictObject({ appId: z.string(), displayName: z.string(), servicePrincipalId: z.string() }),
  }),
  z.strictObject({ user: z.strictObject({ id: z.string(), displayName: z.string(), userPrincipalName: z.string() }) }),
]);
/** Who changed a password: an app by itself, or a person. */
export type Initiator = Readonly<z.output<typeof initiatorSchema>>;

const entrySchema = z.strictObject({
  tenantId: z.string(),
  /** ISO 8601, UTC: from when on Graph lists it. */
  visibleAt: z.string(),
  activityDateTime: z.string(),
  activityDisplayName: z.string(),
  correlationId: z.string(),
  initiatedBy: initiatorSchema,
  target: z.strictObject({ id: z.string(), userPrincipalName: z.string() }),
});
type Entry = z.output<typeof entrySchema>;

export type Change = Pick<Entry, 'tenantId' | 'activityDisplayName' | 'correlationId' | 'initiatedBy' | 'target'>;

/** Entra's directory audit, as far as changes of passwords are concerned. Survives a restart. */
export interface DirectoryAudits {
  /** @param showAfterMs  real milliseconds until Graph lists it */
  add(change: Change, showAfterMs: number): Promise<void>;
  /** What Graph lists of a tenant now, the newest first, in Graph's words. */
  of(tenantId: string): readonly object[];
}

/** With a licence; without one Graph lists nothing at all. */
const KEPT_MS = 30 * 86_400_000;

export async function directoryAudits(folder: string, now: () => Date): Promise<DirectoryAudits> {
  privateFolder(folder);
  const file = join(folder, 'directory-audits.jsonl');
  const text = await readFile(file, 'utf8').catch(() => '');
  const entries = text.split('\n').flatMap((line) => (line === '' ? [] : [entrySchema.parse(JSON.parse(line))]));
  return {
    async add(change, showAfterMs) {
      const at = now();
      const entry = {
        ...change,
        activityDateTime: at.toISOString(),
        visibleAt: new Date(at.getTime() + showAfterMs).toISOString(),
      };
      entries.push(entry);
      await appendFile(file, `${JSON.stringify(entry)}\n`, { mode: OWN_FILE });
    },
    of: (tenantId) =>
      entries
        .filter(
          (each) =>
            each.tenantId === tenantId &&
            each.visibleAt <= now().toISOString() &&
            Date.parse(each.activityDateTime) > now().getTime() - KEPT_MS,
        )
        .toReversed()
        .map(shown),
  };
}

const shown = (entry: Entry, place: number): object => ({
  id: `Directory_${entry.correlationId}_${place}`,
  category: 'UserManagement',
  correlationId: entry.correlationId,
  result: 'success',
  resultReason: '',
  activityDisplayName: entry.activityDisplayName,
  activityDateTime: entry.activityDateTime,
  loggedByService: 'Core Directory',
  operationType: 'Update',
  initiatedBy: {
    user: 'user' in entry.initiatedBy ? { ...entry.initiatedBy.user, ipAddress: '198.51.100.23' } : null,
    app: 'app' in entry.initiatedBy ? { ...entry.initiatedBy.app, servicePrincipalName: null } : null,
  },
  targetResources: [
    {
      id: entry.target.id,
      displayName: null,
      type: 'User',
      userPrincipalName: entry.target.userPrincipalName,
      groupType: null,
      modifiedProperties: [],
    },
  ],
  additionalDetails: [],
});
