import { join } from 'node:path';
import type {
  Finding,
  ProblemKind,
  ProblemPlace,
  ProblemSubject,
} from '../../../lambda/domain/audit/verification/problem.ts';
import type { EvidenceFolder } from './evidence-folder.ts';
import type { TableExport } from './exports.ts';
import type { Findings } from './findings.ts';
import { readGzipLines, UnreadableFile } from './gzip-lines.ts';
import { placeIn } from './place-in-line.ts';

/** A problem as an auditor is told it. */
export interface Problem extends ProblemPlace, ProblemSubject {
  readonly kind: ProblemKind;
  /** A sentence: with whom, when, in what, and what is wrong. */
  readonly text: string;
}

/** Puts tenant, account and time to what was found. The records are read once more for that, and only if something was found. */
export async function describe(
  found: Findings,
  folder: EvidenceFolder,
  exports: readonly TableExport[],
): Promise<readonly Problem[]> {
  const names = new Names(found.described);
  const files = [
    ...folder.archive,
    ...exports.flatMap((each) => each.files.map(({ path }) => path)),
    ...folder.extract,
  ];
  if (names.areWanted) for (const file of files) await names.readFrom(join(folder.root, file));
  return found.described.map((finding) => {
    const { kind, what, subject, ...place } = finding;
    const about = { ...names.subjectOf(finding), ...subject };
    return { kind, text: sentence(place, about, what), ...place, ...about };
  });
}

const CHAIN = /"chain":\{"S":"([^"\\]*)"\}/;

class Names {
  private readonly chains: ReadonlySet<string>;
  private readonly tenants: ReadonlySet<string>;
  private readonly records: ReadonlySet<string>;
  private readonly ofTenant = new Map<string, string>();
  private readonly ofChain = new Map<string, string>();
  private readonly ofRecord = new Map<string, ProblemSubject>();

  constructor(findings: readonly Finding[]) {
    this.chains = new Set(findings.flatMap(({ chain }) => chain ?? []));
    this.tenants = new Set([...this.chains].flatMap((chain) => tenantOf(chain).tenantId ?? []));
    this.records = new Set(
      findings.flatMap(({ chain, sequence }) => (chain === undefined ? [] : `${chain} ${sequence}`)),
    );
  }

  get areWanted(): boolean {
    return this.chains.size > 0;
  }

  async readFrom(file: string): Promise<void> {
    try {
      await readGzipLines(file, (line) => {
        const [, chain] = CHAIN.exec(line) ?? [];
        if (chain === undefined) return;
        const { tenantId } = tenantOf(chain);
        const isWanted = this.chains.has(chain);
        if (isWanted || (tenantId !== undefined && this.tenants.has(tenantId) && !this.ofTenant.has(tenantId))) {
          this.take(line, chain, tenantId, isWanted);
        }
      });
    } catch (error) {
      if (!(error instanceof UnreadableFile)) throw error; // that it cannot be read was noted before
    }
  }

  subjectOf({ chain, sequence }: Finding): ProblemSubject {
    if (chain === undefined) return {};
    const { tenantId, accountId } = tenantOf(chain);
    const tenantName = this.ofTenant.get(tenantId ?? '');
    const userPrincipalName = this.ofChain.get(chain);
    return {
      ...(tenantId === undefined ? {} : { tenantId }),
      ...(tenantName === undefined ? {} : { tenantName }),
      ...(accountId === undefined ? {} : { accountId }),
      ...(userPrincipalName === undefined ? {} : { userPrincipalName }),
      ...this.ofRecord.get(`${chain} ${sequence}`),
    };
  }

  private take(line: string, chain: string, tenantId: string | undefined, isWanted: boolean): void {
    const name = textIn(line, 'tenantName');
    if (tenantId !== undefined && name !== undefined) this.ofTenant.set(tenantId, name);
    if (!isWanted) return;
    const { sequence, subject = {} } = placeIn(line);
    const { userPrincipalName, time, action } = subject;
    if (userPrincipalName !== undefined) this.ofChain.set(chain, userPrincipalName);
    if (!this.records.has(`${chain} ${sequence}`)) return;
    const about = { ...(time === undefined ? {} : { time }), ...(action === undefined ? {} : { action }) };
    this.ofRecord.set(`${chain} ${sequence}`, about);
  }
}

function textIn(line: string, name: string): string | undefined {
  const [, quoted] = new RegExp(String.raw`"${name}":\{"S":("(?:[^"\\]|\\.)*")`).exec(line) ?? [];
  if (quoted === undefined) return undefined;
  const value: unknown = JSON.parse(quoted);
  return typeof value === 'string' ? value : undefined;
}

/** Of chains that are about a tenant. */
function tenantOf(chain: string): { readonly tenantId?: string; readonly accountId?: string } {
  const [tenantId = '-', accountId = '-'] = chain.split('#');
  if (tenantId === '-' || tenantId === 'access') return {};
  return accountId === '-' ? { tenantId } : { tenantId, accountId };
}

function sentence(place: ProblemPlace, subject: ProblemSubject, what: string): string {
  const { file, line, checkpoint, chain, sequence, cycleId } = place;
  const at = file === undefined ? '' : line === undefined ? file : `${file} line ${line}`;
  if (chain !== undefined) {
    const { tenantId, tenantName, accountId, userPrincipalName, action, time } = subject;
    const tenant = tenantName === undefined ? tenantId : `${tenantName} (${tenantId})`;
    const account = userPrincipalName ?? accountId;
    const who = [tenant, account].filter((each) => each !== undefined).join(', ') || chain;
    const happened = [action, time].filter((each) => each !== undefined).join(', ');
    const record = sequence === undefined ? 'a record' : `record ${sequence}`;
    return `${who}: ${record}${happened === '' ? '' : ` (${happened})`} ${what}${at === '' ? '' : ` [${at}]`}`;
  }
  if (checkpoint !== undefined) return `checkpoint ${checkpoint} ${what}`;
  if (at !== '') return `${at} ${what}`;
  return cycleId === undefined ? what : `the seal of ${cycleId} ${what}`;
}
