import { Drawer, Modal, type DrawerProps, type ModalProps } from '@mantine/core';
import type { ReactNode } from 'react';
import { useFocusBack } from './focus-back.ts';

/** A dialog over the page. It may be in the page only while it is open: the focus goes back to where it was. */
export function Dialog(props: ModalProps): ReactNode {
  useFocusBack(props.opened);
  return <Modal {...props} />;
}

/** A thing of a list, beside the list. The focus goes back to where it was. */
export function Peek(props: DrawerProps): ReactNode {
  useFocusBack(props.opened);
  return <Drawer position="right" {...props} />;
}
