import { lazy, Suspense, type ComponentType, type ReactNode } from 'react';

/** A part that is read from the server when it is first drawn. Nothing stands in its place until it has come. */
export function onDemand<Props extends object>(read: () => Promise<ComponentType<Props>>): (props: Props) => ReactNode {
  const Part: ComponentType<Props> = lazy(async () => ({ default: await read() }));
  return function OnDemand(props: Props): ReactNode {
    return (
      <Suspense>
        <Part {...props} />
      </Suspense>
    );
  };
}
