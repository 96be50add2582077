import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { fieldWorker } from './scripts/field-worker.ts';

export default defineConfig({
  root: 'web',
  plugins: [react(), fieldWorker()],
  build: {
    outDir: '../dist/web',
    emptyOutDir: true,
    chunkSizeWarningLimit: 4000,
    rolldownOptions: {
      input: { index: 'web/index.html', field: 'web/field/index.html' },
      output: {
        // The two big libraries change rarely: in files of their own, browsers keep them across releases.
        codeSplitting: {
          groups: [
            { name: 'react', test: /node_modules[\\/](react|react-dom|scheduler)[\\/]/, priority: 1 },
            { name: 'maplibre', test: /node_modules[\\/]maplibre-gl/ },
            { name: 'antd', test: /node_modules[\\/](antd|@ant-design|@rc-component|rc-[^\\/]+|@emotion|dayjs)[\\/]/ },
          ],
        },
      },
    },
  },
  // Not `/api` as a whole: `web/api` is a folder of sources. The host stays, since the server compares it to the origin.
  server: { proxy: { '^/api/(v1|auth)/': { target: 'http://127.0.0.1:8080', changeOrigin: false } } },
});
