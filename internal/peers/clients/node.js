// A client of node-soap: it makes the calls on standard input, [[operation, value], …], and prints
// [{"value": …} or {"error": …}, …].
const [contract, url, modules] = process.argv.slice(2);
const fs = require('fs');
const soap = require(modules + '/soap');
const isSOAP12 = fs.readFileSync(contract, 'utf8').includes('/soap12/');
const sent = (value) => {
  if (Array.isArray(value)) return value.map(sent);
  if (value === null || typeof value !== 'object') return value;
  const object = Object.fromEntries(Object.entries(value).map(([k, v]) => [k, sent(v)]));
  return 'radius' in object ? { attributes: { 'xsi:type': 't:Circle', 'xmlns:t': 'urn:peers' }, ...object } : object;
};
const received = (value) => {
  if (Array.isArray(value)) return value.map(received);
  if (value === null || typeof value !== 'object' || value instanceof Date) return value;
  return Object.fromEntries(Object.entries(value).filter(([k]) => k !== 'attributes').map(([k, v]) => [k, received(v)]));
};
(async () => {
  const client = await soap.createClientAsync(contract, { endpoint: url, forceSoap12Headers: isSOAP12 });
  const results = [];
  for (const [operation, value] of JSON.parse(fs.readFileSync(0, 'utf8'))) {
    if (operation === 'echoChoice') for (const k of Object.keys(value)) if (value[k] === null) delete value[k];
    try {
      const [result] = await client[operation + 'Async']({ value: sent(value) });
      results.push({ value: received(result.value) });
    } catch (e) {
      results.push({ error: String(e.message) });
    }
  }
  console.log(JSON.stringify(results));
})();
