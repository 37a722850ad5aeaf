// Serves a folder on 127.0.0.1 with the strict policy that the page is made for.
//
//     node serve.mjs FOLDER [PORT]
import { createReadStream, realpathSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join, normalize, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

export const policy = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'";

const types = {
  '.html': 'text/html; charset=utf-8', '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8', '.wasm': 'application/wasm', '.woff2': 'font/woff2',
  '.svg': 'image/svg+xml', '.json': 'application/json', '.txt': 'text/plain; charset=utf-8',
};

// Port 0 takes any free port. `headers` are added to every response.
export function serve(folder, port = 0, headers = { 'Content-Security-Policy': policy }) {
  const root = resolve(folder);
  const server = createServer(async (request, response) => {
    let path = normalize(decodeURIComponent(new URL(request.url, 'http://localhost').pathname));
    if (path.endsWith('/')) path += 'index.html';
    const file = join(root, path);
    const found = file.startsWith(root) ? await stat(file).catch(() => null) : null;
    if (!found?.isFile()) return response.writeHead(404, headers).end('404\n');
    const tag = `"${found.size}-${found.mtimeMs}"`;
    const all = {
      'Content-Type': types[extname(file)] ?? 'application/octet-stream', ETag: tag,
      'Cache-Control': 'no-cache', ...headers,
    };
    if (request.headers['if-none-match'] === tag) return response.writeHead(304, all).end();
    response.writeHead(200, { ...all, 'Content-Length': found.size });
    createReadStream(file).pipe(response);
  });
  return new Promise((done, failed) => {
    server.once('error', failed);
    server.listen(port, '127.0.0.1', () => done(server));
  });
}

if (process.argv[1] && import.meta.url === pathToFileURL(realpathSync(process.argv[1])).href) {
  const server = await serve(process.argv[2] ?? '.', Number(process.argv[3] ?? 8000)).catch(
    (error) => {
      console.error(
        error.code === 'EADDRINUSE'
          ? `port ${error.port} is taken; name another: PORT=8080 sh web/run.sh`
          : String(error),
      );
      process.exit(1);
    },
  );
  console.log(`http://127.0.0.1:${server.address().port}/`);
}
