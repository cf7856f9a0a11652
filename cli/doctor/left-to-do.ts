import type { Check } from './check.ts';

/** The steps by which a tenant is connected, in their order (docs/onboarding.md). */
const steps = {
  machine: 'this machine',
  apps: 'the app registrations in your home tenant',
  estate: 'the estate: describe the tenant, and deploy',
  consent: 'the customer: consent',
  role: 'the customer: a directory role for the writer app',
} as const;
type Step = keyof typeof steps;

const order: readonly Step[] = ['machine', 'apps', 'estate', 'consent', 'role'];

function stepOf({ name, next = '' }: Check): Step {
  if (name === 'clock') return 'machine';
  if (name === 'writer role') return 'role';
  if (!/ (app|permissions)$/.test(name)) return 'estate';
  return next.includes('/adminconsent?') ? 'consent' : 'apps';
}

/** What failed, in the order in which it is mended, one line for each step; nothing where one step is left, for that says it itself. */
export function leftToDo(checks: readonly Check[]): readonly string[] {
  const failed = checks.filter(({ state }) => state === 'failed');
  const lines = order.flatMap((step) => {
    const names = failed.filter((each) => stepOf(each) === step).map(({ name }) => name);
    return names.length === 0 ? [] : [`${steps[step]} (${names.join(', ')})`];
  });
  return lines.length < 2 ? [] : lines.map((line, i) => `${i + 1}. ${line}`);
}
