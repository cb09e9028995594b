import react from '@vitejs/plugin-react';
import { defaultClientConditions, defineConfig } from 'vite';

/** Where `npm run dev --workspace web` finds a running server. */
const server = process.env['WH_DEV_SERVER'] ?? 'http://127.0.0.1:7710';

export default defineConfig({
  plugins: [react()],
  resolve: { conditions: ['@wheelhouse/source', ...defaultClientConditions] },
  build: {
    rollupOptions: { input: { spoke: 'spoke.html', hub: 'hub.html' } },
    manifest: true,
    // The page's policy allows nothing that is not a file of its own origin.
    assetsInlineLimit: 0,
    target: 'es2023',
    reportCompressedSize: false,
  },
  server: { proxy: { '/api': { target: server, ws: true } } },
});
