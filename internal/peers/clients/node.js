// A client of node-soap: it makes the calls on standard input, [[operation, value], …], and prints
// [{"value": …} or {"error": …, "fault": the content of its detail}, …].
const [contract, url, modules] = process.argv.slice(2);
const fs = require('fs');
const soap = require(modules + '/soap');
const text = fs.readFileSync(contract, 'utf8');
const isSOAP12 = text.includes('/soap12/');
const isBare = text.includes('style="document"') && !text.includes('<xs:element name="greet"><xs:complexType>');
const isQualified = text.includes('elementFormDefault="qualified"');
const sent = (value) => {
  if (Array.isArray(value)) return value.map(sent);
  if (value === null || typeof value !== 'object') return value;
  const object = Object.fromEntries(Object.entries(value).map(([k, v]) => [k, sent(v)]));
  return 'radius' in object ? { attributes: { 'xsi:type': 't:Circle', 'xmlns:t': 'urn:peers' }, ...object } : object;
};
const received = (value) => {
  if (Array.isArray(value)) return value.map(received);
  if (value === null || typeof value !== 'object' || value instanceof Date) return value;
  if ('$value' in value) return value.$value;
  const object = Object.fromEntries(Object.entries(value).filter(([k]) => k !== 'attributes').map(([k, v]) => [k, received(v)]));
  return 'item' in object ? object.item : object; // an array of SOAP's encoding
};
(async () => {
  const client = await soap.createClientAsync(contract, { endpoint: url, forceSoap12Headers: isSOAP12 });
  const results = [];
  for (const [operation, value] of JSON.parse(fs.readFileSync(0, 'utf8'))) {
    if (operation === 'echoChoice' && value) for (const k of Object.keys(value)) if (value[k] === null) delete value[k];
    client.clearSoapHeaders();
    if (operation === 'greet') client.addSoapHeader({ 'p:session': { [isQualified ? 'p:user' : 'user']: 'ann' } }, '', 'p', 'urn:peers');
    try {
      const [result] = await client[operation + 'Async'](isBare ? sent(value) : { value: sent(value) });
      results.push({ value: received(isBare || result === null ? result : result.value) });
    } catch (e) {
      const fault = e.root && e.root.Envelope.Body.Fault;
      const detail = fault && (fault.detail || fault.Detail);
      results.push({ error: String(e.message), fault: detail && received(Object.values(received(detail))[0]) });
    }
  }
  console.log(JSON.stringify(results));
})();
