import type { ReactNode } from 'react';
import { ChoiceFilter } from '../../ui/choice-filter.tsx';
import { useInstances } from './instances.ts';

interface InstanceFilterProps {
  readonly value: string | undefined;
  readonly onChange: (id: string | undefined) => void;
}

/** Which instance a list is about. */
export function InstanceFilter({ value, onChange }: InstanceFilterProps): ReactNode {
  const { data = [] } = useInstances();
  const spokes = data.filter(({ kind }) => kind === 'spoke');
  return (
    <ChoiceFilter
      label="Instance"
      isLabelHidden
      any="Any instance"
      choices={spokes.map(({ id, name }) => ({ value: id, label: `${name} …${id.slice(-6)}` }))}
      value={value}
      onChange={onChange}
    />
  );
}
