// One upload with tus-js-client, as its users write it.
//   node upload.js '{"endpoint", "token", "file", "chunk", …}'
// More members: "url" (goes on with this upload), "algorithm" (sends Upload-Checksum), "wrong" (a
// checksum of other bytes from the second chunk on), "pause" (aborts at that many bytes), "resume"
// (and starts again), "terminate" (removes `url`).
// Each line printed is a JSON array: what happened, and what belongs to it.
'use strict';

const crypto = require('node:crypto');
const fs = require('node:fs');
const tus = require('tus-js-client');

const job = JSON.parse(process.argv[2]);
const say = (...words) => console.log(JSON.stringify(words));

function checksumOfChunk(offset) {
    const chunk = fs.readFileSync(job.file).subarray(offset, offset + job.chunk);
    const digest = crypto.createHash(job.algorithm).update(chunk);

    if (job.wrong && offset > 0)
        digest.update('!');
    return `${job.algorithm} ${digest.digest('base64')}`;
}

function beforeRequest(request) {
    const offset = request.getHeader('Upload-Offset');

    if (request.getMethod() === 'PATCH' && job.algorithm)
        request.setHeader('Upload-Checksum', checksumOfChunk(Number(offset)));
    say('request', request.getMethod(), offset === undefined ? null : Number(offset));
}

const options = {
    endpoint: job.endpoint,
    uploadUrl: job.url,
    chunkSize: job.chunk,
    headers: { Authorization: `Bearer ${job.token}` },
    metadata: { filetype: 'image/tiff' },
    // After an abort the server may still be busy with what was cut off.
    retryDelays: job.wrong ? null : [50, 200, 800, 2000],
    storeFingerprintForResuming: false,
    onBeforeRequest: beforeRequest,
    onProgress: pauseAtOffset,
    onSuccess: () => say('whole', upload.url),
    onError: (error) => say('error', error.originalResponse?.getStatus() ?? null, upload.url,
                            error.originalResponse ? null : error.message),
};
let upload = null;
let paused = false;

async function pauseAtOffset(sent) {
    if (paused || job.pause === undefined || sent < job.pause)
        return;
    paused = true;
    await upload.abort();
    say('paused', sent, upload.url);
    if (job.resume)
        upload.start();
}

if (job.terminate) {
    tus.Upload.terminate(job.url, options).then(
        () => say('terminated'),
        (error) => say('error', error.originalResponse?.getStatus() ?? null));
} else {
    upload = new tus.Upload(fs.createReadStream(job.file), options);
    upload.start();
}
