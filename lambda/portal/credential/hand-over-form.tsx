import type { FC } from 'hono/jsx';
import type { Technician } from '../../../config/estate.ts';
import { oneLine } from '../../domain/text/printable.ts';
import { CollectForm, type CollectFormProps } from './collect-form.tsx';

/** Passes grants that nobody has opened to a colleague. Nothing, where nobody could get them. */
export const HandOverForm: FC<{
  readonly form: CollectFormProps;
  readonly links: readonly string[];
  readonly colleagues: readonly Pick<Technician, 'objectId' | 'name'>[];
  readonly id: string;
}> = ({ form, links, colleagues, id }) =>
  colleagues.length === 0 || links.length === 0 ? null : (
    <CollectForm {...form} action="hand-over" class="hand-over">
      <input type="hidden" name="links" value={links.join(',')} />
      <label for={id}>To whom</label>
      <select id={id} name="to" class="field" required>
        <option value="">Choose a colleague</option>
        {colleagues.map(({ objectId, name }) => (
          <option value={objectId} label={oneLine(name)}></option>
        ))}
      </select>
      <button type="submit" class="second">
        Hand over{links.length === 1 ? '' : ` these ${links.length}`}
      </button>
    </CollectForm>
  );
