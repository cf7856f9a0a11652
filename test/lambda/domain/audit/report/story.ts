import { nextRecord } from '../../../../../lambda/domain/audit/audit-chain.ts';
import {
  type AuditAction,
  type AuditFact,
  type AuditRecord,
  auditRecordSchema,
  chainOf,
} from '../../../../../lambda/domain/audit/audit-record.ts';

export const CYCLE = '2026-12-07-admin-monthly';
export const LATER = '2027-01-04-admin-monthly';
export const CONTOSO = '8a4c1f0e-3b52-4d67-9c1a-5e2f7b9d0c11';
export const FABRIKAM = '1f5d7c2a-9b3e-4f60-8d21-7c4e6a9b0d22';

const technician = (name: string) =>
  ({ kind: 'technician', objectId: `${name.toLowerCase()}-object-id`, tenantId: 'home', name }) as const;
export const ada = technician('Ada');
export const bruno = technician('Bruno');

/** Whom a fact is about, and what else it holds. */
export type Told = Partial<Omit<AuditFact, 'action'>>;

/** Records as the product chains them, one after the other; a minute passes with each. */
export class Story {
  readonly records: AuditRecord[] = [];
  private minutes = 0;

  constructor(private readonly start = '2026-12-07T05:00:00.000Z') {}

  tell(action: AuditAction, told: Told = {}): AuditRecord {
    this.minutes += 1;
    const fact: AuditFact = {
      action,
      outcome: 'success',
      time: new Date(Date.parse(this.start) + this.minutes * 60_000).toISOString(),
      actor: { kind: 'system', name: 'test' },
      component: 'test',
      cycleId: CYCLE,
      ...told,
    };
    const chain = chainOf(fact);
    const record = auditRecordSchema.parse(
      nextRecord(
        this.records.findLast((each) => each.chain === chain),
        fact,
      ),
    );
    this.records.push(record);
    return record;
  }

  /** What is told of one account in one cycle. */
  account(name: string, about: Told = {}): AccountStory {
    return new AccountStory(this, {
      tenantId: CONTOSO,
      tenantName: 'Contoso Ltd',
      accountId: `id-${name}`,
      userPrincipalName: `${name}@contoso.example`,
      class: 'admin',
      rotationId: `${about.cycleId ?? CYCLE}/${name}`,
      ...about,
    });
  }
}

export class AccountStory {
  constructor(
    private readonly story: Story,
    private readonly about: Told,
  ) {}

  tell(action: AuditAction, told: Told = {}): this {
    this.story.tell(action, { ...this.about, ...told });
    return this;
  }

  discovered(): this {
    return this.tell('account.discovered', {
      evidence: { detail: 'Exchange Administrator, whole tenant, direct' },
      passwordChangedAt: '2026-01-05T05:00:00Z',
    }).tell('approval.requested', { evidence: { detail: 'asked: Ada, Bruno' } });
  }

  approved(by: Told['actor'] = ada, reason = 'planned'): this {
    return this.tell('approval.approved', {
      actor: by,
      reason,
      source: { address: '203.0.113.7', userAgent: 'Firefox' },
    });
  }

  /** From staging to proof. */
  reset(version = 'v1'): this {
    const evidence = { secretVersionId: version, clientRequestId: `client-${version}` };
    return this.tell('credential.staged', { evidence: { secretVersionId: version } })
      .tell('reset.attempted', { evidence })
      .tell('reset.succeeded', { evidence: { ...evidence, graphRequestId: `graph-${version}` } })
      .tell('reset.proven', {
        evidence: { graphRequestId: `graph-${version}`, detail: 'lastPasswordChangeDateTime 2026-12-07T05:05:00Z' },
      });
  }

  /** From promotion to its end, with a link for Ada. */
  rotated(version = 'v1'): this {
    return this.current(version)
      .tell('link.created', { evidence: { secretVersionId: version, linkFingerprint: 'f1', detail: 'for Ada' } })
      .tell('rotation.closed', { reason: 'rotated' });
  }

  current(version = 'v1'): this {
    return this.tell('credential.promoted', { evidence: { secretVersionId: version } });
  }
}
