import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Call, JsonObject } from '@m365-rotation/local-aws';
import type { RunningProduct } from '../../../local/running-product.ts';
import { SecretsSeen } from './secrets-seen.ts';

type VaultExchange = Parameters<Parameters<NonNullable<RunningProduct['inbox']['vault']>['watch']>[0]>[0];

/**
 * Listens wherever something travels: to AWS's services, to Microsoft, to a technician's browser. It learns the secrets there, and
 * writes everything down in `wire/` and `pages/`, so that also what nobody keeps is searched: a queue's message, a form.
 */
export class Wiretap {
  readonly secrets = new SecretsSeen();
  private readonly wire: string;
  private readonly pages: string;
  private pageCount = 0;

  constructor(folder: string) {
    this.wire = join(folder, 'wire');
    this.pages = join(folder, 'pages');
    for (const each of [this.wire, this.pages]) mkdirSync(each, { recursive: true });
  }

  readonly onAwsAnswer = (call: Call, answer: JsonObject): void => {
    this.secrets.ofAnswer(call, answer);
    const { service, action, input, principal } = call;
    const by = principal.kind === 'operator' ? 'operator' : principal.name;
    // Payloads of functions travel as base64.
    const inner = [input.Payload, answer.Payload].map((each) => Buffer.from(String(each ?? ''), 'base64').toString());
    this.write(service, [`${by} ${service}:${action}`, JSON.stringify(input), JSON.stringify(answer), ...inner]);
  };

  readonly onMicrosoftAnswer = async (request: Request, answer: Response | undefined): Promise<void> => {
    const [asked, body] = [await request.text(), (await answer?.text()) ?? ''];
    const isGraph = /^\/(v1\.0|beta)\//.test(new URL(request.url).pathname);
    if (!isGraph) this.secrets.ofEntra(new URLSearchParams(asked), body);
    const head = `${request.method} ${request.url} ${request.headers.get('authorization') ?? ''}`;
    const location = answer?.headers.get('location') ?? '';
    this.write(isGraph ? 'graph' : 'entra', [head, asked, `${answer?.status} ${location}`, body]);
  };

  /** What was sent into the vault, and what it answered. */
  readonly onVaultExchange = ({ method, path, headers, body, status, answer }: VaultExchange): void =>
    this.write('vault', [`${method} ${path} ${JSON.stringify(headers)}`, body, `${status}`, answer]);

  /** Listens to the browser of a technician who works in this process. @returns what ends it */
  listenToBrowser(): () => void {
    const original = globalThis.fetch;
    globalThis.fetch = async (input, init) => {
      const answer = await original(input, init);
      const address = new URL(input instanceof Request ? input.url : String(input));
      if (!address.pathname.startsWith('/api/')) {
        this.keepPage(init?.method ?? 'GET', address, answer.headers, await answer.clone().text());
      }
      return answer;
    };
    return () => {
      globalThis.fetch = original;
    };
  }

  private keepPage(method: string, { pathname, href }: URL, headers: Headers, body: string): void {
    this.secrets.ofPage(headers, body);
    const [, first = ''] = pathname.split('/');
    const place = pathname.includes('/oauth2/') ? 'microsoft' : first;
    this.pageCount += 1;
    const told = [...headers].map(([name, value]) => `${name}: ${value}`).join('\n');
    writeFileSync(
      join(this.pages, `${method}-${place}-${this.pageCount}.txt`),
      `${method} ${href}\n${told}\n\n${body}`,
    );
  }

  private write(name: string, lines: readonly string[]): void {
    appendFileSync(join(this.wire, `${name}.log`), `${lines.filter((each) => each !== '').join('\n')}\n`);
  }
}
