import type { PsaSetting } from '../psa-setting.ts';

/** A value of a picklist; its value is a number that comes as text. */
export interface PicklistValue {
  readonly value: string;
  readonly label: string;
  readonly isDefaultValue: boolean;
  readonly sortOrder: number;
  readonly isActive: boolean;
  readonly isSystem: boolean;
}

const valuesOf = (
  rows: readonly { readonly value: number; readonly label: string; readonly isActive?: boolean }[],
): readonly PicklistValue[] =>
  rows.map(({ value, label, isActive = true }, sortOrder) => ({
    value: String(value),
    label,
    isDefaultValue: false,
    sortOrder,
    isActive,
    isSystem: value < 10,
  }));

/** The system's own status for what is done; an instance may have others that count as done. */
export const COMPLETE = { value: 5, label: 'Complete' } as const;

/** Who sees a note: what a contact of the customer writes is for everybody. */
export const EVERYBODY = 'All Autotask Users';
export const INTERNAL = 'Internal Project Team';

const FIRST_QUEUE = 29_682_833;

/** The picklists of an instance that is set up like this; no value is what one would guess from the names. */
export function picklistsOf({ places, closedStatus, priorities }: PsaSetting) {
  const statuses = [
    { value: 1, label: 'New' },
    { value: 8, label: 'In Progress' },
    { value: 12, label: 'Waiting (old)', isActive: false },
    COMPLETE,
    ...(closedStatus === COMPLETE.label ? [] : [{ value: 21, label: closedStatus }]),
  ];
  return {
    status: valuesOf(statuses),
    priority: valuesOf(priorities.map((label, i) => ({ value: 4 + i, label }))),
    queueID: valuesOf(places.map((label, i) => ({ value: FIRST_QUEUE + i, label }))),
    noteType: valuesOf([
      { value: 13, label: 'Workflow Rule Note - Ticket', isActive: false },
      { value: 2, label: 'Task Details' },
      { value: 3, label: 'Task Notes' },
    ]),
    publish: valuesOf([
      { value: 1, label: EVERYBODY },
      { value: 2, label: INTERNAL },
      { value: 4, label: 'Internal & Co-Managed' },
    ]),
  } as const;
}
export type Picklists = ReturnType<typeof picklistsOf>;

export const labelOf = (values: readonly PicklistValue[], wanted: number | undefined): string | undefined =>
  values.find(({ value, isActive }) => isActive && Number(value) === wanted)?.label;

export const valueOfLabel = (values: readonly PicklistValue[], label: string): number | null =>
  Number(values.find((each) => each.label === label)?.value ?? Number.NaN) || null;

/** Customers. One that the estate names by digits has them as its id; the MSP itself is company 0. */
export const companiesOf = ({ companies, inactiveCompanies = [] }: PsaSetting) => [
  { id: 0, companyName: 'The MSP itself', isActive: true },
  ...companies.map((name, i) => ({
    id: /^\d{1,9}$/.test(name) ? Number(name) : 29_684_175 + i,
    companyName: /^\d{1,9}$/.test(name) ? `Company ${name}` : name,
    isActive: !inactiveCompanies.includes(name),
  })),
];
