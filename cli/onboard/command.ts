import { writeFileSync } from 'node:fs';
import { Command, Option } from 'commander';
import type { Estate, TenantWithRules } from '../../config/estate.ts';
import { readerApp } from '../../lambda/adapters/graph/graph-apps.ts';
import { mapConcurrently } from '../../lambda/domain/concurrency.ts';
import { estatePath, readEstateFile, tenantsNamed } from '../operator/estate-file.ts';
import { microsoftAccess } from '../operator/microsoft.ts';
import { configOption, tenantsOption } from '../operator/options.ts';
import { print } from '../operator/output.ts';
import { type AppsPlan, appsPlan } from './apps-plan.ts';
import { appsAz, azHead, tenantAz } from './as-az.ts';
import { appsPowerShell, powerShellHead, tenantPowerShell } from './as-graph-powershell.ts';
import { appsText, tenantText } from './as-text.ts';
import { type TenantPart, tenantPart } from './tenant-part.ts';

const forms = ['text', 'az', 'graph-powershell'] as const;
type Form = (typeof forms)[number];

interface Options {
  readonly config?: string;
  readonly tenant: readonly string[];
  readonly as: Form;
  readonly withOptional: boolean;
  readonly out?: string;
}

/** `rotation onboard`: what must be done in the home tenant and in each customer's. It changes nothing, anywhere. */
export function onboardCommand(): Command {
  return new Command('onboard')
    .description(
      'says what connects tenants: app registrations, federated credentials, consent, and the lowest directory role; it changes nothing',
    )
    .addOption(tenantsOption())
    .addOption(
      new Option('--as <form>', 'as text, or as a script for the Azure CLI or Microsoft Graph PowerShell')
        .choices([...forms])
        .default('text'),
    )
    .option('--with-optional', 'asks for the optional permissions of the reader, too (docs/deploy.md, step 2)', false)
    .option('--out <file>', 'writes it to this file, which must not exist, in place of printing it')
    .addOption(configOption())
    .action(async (options: Options) => {
      const estate = readEstateFile(estatePath(options.config));
      const tenants = tenantsNamed(estate, options.tenant);
      const lines = await onboarding(estate, tenants, options);
      const text = `${lines.join('\n')}\n`;
      if (options.out === undefined) print(text);
      else writeFileSync(options.out, text, { flag: 'wx', mode: options.as === 'az' ? 0o755 : 0o644 });
    });
}

/** Directories are read only where tenants are named: reading a thousand to print a list would take minutes. */
async function onboarding(
  estate: Estate,
  tenants: readonly TenantWithRules[],
  { tenant: named, as, withOptional }: Options,
): Promise<readonly string[]> {
  const access = microsoftAccess(estate);
  const directory = named.length === 0 ? undefined : readerApp(access.appOptions('reader'));
  const plan = { ...appsPlan(estate, withOptional), graph: access.graphEndpoint };
  const parts = await mapConcurrently(tenants, (tenant) => tenantPart(estate, tenant, access.loginEndpoint, directory));
  return written(as, plan, parts, named.length === 0);
}

/** @param withApps  whether the home tenant's part is wanted, too */
export function written(
  form: Form,
  plan: AppsPlan,
  parts: readonly TenantPart[],
  withApps: boolean,
): readonly string[] {
  switch (form) {
    case 'text':
      return [...(withApps ? appsText(plan) : []), ...parts.flatMap((each) => ['', ...tenantText(each, plan.graph)])];
    case 'az':
      return [
        ...azHead(plan),
        ...(withApps ? appsAz(plan) : []),
        ...parts.flatMap((each) => tenantAz(each, plan.graph)),
      ];
    case 'graph-powershell':
      return [
        ...powerShellHead(plan),
        ...(withApps ? appsPowerShell(plan) : []),
        ...parts.flatMap((each) => tenantPowerShell(each, plan.cloud)),
      ];
  }
}
