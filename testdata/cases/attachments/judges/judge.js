// A service of the contract with node-soap: its parser of messages with parts reads the requests, and its client, which
// writes such messages, writes the responses. It returns the attachments that it gets, and says what it has read of them.

const crypto = require('crypto');
const http = require('http');
const path = require('path');
const modules = process.argv[2];
const soap = require(path.join(modules, 'soap'));
const { parseMTOMResp } = require(path.join(modules, 'soap', 'lib', 'utils'));

const read = async (message) => {
  const chunks = [];
  for await (const chunk of message) chunks.push(chunk);
  return Buffer.concat(chunks);
};

// contents returns the attachments of a request, in the order of the envelope.
const contents = async (request) => {
  const body = await read(request);
  const boundary = /boundary="?([^";]+)/.exec(request.headers['content-type']);
  if (!boundary) return inEnvelope(body.toString(), []);
  const { parts } = await new Promise((resolve, reject) =>
    parseMTOMResp(body, boundary[1], (err, parsed) => (err ? reject(err) : resolve(parsed))));
  return inEnvelope(parts[0].body.toString(), parts);
};

const inEnvelope = (envelope, parts) =>
  [...envelope.matchAll(/<t:(scan|thumbnail)>(?:<xop:Include [^>]*href="cid:([^"]*)"\/>|([^<]*))</g)].map(([, name, id, base64]) => {
    if (!id) return { name, type: 'application/octet-stream', content: Buffer.from(base64, 'base64') };
    const part = parts.find((p) => p.headers['content-id'] === `<${decodeURIComponent(id)}>`);
    return { name, type: part.headers['content-type'], content: part.body };
  });

(async () => {
  let captured;
  const client = await soap.createClientAsync(path.join(__dirname, '..', 'contract.wsdl'));
  const server = http.createServer(async (request, response) => {
    if (request.url === '/capture') {
      captured = { type: request.headers['content-type'], body: await read(request) };
      response.setHeader('Content-Type', 'text/xml');
      return response.end('<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body/></s:Envelope>');
    }
    try {
      const list = await contents(request);
      const seen = list.map((a) => `${a.type} ${a.content.length} ${crypto.createHash('sha256').update(a.content).digest('hex')}\n`).join('');
      const elements = list.map((a) => `<t:${a.name}><xop:Include xmlns:xop="http://www.w3.org/2004/08/xop/include" href="cid:${a.name}@node"/></t:${a.name}>`).join('');
      client.setEndpoint(`http://127.0.0.1:${server.address().port}/capture`);
      await client.StoreAsync({ _xml: `<t:stored xmlns:t="urn:attachments"><t:title>${seen}</t:title>${elements}</t:stored>` }, {
        forceMTOM: true,
        attachments: list.map((a) => ({ mimetype: a.type, contentId: `${a.name}@node`, name: a.name, body: a.content })),
      });
      response.setHeader('Content-Type', captured.type);
      response.end(captured.body);
    } catch (err) {
      response.statusCode = 500;
      response.end(String(err.stack));
    }
  });
  server.listen(0, '127.0.0.1', () => console.log(`http://127.0.0.1:${server.address().port}/`));
})();
