import { expect, test } from '@jest/globals';
import { psaSettingOf } from '../../local/psa-of-estate.ts';

test('the simulated PSA has what the estate names, each customer once', () => {
  expect(
    psaSettingOf({
      psa: { system: 'halopsa', ticketType: 'Security', closedStatus: 'Done', raisedPriority: 'Critical' },
      tenants: [{ ticketCompany: 'Contoso' }, {}, { ticketCompany: 'Fabrikam' }, { ticketCompany: 'Contoso' }],
    }),
  ).toEqual({
    companies: ['Contoso', 'Fabrikam'],
    places: ['Security'],
    closedStatus: 'Done',
    priorities: ['Normal', 'Critical'],
  });
});

test('what the estate leaves out is as usual', () => {
  expect(psaSettingOf({ psa: { system: 'connectwise' }, tenants: [] })).toEqual({ companies: [] });
});
