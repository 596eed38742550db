// A client of node-soap. Its arguments are the contract, the endpoint, a token and the folder of the packages of npm. It
// makes the calls on standard input, [[operation, value], …], and prints [{"value": …} or {"error": …}, …].
const [contract, url, token, modules] = process.argv.slice(2);
const fs = require('fs');
const soap = require(modules + '/soap');
(async () => {
  const client = await soap.createClientAsync(contract, { endpoint: url });
  client.addHttpHeader('Authorization', 'Bearer ' + Buffer.from(token).toString('latin1')); // the bytes of UTF-8
  const results = [];
  for (const [operation, value] of JSON.parse(fs.readFileSync(0, 'utf8'))) {
    try {
      const [result] = await client[operation + 'Async'](value);
      results.push({ value: result });
    } catch (e) {
      results.push({ error: String(e.message) });
    }
  }
  console.log(JSON.stringify(results));
})();
