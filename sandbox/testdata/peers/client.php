<?php
// A client of PHP's SOAP extension. Its arguments are the contract, the endpoint and a token. It makes the calls on
// standard input, [[operation, value], …], and prints [{"value": …} or {"error": …}, …].
ini_set('soap.wsdl_cache_enabled', '0');
[, $contract, $url, $token] = $argv;
$client = new SoapClient($contract, ['location' => $url, 'features' => SOAP_SINGLE_ELEMENT_ARRAYS,
    'stream_context' => stream_context_create(['http' => ['header' => "Authorization: Bearer $token"]])]);
$results = [];
foreach (json_decode(stream_get_contents(STDIN), true) as [$operation, $value]) {
    try {
        $results[] = ['value' => $client->__soapCall($operation, [$value])];
    } catch (SoapFault $fault) {
        $results[] = ['error' => $fault->getMessage()];
    }
}
echo json_encode($results);
