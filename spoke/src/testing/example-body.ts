export { exampleBody } from '@wheelhouse/protocol/testing';
