import type { Seer } from '../../lambda/domain/credential/exposure.ts';
import { counted } from '../../lambda/domain/text/counted.ts';
import type { ExposedAccount } from '../../lambda/usecases/credential/exposed-accounts.ts';
import { columns } from '../operator/terminal-text.ts';
import { personWords } from './find-person.ts';

export interface PersonsExposures {
  readonly person: Seer;
  readonly accounts: readonly ExposedAccount[];
}

/** Everybody, with how many passwords; or one person, with each of them. */
export function exposureText(found: readonly PersonsExposures[], one: boolean): string {
  if (found.length === 0) return 'Nobody has seen a password that may still work.\n';
  return `${(one ? found.flatMap(personLines) : columns(found.map(summary), '')).join('\n')}\n`;
}

const summary = ({ person, accounts }: PersonsExposures): readonly string[] => [
  personWords(person),
  `${counted(accounts.length, 'password')} in ${counted(tenantsOf(accounts), 'tenant')}`,
];

const tenantsOf = (accounts: readonly ExposedAccount[]): number =>
  new Set(accounts.map(({ tenantId }) => tenantId)).size;

function personLines({ person, accounts }: PersonsExposures): readonly string[] {
  if (accounts.length === 0) return [`${personWords(person)} has seen no password that may still work.`];
  const rows = accounts.map((each) => [
    each.tenantDisplayName,
    each.userPrincipalName,
    each.class ?? 'class unknown',
    `seen ${each.exposures[0]?.seenAt ?? ''}`,
    `cycle ${each.exposures.at(-1)?.cycleId ?? ''}`,
  ]);
  return [
    `${personWords(person)} has seen ${counted(accounts.length, 'password')} that may still work:`,
    ...columns(rows, '  '),
    `Rotate exactly these with: npm run rotation -- start --seen-by ${person.technicianObjectId} --reason "left"`,
  ];
}
