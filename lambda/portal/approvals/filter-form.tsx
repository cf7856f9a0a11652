import type { FC } from 'hono/jsx';
import { type Filter, rolesOf, saysSomething } from './filter.ts';
import type { CycleApprovals } from './waiting-rotations.ts';

type Options = readonly (readonly [value: string, label: string])[];

const administrator: Options = [
  ['', 'Any'],
  ['yes', 'Global Administrators'],
  ['no', 'All others'],
];
const classes: Options = [
  ['', 'Any'],
  ['admin', 'Admin accounts'],
  ['service', 'Service accounts'],
];
const ages: Options = [
  ['', 'Any'],
  ['90', '90 days and more'],
  ['180', '180 days and more'],
  ['365', 'A year and more'],
  ['unknown', 'Unknown'],
];
const statuses: Options = [
  ['', 'Waiting'],
  ['waits', 'Waiting, nobody has approved'],
  ['first', 'One of two has approved'],
  ['others', 'Somebody else must decide'],
  ['decided', 'Decided'],
];

/** Search and filters: a GET form, so that it works without the script and its address can be kept. */
export const FilterForm: FC<{ readonly approvals: CycleApprovals; readonly filter: Filter }> = ({
  approvals: { cycle, tenants },
  filter,
}) => {
  const accounts = tenants.flatMap(({ open, others }) => [...open, ...others].map(({ rotation }) => rotation.account));
  const roles = [...new Set(accounts.flatMap(rolesOf))].toSorted();
  const ofTenants: Options = tenants.map(({ tenant }) => [tenant.name, tenant.displayName]);
  const { search: _, ...chosen } = filter;
  return (
    <search>
      <form method="get" action={`/cycles/${cycle.cycleId}/approvals`} class="filters">
        <div class="bar">
          <label class="grow">
            Search
            <input type="search" name="search" value={filter.search} placeholder="Account or tenant" maxlength={120} />
          </label>
          <button type="submit" class="second">
            Show
          </button>
          {saysSomething(filter) ? <a href={`/cycles/${cycle.cycleId}/approvals`}>Show all</a> : null}
        </div>
        <details open={saysSomething({ ...filter, search: '' })}>
          <summary>Filters</summary>
          <div class="bar">
            <Choice label="Tenant" name="tenant" options={[['', 'All'], ...ofTenants]} chosen={chosen.tenant} />
            <Choice
              label="Role"
              name="role"
              options={[['', 'Any'], ...roles.map((each) => [each, each] as const)]}
              chosen={chosen.role}
            />
            <Choice
              label="Global Administrator"
              name="administrator"
              options={administrator}
              chosen={chosen.administrator}
            />
            {new Set(accounts.map((each) => each.class)).size < 2 ? null : (
              <Choice label="Class" name="class" options={classes} chosen={chosen.class} />
            )}
            <Choice label="Password age" name="age" options={ages} chosen={chosen.age} />
            <Choice label="Status" name="status" options={statuses} chosen={chosen.status} />
          </div>
        </details>
      </form>
    </search>
  );
};

const Choice: FC<{
  readonly label: string;
  readonly name: string;
  readonly options: Options;
  readonly chosen: string;
}> = ({ label, name, options, chosen }) => (
  <label>
    {label}
    <select name={name} class="field">
      {options.map(([value, words]) => (
        <option value={value} selected={value === chosen}>
          {words}
        </option>
      ))}
    </select>
  </label>
);
