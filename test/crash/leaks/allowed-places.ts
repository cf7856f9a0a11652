import type { Kind } from './secrets-seen.ts';

export interface AllowedPlace {
  readonly kinds: readonly Kind[];
  /** Paths below the folder of a run. */
  readonly files: RegExp;
  /** What the place is, and why the secret must be there. */
  readonly why: string;
  /** Not every run leaves something there. */
  readonly rare?: true;
}

/** What stays when a run is over. */
const kept: readonly AllowedPlace[] = [
  {
    kinds: ['password', 'channel key'],
    files: /^aws\/secrets-manager\//,
    why: 'the store of Secrets Manager, which encrypts on AWS: here passwords live',
  },
  {
    kinds: ['link signature'],
    files: /^(mail|inbox)\/[^/]*(mail|-\d{5})\.\w+$/,
    why: 'a mail to the one technician that the link is for; who has it must still sign in as that technician',
  },
  {
    kinds: ['link signature'],
    files: /^aws\/sqs\//,
    why: 'messages on their way to such a mail, and those that could not be sent and wait for a person; encrypted on AWS',
    rare: true,
  },
  {
    kinds: ['task token'],
    files: /^aws\/step-functions\//,
    why: 'the store of Step Functions, which made it and waits for it',
  },
  {
    kinds: ['task token'],
    files: /^(tables\/state\.json|aws\/dynamodb\/tables\/.*)$/,
    why: 'the state table keeps it for those who tell the workflow of a decision',
  },
  {
    kinds: ['form token'],
    files: /^(tables\/state\.json|aws\/dynamodb\/tables\/.*)$/,
    why: 'the row of a session: forms are compared with it, and it is worth nothing without the cookie, of which there is a hash only',
  },
  {
    kinds: ['sign-in secret', 'link signature'],
    files: /^aws\/dynamodb\/tables\//,
    why: 'the row of a sign-in under way, deleted when it returns: nonce, verifier, and the page that it leads back to',
  },
  {
    kinds: ['sign-in secret', 'link signature'],
    files: /^tables\/state\.json$/,
    why: 'the row of a sign-in that never returned: it is over after ten minutes, and removed by its time to live',
    rare: true,
  },
  {
    kinds: ['channel key'],
    files: /^inbox\/(connections|vendors)\.json$/,
    why: 'the simulated Teams, PSA and vault know whom they let in',
  },
  {
    kinds: ['password'],
    files: /^inbox\/vault-\w+\/\d+\.json$/,
    why: 'the records of the simulated vault: where the estate says so, there passwords live',
  },
];

/** What a technician's browser got: nothing of it is kept, each page says `no-store`. */
const pages: readonly AllowedPlace[] = [
  { kinds: ['password'], files: /^pages\/POST-passwords-/, why: 'the page that shows passwords once' },
  {
    kinds: ['form token'],
    files: /^pages\/(GET|POST)-(access|c|cycles|evidence|exposure|passwords|sessions|tenants|)-/,
    why: 'forms of pages that only who is signed in sees; on those that have no other, the one that signs out',
  },
  {
    kinds: ['link signature'],
    files: /^pages\/(GET|POST)-[acn]-/,
    why: 'the address that the technician, or the contact, opened',
  },
  {
    kinds: ['session', 'sign-in cookie', 'sign-in secret', 'sign-in code', 'link signature'],
    files: /^pages\/GET-sign-in-/,
    why: 'the way to Microsoft and back: cookies are set, addresses carry state and code, and the page that was wanted',
  },
  {
    kinds: ['sign-in code', 'sign-in secret'],
    files: /^pages\/(GET|POST)-microsoft-/,
    why: 'the sign-in pages of Microsoft: they hand out the code',
  },
];

/** What travelled, between those who must know it. */
const wire: readonly AllowedPlace[] = [
  { kinds: ['password', 'channel key'], files: /^wire\/secretsmanager\.log$/, why: 'put and read' },
  {
    kinds: ['password', 'Microsoft token'],
    files: /^wire\/graph\.log$/,
    why: 'the reset itself, and its authorization',
  },
  {
    kinds: ['Microsoft token', 'identity token', 'sign-in code', 'sign-in secret'],
    files: /^wire\/entra\.log$/,
    why: 'what tokens are asked for with, and got',
  },
  {
    kinds: ['password', 'channel key'],
    files: /^wire\/vault\.log$/,
    why: 'the one request that sets it, the answers of a vault that repeats it (Hudu), and the key',
  },
  { kinds: ['identity token'], files: /^wire\/sts\.log$/, why: 'made here' },
  { kinds: ['link signature'], files: /^wire\/(kms|sqs|ses)\.log$/, why: 'made, queued for its recipient, sent' },
  { kinds: ['task token'], files: /^wire\/(states|dynamodb)\.log$/, why: 'kept with its rotation, and answered' },
  {
    kinds: ['form token', 'sign-in secret', 'link signature'],
    files: /^wire\/dynamodb\.log$/,
    why: 'rows of sessions and of sign-ins under way',
  },
  {
    kinds: ['password', 'form token', 'link signature', 'session', 'sign-in cookie', 'sign-in code', 'sign-in secret'],
    files: /^wire\/lambda\.log$/,
    why: 'requests of browsers to pages, and their answers',
  },
];

/** Where a secret may be. Everywhere else it is a leak. */
export const allowedPlaces: readonly AllowedPlace[] = [...kept, ...pages, ...wire];
