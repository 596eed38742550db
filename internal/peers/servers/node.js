// A server of a contract, made of node-soap. It returns each value that it receives.
const [contract, port, modules] = process.argv.slice(2);
const fs = require('fs');
const http = require('http');
const soap = require(modules + '/soap');
const text = fs.readFileSync(contract, 'utf8');
const operations = [...text.matchAll(/soapAction="urn:peers#(\w+)"/g)].map((m) => m[1]);
// node-soap passes attributes among the elements, and dates as objects that it does not write.
const plain = (value, key) => {
  if (value instanceof Date) return key === 'day' ? value.toISOString().slice(0, 10) : value.toISOString();
  if (Array.isArray(value)) return value.map((item) => plain(item, key));
  if (value === null || typeof value !== 'object') return value;
  if ('$value' in value) return plain(value.$value, key);
  return Object.fromEntries(Object.entries(value).filter(([k]) => k !== 'attributes').map(([k, v]) => [k, plain(v, k)]));
};
const methods = {};
for (const name of operations) {
  methods[name] = (args, _callback, headers) => {
    const value = plain(args);
    if (name === 'greet') {
      const user = plain(headers.session).user;
      return typeof value === 'string' ? `${user}: ${value}` : { value: `${user}: ${value.value}` };
    }
    if (name === 'fail') {
      throw { Fault: { faultcode: 'soap:Server', faultstring: 'failed', detail: { failure: { attributes: { xmlns: 'urn:peers' }, code: 7, reason: 'full' } } } };
    }
    return value;
  };
}
const server = http.createServer((_request, response) => { response.statusCode = 404; response.end(); });
server.listen(Number(port), '127.0.0.1', () => {
  soap.listen(server, { path: '/', services: { Peers: { PeersPort: methods } }, xml: text, forceSoap12Headers: text.includes('/soap12/') });
  console.log('listening');
});
