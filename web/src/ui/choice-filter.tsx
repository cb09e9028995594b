import { NativeSelect } from '@mantine/core';
import type { ReactNode } from 'react';

interface ChoiceFilterProps {
  readonly label: string;
  /** Where the words of the first choice say it all. */
  readonly isLabelHidden?: boolean;
  /** The first choice, which filters nothing: "Any state". Absent: there is always one chosen. */
  readonly any?: string;
  readonly choices: readonly (string | { readonly value: string; readonly label: string })[];
  readonly value: string | undefined;
  readonly onChange: (value: string | undefined) => void;
  readonly width?: number;
}

/** A filter of a list with few choices: the browser's own select, which comes with no script. */
export function ChoiceFilter(props: ChoiceFilterProps): ReactNode {
  const { label, isLabelHidden = false, any, choices, value = '', onChange, width } = props;
  return (
    <NativeSelect
      {...(isLabelHidden ? { 'aria-label': label } : { label })}
      {...(width === undefined ? {} : { w: width })}
      size="xs"
      data={any === undefined ? choices : [{ value: '', label: any }, ...choices]}
      value={value}
      onChange={({ currentTarget }) => onChange(currentTarget.value === '' ? undefined : currentTarget.value)}
    />
  );
}
