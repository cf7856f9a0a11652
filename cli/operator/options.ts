import { InvalidArgumentError, Option } from 'commander';
import { LONGEST_REASON } from '../../lambda/domain/audit/reason.ts';
import { oneLine } from '../../lambda/domain/text/printable.ts';

/** Options that several commands take, so that each is called and described the same everywhere. */

export const configOption = (): Option =>
  new Option('--config <file>', 'estate file (default: the variable ESTATE, or config/example.yaml)');

export const jsonOption = (what: string): Option => new Option('--json', `prints ${what} as JSON`).default(false);

/** Some tenants; none: all of them. */
export const tenantsOption = (): Option => new Option('--tenant <name...>', 'only these tenants').default([], 'all');

/** One tenant, for commands about one rotation. */
export const tenantOption = (): Option =>
  new Option('--tenant <name>', 'its tenant, by the short name in the estate').makeOptionMandatory();

export const accountOption = (): Option =>
  new Option('--account <account>', 'its account, by object id or UPN').makeOptionMandatory();

export const reasonOption = (what: string): Option =>
  new Option('--reason <text>', what).argParser((text: string) => {
    const reason = oneLine(text);
    // Functions take no longer one: it goes into audit records.
    if (reason.length > LONGEST_REASON) {
      throw new InvalidArgumentError(`must have at most ${LONGEST_REASON} characters, has ${reason.length}.`);
    }
    return reason;
  });
