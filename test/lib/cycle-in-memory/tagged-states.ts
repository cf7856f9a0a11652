import type { JsonObject } from '@m365-rotation/local-aws';

/** A definition whose calls tell which state makes them: `<name>@<machine>.<state>`. */
export function taggedByState(machine: string, definition: JsonObject): JsonObject {
  return { ...definition, States: taggedStates(machine, definition.States) };
}

function taggedStates(machine: string, states: unknown): JsonObject {
  return Object.fromEntries(
    Object.entries(objectOf(states)).map(([name, state]) => [
      name,
      tagged(`${machine}.${name}`, machine, objectOf(state)),
    ]),
  );
}

function tagged(path: string, machine: string, state: JsonObject): JsonObject {
  if (state.Type === 'Map') return { ...state, ItemProcessor: taggedByState(machine, objectOf(state.ItemProcessor)) };
  if (state.Type !== 'Task') return state;
  const args = objectOf(state.Arguments);
  const tags = ['FunctionName', 'StateMachineArn', 'TableName'].filter((each) => typeof args[each] === 'string');
  return {
    ...state,
    Arguments: { ...args, ...Object.fromEntries(tags.map((each) => [each, `${String(args[each])}@${path}`])) },
  };
}

const objectOf = (value: unknown): JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.fromEntries(Object.entries(value)) : {};
