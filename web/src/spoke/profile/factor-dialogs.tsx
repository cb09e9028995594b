import { Alert, Anchor, Button, Center, Code, Group, SimpleGrid, Stack, Text, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { QRCodeSVG } from 'qrcode.react';
import { useState, type ReactNode } from 'react';
import { Dialog } from '../../ui/dialog.tsx';
import { take, useApi } from '../../api/api.ts';
import { CopyLine } from '../../ui/copy-line.tsx';
import { FormDialog } from '../../ui/form.tsx';
import type { NewFactor } from './second-factor-part.tsx';

interface CodeDialogProps {
  readonly title: string;
  readonly submit: string;
  /** Which codes are taken. */
  readonly hint?: string;
  readonly act: (code: string) => Promise<void>;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

const anyCode = 'Six digits of an app, or a recovery code.';

/** Asks for a code before a second factor is changed. */
export function CodeDialog({ title, submit, hint = anyCode, act, onClose, children }: CodeDialogProps): ReactNode {
  const [code, setCode] = useState('');
  const acting = useMutation({ gcTime: 0, mutationFn: () => act(code.trim()) });
  return (
    <FormDialog title={title} submit={submit} acting={acting} onSubmit={() => acting.mutate()} onClose={onClose}>
      <Text size="sm" component="div">
        {children}
      </Text>
      <TextInput
        label="Code"
        description={hint}
        required
        autoComplete="one-time-code"
        data-autofocus
        value={code}
        onChange={(event) => setCode(event.currentTarget.value)}
      />
    </FormDialog>
  );
}

interface ConfirmAppProps {
  readonly factor: NewFactor;
  readonly onDone: (codes: readonly string[]) => Promise<void>;
  readonly onClose: () => void;
}

/** The app's secret, once; the first code shows that the app has it. */
export function ConfirmApp({ factor: { id, secret, uri }, onDone, onClose }: ConfirmAppProps): ReactNode {
  const api = useApi();
  return (
    <CodeDialog
      title="Add an authenticator app"
      submit="Confirm"
      hint="The six digits that the app shows now."
      act={async (code) => {
        const { codes } = await take(
          api.POST('/api/v1/me/factors/{id}/confirm', { params: { path: { id } }, body: { code } }),
        );
        await onDone(codes);
      }}
      onClose={onClose}
    >
      <Stack gap="xs">
        <Text size="sm">
          Let the app read this picture, type the secret below into it, or, where the app is on this device,{' '}
          <Anchor href={uri} size="sm">
            open it there
          </Anchor>
          . It is not shown again. Then type the six digits that the app shows. Your other sessions end.
        </Text>
        <Center>
          {/* Dark on white in both themes: not every camera reads the reverse. */}
          <QRCodeSVG
            value={uri}
            size={192}
            marginSize={4}
            bgColor="#fff"
            fgColor="#000"
            title="The secret as a picture"
          />
        </Center>
        <CopyLine text={secret} label="Copy the secret" />
      </Stack>
    </CodeDialog>
  );
}

interface ShownProps {
  readonly codes: readonly string[];
  readonly onClose: () => void;
}

export function RecoveryCodesShown({ codes, onClose }: ShownProps): ReactNode {
  return (
    <Dialog opened onClose={onClose} title="Recovery codes" closeOnClickOutside={false}>
      <Stack>
        <Alert color="yellow">
          Keep them where your phone is not. Each lets you in once without the app. They are not shown again.
        </Alert>
        <SimpleGrid cols={2}>
          {codes.map((code) => (
            <Code key={code} fz="sm" ta="center">
              {code}
            </Code>
          ))}
        </SimpleGrid>
        <CopyLine text={codes.join(' ')} label="Copy all codes" />
        <Group justify="flex-end">
          <Button onClick={onClose}>I have them</Button>
        </Group>
      </Stack>
    </Dialog>
  );
}
