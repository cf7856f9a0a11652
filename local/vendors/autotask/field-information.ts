import type { Picklists, PicklistValue } from './instance.ts';

interface Described {
  readonly dataType: 'integer' | 'string' | 'datetime';
  readonly length?: number;
  readonly isRequired?: boolean;
  readonly isReadOnly?: boolean;
  readonly picklistValues?: readonly PicklistValue[];
}

const ticketFields = ({ status, priority, queueID }: Picklists): Readonly<Record<string, Described>> => ({
  id: { dataType: 'integer', isRequired: true, isReadOnly: true },
  companyID: { dataType: 'integer', isRequired: true },
  createDate: { dataType: 'datetime', isReadOnly: true },
  description: { dataType: 'string', length: 8_000 },
  dueDateTime: { dataType: 'datetime' },
  externalID: { dataType: 'string', length: 50 },
  priority: { dataType: 'integer', isRequired: true, picklistValues: priority },
  queueID: { dataType: 'integer', picklistValues: queueID },
  resolution: { dataType: 'string', length: 32_000 },
  status: { dataType: 'integer', isRequired: true, picklistValues: status },
  ticketNumber: { dataType: 'string', length: 50, isReadOnly: true },
  title: { dataType: 'string', length: 255, isRequired: true },
});

const noteFields = ({ noteType, publish }: Picklists): Readonly<Record<string, Described>> => ({
  id: { dataType: 'integer', isRequired: true, isReadOnly: true },
  description: { dataType: 'string', length: 32_000, isRequired: true },
  noteType: { dataType: 'integer', isRequired: true, picklistValues: noteType },
  publish: { dataType: 'integer', isRequired: true, picklistValues: publish },
  ticketID: { dataType: 'integer', isRequired: true },
  title: { dataType: 'string', length: 250, isRequired: true },
});

const shown = (fields: Readonly<Record<string, Described>>) => ({
  fields: Object.entries(fields).map(([name, { picklistValues, ...described }]) => ({
    name,
    length: 0,
    isRequired: false,
    isReadOnly: false,
    isQueryable: true,
    isReference: false,
    referenceEntityType: '',
    isPickList: picklistValues !== undefined,
    picklistValues: picklistValues ?? null,
    picklistParentValueField: '',
    isSupportedWebhookField: false,
    ...described,
  })),
});

/** What an instance tells of the fields of its tickets and notes, by object. */
export const fieldInformation = (picklists: Picklists) => ({
  Tickets: shown(ticketFields(picklists)),
  TicketNotes: shown(noteFields(picklists)),
});

/** What the API user may do with tickets. */
export const entityInformation = {
  info: {
    name: 'Ticket',
    canCreate: true,
    canDelete: false,
    canQuery: true,
    canUpdate: true,
    hasUserDefinedFields: true,
    supportsWebhookCallouts: true,
    userAccessForCreate: 'All',
    userAccessForDelete: 'None',
    userAccessForQuery: 'All',
    userAccessForUpdate: 'All',
  },
} as const;
