import { PasswordInput } from '@mantine/core';
import type { ChangeEvent, ReactNode } from 'react';

interface NewPasswordProps {
  readonly label?: string;
  readonly autoFocus?: boolean;
  readonly value: string;
  readonly onChange: (event: ChangeEvent<HTMLInputElement>) => void;
}

/** A password to be set. Length is what counts. */
export function NewPassword({ label = 'Password', ...rest }: NewPasswordProps): ReactNode {
  return (
    <PasswordInput
      label={label}
      description="At least 10 characters; there are no other rules"
      autoComplete="new-password"
      required
      minLength={10}
      maxLength={256}
      {...rest}
    />
  );
}
