<?php
// A client of PHP's SOAP extension: it makes the calls on standard input, [[operation, value], …], and prints
// [{"value": …} or {"error": …, "fault": the content of its detail}, …].
ini_set('soap.wsdl_cache_enabled', '0');
error_reporting(0);
[, $contract, $url] = $argv;
$text = file_get_contents($contract);
$isWrapped = str_contains($text, '<xs:element name="greet"><xs:complexType>');
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
    if ($value instanceof SoapVar) $value = $value->enc_value;
    if (!is_array($value) && !is_object($value)) return $value;
    $value = (array) $value;
    foreach ($value as $k => $v) $value[$k] = received($v, $k);
    return $value;
}
$results = [];
foreach (json_decode(stream_get_contents(STDIN), true) as [$operation, $value]) {
    try {
        $value = sent($value);
        if ($operation === 'echoChoice' && $value) $value = array_filter($value, fn($v) => $v !== null);
        $header = $operation === 'greet' ? new SoapHeader('urn:peers', 'session', (object) ['user' => 'ann']) : null;
        $result = $client->__soapCall($operation, [$isWrapped ? ['value' => $value] : $value], null, $header);
        $results[] = ['value' => received($isWrapped ? $result->value : $result)];
    } catch (Throwable $e) {
        $results[] = ['error' => $e->getMessage(), 'fault' => received(current((array) ($e->detail ?? [])))];
    }
}
echo json_encode($results);
