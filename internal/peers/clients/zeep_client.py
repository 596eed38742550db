# A client of zeep: it makes the calls on standard input, [[operation, value], …], and prints
# [{"value": …} or {"error": …, "fault": the content of its detail}, …].
import base64
import datetime
import json
import logging
import sys

import zeep
from zeep.helpers import serialize_object

logging.disable(logging.CRITICAL)
contract, url = sys.argv[1:3]
client = zeep.Client(contract)
text = open(contract).read()
is_bare = 'style="document"' in text and '<xs:element name="greet"><xs:complexType>' not in text
service = client.create_service('{urn:peers}PeersBinding', url)


def sent(value, key=''):
    if key == 'data':
        return base64.b64decode(value)
    if isinstance(value, list):
        return [sent(v, key) for v in value]
    if not isinstance(value, dict):
        return value
    value = {k: sent(v, k) for k, v in value.items()}
    if 'radius' in value:
        return client.get_type('{urn:peers}Circle')(**value)
    return client.get_type('{urn:peers}Shape')(**value) if list(value) == ['name'] else value


def received(value):
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    if isinstance(value, (datetime.date, datetime.datetime)):
        return value.isoformat()
    if isinstance(value, list):
        return [received(v) for v in value]
    if isinstance(value, dict):
        return {k: received(v) for k, v in value.items()}
    return value if value is None or isinstance(value, (bool, int, float)) else str(value)


results = []
for operation, value in json.load(sys.stdin):
    try:
        if operation == 'echoChoice':
            value = {k: v for k, v in value.items() if v is not None}
        headers = [client.get_element('{urn:peers}session')(user='ann')] if operation == 'greet' else None
        value = sent(value)
        if is_bare and isinstance(value, dict):
            result = service[operation](**value, _soapheaders=headers)
        elif is_bare:
            result = service[operation](value, _soapheaders=headers)
        else:
            result = service[operation](value=value, _soapheaders=headers)
        result = received(serialize_object(result))
        if isinstance(value, dict) and len(value) == 1 and not isinstance(result, dict):
            result = {next(iter(value)): result}  # zeep returns the only element of a value instead of the value
        results.append({'value': result})
    except zeep.exceptions.Fault as e:
        fault = {child.tag.split('}')[-1]: child.text for child in e.detail[0]} if e.detail is not None else None
        results.append({'error': repr(e), 'fault': fault})
    except Exception as e:
        results.append({'error': repr(e)})
print(json.dumps(results))
