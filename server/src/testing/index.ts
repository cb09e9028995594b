export { findApiFaults } from './api-faults.ts';
