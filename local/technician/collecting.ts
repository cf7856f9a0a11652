import type { Form } from './forms.ts';

/** Where the page of passwords to collect is. */
export const PASSWORDS = '/passwords';

type Button = Pick<Form['fields'][number], 'name' | 'value'>;

/** The buttons of a form that show passwords: each names those that it shows. */
export const linksOffered = ({ action, fields }: Form): readonly Button[] =>
  action.endsWith(`${PASSWORDS}/show`)
    ? fields.filter(({ type, name, formAction }) => type === 'submit' && name === 'links' && formAction === undefined)
    : [];

/** The button that shows most passwords together. */
export const mostOffered = (form: Form): Button | undefined =>
  linksOffered(form).toSorted((one, other) => countOf(other.value) - countOf(one.value))[0];

/** Whether a form says that what is shown is stored; the list has one whose buttons name passwords that were shown before. */
export const isStoredForm = ({ action, fields }: Form): boolean =>
  action.endsWith(`${PASSWORDS}/stored`) && fields.some(({ type, name }) => type === 'hidden' && name === 'links');

/** The button that says so and shows the next ones of the same tenant, where there are any. */
export const nextIn = (form: Form): Button | undefined =>
  form.fields.find(
    ({ type, name, value }) => type === 'submit' && name === 'next' && tenantIn(value) === tenantIn(namesIn(form)),
  );

/** How many passwords a form names. */
export const linksNamed = (form: Form): number => countOf(namesIn(form));

const namesIn = ({ fields }: Form): string =>
  fields.find(({ type, name }) => type === 'hidden' && name === 'links')?.value ?? '';
const tenantIn = (links: string): string => links.split('.')[0] ?? '';

const countOf = (links: string): number => links.split(',').length;
