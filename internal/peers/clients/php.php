<?php
// A client of PHP's SOAP extension: it makes the calls on standard input, [[operation, value], …], and prints
// [{"value": …} or {"error": …}, …].
ini_set('soap.wsdl_cache_enabled', '0');
error_reporting(0);
[, $contract, $url] = $argv;
$text = file_get_contents($contract);
$isRPC = str_contains($text, 'style="rpc"');
$client = new SoapClient($contract, ['location' => $url, 'features' => SOAP_SINGLE_ELEMENT_ARRAYS,
    'soap_version' => str_contains($text, '/soap12/') ? SOAP_1_2 : SOAP_1_1]);
function sent($value, $key = '')
{
    if ($key === 'data') return base64_decode($value);
    if (!is_array($value)) return $value;
    foreach ($value as $k => $v) $value[$k] = sent($v, $k);
    return isset($value['radius']) ? new SoapVar((object) $value, SOAP_ENC_OBJECT, 'Circle', 'urn:peers') : $value;
}
function received($value, $key = '')
{
    if ($key === 'data') return base64_encode($value);
    if (!is_array($value) && !is_object($value)) return $value;
    $value = (array) $value;
    foreach ($value as $k => $v) $value[$k] = received($v, $k);
    return $value;
}
$results = [];
foreach (json_decode(stream_get_contents(STDIN), true) as [$operation, $value]) {
    try {
        $value = sent($value);
        if ($operation === 'echoChoice') $value = array_filter($value, fn($v) => $v !== null);
        $result = $client->__soapCall($operation, [$isRPC ? $value : ['value' => $value]]);
        $results[] = ['value' => received($isRPC ? $result : $result->value)];
    } catch (Throwable $e) {
        $results[] = ['error' => $e->getMessage()];
    }
}
echo json_encode($results);
