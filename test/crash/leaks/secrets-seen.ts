import type { Call, JsonObject } from '@m365-rotation/local-aws';
import * as z from 'zod';

/** What must not get about. */
export type Kind =
  /** Of a customer's account. */
  | 'password'
  /** By which the product acts in a tenant; of a technician's sign-in: id and access token. */
  | 'Microsoft token'
  /** By which a function proves to Entra who it is: signed by STS. */
  | 'identity token'
  | 'sign-in code'
  /** `state`, `nonce` and PKCE's verifier of one sign-in. */
  | 'sign-in secret'
  /** The cookie of a sign-in under way. */
  | 'sign-in cookie'
  | 'session'
  /** Of the forms of a session. */
  | 'form token'
  | 'task token'
  | 'link signature'
  /** Of the Teams workflow, the PSA and the vault. */
  | 'channel key';

/** As the local Step Functions makes them. */
const TASK_TOKEN = /AQCAAAAAKgA[\w-]{400,}/g;

const credential = z.object({ password: z.string() });
const psa = z.object({ publicKey: z.string(), privateKey: z.string() });
const vault = z.object({ apiKey: z.string() });
const tokens = z.object({ access_token: z.string(), id_token: z.string().optional() });

/** Collects every secret where it is made: nothing here knows what the product does with it. */
export class SecretsSeen {
  private readonly kinds = new Map<string, Kind>();

  add(kind: Kind, secret: string | null | undefined): void {
    if (typeof secret === 'string' && secret !== '') this.kinds.set(secret, kind);
  }

  get all(): ReadonlyMap<string, Kind> {
    return this.kinds;
  }

  /** How many of each kind there are. */
  counts(): Readonly<Partial<Record<Kind, number>>> {
    const counts: Partial<Record<Kind, number>> = {};
    for (const kind of this.kinds.values()) counts[kind] = (counts[kind] ?? 0) + 1;
    return counts;
  }

  /** What a service of AWS answered. */
  readonly ofAnswer = ({ service, action, input }: Call, answer: JsonObject): void => {
    const call = `${service}:${action}`;
    if (call === 'secretsmanager:CreateSecret' || call === 'secretsmanager:PutSecretValue') {
      this.ofSecret(String(input.SecretString ?? ''));
    } else if (call === 'sts:GetWebIdentityToken') {
      this.add('identity token', signatureOf(String(answer.WebIdentityToken)));
    } else if (call === 'kms:GenerateMac') {
      const mac = Buffer.from(String(answer.Mac), 'base64');
      // As it stands in an address, and as KMS says it.
      this.add('link signature', mac.toString('base64url'));
      this.add('link signature', mac.toString('base64').replace(/=+$/, ''));
    } else if (call === 'dynamodb:UpdateItem') {
      for (const [token] of JSON.stringify(input).matchAll(TASK_TOKEN)) this.add('task token', token);
    }
  };

  /** What Entra was told, and answered. */
  ofEntra(form: URLSearchParams, answer: string): void {
    this.add('sign-in code', form.get('code'));
    this.add('sign-in secret', form.get('code_verifier'));
    const given = tokens.safeParse(jsonIn(answer)).data;
    this.add('Microsoft token', signatureOf(given?.access_token));
    this.add('Microsoft token', signatureOf(given?.id_token));
  }

  /** What a page answered. */
  ofPage(headers: Headers, body: string): void {
    for (const cookie of headers.getSetCookie()) {
      const [, name, value] = /^(?:__Host-)?([\w-]+)=([^;]*)/.exec(cookie) ?? [];
      if (name === 'session') this.add('session', value);
      if (name === 'sign-in') this.add('sign-in cookie', value);
    }
    const location = headers.get('location') ?? '';
    for (const name of ['state', 'nonce']) {
      this.add('sign-in secret', new RegExp(`[?&]${name}=([\\w-]{20,})`).exec(location)?.[1]);
    }
    for (const [, token] of body.matchAll(/name="csrf" value="([^"]+)"/g)) this.add('form token', token);
  }

  private ofSecret(text: string): void {
    const json = jsonIn(text);
    this.add('password', credential.safeParse(json).data?.password);
    const keys = psa.safeParse(json).data;
    this.add('channel key', keys?.publicKey);
    this.add('channel key', keys?.privateKey);
    this.add('channel key', vault.safeParse(json).data?.apiKey);
    if (/^https?:/.test(text)) this.add('channel key', longestOf(text.split('/')));
  }
}

/** Of the address of a channel, the part that is its key: a channel's own name may follow. */
const longestOf = (parts: readonly string[]) => parts.toSorted((one, other) => other.length - one.length).at(0);

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Of a token, what makes it worth anything: its header is the same for all, its claims are no secret. */
const signatureOf = (token: string | undefined): string | undefined => token?.split('.').at(2);
