import { isLoopback } from '../encrypted-address.ts';

/** Where workflows with the trigger "When a Teams webhook request is received" are called: these hosts, and those below them. */
const WORKFLOW_HOSTS = [
  'logic.azure.com',
  'environment.api.powerplatform.com',
  'api.powerautomate.com',
  'api.powerplatform.com',
  'flow.microsoft.com',
];

export type WorkflowAddress = { readonly url: URL } | { readonly problem: string };

/** Reads the address of a Teams workflow. What is wrong with it is said without repeating it: its signature lets anybody post. */
export function workflowAddress(text: string): WorkflowAddress {
  if (!URL.canParse(text)) return { problem: 'the secret does not hold the address of a workflow' };
  const url = new URL(text);
  const isAt = (host: string) => url.hostname === host || url.hostname.endsWith(`.${host}`);
  if (isAt('webhook.office.com')) {
    return { problem: 'Office 365 connectors are retired: make a workflow in Teams and store its address' };
  }
  if (isLoopback(text)) return { url };
  if (url.protocol !== 'https:') return { problem: 'the address in the secret is not https' };
  return WORKFLOW_HOSTS.some(isAt) ? { url } : { problem: 'the address in the secret is none of a Teams workflow' };
}
