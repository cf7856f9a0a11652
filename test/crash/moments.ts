import type { Call, Cloud, Principal } from '@m365-rotation/local-aws';

/** One outside call in the course of a rotation, named the same in every run. */
export interface Moment {
  /** Such as `first stagepassword secretsmanager:PutSecretValue #1`. */
  readonly label: string;
  /** Whose rotation it belongs to: a tenant's id, or one request to a page that is about no tenant. */
  readonly subject: string;
  readonly caller: 'function' | 'workflow';
}

const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;

interface PageRequest {
  readonly name: string;
  readonly number: number;
  readonly subject: string;
  /** The thread that answers it, as far as its calls have told. */
  thread?: Principal;
}

/** Functions that people ask over HTTP. */
const PAGES: ReadonlySet<string> = new Set(['portal', 'approvals', 'credentialpage', 'signin']);

/**
 * Gives each call its name and its rotation. Nothing is listed by hand: a call is named by the function that makes it and by how
 * many such calls that invocation made before.
 */
export class Moments {
  /** Prefix of labels: which rotation of the account this is. */
  private stage = '';
  private readonly tenantIds: ReadonlySet<string>;
  /** By rotation and function: how often each call was made. */
  private readonly counts = new Map<string, Map<string, number>>();
  private readonly tenantOfSession = new Map<string, string>();
  private readonly tenantOfLink = new Map<string, string>();
  /** The function that a workflow runs for a tenant now: requests to Graph do not tell. Nothing else asks Graph about tenants. */
  private readonly workingFor = new Map<string, { actor: string; principal?: Principal }>();
  /** The page that is being answered: one technician opens one at a time. */
  private request: PageRequest = { name: '', number: 0, subject: '' };
  /** By the role's ARN. */
  private readonly callers = new Map<string, { readonly name: string; readonly caller: Moment['caller'] }>();
  /** By ARN, and by name. */
  private readonly functionNames = new Map<unknown, string>();

  constructor(tenantIds: readonly string[]) {
    this.tenantIds = new Set(tenantIds);
  }

  attach({ declarations }: Cloud): void {
    for (const { roleArn, name, arn, logicalId } of declarations.functions) {
      const shortName = logicalId.replace(/^Functions|Function[0-9A-F]{8}$/g, '');
      this.callers.set(roleArn, { name: shortName, caller: 'function' });
      for (const each of [arn, name]) this.functionNames.set(each, shortName);
    }
    for (const { roleArn, name } of declarations.machines) {
      this.callers.set(roleArn, { name: name.replace(/^M365PasswordRotation-/, ''), caller: 'workflow' });
    }
  }

  /** From now on, calls are those of another rotation of each account, and counted from the start. */
  begin(stage: string): void {
    this.stage = stage;
    this.counts.clear();
  }

  /** @returns `undefined` for calls that belong to no one rotation or page */
  ofCall(call: Call): Moment | undefined {
    const { principal } = call;
    const text = textOf(call);
    if (principal.kind === 'service') {
      if (principal.name.startsWith('apigateway')) this.beginRequest(call, text);
      return undefined;
    }
    if (principal.kind !== 'role') return undefined;
    const known = this.callers.get(principal.roleArn);
    if (known === undefined) return undefined;
    const isPage = PAGES.has(known.name);
    const subject = this.subjectOf(text, principal.session, isPage);
    if (subject === undefined) return undefined;
    const actor = isPage ? `${known.name} ${this.request.name}` : known.name;
    if (known.name === 'delivercredential') this.learnLinks(text, subject);
    if (isPage) this.request.thread = principal;
    else if (this.workingFor.get(subject)?.actor === actor) this.workingFor.set(subject, { actor, principal });
    let action = `${call.service}:${call.action}`;
    if (action === 'lambda:Invoke') {
      const invoked = this.invokedBy(call);
      action = `${action} ${invoked}`;
      this.counts.delete(`${subject}|${invoked}`); // a new invocation counts from the start
      this.workingFor.set(subject, { actor: invoked });
    }
    return { label: this.labelOf(subject, actor, action), subject, caller: known.caller };
  }

  /** A request to Graph or to a token endpoint. */
  ofRequest(request: {
    readonly service: string;
    readonly method: string;
    readonly path: string;
    readonly tenantId: string;
  }): Moment {
    const known = this.tenantIds.has(request.tenantId);
    const subject = known ? request.tenantId : this.request.subject;
    const actor = known ? (this.workingFor.get(subject)?.actor ?? '?') : this.request.name;
    const path = request.path.replace(UUID, '{id}');
    return {
      label: this.labelOf(subject, actor, `${request.service}:${request.method} ${path}`),
      subject,
      caller: 'function',
    };
  }

  private invokedBy({ input }: Call): string {
    const name = this.functionNames.get(input.FunctionName);
    if (name === undefined) throw new Error(`no function '${String(input.FunctionName)}'`);
    return name;
  }

  /** The thread that asks about a tenant, as far as its calls have told: of the MSP's own tenant, where people sign in, a page's. */
  threadFor(tenantId: string): Principal | undefined {
    return this.tenantIds.has(tenantId) ? this.workingFor.get(tenantId)?.principal : this.request.thread;
  }

  private subjectOf(text: string, session: string | undefined, isPage: boolean): string | undefined {
    const found = new Set(
      [...(text.match(UUID) ?? []), ...this.tenantsOfLinks(text)].filter((each) => this.tenantIds.has(each)),
    );
    const [tenantId] = found;
    if (found.size > 1) return undefined;
    if (isPage) return tenantId ?? this.request.subject;
    if (tenantId === undefined) return session === undefined ? undefined : this.tenantOfSession.get(session);
    if (session !== undefined) this.tenantOfSession.set(session, tenantId);
    return tenantId;
  }

  private beginRequest(call: Call, text: string): void {
    const event: unknown = JSON.parse(text);
    const { path, method, body } = requestIn(event);
    const number = this.request.number + 1;
    const step = /step=(\w+)/.exec(body)?.[1];
    const template = path
      .replace(/[0-9a-f]{32}\.[^/]+/g, '{locator}')
      .replace(UUID, '{id}')
      .replace(/^\/cycles\/[^/]+/, '/cycles/{cycle}');
    this.request = {
      number,
      name: [method, template, ...(step === undefined ? [] : [step])].join(' '),
      subject: `request ${number}`,
    };
    const invoked = this.invokedBy(call);
    for (const key of this.counts.keys()) if (key.includes(`|${invoked} `)) this.counts.delete(key);
  }

  /** A row of a link has no tenant in its key. */
  private tenantsOfLinks(text: string): readonly string[] {
    return [...text.matchAll(/link#([0-9a-f]{32})/g)].flatMap(([, linkId = '']) => this.tenantOfLink.get(linkId) ?? []);
  }

  private learnLinks(text: string, tenantId: string): void {
    for (const [, linkId] of text.matchAll(/link#([0-9a-f]{32})/g)) {
      if (linkId !== undefined) this.tenantOfLink.set(linkId, tenantId);
    }
  }

  private labelOf(subject: string, actor: string, action: string): string {
    // A workflow runs each function once, and again only because it waits or tries again: how often depends on how fast things are.
    if (action.startsWith('lambda:Invoke ')) return `${this.stage} ${actor} ${action}`;
    const key = `${subject}|${actor}`;
    const counts = this.counts.get(key) ?? new Map<string, number>();
    this.counts.set(key, counts);
    const n = (counts.get(action) ?? 0) + 1;
    counts.set(action, n);
    return `${this.stage} ${actor} ${action} #${n}`;
  }
}

/** What a call is about, as text: the payload of an invocation travels as base64. */
const textOf = (call: Call): string =>
  call.service === 'lambda'
    ? Buffer.from(String(call.input.Payload ?? ''), 'base64').toString('utf8')
    : JSON.stringify(call.input);

function requestIn(event: unknown): { readonly path: string; readonly method: string; readonly body: string } {
  const fields = isObject(event) ? event : {};
  const context = isObject(fields.requestContext) ? fields.requestContext : {};
  const http = isObject(context.http) ? context.http : {};
  const raw = String(fields.body ?? '');
  return {
    path: String(fields.rawPath ?? ''),
    method: String(http.method ?? ''),
    body: fields.isBase64Encoded === true ? Buffer.from(raw, 'base64').toString('utf8') : raw,
  };
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;
