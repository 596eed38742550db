// Prints the parts of the multipart body on standard input, as each of the readers of Node.js finds them.
// Usage: node parts.js FOLDER BOUNDARY, with the packages in FOLDER/node_modules

const { createRequire } = require('node:module')
const path = require('node:path')
const fs = require('node:fs')

const [folder, boundary] = process.argv.slice(2)
const load = createRequire(path.join(path.resolve(folder), 'x.js'))
const body = fs.readFileSync(0)
const readers = { 'dicer': load('dicer'), '@fastify/busboy': load('@fastify/busboy').Dicer }
const found = {}

for (const [name, Dicer] of Object.entries(readers)) {
  found[name] = []
  const reader = new Dicer({ boundary })
  reader.on('part', part => {
    const received = { header: {}, body: '' }
    found[name].push(received)
    part.on('header', header => { received.header = header })
    part.on('data', data => { received.body += data.toString('latin1') })
  })
  reader.on('error', err => found[name].push({ header: { error: [String(err)] }, body: '' }))
  reader.end(body)
}
process.on('exit', () => fs.writeSync(1, JSON.stringify(found)))
