// A tus server that others wrote, on our client's paths.
//   node tus-server.js FOLDER PORT LOG
// Prints the port when it listens; each request is a line of JSON in LOG before it is handled.
'use strict';

const fs = require('node:fs');
const http = require('node:http');
const { FileStore } = require('@tus/file-store');
const { Server } = require('@tus/server');

const [folder, port, log] = process.argv.slice(2);
const tus = new Server({
    path: '/api/v1/uploads',
    datastore: new FileStore({ directory: folder }),
});
const server = http.createServer((request, response) => {
    const { method, url, headers } = request;

    fs.appendFileSync(log, `${JSON.stringify({ method, url, headers })}\n`);
    tus.handle(request, response);
});

server.listen(Number(port), '127.0.0.1', () => console.log(server.address().port));
