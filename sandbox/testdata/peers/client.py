# A client of zeep. Its arguments are the contract, the endpoint and a token. It makes the calls on standard input,
# [[operation, value], …], and prints [{"value": …} or {"error": …}, …].
import json
import logging
import sys

import zeep
from zeep.helpers import serialize_object

logging.disable(logging.CRITICAL)
contract, url, token = sys.argv[1:4]
client = zeep.Client(contract)
client.transport.session.headers['Authorization'] = ('Bearer ' + token).encode()
service = client.create_service(next(iter(client.wsdl.bindings)), url)
results = []
for operation, value in json.load(sys.stdin):
    if 'incidentList' in value:  # a choice that repeats
        value['incidentList'] = {'_value_1': [{k: v} for k, list in value['incidentList'].items() for v in list]}
    try:
        results.append({'value': serialize_object(service[operation](**value), dict)})
    except zeep.exceptions.Error as e:
        results.append({'error': str(e)})
print(json.dumps(results, default=str))
