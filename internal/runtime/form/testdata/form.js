// Prints the fields and files of the form on standard input, as busboy and Node.js itself find them.
// Usage: node form.js FOLDER CONTENT-TYPE, with the packages in FOLDER/node_modules

const { createRequire } = require('node:module')
const path = require('node:path')
const fs = require('node:fs')

const [folder, contentType] = process.argv.slice(2)
const load = createRequire(path.join(path.resolve(folder), 'x.js'))
const body = fs.readFileSync(0)

async function main() {
  const found = { busboy: [], node: [] }
  const { Busboy } = load('@fastify/busboy')
  await new Promise((resolve, reject) => {
    const reader = new Busboy({ headers: { 'content-type': contentType } })
    reader.on('field', (name, value) => found.busboy.push({ name, value }))
    reader.on('file', (name, stream, file, encoding, type) => {
      const received = { name, value: '', file, type }
      found.busboy.push(received)
      stream.on('data', data => { received.value += data })
    })
    reader.on('finish', resolve)
    reader.on('error', reject)
    reader.end(body)
  })
  const form = await new Response(body, { headers: { 'content-type': contentType } }).formData()
  for (const [name, value] of form) {
    if (typeof value === 'string') found.node.push({ name, value })
    else found.node.push({ name, value: await value.text(), file: value.name, type: value.type })
  }
  fs.writeSync(1, JSON.stringify(found))
}

main()
